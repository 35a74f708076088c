import { chmodSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { backupFactsSchema, type BackupFacts } from '../../../../shared/contract/backups.ts';
import { ReasonError } from '../../../../shared/contract/errors.ts';
import { reason } from '../../../../shared/contract/reasons.ts';
import { writeFileWhole } from '../../../platform/data-folder.ts';
import {
  backupFileOf,
  backupNoteOf,
  hashOf,
  isAsWritten,
  openConnection,
} from '../../../platform/sqlite/index.ts';
import { syncFile, syncFolder } from '../../../../shared/node/sync.ts';
import { readTextFile } from '../../../platform/text-file.ts';
import type { CopyOrder } from '../ports.ts';

/** Copied between two looks at whether to stop; 8 MiB. */
const PAGES_A_STEP = 2_048;
/** How much of the work copying is; the rest is reading again. */
const COPY_SHARE = 0.5;

/** Of a copy that has not ended. */
export const unfinishedOf = (folder: string, name: string): string => join(folder, `${name}.db.part`);

interface CopyFrom extends CopyOrder {
  readonly databaseFile: string;
  readonly folder: string;
  readonly version: string;
  /** Told from time to time; throws to end the copy. */
  readonly onShare: (share: number) => void;
}

/**
 * Copies the store as it is at this moment while others write to it: one read transaction sees one state, however long it takes.
 * The copy is a database of one file, verified from end to end, flushed, and only then given its name.
 */
export async function copyStore({
  databaseFile,
  folder,
  name,
  kind,
  version,
  onShare,
}: CopyFrom): Promise<void> {
  const part = unfinishedOf(folder, name);
  try {
    const createdAt = await copyPages(databaseFile, part, onShare);
    const schema = checkDatabase(part);
    const sha256 = hashOf(part, (share) => onShare(COPY_SHARE + (1 - COPY_SHARE) * share));
    chmodSync(part, 0o600);
    syncFile(part);
    const facts: BackupFacts = { kind, createdAt, bytes: statSync(part).size, sha256, schema, version };
    writeFileWhole(backupNoteOf(folder, name), `${JSON.stringify(facts, null, 2)}\n`);
    renameSync(part, backupFileOf(folder, name));
    syncFolder(folder);
  } catch (error) {
    for (const file of [part, `${part}-journal`, backupNoteOf(folder, name)]) rmSync(file, { force: true });
    throw error;
  }
}

/** Returns as of when the copy is. */
async function copyPages(
  databaseFile: string,
  target: string,
  onShare: (share: number) => void,
): Promise<string> {
  const source = openConnection(databaseFile, { readonly: true });
  try {
    source.exec('BEGIN');
    source.prepare('SELECT count(*) FROM sqlite_schema').get();
    const createdAt = new Date().toISOString();
    await source.backup(target, {
      progress({ totalPages, remainingPages }) {
        onShare(COPY_SHARE * (totalPages === 0 ? 0 : 1 - remainingPages / totalPages));
        return PAGES_A_STEP;
      },
    });
    return createdAt;
  } finally {
    source.close();
  }
}

/** Everything SQLite can say of a database. Returns the newest step of its schema. Error: `backupDamaged`. */
function checkDatabase(file: string): string {
  let database: Database.Database | undefined;
  try {
    database = new Database(file, { fileMustExist: true });
    // One file, readable wherever it is carried.
    database.pragma('journal_mode = DELETE');
    const found = database.pragma('integrity_check(1)', { simple: true });
    if (found !== 'ok') throw damaged(String(found));
    const broken = database.pragma('foreign_key_check') as unknown[];
    if (broken.length > 0) throw damaged(`${broken.length} rows refer to rows that are not there`);
    const newest = database.prepare('SELECT max(name) FROM schema_migration').pluck().get();
    if (typeof newest !== 'string') throw damaged('it has no schema');
    return newest;
  } catch (error) {
    throw error instanceof ReasonError
      ? error
      : damaged(error instanceof Error ? error.message : String(error));
  } finally {
    database?.close();
  }
}

const damaged = (detail: string): ReasonError =>
  new ReasonError('CONFLICT', reason('backupDamaged', { detail }));

/** The facts beside a backup; null where they are missing or no facts. */
export function readFacts(folder: string, name: string): BackupFacts | null {
  try {
    return backupFactsSchema.parse(JSON.parse(readTextFile(backupNoteOf(folder, name))));
  } catch {
    return null;
  }
}

/**
 * Reads a backup from end to end: it is what was written, and SQLite finds nothing wrong with it. `known`: steps of the schema this
 * program has. Errors: `backupMissing`, `backupChanged`, `backupDamaged`, `backupNewer`.
 */
export function verifyBackup(folder: string, name: string, known: readonly string[]): void {
  const facts = readFacts(folder, name);
  const file = backupFileOf(folder, name);
  if (facts === null) throw new ReasonError('NOT_FOUND', reason('backupMissing'));
  if (!known.includes(facts.schema))
    throw new ReasonError('CONFLICT', reason('backupNewer', { schema: facts.schema }));
  if (!isAsWritten(file, facts)) throw new ReasonError('CONFLICT', reason('backupChanged'));
  readThrough(file);
}

/** As `checkDatabase`, without writing a byte. */
function readThrough(file: string): void {
  let database: Database.Database | undefined;
  try {
    database = new Database(file, { readonly: true, fileMustExist: true });
    const found = database.pragma('integrity_check(1)', { simple: true });
    if (found !== 'ok') throw damaged(String(found));
  } catch (error) {
    throw error instanceof ReasonError
      ? error
      : damaged(error instanceof Error ? error.message : String(error));
  } finally {
    database?.close();
  }
}
