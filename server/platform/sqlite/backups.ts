import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { damagedPage, isSealed, loadPageSeals } from './page-seals.ts';

/** What stands beside a backup `station-<UTC time>.db` (`shared/contract/backups.ts`), in a file of the same name ending in `.json`. */
const backupNoteSchema = z.object({ sha256: z.string(), bytes: z.number().int() });

/** SHA-256 of a file, read part by part. */
function hashOf(file: string): string {
  const hash = createHash('sha256');
  const part = Buffer.alloc(1_048_576);
  const handle = openSync(file, 'r');
  try {
    for (let read = 0; (read = readSync(handle, part, 0, part.length, null)) > 0;)
      hash.update(part.subarray(0, read));
  } finally {
    closeSync(handle);
  }
  return hash.digest('hex');
}

function isWhole(file: string): boolean {
  try {
    const note = backupNoteSchema.parse(JSON.parse(readFileSync(file.replace(/\.db$/, '.json'), 'utf8')));
    return statSync(file).size === note.bytes && hashOf(file) === note.sha256 && isReadable(file);
  } catch {
    return false;
  }
}

function isReadable(file: string): boolean {
  loadPageSeals();
  const database = new Database(file, { readonly: true });
  try {
    database.pragma('schema_version');
    return !isSealed(database) || damagedPage(database, 1, Number.MAX_SAFE_INTEGER) === 0;
  } finally {
    database.close();
  }
}

/** The newest backup in a folder that is what its note says; null where there is none. */
export function newestBackup(folder: string): string | null {
  if (!existsSync(folder)) return null;
  const files = readdirSync(folder).filter((name) => /^station-.*\.db$/.test(name));
  const newest = files
    .sort()
    .reverse()
    .find((name) => isWhole(join(folder, name)));
  return newest === undefined ? null : join(folder, newest);
}
