import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { errorParts, isOfDamage, openConnection, PAGE_BYTES } from './connection.ts';
import { readMark, runOfMachine, type Mark } from './mark.ts';
import { damagedPage, isSealed, loadPageSeals } from './page-seals.ts';

/** What is wrong with a store. */
export interface Damage {
  /**
   * `pages`: some hold what was never written. `unreadable`: the whole file is no database any more. `missing`: there is none, where
   * there was one. `behind`: it is sound, but newer commits are gone.
   */
  readonly kind: 'pages' | 'unreadable' | 'missing' | 'behind';
  readonly detail: string;
  /** For `behind`: how many, at least. */
  readonly commits?: number;
}

/** A store of up to so many bytes is read as a whole before it is opened; a larger one beside its work. */
const READ_FIRST_BYTES = 64 * 1_048_576;

const noteFileOf = (databaseFile: string) => `${databaseFile}-damaged`;

/** Has all of a store read at its next start. */
export function noteDamage(databaseFile: string, detail: string): void {
  writeFileSync(noteFileOf(databaseFile), `${detail}\n`, { mode: 0o600, flush: true });
}

/** Notes that a store was found damaged while it was open. Returns an error to end with. */
export function damaged(databaseFile: string, detail: string): Error {
  noteDamage(databaseFile, detail);
  return new Error(`the store is damaged (${detail}); it is mended at the next start`);
}

export function removeDamageNote(databaseFile: string): void {
  rmSync(noteFileOf(databaseFile), { force: true });
}

/** How many commits a store must have at least. */
function commitsOf({ commit, synced, run }: Mark): number {
  return run !== null && run === runOfMachine() ? commit : synced;
}

function commitNumber(database: Database.Database): number {
  const isThere = database.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'store_commit'`).get();
  if (isThere === undefined) return 0;
  return (database.prepare('SELECT number FROM store_commit').pluck().get() as number | undefined) ?? 0;
}

class NotSealed extends Error {
  readonly code = 'SQLITE_NOTADB';
}

/** Newer commits than a database has, by its mark; reads without writing, so that all stays as it was found. */
function commitsBehind(file: string, mark: Mark | null): number {
  const database = openConnection(file, { readonly: true });
  try {
    const number = commitNumber(database);
    if (!isSealed(database)) throw new NotSealed('its header has been changed');
    return mark === null ? 0 : Math.max(0, commitsOf(mark) - number);
  } finally {
    database.close();
  }
}

/** Whether a store was made before pages were sealed. */
export function isOfOldForm(file: string): boolean {
  if (!existsSync(file) || readMark(file) !== null || statSync(file).size === 0) return false;
  loadPageSeals();
  const database = new Database(file, { readonly: true });
  try {
    database.pragma('schema_version');
    return !isSealed(database);
  } catch (error) {
    if (isOfDamage(errorParts(error).code)) return false;
    throw error;
  } finally {
    database.close();
  }
}

/** Folds the log and reads every page, of a large store only where it was found damaged before. */
function readPages(file: string): Damage | null {
  const database = openConnection(file, { readonly: false });
  try {
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.exec('SELECT seal_free_pages()');
    const isNoted = existsSync(noteFileOf(file));
    const { size } = statSync(file);
    if (!isNoted && size > READ_FIRST_BYTES) return null;
    const page = damagedPage(database, 1, Number.MAX_SAFE_INTEGER);
    if (page > 0) return { kind: 'pages', detail: `page ${page} holds what was never written` };
    const structure = isNoted ? database.pragma('integrity_check(1)', { simple: true }) : 'ok';
    return structure === 'ok' ? null : { kind: 'pages', detail: String(structure) };
  } finally {
    database.close();
  }
}

/** What is wrong with a store that nobody has open; null where nothing is. Errors of rights, space or disk are thrown. */
export function findDamage(file: string): Damage | null {
  const mark = readMark(file);
  if (!existsSync(file) || statSync(file).size === 0) {
    return mark === null || mark.commit === 0 ? null : { kind: 'missing', detail: 'the file is gone' };
  }
  try {
    const pages = mark?.pages ?? 0;
    const { size } = statSync(file);
    if (size < pages * PAGE_BYTES)
      return { kind: 'pages', detail: `the file was cut: ${size} bytes of ${pages * PAGE_BYTES}` };
    const behind = commitsBehind(file, mark);
    if (behind > 0)
      return { kind: 'behind', commits: behind, detail: `the newest ${behind} commits are gone` };
    return readPages(file);
  } catch (error) {
    const { code, message } = errorParts(error);
    // What was never a store of ours is not touched.
    if (!isOfDamage(code) || (mark === null && code === 'SQLITE_NOTADB')) throw error;
    return { kind: code === 'SQLITE_NOTADB' ? 'unreadable' : 'pages', detail: `${code}: ${message}` };
  }
}
