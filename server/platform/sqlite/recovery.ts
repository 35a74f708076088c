import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { syncFile, syncFolder } from '../../../shared/node/sync.ts';
import { newestBackup } from './backups.ts';
import { errorParts, isOfDamage, openConnection, PAGE_BYTES } from './connection.ts';
import { findDamage, isOfOldForm, noteDamage, removeDamageNote, type Damage } from './damage.ts';
import { MarkKeeper, readMark } from './mark.ts';
import { isSealed, loadPageSeals } from './page-seals.ts';
import { salvage, type SalvagedTable } from './salvage.ts';

/** What was done about a damaged store; kept as `report.json` beside what was moved aside. */
export interface Recovery {
  /** ISO 8601. */
  readonly at: string;
  readonly damage: Damage;
  /** Where the damaged files are, whole. */
  readonly quarantine: string;
  /** The backup that was used; null where there is none, or none was needed. */
  readonly backup: string | null;
  /** `rows`: what could be read of the damaged store. `backup`: that alone. `log`: the store is what was on disk. `nothing`: an empty store. */
  readonly from: 'rows' | 'backup' | 'log' | 'nothing';
  /** For `rows`: tables that are not whole. */
  readonly tables: readonly SalvagedTable[];
}

interface SoundOptions {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Beside the store without it. */
  readonly backupFolder?: string | undefined;
}

/** A store's files: what is added to the name of its database. */
export const STORE_PARTS = ['', '-wal', '-shm', '-journal', '-mark', '-first', '-damaged'];
/** Complete, on disk, and about to take the store's place. */
const recoveredFileOf = (file: string) => `${file}-recovered`;
/** Begins the file of the first page, so that nobody takes it for a database. */
const NO_DATABASE = Buffer.from('page 1\n');
const firstPageFileOf = (file: string) => `${file}-first`;
/** Whole: power may have failed while it was written. */
const hasFirstPage = (file: string) =>
  statSync(firstPageFileOf(file), { throwIfNoEntry: false })?.size === NO_DATABASE.length + PAGE_BYTES;
const recoveringFileOf = (file: string) => `${file}-recovering`;

/**
 * Makes a store ready to be opened by whoever holds its data folder: finds damage, moves what is damaged aside, and puts in its
 * place what can be recovered; gives what was done, nothing where the store is sound. A store without sealed pages gets them.
 */
export function makeSound(
  file: string,
  { now, backupFolder = join(dirname(file), 'backups') }: SoundOptions,
): Recovery[] {
  finishRecovery(file, now);
  takeBackHalf(file);
  sealIfOfOldForm(file);
  const recoveries: Recovery[] = [];
  for (;;) {
    const damage = findDamage(file);
    if (damage === null) break;
    const quarantine = makeQuarantine(file, now + recoveries.length);
    const done =
      damage.kind === 'behind'
        ? acceptBehind(file, quarantine, backupFolder)
        : recover(file, damage, backupFolder);
    const recovery: Recovery = { at: new Date(now).toISOString(), damage, quarantine, ...done };
    if (recovery.from !== 'log') replaceStore(file, quarantine);
    const report = `${JSON.stringify(recovery, null, 2)}\n`;
    writeFileSync(join(quarantine, 'report.json'), report, { flush: true });
    recoveries.push(recovery);
    sealIfOfOldForm(file);
  }
  removeDamageNote(file);
  return recoveries;
}

/** Makes a store sound, changes its schema, and remembers what it is then. Errors as `change` and `makeSound`. */
export function onSoundStore<T>(
  file: string,
  options: SoundOptions,
  change: () => T,
): { readonly recoveries: readonly Recovery[]; readonly changed: T } {
  const recoveries = makeSound(file, options);
  const changed = change();
  remember(file);
  return { recoveries, changed };
}

/** What a power cut left half done of a database that had no log yet is taken back by whoever opens it for writing. */
function takeBackHalf(file: string): void {
  if (!existsSync(`${file}-journal`) || !existsSync(file)) return;
  loadPageSeals();
  const database = new Database(file);
  try {
    database.pragma('schema_version');
  } catch (error) {
    if (!isOfDamage(errorParts(error).code)) throw error;
  } finally {
    database.close();
  }
}

/** Of a sound store, for the day it is not: how long it is, and its first page, without which nothing of it can be read. */
function remember(file: string): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size < PAGE_BYTES) return;
  const mark = new MarkKeeper(file);
  mark.setPages(Math.floor(size / PAGE_BYTES));
  mark.close();
  const page = Buffer.alloc(PAGE_BYTES);
  const handle = openSync(file, 'r');
  readSync(handle, page, 0, PAGE_BYTES, 0);
  closeSync(handle);
  writeFileSync(firstPageFileOf(file), Buffer.concat([NO_DATABASE, page]), { mode: 0o600 });
}

type Done = Pick<Recovery, 'backup' | 'from' | 'tables'>;

function makeQuarantine(file: string, now: number): string {
  const name = new Date(now).toISOString().replaceAll(/[-:.]/g, '');
  const folder = join(dirname(file), 'quarantine', name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/**
 * The log as it was found is kept: what is written next takes its place. One that brings no commits is of an older time, and would
 * put old pages among newer ones. What the store is then is read as a whole.
 */
function acceptBehind(file: string, quarantine: string, backupFolder: string): Done {
  const log = `${file}-wal`;
  for (const suffix of ['-wal', '-mark'])
    if (existsSync(file + suffix)) copyFileSync(file + suffix, join(quarantine, basename(file) + suffix));
  const withLog = commitsIn(file);
  for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true });
  if (withLog > commitsIn(file)) copyFileSync(join(quarantine, basename(log)), log);
  const backup = newestBackup(backupFolder);
  if (backup !== null && commitsIn(backup) > commitsIn(file)) return recoverFrom(file, backup);
  noteDamage(file, 'commits are gone');
  setCommits(file, (readMark(file)?.commit ?? 0) + 1);
  return { backup: null, from: 'log', tables: [] };
}

