// A row per sample, each message in a transaction of its own; prepared statements, WAL, NORMAL.
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

/** Null where another connection holds the database. */
function unlessHeld(write: () => number): number | null {
  try {
    return write();
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
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
  const insert = database.prepare('INSERT OR IGNORE INTO sample VALUES (?, ?, ?, ?, 0, ?, 0)');
  const tagIds = new Map<string, number>();
  const idOf = (path: string) => {
    const known = tagIds.get(path);
    if (known !== undefined) return known;
    tagIds.set(path, tagIds.size + 1);
    return tagIds.size;
  };
  const insertAll = database.transaction((equipment: string, { t, seq, q, values }: OwnMessage) => {
    let inserted = 0;
    for (const name in values)
      inserted += insert.run(idOf(`${equipment}/${name}`), t, seq, values[name], q ?? GOOD).changes;
    return inserted;
  });
  return {
    /** Writes a message; waits while another connection holds the database. Whether it was new. */
    take(topic: string, payload: Uint8Array): boolean {
      const message = JSON.parse(Buffer.from(payload).toString()) as OwnMessage;
      const path = topic.slice(PREFIX.length);
      const write = () =>
        message.values === undefined
          ? insert.run(idOf(path), message.t, message.seq, message.v, message.q ?? GOOD).changes
          : insertAll.immediate(path, message);
      for (;;) {
        const inserted = unlessHeld(write);
        if (inserted !== null) return inserted > 0;
      }
    },
    /** Samples stored, and numbers missing between those of a tag. */
    account(): { stored: number; missing: number } {
      const stored = database.prepare('SELECT count(*) FROM sample').pluck().get() as number;
      const missing = database
        .prepare(
          'SELECT coalesce(sum(wide), 0) FROM (SELECT max(seq) - min(seq) + 1 - count(*) AS wide FROM sample GROUP BY tag_id)',
        )
        .pluck()
        .get() as number;
      return { stored, missing };
    },
    close(): void {
      database.close();
    },
  };
}
