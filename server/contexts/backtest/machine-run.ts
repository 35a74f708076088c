import { createHash, type Hash } from 'node:crypto';
import type { RulesetManifest } from '../../../shared/contract/rules.ts';
import { canonicalJson } from '../../../shared/util/canonical-json.ts';
import { BATCH_ROWS } from './domain/input-columns.ts';
import { outcomesOf } from './domain/outcomes.ts';
import { RowStream, NO_STATE, type FixedInstant, type RowState } from './domain/rows.ts';
import { NONE, Tally, type PartCounts, type TallyState, type Truth } from './domain/tally.ts';
import type { TagPass } from './ports.ts';

const DAY_MS = 86_400_000;
const TEXT_BYTES = 8;

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
        for (let row = 0; row < stream.count; row += 1) {
          const [time, first] = [stream.times[row] as number, a[row] as number];
          const second = b === undefined ? NONE : (b[row] as number);
          if (stream.extra[row] === 1) tally.compare(time, first, second);
          else tally.row(time, first, second);
        }
        rows += stream.count - stream.extras;
        yield { kind: 'rows', rows: stream.count, at: stream.times[stream.count - 1] as number };
      }
    } else rows = yield* merged(streams, sides, { tally, digests, until, isLast });
    const counts = tally.endPart(until, isLast);
    const state = {
      at: until,
      rows: streams.map((stream) => stream.state),
      digests: digests.map((digest) => digest.next()),
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
    const judged = both.map((running, index) => ((index === 0 ? a : b) === at ? takeRow(running) : NO_ROW));
    const [first = NO_ROW, second = NO_ROW] = judged;
    if (judged.every(({ isExtra }) => isExtra)) {
      tally.compare(at, first.outcome, second.outcome);
      continue;
    }
    if (judged.some(({ isExtra, outcome }) => isExtra && outcome !== NONE))
      tally.compare(at, first.isExtra ? first.outcome : NONE, second.isExtra ? second.outcome : NONE);
    tally.row(at, first.isExtra ? NONE : first.outcome, second.isExtra ? NONE : second.outcome);
    rows += 1;
    if (rows - told < BATCH_ROWS) continue;
    yield { kind: 'rows', rows: rows - told, at };
    told = rows;
  }
}

interface JudgedRow {
  readonly outcome: number;
  /** None, or one that only feedback asks for. */
  readonly isExtra: boolean;
}

const NO_ROW: JudgedRow = { outcome: NONE, isExtra: true };

function takeRow(running: Running): JudgedRow {
  const row = running.index++;
  return { outcome: running.outcomes[row] as number, isExtra: running.stream.extra[row] === 1 };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: NodeJS.TypedArray) =>
  new Uint8Array(buffer, byteOffset, byteLength);

/**
 * The running digest of a version's rows on a machine. That of a day is SHA-256 over the day before's (hexadecimal, nothing for the first) and the
 * digests (hexadecimal) of the day's columns: instants (doubles), each input in the manifest's order (numbers: doubles, NaN for none; booleans:
 * bytes, −1 for none; texts: the first eight bytes of their SHA-256 in UTF-8, all ones for none), outcomes (bytes), little-endian. Rows that
 * only feedback asks for are not in it: there is more of that every day.
 */
class RowDigest {
  #before: string;
  #columns: Hash[] = [];
  readonly #texts = new Map<string, Uint8Array>();

  constructor(before: string) {
    this.#before = before;
  }

  add({ times, columns, extra, extras, count }: RowStream, outcomes: Uint8Array): void {
    const isTold = (_: number, row: number) => extra[row] === 0;
    const told = (column: Float64Array | Int8Array | Int32Array | Uint8Array) =>
      extras === 0 ? column.subarray(0, count) : column.subarray(0, count).filter(isTold);
    const values = [
      bytesOf(told(times)),
      ...columns.map(({ values: of }) => {
        if ('numbers' in of) return bytesOf(told(of.numbers));
        return 'booleans' in of ? bytesOf(told(of.booleans)) : this.#textBytes(of.texts, told(of.indexes));
      }),
      bytesOf(told(outcomes)),
    ];
    while (this.#columns.length < values.length) this.#columns.push(createHash('sha256'));
    values.forEach((bytes, index) => this.#columns[index]?.update(bytes));
  }

  #textBytes(texts: readonly string[], indexes: ArrayLike<number>): Uint8Array {
    const bytes = new Uint8Array(indexes.length * TEXT_BYTES).fill(255);
    for (let row = 0; row < indexes.length; row += 1) {
      const text = texts[indexes[row] as number];
      if (text !== undefined) bytes.set(this.#bytesOfText(text), row * TEXT_BYTES);
    }
    return bytes;
  }

  #bytesOfText(text: string): Uint8Array {
    let bytes = this.#texts.get(text);
    if (bytes === undefined) {
      bytes = createHash('sha256').update(text).digest().subarray(0, TEXT_BYTES);
      this.#texts.set(text, bytes);
    }
    return bytes;
  }

  next(): string {
    const hash = createHash('sha256').update(this.#before);
    for (const column of this.#columns) hash.update(column.digest('hex'));
    this.#before = hash.digest('hex');
    this.#columns = [];
    return this.#before;
  }
}
