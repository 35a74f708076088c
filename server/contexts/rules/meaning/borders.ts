import { Context } from '../domain/check/context.ts';
import { functionsOf } from '../domain/check/check.ts';
import { Script } from '../domain/check/statements.ts';
import type { Linear } from '../domain/check/values.ts';
import { wordsOf } from '../tests/input-search.ts';
import { hasBand, marksOf, type Cuts } from './axes.ts';
import type { Version } from './exact.ts';
import type { MeaningEngine } from './judge.ts';

/** Where conditions of both versions may turn, before any input was tried. */
export interface Borders {
  /** Numbers that scripts and parameters name, and those to which a single input's calculations come. */
  readonly numbers: ReadonlySet<number>;
  readonly texts: ReadonlySet<string>;
  /** Sums of inputs that are compared with 0, as the checker reads them. */
  readonly sums: readonly Linear[];
}

const INPUT = 'in:';
const MOST_NUMBERS = 80;

export function bordersOf(engine: MeaningEngine, versions: readonly Version[]): Borders {
  const numbers = new Set<number>();
  const texts = new Set<string>();
  const sums: Linear[] = [];
  for (const { manifest, source } of versions) {
    const words = wordsOf(source, manifest.parameters);
    for (const number of words.numbers) numbers.add(number);
    for (const text of words.texts) texts.add(text);
    const parsed = engine.tree(source);
    if (!parsed.ok) continue;
    const context = new Context(manifest, functionsOf(parsed.tree));
    new Script(context).run(parsed.tree.main);
    for (const sum of context.borders.values())
      if (sum.terms.every(([name]) => name.startsWith(INPUT))) sums.push(sum);
  }
  return { numbers, texts, sums };
}

/** Parts into which an input is cut for searching. */
export function cutsOf(name: string, { numbers, sums }: Borders): Cuts {
  const own = sums.flatMap(({ terms, constant }) => {
    const [term] = terms;
    return terms.length === 1 && term?.[0] === INPUT + name ? [-constant / term[1]] : [];
  });
  const all = [...new Set([...own, ...numbers])].filter(
    (number) => Number.isFinite(number) && hasBand(number),
  );
  return new Map(
    all.slice(0, MOST_NUMBERS).flatMap((number) => [...marksOf(Number(number.toPrecision(15)))]),
  );
}

/** Values of an input at which a sum that it is part of turns, where the others are as they are. */
export function solvedFor(
  name: string,
  sums: readonly Linear[],
  valueOf: (name: string) => number,
): number[] {
  return sums.flatMap(({ terms, constant }) => {
    const own = terms.find(([term]) => term === INPUT + name);
    if (own === undefined || terms.length < 2) return [];
    const rest = terms.reduce(
      (sum, [term, factor]) => (term === own[0] ? sum : sum + factor * valueOf(term.slice(INPUT.length))),
      constant,
    );
    const solved = -rest / own[1];
    return Number.isFinite(solved) ? [solved] : [];
  });
}
