// The peer of `stalls.bench.ts`: each message in a transaction of its own, its samples as rows; prepared statements, WAL, NORMAL.
import Database from 'better-sqlite3';
import { addRowTable } from './row-history.ts';

interface OwnMessage {
  readonly t: number;
  readonly seq: number;
  readonly v?: number;
  readonly q?: number;
  readonly values?: Readonly<Record<string, number>>;
}

const PREFIX = 'aif/v1/';
const GOOD = 192;

/** False where another connection holds the database. */
function isWritten(write: () => void): boolean {
  try {
    write();
    return true;
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return false;
    throw error;
  }
}

export function createMessageRows(file: string) {
  addRowTable(file);
  const database = new Database(file, { timeout: 30_000 });
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  database.pragma('wal_autocheckpoint = 2000');
  database.pragma('cache_size = -16384');
  const insert = database.prepare('INSERT INTO sample VALUES (?, ?, ?, ?, 0, ?, 0)');
  const tagIds = new Map<string, number>();
  const idOf = (path: string) => {
    const known = tagIds.get(path);
    if (known !== undefined) return known;
    tagIds.set(path, tagIds.size + 1);
    return tagIds.size;
  };
  const insertAll = database.transaction((equipment: string, { t, seq, q, values }: OwnMessage) => {
    for (const name in values) insert.run(idOf(`${equipment}/${name}`), t, seq, values[name], q ?? GOOD);
  });
  return {
    take({ topic, payload }: { topic: string; payload: Uint8Array }): undefined {
      const message = JSON.parse(Buffer.from(payload).toString()) as OwnMessage;
      const path = topic.slice(PREFIX.length);
      const write = () => {
        if (message.values !== undefined) insertAll.immediate(path, message);
        else insert.run(idOf(path), message.t, message.seq, message.v, message.q ?? GOOD);
      };
      while (!isWritten(write));
    },
    settled: () => Promise.resolve(),
    packed: () => Promise.resolve(),
    account() {
      const stored = database.prepare('SELECT count(*) FROM sample').pluck().get() as number;
      const missing = database
        .prepare(
          'SELECT coalesce(sum(wide), 0) FROM (SELECT max(seq) - min(seq) + 1 - count(*) AS wide FROM sample GROUP BY tag_id)',
        )
        .pluck()
        .get() as number;
      return Promise.resolve({ stored, missing });
    },
    close() {
      database.close();
      return Promise.resolve();
    },
  };
}
