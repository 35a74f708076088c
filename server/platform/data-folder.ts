import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { AppError } from '../../shared/contract/errors.ts';

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

/** Writes a file so that a reader sees the old or the new contents, never a part; mode 0600. */
export function writeFileWhole(file: string, contents: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, contents, { mode: 0o600 });
  renameSync(temporary, file);
}

function createFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    chmodSync(path, 0o700);
    const probe = join(path, `.probe-${process.pid}`);
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new AppError(
      'DATA_FOLDER_READ_ONLY',
      `the data folder ${path} cannot be written: ${cause}. Check its permissions or choose another with --data or AIF_DATA_DIR.`,
    );
  }
}

/**
 * Takes a data folder for this process alone. The lock is SQLite's own exclusive file lock on `lock.db`: the
 * operating system frees it however the process ends, so that no stale lock is ever left.
 * Errors: `DATA_FOLDER_READ_ONLY`, `DATA_FOLDER_LOCKED` (says which process holds it).
 */
export function takeDataFolder(path: string): DataFolder {
  createFolder(path);
  const lock = new Database(join(path, 'lock.db'), { timeout: 0 });
  try {
    lock.pragma('journal_mode = DELETE');
    lock.exec('BEGIN EXCLUSIVE');
  } catch {
    lock.close();
    const holder = readStationFile(path);
    const who =
      holder === null ? 'another process' : `process ${holder.pid} (running since ${holder.startedAt})`;
    throw new AppError(
      'DATA_FOLDER_LOCKED',
      `the data folder ${path} is in use by ${who}. Use that one, stop it, or choose another folder with --data.`,
    );
  }
  return {
    path,
    databaseFile: join(path, 'station.db'),
    publishStation: (station) =>
      writeFileWhole(join(path, 'station.json'), `${JSON.stringify(station, null, 2)}\n`),
    release() {
      if (existsSync(join(path, 'station.json'))) rmSync(join(path, 'station.json'));
      lock.exec('ROLLBACK');
      lock.close();
    },
  };
}
