import { inflateSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { loadPageSeals } from './page-seals.ts';

export const BUSY_TIMEOUT_MS = 5_000;
/** How SQLite says that pages that become free are kept until they are asked back. */
const INCREMENTAL = 2;
/** SQLite's own for a new database. */
export const PAGE_BYTES = 4_096;

/**
 * SQLite settings shared by all connections; see docs/adr for the reasons. Adds `zlib_text(packed, dictionary)`: the
 * text of a value packed with zlib and a preset dictionary, unpacked in the thread that reads it.
 */
export function openConnection(file: string, options: { readonly: boolean }): Database.Database {
  loadPageSeals();
  const database = new Database(file, { readonly: options.readonly, timeout: BUSY_TIMEOUT_MS });
  if (!options.readonly) {
    // Of a file that is made now.
    database.exec('SELECT seal_pages()');
    // Counts for a file that is made now; one that was made without it keeps what it has until it is vacuumed as a whole.
    // To say it again would write a page at every opening.
    if (database.pragma('auto_vacuum', { simple: true }) !== INCREMENTAL)
      database.pragma('auto_vacuum = INCREMENTAL');
    database.pragma('journal_mode = WAL');
    // The log is folded by whoever writes (`writer-connection.ts`), who must hear of an error.
    database.pragma('wal_autocheckpoint = 0');
    database.pragma('journal_size_limit = 67108864');
    database.pragma('foreign_keys = ON');
  }
  database.function('zlib_text', { deterministic: true, directOnly: true }, (packed, dictionary) =>
    inflateSync(packed as Buffer, { dictionary: dictionary as Buffer }).toString('utf8'),
  );
  database.pragma('temp_store = MEMORY');
  database.pragma('cache_size = -16384');
  return database;
}

/** Prepared statements by their text; the number of different texts in the product is small and fixed. */
export class StatementCache {
  readonly #database: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();

  constructor(database: Database.Database) {
    this.#database = database;
  }

  get(sql: string): Database.Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      if (this.#statements.size > 500) this.#statements.clear();
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** Whether what was read is not what was written. */
export const isOfDamage = (code: string) => /^SQLITE_(IOERR_DATA|CORRUPT|NOTADB)/.test(code);

/** The parts of an error that survive the way between threads. */
export function errorParts(error: unknown): { code: string; message: string } {
  if (error instanceof Error) {
    const code = 'code' in error && typeof error.code === 'string' ? error.code : 'ERROR';
    return { code, message: error.message };
  }
  return { code: 'ERROR', message: String(error) };
}
