import { isAbsolute, join } from 'node:path';
import type { ConfigFile } from '../../shared/contract/settings.ts';
import type { LiveEvent } from '../../shared/contract/events.ts';
import {
  createBackupFiles,
  createBackupThread,
  createBackupsService,
  createRestoreNotes,
  type BackupsService,
  type RestorePlace,
} from '../contexts/backups/index.ts';
import { MIGRATIONS } from '../migrations/index.ts';
import { databaseFileIn } from '../platform/database-file.ts';
import type { EventBus } from '../platform/event-bus.ts';
import type { Logger } from '../platform/log.ts';
import { VERSION } from '../version.ts';

/** Steps of the schema this program has. */
export const SCHEMAS: readonly string[] = MIGRATIONS.map(({ name }) => name);

/** Where backups are: the folder of the settings, one below the data folder without a whole path. */
export function backupFolderOf(
  dataFolder: string,
  { backupFolder = 'backups' }: Pick<ConfigFile, 'backupFolder'>,
): string {
  return isAbsolute(backupFolder) ? backupFolder : join(dataFolder, backupFolder);
}

/** What a restore works with. */
export function restorePlaceOf(dataFolder: string, settings: Pick<ConfigFile, 'backupFolder'>): RestorePlace {
  return {
    dataFolder,
    databaseFile: databaseFileIn(dataFolder),
    folder: backupFolderOf(dataFolder, settings),
    schemas: SCHEMAS,
  };
}

interface BackupsOptions {
  readonly dataFolder: string;
  readonly settings: ConfigFile;
  readonly bus: EventBus<LiveEvent>;
  readonly log: Logger;
  /** Whether those of the schedule are made. */
  readonly scheduled: boolean;
  readonly restart: () => void;
}

/** The station's backups. */
export function openBackups({
  dataFolder,
  settings,
  bus,
  log,
  scheduled,
  restart,
}: BackupsOptions): BackupsService {
  const { databaseFile, folder, schemas } = restorePlaceOf(dataFolder, settings);
  const service = createBackupsService({
    files: createBackupFiles(folder, databaseFile),
    thread: createBackupThread({ databaseFile, folder, version: VERSION, schemas }),
    notes: createRestoreNotes(dataFolder),
    at: settings.backupAt === 'off' ? null : settings.backupAt,
    keep: { days: Number(settings.backupDays), weeks: Number(settings.backupWeeks) },
    now: () => Date.now(),
    log,
    onChange: () => bus.emit({ type: 'backups.changed' }),
    restart,
  });
  if (scheduled) service.start();
  return service;
}
