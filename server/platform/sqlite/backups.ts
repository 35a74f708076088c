import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { damagedPage, isSealed, loadPageSeals } from './page-seals.ts';

/** What stands beside a backup `station-<UTC time>.db` (`shared/contract/backups.ts`), in a file of the same name ending in `.json`. */
const backupNoteSchema = z.object({ sha256: z.string(), bytes: z.number().int() });

/** The database of a backup. */
export const backupFileOf = (folder: string, name: string): string => join(folder, `${name}.db`);
/** What stands beside it. */
export const backupNoteOf = (folder: string, name: string): string => join(folder, `${name}.json`);

const READ_BYTES = 8 * 1024 ** 2;

/** SHA-256 of a file, read part by part; `onShare` is told how far it is, from 0 to 1, and may throw to end it. */
export function hashOf(file: string, onShare: (share: number) => void = () => {}): string {
  const hash = createHash('sha256');
  const part = Buffer.allocUnsafe(READ_BYTES);
  const { size } = statSync(file);
  const handle = openSync(file, 'r');
  try {
    for (let done = 0; ;) {
      const read = readSync(handle, part);
      if (read === 0) return hash.digest('hex');
      hash.update(part.subarray(0, read));
      done += read;
      onShare(size === 0 ? 1 : Math.min(1, done / size));
    }
  } finally {
    closeSync(handle);
  }
}

/** Whether a backup is, byte for byte, what was written when it was made. */
export const isAsWritten = (file: string, { bytes, sha256 }: z.infer<typeof backupNoteSchema>): boolean =>
  statSync(file).size === bytes && hashOf(file) === sha256;

function isWhole(folder: string, name: string): boolean {
  const file = backupFileOf(folder, name);
  try {
    const note = backupNoteSchema.parse(JSON.parse(readFileSync(backupNoteOf(folder, name), 'utf8')));
    return isAsWritten(file, note) && isReadable(file);
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
  const newest = readdirSync(folder)
    .filter((file) => /^station-.*\.db$/.test(file))
    .map((file) => file.slice(0, -'.db'.length))
    .sort()
    .reverse()
    .find((name) => isWhole(folder, name));
  return newest === undefined ? null : backupFileOf(folder, newest);
}
