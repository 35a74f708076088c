import { statSync } from 'node:fs';
import { join } from 'node:path';

/** The database of a data folder. */
export const databaseFileIn = (dataFolder: string): string => join(dataFolder, 'station.db');

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** Bytes of a database and of its log; 0 where there is none. */
export const databaseBytesOf = (file: string): number => sizeOf(file) + sizeOf(`${file}-wal`);
