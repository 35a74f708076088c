import { Context } from '../domain/check/context.ts';
import { functionsOf } from '../domain/check/check.ts';
import { Script } from '../domain/check/statements.ts';
import type { Linear } from '../domain/check/values.ts';
import { wordsOf } from '../tests/input-search.ts';
import { hasBand, marksOf, type Cuts } from './axes.ts';
import type { Version } from './exact.ts';
import type { MeaningEngine } from './judge.ts';
import { levelsOf, type Levels } from './levels.ts';

/** Where conditions of both versions may turn, before any input was tried. */
export interface Borders {
  /** Numbers that scripts and parameters name, and those to which a single input's calculations come. */
  readonly numbers: ReadonlySet<number>;
  readonly texts: ReadonlySet<string>;
  /** Sums of inputs that are compared with 0, as the checker reads them. */
  readonly sums: readonly Linear[];
  /** What is calculated from several inputs, with what it is compared with. */
  readonly levels: readonly Levels[];
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
    sums.push(...context.borders.values());
  }
  return { numbers, texts, sums, levels: levelsOf(sums) };
}

/** Parts into which an input is cut for searching. */
export function cutsOf(name: string, { numbers, sums }: Borders): Cuts {
  const own = sums.flatMap(({ terms, constant }) => {
    const [term] = terms;
    return terms.length === 1 && term?.[0] === INPUT + name ? [-constant / term[1]] : [];
  });
  const all = [...new Set([...own, ...numbers])].filter(Number.isFinite).slice(0, MOST_NUMBERS);
  // What is next to nothing turns where nothing does.
  const near = all.map((number) => (hasBand(number) ? Number(number.toPrecision(15)) : 0));
  return new Map(near.flatMap((number) => [...marksOf(number)]));
}
