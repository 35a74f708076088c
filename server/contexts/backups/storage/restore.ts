import { copyFileSync, existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { backupNameSchema, restoredSchema, type Restored } from '../../../../shared/contract/backups.ts';
import { AppError } from '../../../../shared/contract/errors.ts';
import { writeFileWhole } from '../../../platform/data-folder.ts';
import { makeFolders } from '../../../../shared/node/make-folders.ts';
import { backupFileOf, openConnection, STORE_PARTS } from '../../../platform/sqlite/index.ts';
import { syncFile, syncFolder } from '../../../../shared/node/sync.ts';
import { readTextFile } from '../../../platform/text-file.ts';
import type { RestoreNotes } from '../ports.ts';
import { verifyBackup } from './copy.ts';
import { timeStamp } from '../../../../shared/util/time-stamp.ts';

const orderSchema = z.strictObject({
  backup: backupNameSchema,
  by: z.string(),
  reason: z.string(),
  at: z.string(),
});
export type RestoreOrder = z.infer<typeof orderSchema>;

const orderFile = (dataFolder: string) => join(dataFolder, 'restore.json');
/** Where stores go that are moved aside. */
const quarantineOf = (dataFolder: string): string => join(dataFolder, 'quarantine');
const restoredFile = (dataFolder: string) => join(dataFolder, 'restored.json');

function read<T>(file: string, schema: z.ZodType<T>): T | null {
  if (!existsSync(file)) return null;
  try {
    return schema.parse(JSON.parse(readTextFile(file)));
  } catch {
    return null;
  }
}

/** Notes in the data folder. */
export function createRestoreNotes(dataFolder: string): RestoreNotes {
  return {
    ask: (order) => writeFileWhole(orderFile(dataFolder), `${JSON.stringify(order, null, 2)}\n`),
    last: () => read(restoredFile(dataFolder), restoredSchema),
  };
}

export interface RestorePlace {
  readonly dataFolder: string;
  readonly databaseFile: string;
  /** Folder of the backups. */
  readonly folder: string;
  /** Steps of the schema this program has. */
  readonly schemas: readonly string[];
}

/** What was asked for before the station ended, done while nothing has the store open; null: nothing was. Errors as `restore`. */
export function finishRestore(place: RestorePlace): Restored | null {
  const file = orderFile(place.dataFolder);
  const order = read(file, orderSchema);
  if (order === null) return null;
  try {
    return restore(order, place);
  } finally {
    // What cannot be restored is told once; the station then starts with what it has.
    rmSync(file, { force: true });
  }
}

/**
 * Puts a backup in the place of the store, whose files are moved aside whole, never deleted. Power may fail at any point: until the
 * backup has its new name the order stands, and the next start does it again. Errors: `NOT_FOUND`, `CONFLICT` (a backup that is
 * damaged or newer than this program), `STORE_UNAVAILABLE`.
 */
export function restore(order: RestoreOrder, place: RestorePlace): Restored {
  const { dataFolder, databaseFile, folder, schemas } = place;
  verifyBackup(folder, order.backup, schemas);
  const incoming = `${databaseFile}.restoring`;
  try {
    copyFileSync(backupFileOf(folder, order.backup), incoming);
    syncFile(incoming);
  } catch (error) {
    rmSync(incoming, { force: true });
    const why = error instanceof Error ? error.message : String(error);
    throw new AppError('STORE_UNAVAILABLE', `the backup could not be copied: ${why}. The store is as it was`);
  }
  const quarantine = moveAside(databaseFile, quarantineOf(dataFolder), order.at);
  renameSync(incoming, databaseFile);
  syncFolder(dirname(databaseFile));
  const restored: Restored = {
    ...{ at: order.at, by: order.by, reason: order.reason, backup: order.backup },
    quarantine: quarantine === null ? null : join('quarantine', basename(quarantine)),
  };
  writeFileWhole(restoredFile(dataFolder), `${JSON.stringify(restored, null, 2)}\n`);
  return restored;
}

/**
 * Where a store's files went; null where there were none. Its log is folded into it first where it can be, so that there is one file to
 * move. A second try of the same order finds the store moved already; what is in its place now is the backup.
 */
function moveAside(databaseFile: string, into: string, at: string): string | null {
  const target = join(into, timeStamp(at));
  const isMoved = existsSync(join(target, basename(databaseFile)));
  if (!isMoved) foldLog(databaseFile);
  const found = STORE_PARTS.map((part) => `${databaseFile}${part}`).filter((file) => existsSync(file));
  if (isMoved) {
    for (const file of found) rmSync(file);
    return target;
  }
  if (found.length === 0) return null;
  makeFolders(target, 0o700);
  // The database last: while it is here, the order is not done.
  for (const file of found.reverse()) renameSync(file, join(target, basename(file)));
  syncFolder(target);
  return target;
}

function foldLog(databaseFile: string): void {
  if (!existsSync(databaseFile)) return;
  try {
    openConnection(databaseFile, { readonly: false }).close();
  } catch {
    // Damaged: it goes aside as it is.
  }
}

/** Bytes of what was moved aside, for whoever looks for space. */
export function quarantineBytes(dataFolder: string): number {
  const folder = quarantineOf(dataFolder);
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
