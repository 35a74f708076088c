import { stat, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { equipmentPathSchema, tagPathSchema } from '../../../shared/contract/common.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import {
  IMPORT_DELIMITERS,
  IMPORT_ENCODINGS,
  IMPORT_TIME_FORMATS,
  type HistoryImport,
  type ImportOptions,
  type ImportPreview,
  type ImportWishes,
} from '../../../shared/contract/history-import.ts';
import { openDoor, type Door } from '../import/door.ts';
import { DATA_OPTION, JSON_OPTION, dataFolderOf, printJson, printLine } from './common.ts';

interface Options {
  tag?: string;
  equipment?: string;
  timeColumn?: number[];
  valueColumn?: number;
  timezone?: string;
  timeFormat?: ImportOptions['time']['format'];
  twice?: ImportOptions['time']['twice'];
  skipped?: ImportOptions['time']['skipped'];
  timeOfDayDigits?: '4' | '6';
  encoding?: ImportOptions['encoding'];
  delimiter?: ImportOptions['delimiter'];
  decimal?: ImportOptions['decimal'];
  header?: boolean;
  firstLine?: number;
  valuesFrom?: number;
  skipBadRows?: boolean;
  errors?: string;
  dryRun?: boolean;
  data?: string;
  json?: boolean;
}

const LOOK_EVERY_MS = 200;
const TELL_EVERY_MS = 2_000;
const SHOWN_FAULTS = 5;
const BUSY = new Set<HistoryImport['state']>(['waiting', 'checking', 'adding', 'takingBack']);

function wishesOf(options: Options): ImportWishes {
  const { tag, equipment, valueColumn, encoding, delimiter, decimal, header, firstLine, valuesFrom } =
    options;
  const { timeColumn: columns, timezone: zone, timeFormat: format, twice, skipped } = options;
  const given = <T extends object>(wishes: T) =>
    Object.fromEntries(Object.entries(wishes).filter(([, value]) => value !== undefined)) as T;
  const digits = options.timeOfDayDigits;
  const timeOfDayDigits = digits === undefined ? undefined : Number(digits);
  const time = given({ columns, zone, format, twice, skipped, timeOfDayDigits });
  const form = { encoding, delimiter, decimal, header, firstLine, valuesFrom };
  return given({ tag, equipment, valueColumn, ...form, time }) as ImportWishes;
}

function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

function describe({ options, doubts, items, faults }: ImportPreview): void {
  const { encoding, delimiter, header, decimal, time, values } = options;
  tell(
    `read as ${encoding}, separator ${JSON.stringify(delimiter)}, ${header ? 'with' : 'without'} header, decimal ${JSON.stringify(decimal)}`,
  );
  if (options.firstLine !== undefined) tell(`the table begins in line ${options.firstLine}`);
  if (options.valuesFrom !== undefined) tell(`its values begin in line ${options.valuesFrom}`);
  tell(`time in column ${time.columns.join(' and ')} as ${time.format}, zone ${time.zone}`);
  if (values.shape === 'wide')
    for (const { column, tag, type, unit } of values.columns)
      tell(
        `column ${column} -> ${tag} (${type}${unit === undefined ? '' : `, without ${JSON.stringify(unit)}`})`,
      );
  else tell(`tag in column ${values.tag}, value in column ${values.value}`);
  for (const doubt of doubts) tell(`to be looked at: ${DOUBTS[doubt]}`);
  for (const { row, path, at, value } of items.slice(0, 3))
    tell(`row ${row}: ${path} ${at} ${String(value)}`);
  for (const { row, column, problem } of faults) tell(`row ${row}, column ${column}: ${problem}`);
}

const DOUBTS: Readonly<Record<ImportPreview['doubts'][number], string>> = {
  dayOrMonth: 'day, month and year could change places (--time-format)',
  timeOfDay:
    'times of day like 500 are read as 05:00, but could be minutes and seconds (--time-of-day-digits)',
  decimalOrThousands: 'the separator in numbers could be that of decimals or of thousands (--decimal)',
  linesLeftOut:
    'lines above the header, or between it and the values, are left out (--first-line, --values-from)',
  numbersAsText: 'numbers with different units in one column are read as text',
  noTime: 'no column with times was found (--time-column, --time-format)',
  noValues: 'no column with values was found',
  noTagPath: 'where the values belong is not known (--tag or --equipment)',
};

async function finished(door: Door, id: string, stop: AbortSignal): Promise<HistoryImport> {
  let toldAt = Date.now();
  let cancels = false;
  for (;;) {
    const job = await door.get(id);
    if (!BUSY.has(job.state)) return job;
    if (stop.aborted && !cancels) {
      cancels = true;
      await door
        .cancel(id)
        .catch((error: unknown) => tell(error instanceof Error ? error.message : String(error)));
    }
    if (Date.now() - toldAt >= TELL_EVERY_MS) {
      toldAt = Date.now();
      const { progress, problem } = job;
      const share =
        progress === null ? '' : ` ${Math.floor((100 * progress.done) / Math.max(1, progress.total))} %`;
      tell(`${job.state}${share}${problem === null ? '' : `: ${problem}`}`);
    }
    await sleep(LOOK_EVERY_MS);
  }
}

