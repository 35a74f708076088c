import { Context } from '../domain/check/context.ts';
import { functionsOf } from '../domain/check/check.ts';
import { Script } from '../domain/check/statements.ts';
import type { Linear } from '../domain/check/values.ts';
import { wordsOf } from '../tests/input-search.ts';
import { axisOf, hasBand, marksOf, type Axis, type Cuts } from './axes.ts';
import type { Version } from './exact.ts';
import type { MeaningEngine } from './judge.ts';
import { levelsOf, type Levels } from './levels.ts';
import type { Space } from './space.ts';

/** Where conditions of both versions may turn, before any input was tried. */
export interface Borders {
  /** Numbers that scripts and parameters name, and those to which a single input's calculations come. */
  readonly numbers: ReadonlySet<number>;
  /** Of these so many for each input. */
  readonly numbersEach: number;
  /** Sums of inputs that are compared with 0, as the checker reads them. */
  readonly sums: readonly Linear[];
  /** What is calculated from several inputs, with what it is compared with. */
  readonly levels: readonly Levels[];
}

const INPUT = 'in:';
/** Numbers of an input beside those that it is compared with: fewer where there are many inputs. */
const MOST_NUMBERS = 80;
const LEAST_NUMBERS = 16;
const NUMBERS_IN_ALL = 2_000;
const MOST_OWN = 200;
const MOST_BORDERS = 3_000;

/** Borders of all conditions, or of those that were read until it was late. */
function bordersOf(engine: MeaningEngine, versions: readonly Version[], isLate: () => boolean): Borders {
  const numbers = new Set<number>();
  const sums: Linear[] = [];
  for (const { manifest, source } of versions) {
    for (const number of wordsOf(source, manifest.parameters).numbers) numbers.add(number);
    const parsed = engine.tree(source);
    if (!parsed.ok) continue;
    const context = new Context(manifest, functionsOf(parsed.tree));
    context.mostBorders = MOST_BORDERS;
    context.isLate = isLate;
    new Script(context).run(parsed.tree.main);
    sums.push(...context.borders.values());
  }
  const inputs = Math.max(...versions.map(({ manifest }) => manifest.inputs.length), 1);
  const numbersEach = Math.min(MOST_NUMBERS, Math.max(LEAST_NUMBERS, Math.round(NUMBERS_IN_ALL / inputs)));
  return { numbers, numbersEach, sums, levels: levelsOf(sums) };
}

/** Parts into which an input is cut for searching. */
function cutsOf(name: string, { numbers, numbersEach, sums }: Borders): Cuts {
  const own = sums.flatMap(({ terms, constant }) => {
    const [term] = terms;
    return terms.length === 1 && term?.[0] === INPUT + name ? [-constant / term[1]] : [];
  });
  const known = [...new Set(own)].filter(Number.isFinite).slice(0, MOST_OWN);
  const all = [...new Set([...known, ...numbers])].slice(0, Math.max(known.length, numbersEach));
  return cutsAt(all);
}

/** Where both versions may turn, with inputs cut there. */
export function cutAt(
  engine: MeaningEngine,
  { dims }: Space,
  { before, after }: Readonly<Record<'before' | 'after', Version>>,
  isLate: () => boolean,
): { borders: Borders; axes: Axis[] } {
  const borders = bordersOf(engine, [before, after], isLate);
  return { borders, axes: dims.map((dim) => axisOf(dim, cutsOf(dim.name, borders))) };
}

/** Where comparisons with numbers turn. */
export function cutsAt(numbers: readonly number[]): Cuts {
  // What is next to nothing turns where nothing does.
  const near = numbers.map((number) => (hasBand(number) ? Number(number.toPrecision(15)) : 0));
  return new Map(near.flatMap((number) => [...marksOf(number)]));
}
