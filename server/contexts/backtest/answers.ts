import { createHash } from 'node:crypto';
import type { Backtest, BacktestResult, BacktestSide } from '../../../shared/contract/backtest.ts';
import { canonicalJson } from '../../../shared/util/canonical-json.ts';
import { outcomesOf } from './domain/outcomes.ts';
import { noTruth, type TruthCounts } from './domain/tally.ts';
import type { MachineState } from './machine-run.ts';
import type { BacktestHead, Made, StoredBacktest, StoredDay, StoredSide } from './ports.ts';

const instant = (at: number): string => new Date(at).toISOString();

/** A backtest that runs now. */
export interface Running {
  readonly id: string;
  readonly ended: Promise<void>;
  /** Milliseconds so far. */
  spent: () => number;
  /** Rows judged and not yet kept, and those before them. */
  rows: number;
  before: number;
  share: number;
}

function progressOf({ state, progress }: BacktestHead, running: Running | null): Backtest['progress'] {
  const { rows, durationMs, share } = progress;
  if (running === null)
    return { share: state === 'done' ? 1 : share, rows, durationMs: Math.round(durationMs) };
  return { share: running.share, rows: rows + running.rows, durationMs: Math.round(running.spent()) };
}

/** @param running how it runs, where it does */
export function backtestOf(
  head: BacktestHead,
  running: Running | null,
  result: BacktestResult | null,
): Backtest {
  const { id, createdAt, state, asked, progress } = head;
  const { request, by, period } = asked;
  const { problem, changesLeftOut } = progress;
  return {
    id,
    request,
    by,
    createdAt: instant(createdAt),
    state,
    period: { from: instant(period.from), to: instant(period.to) },
    progress: progressOf(head, running),
    changesLeftOut,
    ...(problem === undefined ? {} : { problem }),
    ...(result === null ? {} : { result }),
  };
}

/** The days of all machines together, and the hash of the whole. */
export function resultOf(
  { asked: { period }, made }: StoredBacktest,
  days: readonly StoredDay[],
  states: readonly { readonly machine: number; readonly state: MachineState }[],
): BacktestResult {
  const { sides, machines } = made;
  const digests = new Map(states.map(({ machine, state }) => [machine, [...state.digests]]));
  const ofMachines = machines.map(({ equipment }, machine) => ({
    equipment,
    rows: days.reduce((sum, day) => (day.machine === machine ? sum + day.rows : sum), 0),
    digests: digests.get(machine) ?? [],
  }));
  return {
    rows: ofMachines.reduce((sum, { rows }) => sum + rows, 0),
    sides: sides.map((each, side) =>
      sideOf(
        each,
        days.map(({ counts }) => counts.sides[side] ?? NO_SIDE),
      ),
    ),
    matrix: matrixOf(days, sides),
    machines: ofMachines.map((machine, index) => ({ ...machine, tags: tagsOf(made, index) })),
    hash: hashOf({
      format: 1,
      versions: sides.map(({ rulesetHash }) => rulesetHash),
      ...period,
      machines: ofMachines,
    }),
  };
}

/** Paths of a machine's tags, as they were when it was asked. */
function tagsOf({ machines, footprints }: Made, machine: number): string[] {
  const ids = new Set(machines[machine]?.tags.flatMap((side) => side.map(([, { id }]) => id)));
  return footprints.filter(({ tagId }) => ids.has(tagId)).map(({ path }) => path);
}

/** SHA-256 of canonical JSON (RFC 8785) of what was asked and of the rows' digests; see ADR-0032. */
const hashOf = (whole: object): string => createHash('sha256').update(canonicalJson(whole)).digest('hex');

type SideCounts = StoredDay['counts']['sides'][number];
const NO_SIDE: SideCounts = { rows: [], durationMs: [], starts: [], truth: noTruth() };

function sideOf({ version, rulesetHash, manifest }: StoredSide, days: readonly SideCounts[]): BacktestSide {
  const sum = (of: (day: SideCounts) => number) => days.reduce((total, day) => total + of(day), 0);
  const truth = noTruth();
  for (const key of Object.keys(truth) as (keyof TruthCounts)[]) truth[key] = sum((day) => day.truth[key]);
  return {
    version,
    rulesetHash,
    outcomes: outcomesOf(manifest).map((outcome, index) => ({
      ...outcome,
      rows: sum(({ rows }) => rows[index] ?? 0),
      durationMs: sum(({ durationMs }) => durationMs[index] ?? 0),
      starts: sum(({ starts }) => starts[index] ?? 0),
    })),
    truth,
  };
}

function matrixOf(
  days: readonly StoredDay[],
  [first, second]: readonly StoredSide[],
): BacktestResult['matrix'] {
  if (first === undefined || second === undefined) return [];
  const width = outcomesOf(second.manifest).length;
  const cells = outcomesOf(first.manifest).length * width;
  return Array.from({ length: cells }, (_, cell) => ({
    a: Math.floor(cell / width),
    b: cell % width,
    rows: days.reduce((sum, { counts }) => sum + (counts.matrix.rows[cell] ?? 0), 0),
    durationMs: days.reduce((sum, { counts }) => sum + (counts.matrix.durationMs[cell] ?? 0), 0),
  })).filter(({ rows, durationMs }) => rows > 0 || durationMs > 0);
}

/** Rows of a day in which the versions say something else. */
export function changedRowsOf(
  { matrix }: StoredDay['counts'],
  [first, second]: readonly StoredSide[],
): number {
  if (first === undefined || second === undefined) return 0;
  const words = [first, second].map(({ manifest }) =>
    outcomesOf(manifest).map(({ verdict, holdCause = '' }) => `${verdict} ${holdCause}`),
  );
  const width = words[1]?.length ?? 1;
  return matrix.rows.reduce((sum, rows, cell) => {
    const isSame = words[0]?.[Math.floor(cell / width)] === words[1]?.[cell % width];
    return isSame ? sum : sum + rows;
  }, 0);
}
