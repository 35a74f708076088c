import type { MeaningBasis, MeaningReport } from '../../../../shared/contract/rule-meaning.ts';
import type { InputValue } from '../../../../shared/contract/judgment.ts';
import type { ParsedRuleset } from '../domain/ruleset.ts';
import { wordsOf } from '../tests/input-search.ts';
import { changesOf } from './changes.ts';
import { Deadline } from './deadline.ts';
import { enumerate, type Found } from './enumerate.ts';
import { gridOf, isSameScript, type Grid } from './exact.ts';
import type { MeaningEngine } from './judge.ts';
import { Pair } from './pair.ts';
import { judgmentsIn } from './regions.ts';
import { Report } from './report.ts';
import { searched, type Answer, type Progress } from './searched.ts';
import { distinct, incomparableOf, rowsOf, spaceOf } from './space.ts';

export interface Comparison {
  readonly before: ParsedRuleset;
  readonly after: ParsedRuleset;
  /** Inputs that came about, newest first, by name. */
  readonly inputs: readonly Readonly<Record<string, InputValue>>[];
}

export interface Budget {
  readonly now: () => number;
  /** Milliseconds for all of it. */
  readonly budgetMs: number;
}

const MOST_REGIONS = 60;
const MOST_GIVEN = 300;
/** Shares of the time after which judging every cell, and telling all their regions, is given up. */
const ENUMERATED_BY = 0.6;
const BOXED_BY = 0.9;
/** Share of the time after which it can be told how long all cells take. */
const TRIED_FOR = 0.1;
/** After which other differences than those of verdicts are not looked for any more. */
const LESSER_BY = 0.98;

/**
 * Which inputs get another verdict from one version than from another: all of them where inputs decide by comparisons with constants only,
 * else what a search over the borders of both finds within its time. Null where one of them is no script.
 */
export function* compareMeaning(
  engine: MeaningEngine,
  { before, after, inputs }: Comparison,
  { now, budgetMs }: Budget,
): Generator<Progress, MeaningReport | null> {
  const deadline = new Deadline(now, budgetMs);
  const sides = { before: before.manifest, after: after.manifest };
  const words = [before, after].map(({ source, manifest }) => wordsOf(source, manifest.parameters));
  const texts = words.flatMap((each) => [...each.texts]);
  const space = spaceOf(sides, new Set([...texts, ...textsOf(inputs), ...textsOf(casesOf(before, after))]));
  const incomparable = incomparableOf(sides);
  const judges = [before, after].map(({ manifest, source }) => engine.judge(manifest, source, space));
  const [one, other] = judges;
  try {
    if (!one || !other) return null;
    const pair = new Pair(one, other, space, now);
    const recent = rowsOf(space, inputs);
    const given = distinct([...rowsOf(space, casesOf(before, after)), ...recent]).slice(0, MOST_GIVEN);
    const report = new Report(pair, after.manifest, {
      given,
      numbers: othersFirst(words.map(({ numbers }) => numbers)),
    });
    const told = (
      basis: MeaningBasis,
      { found, left, cutShort }: Answer = { found: [], left: 0, cutShort: [] },
    ): MeaningReport => {
      const shown = found.slice(0, MOST_REGIONS);
      const counts = judgmentsIn(pair, shown, recent);
      const regions = shown.map((each, index) => report.region(each, counts[index] ?? 0));
      const lesser =
        incomparable.length > 0
          ? { found: [], isWhole: true }
          : report.lesser(() => deadline.isPast(LESSER_BY));
      return {
        ...{ basis, incomparable, changes: changesOf(sides), judgments: recent.length },
        ...{ regions, regionsLeftOut: found.length - shown.length + left },
        ...{ lesser: lesser.found, cutShort: [...cutShort, ...(lesser.isWhole ? [] : ['LESSER' as const])] },
        ...{ tried: pair.tried, tookMs: deadline.tookMs },
      };
    };
    if (incomparable.length > 0) return told({ kind: 'none' });
    for (const part of pair.parts(given)) pair.take(part);
    if (isSameScript(engine, before, after)) return told({ kind: 'same' });
    yield { share: 0, tried: pair.tried, found: pair.differences.size };
    let exact = gridOf(engine, space, before, after);
    if (exact.ok) {
      const { grid } = exact;
      const all = yield* enumerated(pair, grid, deadline);
      if (all !== null) return told({ kind: 'exact', cells: grid.cells }, all);
      exact = { ok: false, why: 'SIZE', side: 'after', line: 0 };
    }
    const answer = yield* searched(engine, pair, { before, after, given }, deadline);
    const { why, side, line } = exact;
    return told({ kind: 'searched', why, side, line }, { ...answer, found: ordered(answer.found) });
  } finally {
    for (const judge of judges) judge?.release();
  }
}

/** All numbers, those first that only one has. */
function othersFirst(sides: readonly ReadonlySet<number>[]): number[] {
  const all = [...new Set(sides.flatMap((each) => [...each]))];
  const isInAll = (number: number) => sides.every((each) => each.has(number));
  return [...all.filter((number) => !isInAll(number)), ...all.filter(isInAll)];
}

const casesOf = (...sides: readonly ParsedRuleset[]) =>
  sides.flatMap(({ tests }) => tests.map(({ input }) => input));

const textsOf = (inputs: Comparison['inputs']): string[] =>
  inputs.flatMap((input) => Object.values(input).filter((value) => typeof value === 'string'));

/** Those with the fewest limits first: they say the most. Those of which least is known last. */
const ordered = (found: readonly Found[]): Found[] => {
  const limits = ({ axes, box }: Found) =>
    box.filter((places, dim) => places.length < (axes[dim]?.atoms.length ?? 0)).length;
  return [...found].sort(
    (a, b) =>
      Number(a.isCut) - Number(b.isCut) || a.before - b.before || a.after - b.after || limits(a) - limits(b),
  );
};

/** All cells, or null where that takes too long. */
function* enumerated(pair: Pair, grid: Grid, deadline: Deadline): Generator<Progress, Answer | null> {
  const begun = deadline.gone;
  const run = enumerate(pair, grid, () => deadline.isPast(BOXED_BY));
  let step = run.next();
  for (; step.done !== true; step = run.next()) {
    const share = step.value / grid.cells;
    const spent = deadline.gone - begun;
    // Told early where it cannot be done: what is left of the time is for searching.
    const isTooLong = share < 1 && spent > TRIED_FOR && begun + spent / share > ENUMERATED_BY;
    if (isTooLong) return null;
    yield { share, tried: pair.tried, found: pair.differences.size };
  }
  const { found, left } = step.value;
  return {
    found: ordered(found),
    left,
    cutShort: left > 0 && deadline.isPast(BOXED_BY) ? ['DESCRIBING'] : [],
  };
}
