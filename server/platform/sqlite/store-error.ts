import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '../../../shared/contract/errors.ts';

/** Whether a store could not be opened because this user may not, rather than because of what is in it. */
export function isOfRights(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^SQLITE_(CANTOPEN|READONLY|PERM)/.test(code);
}

/** What SQLite needs beside a store to open it: the index of its log, and a little more. */
const LEAST_FREE_BYTES = 1_048_576;

/** Whether a store could not be opened because its disk is full. SQLite calls that an input or output error where it is not the store's file. */
export function isOfSpace(error: unknown, file: string): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'SQLITE_FULL') return true;
  if (!code.startsWith('SQLITE_IOERR')) return false;
  const { bavail, bsize } = statfsSync(dirname(file));
  return bavail * bsize < LEAST_FREE_BYTES;
}

/** Runs what opens a store's file. Error `STORE_UNAVAILABLE` says what to do where that is not possible. */
export function openingStore<T>(file: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof AppError || !(error instanceof Error)) throw error;
    const advice = isOfSpace(error, file)
      ? 'Its disk is full: free some space'
      : isOfRights(error)
        ? 'Check its permissions and those of its folder'
        : 'It was left as it is; put a backup in its place';
    throw new AppError(
      'STORE_UNAVAILABLE',
      `${file} cannot be opened: ${error.message}. ${advice}, or choose another folder with --data.`,
      [],
      error,
    );
  }
}
