import { placed, textOfReason } from '../../../shared/contract/reasons.ts';
import {
  SQL_PREVIEW_ROWS,
  type PreviewSqlSource,
  type SqlPreview,
} from '../../../shared/contract/sql-sources.ts';
import { readSourceTime } from '../data-hub/index.ts';
import { doubtsOf, guessMapping } from './domain/guess.ts';
import { rowReader } from './domain/read-rows.ts';
import type { Columns, OpenSession, Row, SqlSession } from './ports.ts';
import { problemOf } from './problem.ts';
import { placeOf } from './sql-source.ts';

const SHOWN_TEXT = 200;
const CLOCK_OFFSET_MS = 60_000;
const LOOPBACK = /^(localhost|127\.|\[?::1)/;

export interface PreviewOptions {
  readonly open: OpenSession;
  readonly now: () => number;
  readonly monotonicNow: () => number;
  /** IANA name, of times without a zone. */
  readonly zone: string;
}

type Found = { -readonly [Name in keyof SqlPreview]: SqlPreview[Name] };

const NOTHING: SqlPreview = {
  fault: null,
  server: null,
  tookMs: 0,
  clockOffsetMs: null,
  mayWrite: [],
  columns: [],
  rows: [],
  mapping: null,
  doubts: [],
  samples: [],
  faults: [],
};

/** Really connects and reads the first rows. What goes wrong is part of the answer, beside what was found before it. */
export async function previewSql(
  { connection, query, mapping, timeLimitSeconds }: PreviewSqlSource,
  password: string,
  signal: AbortSignal,
  { open, now, monotonicNow, zone }: PreviewOptions,
): Promise<SqlPreview> {
  const found: Found = { ...NOTHING };
  const startedAt = monotonicNow();
  let session: SqlSession | null = null;
  try {
    session = await unlessCancelled(open(placeOf(connection, password, timeLimitSeconds)), signal);
    // What is under way then fails at once, and the database need not go on with it.
    signal.addEventListener('abort', () => void session?.close(), { once: true });
    found.server = session.version;
    const clock = await session.now();
    found.clockOffsetMs = Math.round(clock - now());
    found.mayWrite = await session.mayWrite();
    const columns = await session.columns(query);
    found.columns = columns.map(({ name, type, declared }) => ({ name, type, declared }));
    const rows = await session.rows({ query, columns, order: null, from: null, limit: SQL_PREVIEW_ROWS });
    found.rows = rows.map((row) => row.map((cell) => cell?.slice(0, SHOWN_TEXT) ?? null));
    const guess = mapping === undefined ? guessMapping(columns, rows, zone) : { mapping, doubts: [] };
    found.mapping = guess.mapping;
    found.doubts = [...guess.doubts];
    if (connection.tls === null && !LOOPBACK.test(connection.host)) found.doubts.push('plainConnection');
    if (Math.abs(found.clockOffsetMs) > CLOCK_OFFSET_MS) found.doubts.push('clockOffset');
    if (guess.mapping !== null)
      await readWith(found, { mapping: guess.mapping, columns, rows, session, query, now });
  } catch (error) {
    found.fault = signal.aborted ? { code: 'CANCELLED', parameters: {} } : problemOf(error);
  } finally {
    await session?.close();
    found.tookMs = Math.round(monotonicNow() - startedAt);
  }
  return found;
}

/** The session, unless it is cancelled first: then it is closed as soon as it is there. */
function unlessCancelled(opening: Promise<SqlSession>, signal: AbortSignal): Promise<SqlSession> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('cancelled')), { once: true });
    opening.then((session) => {
      if (signal.aborted) void session.close();
      else resolve(session);
    }, reject);
  });
}

interface Reading {
  readonly mapping: NonNullable<SqlPreview['mapping']>;
  readonly columns: Columns;
  readonly rows: readonly Row[];
  readonly session: SqlSession;
  readonly query: string;
  readonly now: () => number;
}

/** The rows as they would be stored. */
async function readWith(
  found: Found,
  { mapping, columns, rows, session, query, now }: Reading,
): Promise<void> {
  const reader = rowReader(mapping, columns, (at) => {
    const time = readSourceTime(at, now());
    return time.ok ? null : time.reason;
  });
  if ('missing' in reader) {
    found.fault = { code: 'COLUMN_NOT_IN_QUERY', parameters: { column: reader.missing } };
    return;
  }
  const placeIn = reader.columns.map((column) => columns.indexOf(column));
  found.samples = [];
  found.faults = [];
  for (const [index, row] of rows.entries()) {
    const read = reader.read(placeIn.map((place) => row[place] ?? null));
    for (const { path, at, value, quality } of read.samples)
      found.samples.push({ row: index + 1, path, at: new Date(at).toISOString(), value, quality });
    for (const { path, reason: why } of read.faults) {
      const said = path === null ? why : placed(why, { value: path });
      found.faults.push({ row: index + 1, problem: textOfReason(said, 'en'), said });
    }
  }
  found.samples = found.samples.slice(0, 100);
  found.faults = found.faults.slice(0, 20);
  found.doubts.push(...doubtsOf(mapping, columns, rows));
  // As it will be read: a column that has no order, or is slow to be sorted by, is found here and not in the first poll.
  await session.rows({ query, columns: [reader.watermark], order: reader.watermark, from: null, limit: 1 });
  if (await session.hasNull(query, reader.watermark)) found.doubts.push('nullWatermark');
}
