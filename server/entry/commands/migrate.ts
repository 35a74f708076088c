import { Command, InvalidArgumentError, Option } from 'commander';
import { AppError } from '../../../shared/contract/errors.ts';
import { MIGRATIONS } from '../../migrations/index.ts';
import { requireData, takeDataFolder } from '../../platform/data-folder.ts';
import { databaseFileIn } from '../../platform/database-file.ts';
import {
  migrateDown,
  migrateUp,
  migrationHistory,
  onSoundStore,
  openingStore,
} from '../../platform/sqlite/index.ts';
import { DATA_OPTION, JSON_OPTION, dataFolderOf, printJson, printLine } from './common.ts';

interface Options {
  data?: string;
  json?: boolean;
}

const targetOption = () =>
  new Option('--target <target>', 'which store').choices(['sqlite']).default('sqlite');

const wholeNumber = (text: string): number => {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError('a whole number from 1 is wanted.');
  return number;
};

function subcommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .addOption(targetOption())
    .option(...DATA_OPTION)
    .option(...JSON_OPTION);
}

/** Runs with the data folder to itself: the schema is never changed below a running server. */
function withFolder(options: Options, run: (databaseFile: string) => string[]): void {
  const folder = takeDataFolder(dataFolderOf(options.data));
  try {
    const { databaseFile } = folder;
    const { recoveries, changed: names } = openingStore(databaseFile, () =>
      onSoundStore(databaseFile, { now: Date.now() }, () => run(databaseFile)),
    );
    for (const { damage, quarantine, from } of recoveries)
      process.stderr.write(
        `aif: the store was damaged (${damage.detail}); it was moved to ${quarantine}, recovered from: ${from}\n`,
      );
    if (options.json) printJson({ steps: names, ...(recoveries.length > 0 && { recoveries }) });
    else printLine(names.length === 0 ? 'nothing to do' : names.join('\n'));
  } finally {
    folder.release();
  }
}

function historyOf(options: Options) {
  const file = databaseFileIn(dataFolderOf(options.data));
  return openingStore(file, () => migrationHistory(file, MIGRATIONS));
}

export function migrateCommand(command: Command): void {
  const up = subcommand('up', 'apply every waiting step').action((options: Options) =>
    withFolder(options, (file) => migrateUp(file, MIGRATIONS, Date.now())),
  );
  const down = subcommand('down', 'take back the newest steps; their data is lost')
    .option('--steps <n>', 'how many', wholeNumber, 1)
    .action((options: Options & { steps: number }) => {
      requireData(dataFolderOf(options.data));
      withFolder(options, (file) => migrateDown(file, MIGRATIONS, options.steps));
    });
  const history = subcommand('history', 'every step and when it was applied').action((options: Options) => {
    const records = historyOf(options);
    if (options.json) printJson({ items: records });
    else
      for (const { name, state, appliedAt } of records)
        printLine(`${state.padEnd(8)} ${appliedAt ?? '-'.padEnd(24)} ${name}`);
  });
  const verify = subcommand('verify', 'whether the store fits this program').action((options: Options) => {
    const records = historyOf(options);
    const wrong = records.filter((record) => record.state !== 'applied');
    if (options.json) printJson({ ok: wrong.length === 0, items: records });
    if (wrong.length > 0) {
      const list = wrong.map((record) => `${record.name} (${record.state})`).join(', ');
      throw new AppError('CONFLICT', `the store does not fit this program: ${list}`);
    }
    if (!options.json) printLine(`ok: ${records.length} steps applied as shipped`);
  });
  command.addCommand(up).addCommand(down).addCommand(history).addCommand(verify);
}
