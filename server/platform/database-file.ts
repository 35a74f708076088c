import { join } from 'node:path';

/** The database of a data folder. */
export const databaseFileIn = (dataFolder: string): string => join(dataFolder, 'station.db');
