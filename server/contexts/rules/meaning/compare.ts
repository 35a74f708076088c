import type { MeaningBasis, MeaningReport } from '../../../../shared/contract/rule-meaning.ts';
import type { InputValue } from '../../../../shared/contract/judgment.ts';
import type { ParsedRuleset } from '../domain/ruleset.ts';
import { searchInputs, wordsOf } from '../tests/input-search.ts';
import { isComplete } from '../tests/script-under-test.ts';
import { axisOf, type Axis } from './axes.ts';
import { bordersOf, cutsOf, type Borders } from './borders.ts';
import { changesOf } from './changes.ts';
import { enumerate, type Found } from './enumerate.ts';
import { gridOf, isSameScript, type ExactAnswer, type Grid } from './exact.ts';
import type { MeaningEngine } from './judge.ts';
import { Pair, type Row } from './pair.ts';
import { Probes } from './probes.ts';
import { namedAxes, reached } from './reach.ts';
import { Report } from './report.ts';
import { Search } from './search.ts';
import { codeOf, incomparableOf, spaceOf, type Space } from './space.ts';
import { judgmentsIn, Regions } from './regions.ts';
import { Widening } from './widen.ts';

export interface Comparison {
  readonly before: ParsedRuleset;
  readonly after: ParsedRuleset;
  /** Inputs that came about, newest first, by name. */
  readonly inputs: readonly Readonly<Record<string, InputValue>>[];
}

export interface Budget {
  readonly now: () => number;
  /** Milliseconds for searching. */
  readonly budgetMs: number;
}

/** How far a comparison is. */
export interface Progress {
  readonly share: number;
  readonly tried: number;
  readonly found: number;
}

const MOST_REGIONS = 60;
const MOST_GIVEN = 300;
/** Times the time for searching that judging every cell may take. */
const ENUMERATING_SHARE = 3;
/** Share of the time after which nothing more is led to what has changed. */
const REACHING_SHARE = 0.5;
/** Share of the time for searching that describing what was found may take beside it. */
const WIDENING_SHARE = 0.6;

/**
 * Which inputs get another verdict from one version than from another: all of them where inputs decide by comparisons with constants only,
 * else what a search over the borders of both finds within its time. Null where one of them is no script.
 */
export function* compareMeaning(
  engine: MeaningEngine,
  { before, after, inputs }: Comparison,
  { now, budgetMs }: Budget,
): Generator<Progress, MeaningReport | null> {
  const startedAt = now();
  const sides = { before: before.manifest, after: after.manifest };
  const words = [before, after].flatMap(({ source, manifest }) => [
    ...wordsOf(source, manifest.parameters).texts,
  ]);
  const space = spaceOf(sides, new Set([...words, ...textsOf(inputs), ...textsOf(casesOf(before, after))]));
  const incomparable = incomparableOf(sides);
  const judges = [before, after].map(({ manifest, source }) => engine.judge(manifest, source, space));
  const [one, other] = judges;
  try {
    if (!one || !other) return null;
    const pair = new Pair(one, other, space);
    const recent = rowsOf(space, inputs);
    const given = distinct([...rowsOf(space, casesOf(before, after)), ...recent]).slice(0, MOST_GIVEN);
    const report = new Report(pair, after.manifest, given);
    const told = (basis: MeaningBasis, found: readonly Found[], left: number): MeaningReport => {
      const shown = found.slice(0, MOST_REGIONS);
      const counts = judgmentsIn(pair, shown, recent);
      return {
        ...{ basis, incomparable, changes: changesOf(sides), judgments: recent.length },
        regions: shown.map((each, index) => report.region(each, counts[index] ?? 0)),
        regionsLeftOut: found.length - shown.length + left,
        lesser: incomparable.length > 0 ? [] : report.lesser(),
        ...{ tried: pair.tried, tookMs: now() - startedAt },
      };
    };
    if (incomparable.length > 0) return told({ kind: 'none' }, [], 0);
    pair.take(given);
    if (isSameScript(engine, before, after)) return told({ kind: 'same' }, [], 0);
    yield { share: 0, tried: pair.tried, found: pair.differences.size };
    let exact = gridOf(engine, space, before, after);
    if (exact.ok) {
      const { grid } = exact;
      const until = now() + budgetMs * ENUMERATING_SHARE;
      const all = yield* enumerated(pair, grid, () => now() > until);
      if (all !== null) return told({ kind: 'exact', cells: grid.cells }, ordered(all.found), all.left);
      exact = { ok: false, why: 'SIZE', side: 'after', line: 0 };
    }
    const isLate = () => now() - startedAt > budgetMs * REACHING_SHARE;
    const led = yield* ledTo(engine, pair, { before, after, given, isLate });
    const { borders, axes } = led;
    const starts = distinct([...given, ...led.rows, ...startsOf(engine, space, [before, after])]);
    yield { share: 0, tried: pair.tried, found: pair.differences.size };
    // Reading large scripts takes time too; half of it is left for searching.
    const leftMs = Math.max(budgetMs / 2, budgetMs - (now() - startedAt));
    const search = yield* searched(pair, axes, { borders, starts }, { now, budgetMs: leftMs });
    return told(basisOf(exact, search.isComplete), ordered(search.found), search.left);
  } finally {
    for (const judge of judges) judge?.release();
  }
}

