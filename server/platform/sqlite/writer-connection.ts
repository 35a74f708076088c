import { statSync } from 'node:fs';
import type Database from 'better-sqlite3';
import {
  BUSY_TIMEOUT_MS,
  errorParts,
  isOfDamage,
  openConnection,
  PAGE_BYTES,
  StatementCache,
} from './connection.ts';
import { MarkKeeper } from './mark.ts';
import type { Durability, Statement, StatementResult, WriteReply, WriteRequest } from './types.ts';

/** The log is folded into the database from this size on, as far as readers let it; the next commit then begins it anew. */
const FOLD_FROM_PAGES = 2_000;
/** A file that has become longer still is cut, and waited for: again when some time has passed or, where much is written, when it has grown on. */
const LONG_LOG_BYTES = 32 * 1_048_576;
const FOLD_EVERY_BYTES = 4 * 1_048_576;
const FOLD_EVERY_MS = 1_000;
const FOLD_WITHIN_MS = 50;
/** On a busy machine short readers take longer than that; a log that has grown on is waited for with more patience, now and then. */
const VERY_LONG_LOG_BYTES = 44 * 1_048_576;
const PATIENT_WITHIN_MS = 500;
const PATIENT_EVERY_MS = 10_000;

interface Folding {
  readonly busy: number;
  readonly log: number;
  readonly checkpointed: number;
}

const COUNT = 'UPDATE store_commit SET number = number + 1 RETURNING number';

/** Whether the disk failed (or gave what was never written): what SQLite has written since the last sync may be gone, although it can still be read. */
export const isOfDisk = (code: string) => code.startsWith('SQLITE_IOERR') || isOfDamage(code);

/** An error of the disk in the midst of a transaction. */
class DiskError extends Error {
  readonly code: string;
  constructor({ code, message }: { code: string; message: string }) {
    super(message);
    this.code = code;
  }
}

/** The one connection that writes, and what keeps its log short. */
export class WriterConnection {
  readonly #file: string;
  readonly #database: Database.Database;
  readonly #cache: StatementCache;
  readonly #mark: MarkKeeper;
  #durability: Durability | null = null;
  /** When cutting was last tried, and what it left. */
  #cut = { at: -Infinity, bytes: 0 };
  #patientAt = -Infinity;

