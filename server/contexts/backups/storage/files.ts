import { readdirSync, rmSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { backupNameSchema, type Backup } from '../../../../shared/contract/backups.ts';
import { makeFolders } from '../../../../shared/node/make-folders.ts';
import { databaseBytesOf } from '../../../platform/database-file.ts';
import { backupFileOf, backupNoteOf } from '../../../platform/sqlite/index.ts';
import type { BackupFiles } from '../ports.ts';
import { readFacts } from './copy.ts';
import { quarantineBytes } from './restore.ts';

const UNFINISHED = /^station-\d{8}T\d{6}Z\.db\.part(-journal)?$/;

/** A folder that changed so short a while ago may change again within the same tick of its clock. */
const SETTLED_AFTER_MS = 1_000;

/** What was read of a folder, until names in it come or go. */
function whileUnchanged<T>(folder: string, read: () => T): () => T {
  let known: { readonly changedAt: number; readonly value: T } | null = null;
  return () => {
    const changedAt = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (known?.changedAt === changedAt) return known.value;
    const value = read();
    known = Date.now() - changedAt > SETTLED_AFTER_MS ? { changedAt, value } : null;
    return value;
  };
}

/** Backups in a folder; it is made when the first one is. `databaseFile`: what is copied. */
export function createBackupFiles(folder: string, databaseFile: string): BackupFiles {
  const names = (): string[] => {
    try {
      return readdirSync(folder);
    } catch {
      return [];
    }
  };
  // Health asks every two seconds, of every window.
  const listed = whileUnchanged(folder, () => {
    const found = names().flatMap((file): Backup[] => {
      const name = file.endsWith('.db') ? file.slice(0, -'.db'.length) : '';
      const facts = backupNameSchema.safeParse(name).success ? readFacts(folder, name) : null;
      return facts === null ? [] : [{ name, ...facts }];
    });
    return found.sort((a, b) => (a.name < b.name ? 1 : -1));
  });
  return {
    folder,
    list: () => listed(),
    remove(name) {
      // The facts last: without a database they are no backup.
      rmSync(backupFileOf(folder, name), { force: true });
      rmSync(backupNoteOf(folder, name), { force: true });
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
    neededBytes: () => databaseBytesOf(databaseFile),
  };
}
