import { readdirSync, rmSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { backupNameSchema, type Backup } from '../../../../shared/contract/backups.ts';
import { makeFolders } from '../../../../shared/node/make-folders.ts';
import type { BackupFiles } from '../ports.ts';
import { databaseOf, factsOf, readFacts } from './copy.ts';
import { quarantineBytes } from './restore.ts';

const UNFINISHED = /^station-\d{8}T\d{6}Z\.db\.part(-journal)?$/;

/** Backups in a folder; it is made when the first one is. `databaseFile`: what is copied. */
export function createBackupFiles(folder: string, databaseFile: string): BackupFiles {
  const names = (): string[] => {
    try {
      return readdirSync(folder);
    } catch {
      return [];
    }
  };
  return {
    folder,
    list() {
      const found = names().flatMap((file): Backup[] => {
        const name = file.endsWith('.db') ? file.slice(0, -'.db'.length) : '';
        const facts = backupNameSchema.safeParse(name).success ? readFacts(folder, name) : null;
        return facts === null ? [] : [{ name, ...facts }];
      });
      return found.sort((a, b) => (a.name < b.name ? 1 : -1));
    },
    remove(name) {
      // The facts last: without a database they are no backup.
      rmSync(databaseOf(folder, name), { force: true });
      rmSync(factsOf(folder, name), { force: true });
    },
    removeUnfinished() {
      for (const file of names()) if (UNFINISHED.test(file)) rmSync(`${folder}/${file}`, { force: true });
    },
    freeBytes() {
      makeFolders(folder, 0o700);
      const { bavail, bsize } = statfsSync(folder);
      return bavail * bsize;
    },
    quarantineBytes: () => quarantineBytes(dirname(databaseFile)),
    neededBytes: () => sizeOf(databaseFile) + sizeOf(`${databaseFile}-wal`),
  };
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
