// The history as it was before ADR-0019: a row per sample, windows by SQL. The peer of `history.bench.ts`.
import Database from 'better-sqlite3';
import type { SqliteStore, SqlValue } from '../../server/platform/sqlite/index.ts';
import type { StoredSample } from '../../server/contexts/data-hub/domain/batch.ts';

interface SampleRow {
  at: number;
  value: SqlValue;
  kind: number;
  quality: number;
}

const TABLE = `CREATE TABLE sample (
  tag_id INTEGER NOT NULL, at INTEGER NOT NULL, seq INTEGER NOT NULL, value ANY, kind INTEGER NOT NULL,
  quality INTEGER NOT NULL, delay INTEGER NOT NULL, PRIMARY KEY (tag_id, at, seq)) STRICT, WITHOUT ROWID`;
const INSERT =
  'INSERT INTO sample (tag_id, at, seq, value, kind, quality, delay) VALUES (?, ?, ?, ?, ?, ?, ?)';
const IN_WINDOW = 'tag_id = ? AND at >= ? AND at <= ?';
const BUCKET = 'CAST((at - ?) / ? AS INTEGER)';
const COLUMNS = 'at, value, kind, quality';
const IS_NUMBER = 'quality = 192 AND kind < 2 AND value IS NOT NULL';
/** Neighbours looked at for the usual distance; those of a long window are like its newest. */
const MEDIAN_OF = 10_000;

// With one min() or max(), SQLite takes the other columns from the row that has it
// (sqlite.org/lang_select.html, "bare columns in an aggregate query").
const LOWEST = `SELECT ${COLUMNS}, min(value) AS extreme FROM sample WHERE ${IN_WINDOW} AND ${IS_NUMBER} GROUP BY ${BUCKET}`;
const HIGHEST = `SELECT ${COLUMNS}, max(value) AS extreme FROM sample WHERE ${IN_WINDOW} AND ${IS_NUMBER} GROUP BY ${BUCKET}`;
const NOT_GOOD = `SELECT ${COLUMNS}, min(at) AS extreme FROM sample
  WHERE ${IN_WINDOW} AND (quality <> 192 OR value IS NULL) GROUP BY ${BUCKET}`;
const CHANGES = `SELECT ${COLUMNS} FROM sample WHERE ${IN_WINDOW} AND kind = 2 AND quality = 192 ORDER BY at, seq`;
const FIRST_CHANGE = `SELECT ${COLUMNS}, min(at) AS extreme FROM (
    SELECT *, lag(value) OVER () IS NOT value AS changed FROM (${CHANGES}))
  WHERE changed GROUP BY ${BUCKET}`;
const LAST_CHANGE = FIRST_CHANGE.replace('min(at)', 'max(at)');
const FIRST = `SELECT ${COLUMNS} FROM sample WHERE ${IN_WINDOW} ORDER BY at, seq LIMIT 1`;
const LAST = `SELECT ${COLUMNS} FROM sample WHERE ${IN_WINDOW} ORDER BY at DESC, seq DESC LIMIT 1`;
const BEFORE = `SELECT ${COLUMNS} FROM sample WHERE tag_id = ? AND at < ? ORDER BY at DESC, seq DESC LIMIT 1`;

const MEDIAN = `WITH step AS (
    SELECT at - lag(at) OVER (ORDER BY at) AS length
    FROM (SELECT at FROM sample WHERE ${IN_WINDOW} ORDER BY at DESC LIMIT ${MEDIAN_OF})),
  positive AS (SELECT length FROM step WHERE length > 0)
  SELECT length FROM positive ORDER BY length LIMIT 1 OFFSET (SELECT count(*) / 2 FROM positive)`;
const GAPS = `SELECT "from", "to" FROM (
    SELECT lag(at) OVER (ORDER BY at, seq) AS "from", at AS "to" FROM sample WHERE ${IN_WINDOW})
  WHERE "to" - "from" > ? ORDER BY "from" LIMIT ?`;

/** Each sample once, oldest first; samples of one time keep their order of arrival in the list. */
function merged(rows: readonly SampleRow[]): SampleRow[] {
  const byKey = new Map(
    rows.map((row) => [`${row.at}|${row.kind}|${String(row.value)}|${row.quality}`, row]),
  );
  return [...byKey.values()].sort((a, b) => a.at - b.at);
}

export function addRowTable(file: string): void {
  const database = new Database(file);
  database.exec(TABLE);
  database.close();
}

/** Writes each batch in a transaction of the caller's own thread: one prepared statement, WAL, NORMAL, a cache as large as the store's. */
export function bareRows(file: string): (samples: readonly StoredSample[]) => Promise<unknown> {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  database.pragma('wal_autocheckpoint = 2000');
  database.pragma('cache_size = -16384');
  const insert = database.prepare(INSERT);
  const all = database.transaction((samples: readonly StoredSample[]) => {
    for (const { tagId, at, seq, value, quality, receivedAt } of samples)
      insert.run(tagId, at, seq, Number(value), 0, quality, receivedAt - at);
  });
  return (samples) => Promise.resolve(all(samples));
}

/** Numbers only. */
export const rowsOf = (samples: readonly StoredSample[]): SqlValue[][] =>
  samples.map(({ tagId, at, seq, value, quality, receivedAt }) => [
    tagId,
    at,
    seq,
    Number(value),
    0,
    quality,
    receivedAt - at,
  ]);

export const writeRows = (store: SqliteStore, rows: SqlValue[][]): Promise<unknown> =>
  store.write([{ sql: INSERT, rows }], { durability: 'normal' });

/** What Trends asks for: how many, the thinned samples, the one before them, the gaps. */
export async function readRows(
  store: SqliteStore,
  tagId: number,
  from: number,
  to: number,
  { parts, gaps }: { parts: number; gaps: { factor: number; leastMs: number; limit: number } },
): Promise<unknown> {
  const read = <Row>(sql: string, parameters: readonly SqlValue[]) =>
    store.read<Row>(sql, parameters, { isLong: true });
  const whole = [tagId, from, to];
  const [row] = await read<{ total: number }>(
    `SELECT count(*) AS total FROM sample WHERE ${IN_WINDOW}`,
    whole,
  );
  const bucketed = [...whole, from, Math.max(1, (to - from + 1) / parts)];
  const found = await Promise.all([
    read<SampleRow>(FIRST, whole),
    read<SampleRow>(LOWEST, bucketed),
    read<SampleRow>(HIGHEST, bucketed),
    read<SampleRow>(NOT_GOOD, bucketed),
    read<SampleRow>(FIRST_CHANGE, bucketed),
    read<SampleRow>(LAST_CHANGE, bucketed),
    read<SampleRow>(LAST, whole),
    read<SampleRow>(BEFORE, [tagId, from]),
  ]);
  const [median] = await read<{ length: number }>(MEDIAN, whole);
  const threshold = Math.max((median?.length ?? 0) * gaps.factor, gaps.leastMs);
  return [row, merged(found.flat()), await read(GAPS, [...whole, threshold, gaps.limit])];
}
