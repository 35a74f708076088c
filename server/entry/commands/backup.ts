import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { backupNameSchema, type Backup } from '../../../shared/contract/backups.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import { backupFolderOf, restorePlaceOf, SCHEMAS } from '../../composition/backups.ts';
import {
  backupNameAt,
  copyStore,
  createBackupFiles,
  restore,
  verifyBackup,
} from '../../contexts/backups/index.ts';
import { loadConfig } from '../../platform/config.ts';
import { takeDataFolder } from '../../platform/data-folder.ts';
import { databaseFileIn } from '../../platform/database-file.ts';
import { makeFolders } from '../../../shared/node/make-folders.ts';
import { VERSION } from '../../version.ts';
import { DATA_OPTION, dataFolderOf, JSON_OPTION, printJson, printLine } from './common.ts';

interface Options {
  data?: string;
  json?: boolean;
}

function placeOf(options: Options) {
  const dataFolder = dataFolderOf(options.data);
  const folder = backupFolderOf(dataFolder, loadConfig(dataFolder, process.env).values);
  const databaseFile = databaseFileIn(dataFolder);
  return { dataFolder, folder, databaseFile, files: createBackupFiles(folder, databaseFile) };
}

const lineOf = ({ name, kind, bytes }: Backup): string =>
  `${name}  ${kind.padEnd(9)}  ${(bytes / 1024 ** 2).toFixed(1)} MiB`;

/** One of the folder by its name, or the newest by `newest`. */
function chosen(items: readonly Backup[], name: string, folder: string): Backup {
  const found = name === 'newest' ? items[0] : items.find((backup) => backup.name === name);
  if (found !== undefined) return found;
  const isName = name === 'newest' || backupNameSchema.safeParse(name).success;
  const hint = isName ? '' : ' (a name is like station-20261129T033000Z)';
  throw new AppError(
    'NOT_FOUND',
    `${folder} has no backup ${name}${hint}: "aif backup list" shows what there is`,
  );
}

async function create(options: Options): Promise<void> {
  const { folder, databaseFile, files, dataFolder } = placeOf(options);
  if (!existsSync(databaseFile))
    throw new AppError('NOT_FOUND', `${dataFolder} holds no data of a station: name its folder with --data`);
  makeFolders(folder, 0o700);
  const name = backupNameAt(Date.now());
  let told = -1;
  const onShare = (share: number) => {
    const tenth = Math.floor(share * 10);
    if (tenth > told) process.stderr.write(`${(told = tenth) * 10} %\n`);
  };
  await copyStore({ databaseFile, folder, name, kind: 'manual', version: VERSION, onShare });
  const made = chosen(files.list(), name, folder);
  if (options.json) printJson(made);
  else printLine(lineOf(made));
}

function list(options: Options): void {
  const { files, folder } = placeOf(options);
  const items = files.list();
  if (options.json) printJson({ folder, items });
  else printLine(items.length === 0 ? `no backups in ${folder}` : items.map(lineOf).join('\n'));
}

function verify(name: string, options: Options): void {
  const { files, folder } = placeOf(options);
  const backup = chosen(files.list(), name, folder);
  verifyBackup(folder, backup.name, SCHEMAS);
  if (options.json) printJson({ ok: true, ...backup });
  else printLine(`${backup.name} is whole`);
}

function putBack(name: string, options: Options & { reason: string }): void {
  const { dataFolder, files, folder } = placeOf(options);
  const backup = chosen(files.list(), name, folder);
  const taken = takeDataFolder(dataFolder);
  try {
    const by = process.env.USER ?? process.env.USERNAME ?? 'aif';
    const order = { backup: backup.name, by, reason: options.reason, at: new Date().toISOString() };
    const restored = restore(order, restorePlaceOf(dataFolder, loadConfig(dataFolder, process.env).values));
    if (options.json) printJson(restored);
    else {
      printLine(`restored from ${restored.backup}`);
      if (restored.quarantine !== null) printLine(`what was there before is in ${restored.quarantine}`);
    }
  } finally {
    taken.release();
  }
}

const subcommand = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .option(...DATA_OPTION)
    .option(...JSON_OPTION);

export function backupCommand(command: Command): void {
  command
    .addCommand(
      subcommand('create', 'copy the store and verify the copy; a running station goes on').action(create),
    )
    .addCommand(subcommand('list', 'the backups there are, newest first').action(list))
    .addCommand(
      subcommand('verify', 'read a backup from end to end')
        .argument('<name>', 'name of a backup, or newest')
        .action(verify),
    )
    .addCommand(
      subcommand(
        'restore',
        'put a backup in the place of the store, which is moved aside; the station must not run',
      )
        .argument('<name>', 'name of a backup, or newest')
        .option('--reason <text>', 'why, for the record', 'restored by aif')
        .action(putBack),
    );
}
