import { createHash } from 'node:crypto';
import type { RulesetManifest } from '../../../shared/contract/rules.ts';
import { canonicalJson } from '../../../shared/util/canonical-json.ts';
import { BATCH_ROWS, type InputColumn } from './domain/input-columns.ts';
import { outcomesOf } from './domain/outcomes.ts';
import { RowStream, NO_STATE, type FixedInstant, type RowState } from './domain/rows.ts';
import { NONE, Tally, type PartCounts, type TallyState, type Truth } from './domain/tally.ts';
import type { TagPass } from './ports.ts';

const DAY_MS = 86_400_000;

/** Judges a batch of rows; the number of the outcome of each (see `outcomesOf`). */
export type JudgeRows = (stream: RowStream) => Uint8Array;

export interface MachineSide {
  readonly manifest: RulesetManifest;
  readonly judge: JudgeRows;
  /** By input. */
  readonly tagIds: ReadonlyMap<string, number>;
}

/** Where a machine's run stands between two days; plain data. */
export interface MachineState {
  readonly at: number;
  readonly rows: readonly RowState[];
  readonly digests: readonly string[];
  readonly tally: TallyState | null;
}

export interface MachineQuestion {
  /** The version, and another one to compare with. */
  readonly sides: readonly MachineSide[];
  /** Both ends included, epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly fixed: readonly FixedInstant[];
  readonly truths: readonly Truth[];
  readonly state: MachineState | null;
  readonly withBegins?: boolean;
  readonly open: (tagId: number, from: number, windowSeconds: number) => TagPass;
  readonly nextScheduled: (manifest: RulesetManifest, after: number) => number;
}

/** A day of a machine (UTC), or what of it lies in the period. */
export interface MachinePart {
  readonly from: number;
  readonly counts: PartCounts;
  readonly rows: number;
  /** Where to go on; null at the end. */
  readonly state: MachineState;
  readonly isLast: boolean;
}

/** What a run has come to: some rows judged, or a day ended. */
export type MachineStep =
  | { readonly kind: 'rows'; readonly rows: number; readonly at: number }
  | { readonly kind: 'part'; readonly part: MachinePart };

interface Running {
  readonly side: MachineSide;
  readonly stream: RowStream;
  outcomes: Uint8Array;
  index: number;
  count: number;
}

/** All rows of a machine, day by day; gives control back after each batch of rows. */
export function* runMachine(question: MachineQuestion): Generator<MachineStep> {
  const { sides, from, to, truths } = question;
  const tally = new Tally({
    outcomes: sides.map(({ manifest }) => outcomesOf(manifest)),
    truths,
    state: question.state?.tally ?? null,
    withBegins: question.withBegins ?? false,
  });
  const shared =
    sides.length === 2 && sides.every((side) => rowsKeyOf(side) === rowsKeyOf(sides[0] as MachineSide));
  const streams = (shared ? sides.slice(0, 1) : sides).map((side, index) =>
    openStream(question, side, index),
  );
  const digests = sides.map((_, index) => new RowDigest(question.state?.digests[index] ?? ''));
  const end = to + 1;
  for (let at = question.state?.at ?? from; at < end;) {
    const until = Math.min(end, (Math.floor(at / DAY_MS) + 1) * DAY_MS);
    const isLast = until === end;
    let rows = 0;
    if (streams.length === 1) {
      const [stream] = streams as [RowStream];
      while (stream.fill(until, isLast) > 0) {
        const judged = sides.map(({ judge }) => judge(stream));
        judged.forEach((outcomes, side) => digests[side]?.add(stream, outcomes));
        const [a, b] = judged as [Uint8Array, Uint8Array?];
        for (let row = 0; row < stream.count; row += 1)
          tally.row(
            stream.times[row] as number,
            a[row] as number,
            b === undefined ? NONE : (b[row] as number),
          );
        rows += stream.count;
        yield { kind: 'rows', rows: stream.count, at: stream.times[stream.count - 1] as number };
      }
    } else rows = yield* merged(streams, sides, { tally, digests, until, isLast });
    const counts = tally.endPart(until, isLast);
    const state = {
      at: until,
      rows: streams.map((stream) => stream.state),
      digests: digests.map((digest, side) => digest.next((streams[side] ?? streams[0]) as RowStream)),
      tally: tally.state,
    };
    yield { kind: 'part', part: { from: at, counts, rows, state, isLast } };
    at = until;
  }
}

/** What decides which rows there are: with the same, two versions are judged on the same columns. */
const rowsKeyOf = ({ manifest: { inputs, trigger }, tagIds }: MachineSide) =>
  canonicalJson({ inputs, trigger, tagIds: Object.fromEntries(tagIds) });

function openStream(question: MachineQuestion, side: MachineSide, index: number): RowStream {
  const { from, fixed, state, open, nextScheduled } = question;
  const { manifest, tagIds } = side;
  const rowState = state?.rows[index] ?? NO_STATE;
  const start = state?.at ?? from;
  const begin = Math.min(start, rowState.span?.[0] ?? start);
  const windowOf = new Map<number, number>();
  for (const { name, take, windowSeconds = 0 } of manifest.inputs) {
    const tagId = tagIds.get(name);
    if (tagId === undefined || take === 'last') continue;
    windowOf.set(tagId, Math.max(windowOf.get(tagId) ?? 0, windowSeconds));
  }
  const opened = new Map<number, TagPass>();
  const passes = new Map<string, TagPass>();
  for (const [name, tagId] of tagIds) {
    const pass = opened.get(tagId) ?? open(tagId, begin, windowOf.get(tagId) ?? 0);
    opened.set(tagId, pass);
    passes.set(name, pass);
  }
  return new RowStream({
    manifest,
    passes,
    from: start,
    state: rowState,
    fixed: fixed.filter(({ at }) => at >= start),
    nextScheduled: (after) => nextScheduled(manifest, after),
  });
}

interface Merging {
  readonly tally: Tally;
  readonly digests: readonly RowDigest[];
  readonly until: number;
  readonly isLast: boolean;
}

/** Rows of two versions that are judged at different instants, in the order of time. */
function* merged(
  streams: readonly RowStream[],
  sides: readonly MachineSide[],
  { tally, digests, until, isLast }: Merging,
): Generator<MachineStep, number> {
  const both = sides.map((side, index): Running => ({
    side,
    stream: streams[index] as RowStream,
    outcomes: new Uint8Array(),
    index: 0,
    count: 0,
  }));
  const timeOf = (running: Running, index: number) => {
    if (running.index === running.count) {
      running.count = running.stream.fill(until, isLast);
      running.index = 0;
      if (running.count === 0) return Infinity;
      running.outcomes = running.side.judge(running.stream);
      digests[index]?.add(running.stream, running.outcomes);
    }
    return running.stream.times[running.index] as number;
  };
  let rows = 0;
  let told = 0;
  for (;;) {
    const [a, b] = both.map(timeOf) as [number, number];
    const at = Math.min(a, b);
    if (at === Infinity) return rows;
    const [outcomeA = NONE, outcomeB = NONE] = both.map((running, index) =>
      (index === 0 ? a : b) === at ? (running.outcomes[running.index++] as number) : NONE,
    );
    tally.row(at, outcomeA, outcomeB);
    rows += 1;
    if (rows - told < BATCH_ROWS) continue;
    yield { kind: 'rows', rows: rows - told, at };
    told = rows;
  }
}

const bytesOf = ({ buffer, byteOffset }: NodeJS.TypedArray, length: number) =>
  new Uint8Array(buffer, byteOffset, length);

/**
 * The running digest of a version's rows on a machine. A day's is SHA-256 over the day before's (hexadecimal, nothing for the first) and, for every
 * batch of at most 8,192 rows, the columns one after the other: instants (doubles), each input in the manifest's order
 * (numbers: doubles, NaN for none; booleans: bytes, −1 for none; texts: 32-bit numbers of their first occurrence, −1 for none), outcomes
 * (bytes), little-endian; at the end the texts by number, as JSON, a list for each input.
 */
class RowDigest {
  #before: string;
  #hash;

  constructor(before: string) {
    this.#before = before;
    this.#hash = createHash('sha256').update(before);
  }

  add({ times, columns, count }: RowStream, outcomes: Uint8Array): void {
    this.#hash.update(bytesOf(times, count * 8));
    for (const column of columns) this.#addColumn(column, count);
    this.#hash.update(outcomes.subarray(0, count));
  }

  #addColumn({ values }: InputColumn, count: number): void {
    if ('numbers' in values) this.#hash.update(bytesOf(values.numbers, count * 8));
    else if ('booleans' in values) this.#hash.update(bytesOf(values.booleans, count));
    else this.#hash.update(bytesOf(values.indexes, count * 4));
  }

  next({ texts }: RowStream): string {
    this.#before = this.#hash.update(JSON.stringify(texts)).digest('hex');
    this.#hash = createHash('sha256').update(this.#before);
    return this.#before;
  }
}
