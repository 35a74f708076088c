import { hash } from 'node:crypto';
import { z } from 'zod';
import type { SqlSourceSettings } from '../../../shared/contract/sql-sources.ts';
import type { DataHub, SampleToAdd, UnreadableValue } from '../data-hub/index.ts';
import type { RowReader } from './domain/read-rows.ts';
import type { Repeats } from './domain/repeats.ts';
import { aheadOf, beginningOf, isBefore, startValueOf } from './domain/watermark.ts';
import type { Row, SqlSession } from './ports.ts';
import { SqlSourceProblem } from './problem.ts';

/** Values of one transaction: live messages wait no longer than for one of these. */
const PART_VALUES = 4_096;
const LEAST_ROWS = 64;
/** Rows of one watermark that are still read together; with more of them nobody can tell where to go on. */
const MOST_ROWS_OF_ONE = 65_536;
const MOST_CHARACTERS_OF_ONE = 33_554_432;
/** Fingerprints kept with a mark; with more rows of one watermark it is the hub that finds them after a restart. */
const MOST_KEPT = 200;
/** What is older than this when it is read is the past: stored, and judged by nobody. */
const HISTORY_AGE_MS = 3_600_000;

const markSchema = z.object({
  watermark: z.string().nullable(),
  /** Nothing before it is wanted. */
  start: z.string().nullable(),
  isCatchingUp: z.boolean(),
  rows: z.number(),
  empty: z.number(),
  /** Fingerprints of the rows of the watermark, which are the first to be read again. */
  newest: z.array(z.string()),
});

/** How far a source has been read, as committed with what was read. */
export type SqlMark = z.infer<typeof markSchema>;

export const BEGINNING: SqlMark = {
  watermark: null,
  start: null,
  isCatchingUp: true,
  rows: 0,
  empty: 0,
  newest: [],
};

export const readMark = (text: string | null): SqlMark | null =>
  text === null ? null : (markSchema.safeParse(JSON.parse(text)).data ?? null);

export interface PollParts {
  readonly source: string;
  readonly settings: SqlSourceSettings;
  readonly session: SqlSession;
  readonly reader: RowReader;
  readonly repeats: Repeats;
  readonly hub: Pick<DataHub, 'add'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Waits until more may be taken in, and throws where the source is being stopped. */
  readonly pace: (rows: number, addedInMs: number) => Promise<void>;
  readonly monotonicNow: () => number;
  /** After each commit. */
  readonly onMark: (mark: SqlMark, rows: number) => void;
}

export interface PollResult {
  readonly mark: SqlMark;
  /** Rows that were new. */
  readonly rows: number;
  readonly repeated: number;
  readonly ahead: number;
  /** Whether everything there was has been read. */
  readonly isWhole: boolean;
}

/** Where the very first reading begins. */
export async function firstMark({ settings, session, reader }: PollParts): Promise<SqlMark> {
  const { query, mapping, start } = settings;
  if (start.from === 'all') return BEGINNING;
  if (start.from === 'now') {
    const { value } = await session.newest(query, reader.watermark);
    return { ...BEGINNING, watermark: value, start: value, isCatchingUp: false };
  }
  const value = startValueOf(mapping, reader.watermark, start);
  if (value === null)
    throw new SqlSourceProblem('START_INVALID', { value: start.value, column: reader.watermark.name });
  return { ...BEGINNING, start: value };
}

interface Batch {
  readonly rows: readonly Row[];
  /** Of `rows`. */
  readonly fingerprints: readonly string[];
  readonly fresh: readonly Row[];
  /** Fingerprints of those of the last watermark; none where they are too many to be kept. */
  readonly newest: readonly string[];
  readonly ahead: number;
  readonly isLast: boolean;
}

/**
 * Reads what has come since the mark, in parts; each is committed with its mark. A part begins with the watermark the last
 * one ended with, not after it: rows of that watermark may have been committed since, or not have fitted in.
 */
