import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { AppError } from '../../shared/contract/errors.ts';
import { databaseFileIn } from './database-file.ts';
import { makeFolders } from '../../shared/node/make-folders.ts';
import { syncFolder } from '../../shared/node/sync.ts';
import { messageOf } from '../../shared/util/message-of.ts';

/** Error `NOT_FOUND` for a folder that is not there or holds something else than a station's data. One that is empty may become a new station's. */
export function requireData(path: string): void {
  if (existsSync(databaseFileIn(path)) || isEmptyFolder(path)) return;
  throw new AppError(
    'NOT_FOUND',
    `${path} holds no data of a station: name the folder of one with --data or AIF_DATA_DIR (nothing was created)`,
  );
}

function isEmptyFolder(path: string): boolean {
  try {
    return readdirSync(path).length === 0;
  } catch {
    return false;
  }
}

/** Who serves a data folder now and where; read by `aif` commands that want to talk to a running station. */
export const stationFileSchema = z.object({
  pid: z.number().int(),
  startedAt: z.string(),
  version: z.string(),
  socket: z.string().nullable(),
  http: z.string().nullable(),
  tokenFile: z.string().nullable(),
  mqtt: z.object({ url: z.string().nullable(), socket: z.string().nullable() }).nullable(),
});
export type StationFile = z.infer<typeof stationFileSchema>;

export interface DataFolder {
  readonly path: string;
  readonly databaseFile: string;
  publishStation(station: StationFile): void;
  release(): void;
}

/** The station file of a folder, or null where there is none or it cannot be read. */
export function readStationFile(folder: string): StationFile | null {
  try {
    return stationFileSchema.parse(JSON.parse(readFileSync(join(folder, 'station.json'), 'utf8')));
  } catch {
    return null;
  }
}

/** Writes a file so that a reader sees the old or the new contents, never a part, also after a power cut; mode 0600. */
export function writeFileWhole(file: string, contents: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, contents, { mode: 0o600, flush: true });
  renameSync(temporary, file);
  syncFolder(dirname(file));
}

/** What `writeFileWhole` leaves when it is killed. */
const HALF_WRITTEN = /\.\d+\.tmp$/;

const holderSchema = z.object({ pid: z.number().int(), since: z.string() });

/** Which process said last that it holds the folder; null where that cannot be read. */
function readHolder(folder: string): z.infer<typeof holderSchema> | null {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(join(folder, 'holder.json'), 'utf8')));
  } catch {
    return null;
  }
}

function notWritable(path: string, error: unknown): AppError {
  const isFull =
    error instanceof Error && 'code' in error && /^(ENOSPC|EDQUOT|SQLITE_FULL)/.test(String(error.code));
  return new AppError(
    'DATA_FOLDER_READ_ONLY',
    `the data folder ${path} cannot be written: ${messageOf(error)}. ${isFull ? 'Free some space' : 'Check its permissions'} or choose another with --data or AIF_DATA_DIR.`,
  );
}

/** Makes the folder where it is not there. One that is keeps its own permissions: it may be shared with others. */
function createFolder(path: string): void {
  try {
    makeFolders(path, 0o700);
    const probe = join(path, `.probe-${process.pid}`);
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    throw notWritable(path, error);
  }
}

function lockFolder(path: string): Database.Database {
  let lock: Database.Database | undefined;
  try {
    lock = new Database(join(path, 'lock.db'), { timeout: 0 });
    lock.pragma('journal_mode = DELETE');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock?.close();
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!code.startsWith('SQLITE_BUSY')) throw notWritable(path, error);
    const holder = readHolder(path);
    const who = holder === null ? 'another process' : `process ${holder.pid} (running since ${holder.since})`;
    throw new AppError(
      'DATA_FOLDER_LOCKED',
      `the data folder ${path} is in use by ${who}. Use that one, stop it, or choose another folder with --data.`,
    );
  }
}

/**
 * Takes a data folder for this process alone; from then on the process writes files for its own user only. The lock
 * is SQLite's own exclusive file lock on `lock.db`: the operating system frees it however the process ends, so that no
 * stale lock is ever left.
 * Errors: `DATA_FOLDER_READ_ONLY`, `DATA_FOLDER_LOCKED` (says which process holds it).
 */
export function takeDataFolder(path: string): DataFolder {
  process.umask(0o077);
  createFolder(path);
  const lock = lockFolder(path);
  const stationFile = join(path, 'station.json');
  const holderFile = join(path, 'holder.json');
  // Of a station that was killed: nobody answers there any more, and what it was writing was never put in place.
  rmSync(stationFile, { force: true });
  for (const file of readdirSync(path))
    if (HALF_WRITTEN.test(file)) rmSync(join(path, file), { force: true });
  const holder = { pid: process.pid, since: new Date().toISOString() };
  writeFileWhole(holderFile, `${JSON.stringify(holder)}\n`);
  return {
    path,
    databaseFile: databaseFileIn(path),
    publishStation: (station) => writeFileWhole(stationFile, `${JSON.stringify(station, null, 2)}\n`),
    release() {
      rmSync(stationFile, { force: true });
      rmSync(holderFile, { force: true });
      lock.exec('ROLLBACK');
      lock.close();
    },
  };
}
