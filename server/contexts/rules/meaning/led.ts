import type { ParsedRuleset } from '../domain/ruleset.ts';
import { searchInputs } from '../tests/input-search.ts';
import { isComplete } from '../tests/script-under-test.ts';
import { cutAt } from './borders.ts';
import type { MeaningEngine } from './judge.ts';
import type { Pair, Row } from './pair.ts';
import { Probes } from './probes.ts';
import { ENOUGH, lifted, namedAxes, reached } from './reach.ts';
import { Search } from './search.ts';
import type { Sliced } from './sliced.ts';
import { distinct, rowsOf, type Space } from './space.ts';

/** Two versions, and inputs that are known. */
export interface Asked {
  readonly before: ParsedRuleset;
  readonly after: ParsedRuleset;
  readonly given: readonly Row[];
}

const MOST_STARTS = 1_200;
/** Rows of slices that are led on at once. */
const LIFTED_AT_ONCE = 12;
/** Steps of a search through slices before what it has found is led on. */
const SEARCHED_AT_ONCE = 12;
const MOST_TURNS = 200;
/** Where few rules were left out a search through the versions as they are finds as much. */
const TURNS_AMONG_FEW = 2;

export interface Led {
  readonly rows: readonly Row[];
  /** Every way of leading was tried, or differences were found. */
  readonly isWhole: boolean;
}

/** Inputs that lead each script down its ways, as the analysis of test cases finds them: both sides of every border. */
export function startsOf(
  engine: MeaningEngine,
  space: Space,
  { before, after }: Pick<Asked, 'before' | 'after'>,
  isLate: () => boolean,
): readonly Row[] {
  const found = [before, after].flatMap(({ manifest, source, tests }) => {
    if (isLate()) return [];
    const tested = engine.test(manifest);
    const script = tested.compile(source);
    if (script === null) return [];
    const rows = tests.map(({ input }) => manifest.inputs.map(({ name }) => input[name] ?? null));
    const { flips } = searchInputs(
      tested,
      script,
      { manifest, source },
      rows.filter((row) => isComplete(manifest, row)),
      { isLate },
    );
    script.release();
    return flips
      .flatMap(({ held, notHeld }) => [held, notHeld])
      .map((row) => Object.fromEntries(manifest.inputs.map(({ name }, index) => [name, row[index] ?? null])));
  });
  return rowsOf(space, found).slice(0, MOST_STARTS);
}

/**
 * Leads inputs to what is not the same in both versions: in slices of them, where there are any, a difference shows soon, whatever it is made of;
 * then its inputs are led past the rules left out. Gives rows to search on from.
 */
export function* ledTo(
  engine: MeaningEngine,
  pair: Pair,
  asked: Asked,
  { sliced, isLate }: { readonly sliced: Sliced | undefined; readonly isLate: () => boolean },
): Generator<void, Led> {
  const rows =
    sliced === undefined
      ? yield* ledIn(engine, pair, asked, isLate)
      : yield* throughSlices(engine, pair, { ...asked, sliced }, isLate);
  return { rows, isWhole: !isLate() || pair.differences.size > 0 };
}

/** Rows led to conditions that have changed: at once by the numbers that conditions name, then by what the checker knows of calculations. */
function* ledIn(
  engine: MeaningEngine,
  pair: Pair,
  { before, after, given }: Asked,
  isLate: () => boolean,
): Generator<void, Row[]> {
  const probes = Probes.of(engine, pair, before, after);
  if (probes === undefined) return [];
  try {
    const named = namedAxes(pair, probes);
    const rows = yield* reached(pair, probes, { axes: named, levels: [], given }, isLate);
    if (pair.differences.size > 0) return rows;
    const { borders, axes } = cutAt(engine, pair.space, { before, after }, isLate);
    const more = yield* reached(pair, probes, { axes, levels: borders.levels, given }, isLate);
    return [...rows, ...more];
  } finally {
    probes.release();
  }
}

/** Differences of slices, each led on to one of the versions as they are. */
function* throughSlices(
  engine: MeaningEngine,
  pair: Pair,
  { given, sliced }: Asked & { readonly sliced: Sliced },
  isLate: () => boolean,
): Generator<void, Row[]> {
  const { part, axes, borders } = sliced;
  const reachedIn = yield* ledIn(engine, part, { ...sliced.versions, given }, isLate);
  const searching = new Search(part, axes, borders).run(distinct([...given, ...reachedIn]));
  const tried = new Set<Row>();
  const come: Row[] = [];
  let isDone = false;
  const turns = sliced.hasManyRules ? MOST_TURNS : TURNS_AMONG_FEW;
  for (let turn = 0; turn < turns && !isLate(); turn += 1) {
    const known = [...part.differences.values()].flatMap(({ rows }) => rows);
    const fresh = known.filter((row) => !tried.has(row));
    // Nothing new: those known once more, by other ways.
    const rows = (fresh.length > 0 ? fresh : known).slice(0, LIFTED_AT_ONCE);
    for (const row of rows) tried.add(row);
    come.push(...(yield* lifted(pair, sliced, { rows, turn }, isLate)));
    if (pair.differences.size >= ENOUGH || (isDone && known.length === 0)) break;
    if (pair.differences.size > 0 && fresh.length === 0) break;
    for (let step = 0; step < SEARCHED_AT_ONCE && !isDone && !isLate(); step += 1) {
      isDone = searching.next().done === true;
      yield;
    }
  }
  return come;
}