function printResult({ result, state, problem }: HistoryImport): void {
  if (result !== null) {
    printLine(
      `${result.rows} rows, ${result.values} values: ${result.stored} stored, ${result.alreadyThere} already there, ` +
        `${result.duplicateInFile} repeated in the file (${result.differingInFile} with another value), ${result.empty} empty, ${result.badRows} rows with faults`,
    );
    if (result.occurTwice + result.doNotOccur > 0)
      printLine(`clock changes: ${result.occurTwice} times occur twice, ${result.doNotOccur} do not occur`);
  }
  if (state !== 'done') printLine(`${state}${problem === null ? '' : `: ${problem}`}`);
}

async function importFile(door: Door, file: string, options: Options, stop: AbortSignal): Promise<number> {
  const { id } = await door.send(file);
  const wishes = wishesOf(options);
  let preview: ImportPreview;
  try {
    preview = await door.preview(id, wishes);
    if (!options.json) describe(preview);
    if (options.dryRun === true) {
      await door.cancel(id);
      if (options.json) printJson(preview);
      return 0;
    }
    await door.run(id, { ...wishes, skipBadRows: options.skipBadRows === true });
  } catch (error) {
    await door.cancel(id).catch(() => {});
    throw error;
  }
  const job = await finished(door, id, stop);
  if (job.result !== null && job.result.badRows > 0 && options.errors !== undefined)
    await writeFile(options.errors, await door.errors(id));
  if (job.state === 'refused') await door.cancel(id);
  if (options.json) printJson(job);
  else printResult(job);
  if (job.state === 'done') return 0;
  for (const { row, column, problem } of job.faults.slice(0, SHOWN_FAULTS))
    tell(`row ${row}, column ${column}: ${problem}`);
  tell(
    job.state === 'refused'
      ? `aif: ${job.result?.badRows ?? 0} rows have faults, nothing was added; mend them, or import without them (--skip-bad-rows); all of them: --errors FILE`
      : `aif: nothing was added${job.problem === null ? '' : `: ${job.problem}`}`,
  );
  return 1;
}

async function run(file: string, options: Options): Promise<void> {
  const found = await stat(file).catch((error: Error) => {
    throw new AppError('NOT_FOUND', `the file ${file} cannot be read: ${error.message}`);
  });
  if (!found.isFile()) throw new AppError('NOT_FOUND', `${file} is no file`);
  const door = await openDoor(dataFolderOf(options.data));
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  try {
    process.exitCode = await importFile(door, file, options, stop.signal);
  } finally {
    await door.close();
  }
}

const column = (value: string): number => {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('a number from 1 is wanted.');
  return number;
};
const columns = (text: string): number[] => text.split(',').map(column);

const path = (schema: typeof tagPathSchema, form: string) => (text: string) => {
  const parsed = schema.safeParse(text);
  if (!parsed.success) throw new InvalidArgumentError(`${form} is wanted.`);
  return parsed.data;
};

const zone = (text: string): string => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    throw new InvalidArgumentError('an IANA zone is wanted, e.g. Asia/Seoul or UTC.');
  }
};

export function importCommand(command: Command): void {
  const guessed = '(default: guessed)';
  const choice = (flags: string, text: string, choices: readonly string[]) =>
    new Option(flags, `${text} ${guessed}`).choices(choices);
  command
    .argument('<file>', 'CSV file: a column for each tag, or a row for each value')
    .option(
      '--tag <path>',
      'the one tag the values are of',
      path(tagPathSchema, 'site/area/line/equipment/tag'),
    )
    .option(
      '--equipment <path>',
      'machine whose tags the columns are',
      path(equipmentPathSchema, 'site/area/line/equipment'),
    )
    .option('--time-column <n[,n]>', `number of the time column, or of date and time ${guessed}`, columns)
    .option('--value-column <n>', `with --tag: number of the value column ${guessed}`, column)
    .addOption(choice('--time-format <form>', 'order of day, month, year, or a number', IMPORT_TIME_FORMATS))
    .option('--timezone <zone>', 'IANA zone of times without one (default: the machine’s)', zone)
    .addOption(
      new Option('--twice <which>', 'a local time that occurs twice').choices(['order', 'first', 'second']),
    )
    .addOption(
      new Option('--skipped <what>', 'a local time that does not occur').choices(['refuse', 'shift']),
    )
    .addOption(new Option('--time-of-day-digits <n>', '500 is 05:00 (4) or 00:05:00 (6)').choices(['4', '6']))
    .addOption(choice('--encoding <name>', 'cp949 is that of Korean Windows', IMPORT_ENCODINGS))
    .addOption(choice('--delimiter <character>', 'between cells', IMPORT_DELIMITERS))
    .addOption(choice('--decimal <character>', 'before decimals', ['.', ',']))
    .option('--no-header', 'the first row is data')
    .option('--first-line <n>', `line of the header, or of the first row without one ${guessed}`, column)
    .option('--values-from <n>', `line of the first row with values ${guessed}`, column)
    .option('--skip-bad-rows', 'import without the rows that have faults')
    .option('--errors <file>', 'where the faulty rows are written')
    .option('--dry-run', 'only say how the file would be read')
    .option(...DATA_OPTION)
    .option(...JSON_OPTION)
    .action((file: string, options: Options, self: Command) =>
      // Commander gives `header: true` where nothing was said.
      run(
        file,
        self.getOptionValueSource('header') === 'cli' ? options : { ...options, header: undefined as never },
      ),
    );
}