  constructor(file: string) {
    this.#file = file;
    this.#database = openConnection(file, { readonly: false });
    this.#cache = new StatementCache(this.#database);
    this.#mark = new MarkKeeper(file);
    if (this.#mark.pages === 0) this.#mark.setPages(Math.floor(statSync(file).size / PAGE_BYTES));
  }

  /**
   * After an error of the disk: folds the whole log into the database and cuts it. A failed sync leaves pages that are gone and
   * counted as written; what the log holds is so written once more, elsewhere, and synced, before anything is built upon it.
   * Throws where the disk still fails, or readers still need the log.
   */
  mend(): void {
    if (!this.#checkpoint('TRUNCATE'))
      throw new DiskError({ code: 'SQLITE_BUSY', message: 'the log is still being read' });
  }

  /** One commit for all requests that waited; a failed commit fails every one of them. Throws errors of the disk. */
  run(group: readonly WriteRequest[]): WriteReply['replies'] {
    const wanted: Durability = group.some((request) => request.durability === 'full') ? 'full' : 'normal';
    try {
      this.#setDurability(wanted);
      this.#database.exec('BEGIN IMMEDIATE');
      const replies: WriteReply['replies'][number][] = [];
      for (const request of group) {
        replies.push(this.#runRequest(request));
        if (!this.#database.inTransaction) throw new Error('the transaction was ended by SQLite');
      }
      const counted = this.#cache.get(COUNT).get() as { number: number } | undefined;
      this.#database.exec('COMMIT');
      if (counted !== undefined) this.#mark.committed(counted.number, wanted === 'full');
      return replies;
    } catch (error) {
      const parts = errorParts(error);
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
      if (isOfDisk(parts.code)) throw error;
      return group.map((request) => ({ id: request.id, ok: false as const, ...parts }));
    }
  }

  #setDurability(wanted: Durability): void {
    if (wanted === this.#durability) return;
    this.#database.pragma(`synchronous = ${wanted === 'full' ? 'FULL' : 'NORMAL'}`);
    this.#durability = wanted;
  }

  #runRequest(request: WriteRequest): WriteReply['replies'][number] {
    this.#database.exec('SAVEPOINT request');
    try {
      const results = request.statements.map((statement) => this.#runStatement(statement));
      this.#database.exec('RELEASE request');
      return { id: request.id, ok: true, results };
    } catch (error) {
      const parts = errorParts(error);
      if (isOfDisk(parts.code)) throw new DiskError(parts);
      // A full disk can end the whole transaction by itself; then there is no savepoint left to go back to.
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK TO request; RELEASE request');
      return { id: request.id, ok: false, ...parts };
    }
  }

  #runStatement(statement: Statement): StatementResult {
    if (statement.sql.startsWith('PRAGMA ')) {
      // Works step by step; a prepared statement without columns takes only the first.
      this.#database.exec(statement.sql);
      return { changes: 0 };
    }
    const prepared = this.#cache.get(statement.sql);
    if (statement.rows !== undefined) {
      const rowChanges = new Uint8Array(statement.rows.length);
      let changes = 0;
      statement.rows.forEach((row, index) => {
        const changed = prepared.run(...row).changes;
        rowChanges[index] = changed > 0 ? 1 : 0;
        changes += changed;
      });
      return { changes, rowChanges };
    }
    const parameters = statement.parameters ?? [];
    if (prepared.reader) {
      const rows = prepared.all(...parameters);
      return { changes: rows.length, rows };
    }
    return { changes: prepared.run(...parameters).changes };
  }

  /**
   * Folds a log that is long enough. Not left to SQLite, which after a commit would keep to itself that the disk failed while the
   * log was synced. Returns the log's bytes. Throws errors of the disk, but for a full one, which the next commit tells.
   */
  fold(): number {
    const [{ log } = { log: 0 }] = this.#cache.get('PRAGMA wal_checkpoint(NOOP)').all() as Folding[];
    if (log >= FOLD_FROM_PAGES) this.#foldIfPossible('PASSIVE');
    return this.#cutLog();
  }

  /** Whether the whole log is in the database now. */
  #checkpoint(how: 'PASSIVE' | 'TRUNCATE'): boolean {
    const pages = this.#database.pragma('page_count', { simple: true }) as number;
    if (pages < this.#mark.pages) this.#mark.setPages(pages);
    const [folding] = this.#database.pragma(`wal_checkpoint(${how})`) as Folding[];
    const isWhole = folding?.busy === 0 && folding.log === folding.checkpointed;
    if (isWhole) this.#mark.setPages(pages);
    return isWhole;
  }

  /** A full disk is told by the next commit. */
  #foldIfPossible(how: 'PASSIVE' | 'TRUNCATE'): void {
    try {
      this.#checkpoint(how);
    } catch (error) {
      if (isOfDisk(errorParts(error).code)) throw error;
    }
  }

  /**
   * Cuts a log whose file has become long, unless somebody still reads what is in it. A row of short readers, of which one always
   * runs, would else keep SQLite from ever beginning it anew.
   */
  #cutLog(): number {
    const bytes = this.#logBytes();
    const { at, bytes: left } = this.#cut;
    const tooSoon = bytes - left < FOLD_EVERY_BYTES && performance.now() - at < FOLD_EVERY_MS;
    if (bytes <= LONG_LOG_BYTES || tooSoon) return bytes;
    const isPatient = bytes > VERY_LONG_LOG_BYTES && performance.now() - this.#patientAt > PATIENT_EVERY_MS;
    if (isPatient) this.#patientAt = performance.now();
    this.#database.pragma(`busy_timeout = ${isPatient ? PATIENT_WITHIN_MS : FOLD_WITHIN_MS}`);
    try {
      this.#foldIfPossible('TRUNCATE');
    } finally {
      this.#database.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
    }
    this.#cut = { at: performance.now(), bytes: this.#logBytes() };
    return this.#cut.bytes;
  }

  #logBytes(): number {
    return statSync(`${this.#file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** With `isSound` false the log is left as it is, for the next start. */
  close(isSound: boolean): void {
    if (isSound) this.#checkpoint('TRUNCATE');
    this.#database.close();
    this.#mark.close();
  }
}