function commitsIn(file: string): number {
  const database = openConnection(file, { readonly: true });
  try {
    return database.prepare('SELECT number FROM store_commit').pluck().get() as number;
  } catch {
    return 0;
  } finally {
    database.close();
  }
}

/** So that the store is ahead of its mark again. */
function setCommits(file: string, atLeast: number): void {
  const database = openConnection(file, { readonly: false });
  try {
    database.prepare('UPDATE store_commit SET number = max(number, ?)').run(atLeast);
  } catch (error) {
    // A backup from before commits were counted; or damage, which is found next.
    const { code } = errorParts(error);
    if (code !== 'SQLITE_ERROR' && !isOfDamage(code)) throw error;
  } finally {
    database.close();
  }
}

function recover(file: string, damage: Damage, backupFolder: string): Done {
  const backup = newestBackup(backupFolder);
  const recovering = recoveringFileOf(file);
  for (const suffix of STORE_PARTS) rmSync(recovering + suffix, { force: true });
  for (const withFirstPage of [false, true]) {
    if (damage.kind === 'missing' || (withFirstPage && !hasFirstPage(file))) continue;
    const tables = salvageInto(recovering, file, backup, withFirstPage);
    if (tables !== null) {
      complete(file);
      const damagedTables = tables.filter(({ gaps }) => gaps.length > 0);
      return { backup, from: 'rows', tables: damagedTables };
    }
  }
  return recoverFrom(file, backup);
}

function recoverFrom(file: string, backup: string | null): Done {
  if (backup === null) return { backup, from: 'nothing', tables: [] };
  copyFileSync(backup, recoveringFileOf(file));
  complete(file);
  return { backup, from: 'backup', tables: [] };
}

/** Null where nothing can be read. `withFirstPage`: that of the file as it was when the store was opened last. */
function salvageInto(
  target: string,
  file: string,
  backup: string | null,
  withFirstPage: boolean,
): SalvagedTable[] | null {
  for (const suffix of STORE_PARTS) rmSync(target + suffix, { force: true });
  const source = readableCopy(file, withFirstPage);
  const to = newStore(target);
  try {
    const from = new Database(source, { readonly: true });
    try {
      from.pragma('schema_version');
      return isSealed(from) ? salvage(from, to, backup) : null;
    } finally {
      from.close();
    }
  } catch (error) {
    if (isOfDamage(errorParts(error).code)) return null;
    throw error;
  } finally {
    to.close();
    for (const suffix of STORE_PARTS) rmSync(source + suffix, { force: true });
  }
}

/** A file that was cut is not even opened: what is missing is read as damaged pages from a copy of its old length. */
function readableCopy(file: string, withFirstPage: boolean): string {
  const copy = `${file}-reading`;
  copyFileSync(file, copy);
  if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`);
  const size = (readMark(file)?.pages ?? 0) * PAGE_BYTES;
  if (statSync(copy).size < size) truncateSync(copy, size);
  if (!withFirstPage) return copy;
  const handle = openSync(copy, 'r+');
  try {
    writeSync(handle, readFileSync(firstPageFileOf(file)), NO_DATABASE.length, PAGE_BYTES, 0);
  } finally {
    closeSync(handle);
  }
  return copy;
}

/** An empty database with sealed pages; what is written is on disk when it is `complete`. */
function newStore(file: string): Database.Database {
  loadPageSeals();
  const database = new Database(file);
  database.exec('SELECT seal_pages()');
  for (const setting of ['auto_vacuum = INCREMENTAL', 'journal_mode = OFF', 'synchronous = OFF'])
    database.pragma(setting);
  return database;
}

/** Puts what was recovered on disk, under the name that says so. */
function complete(file: string): void {
  const recovering = recoveringFileOf(file);
  setCommits(recovering, (readMark(file)?.commit ?? 0) + 1);
  syncFile(recovering);
  renameSync(recovering, recoveredFileOf(file));
  syncFolder(dirname(file));
}

/** What was recovered takes the store's place, which is moved aside. Where it ends on the way it is finished at the next start. */
function replaceStore(file: string, quarantine: string): void {
  for (const suffix of STORE_PARTS)
    if (existsSync(file + suffix)) renameSync(file + suffix, join(quarantine, basename(file) + suffix));
  if (existsSync(recoveredFileOf(file))) renameSync(recoveredFileOf(file), file);
  syncFolder(dirname(file));
}

function finishRecovery(file: string, now: number): void {
  for (const suffix of STORE_PARTS) rmSync(recoveringFileOf(file) + suffix, { force: true });
  if (existsSync(recoveredFileOf(file))) replaceStore(file, makeQuarantine(file, now));
}

/** Gives a store from before pages were sealed a sealed copy of itself. */
function sealIfOfOldForm(file: string): void {
  if (!isOfOldForm(file)) return;
  const sealed = recoveringFileOf(file);
  const database = openConnection(file, { readonly: false });
  try {
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.prepare('VACUUM INTO ?').run(sealed);
  } finally {
    database.close();
  }
  syncFile(sealed);
  renameSync(sealed, file);
  syncFolder(dirname(file));
}