export async function poll(parts: PollParts, before: SqlMark | null): Promise<PollResult> {
  const { settings, session, reader, repeats, monotonicNow, pace } = parts;
  const { query, mapping, rowsPerPoll } = settings;
  const usual = Math.max(LEAST_ROWS, Math.floor(PART_VALUES / reader.width));
  const clock = await session.now();
  let mark = before ?? (await firstMark(parts));
  if (before === null) await commit(parts, mark, mark, [], false);
  repeats.remember(mark.newest);
  let from = beginningOf(mapping, reader.watermark, mark);
  let limit = usual;
  const sum = { rows: 0, repeated: 0, ahead: 0 };
  const done = (isWhole: boolean): PollResult => ({ mark, ...sum, isWhole });
  for (;;) {
    const rows = await session.rows({ query, columns: reader.columns, order: reader.watermark, from, limit });
    const batch = batchOf(parts, rows, limit, clock);
    const last = batch.rows.at(-1)?.[reader.watermarkAt] ?? null;
    const startedAt = monotonicNow();
    if (batch.fresh.length > 0 || (batch.isLast && mark.isCatchingUp))
      mark = await commit(parts, mark, markAfter(mark, batch, last, reader), batch.fresh, mark.isCatchingUp);
    repeats.remember(batch.fingerprints);
    sum.rows += batch.fresh.length;
    sum.repeated += batch.rows.length - batch.fresh.length;
    sum.ahead += batch.ahead;
    if (batch.isLast) {
      repeats.endOfPoll();
      return done(true);
    }
    if (sum.rows >= rowsPerPoll) return done(false);
    await pace(batch.fresh.length, monotonicNow() - startedAt);
    // As many rows of one watermark as were asked for: where they end is only seen by asking for more.
    if (last === from) limit *= 2;
    else limit = usual;
    if (limit > MOST_ROWS_OF_ONE || (limit > usual && sizeOf(rows) > MOST_CHARACTERS_OF_ONE))
      throw new SqlSourceProblem('WATERMARK_TOO_COARSE', {
        column: reader.watermark.name,
        rows: rows.length,
        value: last ?? '',
      });
    from = last;
  }
}

/** A late row within the overlap does not take the place reached back. */
function markAfter(before: SqlMark, batch: Batch, last: string | null, { watermark }: RowReader): SqlMark {
  const isFurther = last !== null && !isBefore(last, before.watermark, watermark);
  return {
    ...before,
    isCatchingUp: before.isCatchingUp && !batch.isLast,
    rows: before.rows + batch.fresh.length,
    ...(isFurther ? { watermark: last, newest: [...batch.newest] } : {}),
  };
}

const sizeOf = (rows: readonly Row[]): number =>
  rows.reduce((sum, row) => row.reduce((size, cell) => size + (cell?.length ?? 0), sum), 0);

function batchOf(
  { settings, reader, repeats }: PollParts,
  read: readonly Row[],
  limit: number,
  clock: number,
): Batch {
  const isAhead = aheadOf(settings.mapping, reader.watermark);
  // In the order of the watermark, so that all behind the first of them are ahead too.
  const cut = isAhead === null ? -1 : read.findIndex((row) => isAhead(row[reader.watermarkAt] ?? '', clock));
  const rows = cut === -1 ? read : read.slice(0, cut);
  const fingerprints = rows.map((row) => hash('sha1', JSON.stringify(row), 'base64'));
  const isNew = repeats.newOf(fingerprints);
  const last = rows.at(-1)?.[reader.watermarkAt];
  const newest = fingerprints.filter((_, index) => rows[index]?.[reader.watermarkAt] === last);
  return {
    rows,
    fingerprints,
    fresh: rows.filter((_, index) => isNew[index]),
    newest: newest.length > MOST_KEPT ? [] : newest,
    ahead: read.length - rows.length,
    isLast: cut !== -1 || read.length < limit,
  };
}

/** Stores rows in one or more transactions. Only the last one moves the mark; a crash before it has them read again. */
async function commit(
  { source, settings, reader, hub, now, onMark }: PollParts,
  before: SqlMark,
  after: SqlMark,
  rows: readonly Row[],
  isCatchingUp: boolean,
): Promise<SqlMark> {
  const samples: SampleToAdd[] = [];
  const unreadable: UnreadableValue[] = [];
  let empty = 0;
  for (const row of rows) {
    const read = reader.read(row);
    samples.push(...read.samples);
    empty += read.empty;
    const text = read.faults.length === 0 ? '' : rowText(reader, row);
    for (const { path, reason } of read.faults)
      unreadable.push({ topic: path ?? settings.name, reason, text });
  }
  const mark: SqlMark = { ...after, empty: before.empty + empty };
  const oldest = now() - HISTORY_AGE_MS;
  const isHistory = isCatchingUp || samples.every(({ at }) => at < oldest);
  for (let from = 0; ; from += PART_VALUES) {
    const isLast = from + PART_VALUES >= samples.length;
    const kept = isLast ? mark : before;
    await hub.add({
      samples: samples.slice(from, from + PART_VALUES),
      isHistory,
      source,
      unreadable: isLast ? unreadable : [],
      markOf: () => ({ source: markName(source), mark: JSON.stringify(kept) }),
    });
    if (isLast) break;
  }
  onMark(mark, rows.length);
  return mark;
}

/** Marks of all kinds of sources are kept together. */
export const markName = (source: string): string => `sql:${source}`;

const rowText = ({ columns }: RowReader, row: Row): string =>
  JSON.stringify(
    Object.fromEntries(columns.map(({ name }, index) => [name, row[index]?.slice(0, 500) ?? null])),
  );