const casesOf = (...sides: readonly ParsedRuleset[]) =>
  sides.flatMap(({ tests }) => tests.map(({ input }) => input));

const textsOf = (inputs: Comparison['inputs']): string[] =>
  inputs.flatMap((input) => Object.values(input).filter((value) => typeof value === 'string'));

const basisOf = (
  { why, side, line }: Extract<ExactAnswer, { ok: false }>,
  complete: boolean,
): MeaningBasis => ({
  kind: 'searched',
  ...{ why, side, line, complete },
});

/** Those with the fewest limits first: they say the most. */
const ordered = (found: readonly Found[]): Found[] => {
  const limits = ({ axes, box }: Found) =>
    box.filter((places, dim) => places.length < (axes[dim]?.atoms.length ?? 0)).length;
  return [...found].sort((a, b) => a.before - b.before || a.after - b.after || limits(a) - limits(b));
};

interface Led extends Pick<Comparison, 'before' | 'after'> {
  readonly given: readonly Row[];
  isLate(): boolean;
}

/** Inputs by name as rows; those that do not fit are left out. */
function rowsOf({ dims }: Space, inputs: Comparison['inputs']): Row[] {
  return inputs.flatMap((input) => {
    const row = dims.map((dim) => codeOf(dim, Object.hasOwn(input, dim.name) ? input[dim.name] : undefined));
    return row.every((code) => code !== undefined) ? [row] : [];
  });
}

const distinct = (rows: readonly Row[]): Row[] => [
  ...new Map(rows.map((row) => [row.join(' '), row])).values(),
];

/** All cells, or null where that takes too long. */
function* enumerated(
  pair: Pair,
  grid: Grid,
  isLate: () => boolean,
): Generator<Progress, { found: Found[]; left: number } | null> {
  const run = enumerate(pair, grid);
  let step = run.next();
  for (; step.done !== true; step = run.next()) {
    if (isLate()) return null;
    yield { share: step.value / grid.cells, tried: pair.tried, found: pair.differences.size };
  }
  return step.value;
}

/** Inputs that lead each script down its ways, as the analysis of test cases finds them: both sides of every border. */
function startsOf(engine: MeaningEngine, space: Space, versions: readonly ParsedRuleset[]): Row[] {
  const found = versions.flatMap(({ manifest, source, tests }) => {
    const tested = engine.test(manifest);
    const script = tested.compile(source);
    if (script === null) return [];
    const rows = tests.map(({ input }) => manifest.inputs.map(({ name }) => input[name] ?? null));
    const { flips } = searchInputs(
      tested,
      script,
      { manifest, source },
      rows.filter((row) => isComplete(manifest, row)),
    );
    script.release();
    return flips
      .flatMap(({ held, notHeld }) => [held, notHeld])
      .map((row) => Object.fromEntries(manifest.inputs.map(({ name }, index) => [name, row[index] ?? null])));
  });
  return rowsOf(space, found).slice(0, MOST_GIVEN * 4);
}

/** Rows led to what has changed: at once by the numbers that conditions name, and where that shows nothing, by what the checker knows of calculations. */
function* ledTo(
  engine: MeaningEngine,
  pair: Pair,
  { before, after, given, isLate }: Led,
): Generator<Progress, { borders: Borders; axes: Axis[]; rows: Row[] }> {
  const probes = Probes.of(engine, pair, before, after);
  const rows: Row[] = [];
  function* lead(axes: readonly Axis[], levels: Borders['levels']): Generator<Progress> {
    if (probes === undefined) return;
    const run = reached(pair, probes, { axes, levels, given }, isLate);
    let step = run.next();
    for (; step.done !== true; step = run.next())
      yield { share: 0, tried: pair.tried, found: pair.differences.size };
    rows.push(...step.value);
  }
  try {
    if (probes !== undefined) {
      const { levels } = bordersOf(engine, [before, after], probes.statements());
      yield* lead(namedAxes(pair, probes), levels);
    }
    const borders = bordersOf(engine, [before, after]);
    const axes = pair.space.dims.map((dim) => axisOf(dim, cutsOf(dim.name, borders)));
    if (pair.differences.size === 0) yield* lead(axes, borders.levels);
    return { borders, axes, rows };
  } finally {
    probes?.release();
  }
}

function* searched(
  pair: Pair,
  axes: readonly Axis[],
  { borders, starts }: { borders: Borders; starts: readonly Row[] },
  { now, budgetMs }: Budget,
): Generator<Progress, { found: Found[]; left: number; isComplete: boolean }> {
  const from = now();
  const search = new Search(pair, axes, borders.levels, () => now() - from > budgetMs);
  const progress = (): Progress => ({
    share: Math.min(0.99, (now() - from) / (budgetMs * (1 + WIDENING_SHARE))),
    ...{ tried: pair.tried, found: pair.differences.size },
  });
  for (const _ of search.run(starts)) yield progress();
  const regions = new Regions(pair, new Widening(pair, axes));
  const until = now() + budgetMs * WIDENING_SHARE;
  for (const rows of pair.differences.values())
    for (const row of rows) {
      regions.add(row, now() > until);
      yield progress();
    }
  return { found: regions.found(), left: regions.left, isComplete: search.isComplete };
}
