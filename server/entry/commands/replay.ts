import { InvalidArgumentError, Option, type Command } from 'commander';
import { tagPathSchema } from '../../../shared/contract/common.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import { loadConfig } from '../../platform/config.ts';
import { readStationFile } from '../../platform/data-folder.ts';
import { openPublisher, secretsOf, shownUrl, type BrokerAddress } from '../../platform/mqtt/index.ts';
import { lastTimeOf, replay, type ReplaySummary } from '../replay/replay.ts';
import { zoneClock } from '../../../shared/util/zone-clock.ts';
import { DATA_OPTION, JSON_OPTION, dataFolderOf, parseBrokerUrl, printJson, printLine } from './common.ts';

interface Options {
  tag: string;
  timeColumn?: string;
  valueColumn?: string;
  timezone: (localAsUtc: number) => number;
  speed: number;
  restamp?: boolean;
  broker?: string;
  user?: string;
  passwordFile?: string;
  ca?: string;
  cert?: string;
  key?: string;
  data?: string;
  json?: boolean;
}

const tagPath = (text: string): string => {
  const parsed = tagPathSchema.safeParse(text);
  if (!parsed.success) throw new InvalidArgumentError('five parts are wanted: site/area/line/equipment/tag.');
  return parsed.data;
};

const speed = (text: string): number => {
  if (text === 'max') return Infinity;
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value)))
    throw new InvalidArgumentError('a number above 0, or max, is wanted.');
  return value;
};

const timezone = (text: string) => {
  try {
    return zoneClock(text);
  } catch {
    throw new InvalidArgumentError('an IANA zone is wanted, e.g. Asia/Seoul or UTC.');
  }
};

/** The broker named, or the one the running station of the data folder takes its signals from. */
function brokerOf(options: Options): { address: BrokerAddress; secrets: ReturnType<typeof secretsOf> } {
  if (options.broker !== undefined) {
    const { user, passwordFile, ca, cert, key } = options;
    const files = {
      mqttUser: user,
      mqttPasswordFile: passwordFile,
      mqttCaFile: ca,
      mqttCertFile: cert,
      mqttKeyFile: key,
    };
    const secrets = secretsOf({ mqttProtocol: '3.1.1', ...files } as Parameters<typeof secretsOf>[0]);
    return { address: { url: options.broker, socket: null }, secrets };
  }
  const folder = dataFolderOf(options.data);
  const address = readStationFile(folder)?.mqtt ?? null;
  if (address === null) {
    throw new AppError(
      'NOT_FOUND',
      `no station runs on ${folder}: start one, name its folder with --data, or a broker with --broker`,
    );
  }
  const secrets = address.socket === null ? secretsOf(loadConfig(folder, process.env).values) : {};
  return { address, secrets };
}

const NAMED_LINES = 20;

/** Names the first unreadable lines on standard error and counts the others. */
function createLineReport() {
  let count = 0;
  return (line: number, reason: string) => {
    count += 1;
    if (count <= NAMED_LINES) process.stderr.write(`line ${line}: ${reason}\n`);
    if (count === NAMED_LINES + 1) process.stderr.write('further unreadable lines are counted, not named\n');
  };
}

/** Why a replay that came to its end did not do what it was asked to. */
function failureOf({ stopped, published, rows }: ReplaySummary): string | null {
  if (stopped) return `stopped by a signal after ${rows} rows; those published stay published`;
  if (published === 0)
    return `nothing was published: none of the ${rows} rows holds a reading; name other columns or the time zone (--help)`;
  return null;
}

async function run(file: string, options: Options): Promise<void> {
  const series = {
    file,
    zone: options.timezone,
    time: options.timeColumn,
    value: options.valueColumn,
    tagName: options.tag.split('/').at(-1) ?? '',
  };
  const { address, secrets } = brokerOf(options);
  // Also finds out before anything is published that the columns are right.
  const lastAt = await lastTimeOf(series, options.speed === Infinity && options.restamp === true);
  const publisher = await openPublisher({
    address,
    secrets,
    onTrouble: (cause) => process.stderr.write(`broker: ${cause}\n`),
  });
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  try {
    const summary = await replay({
      series,
      tag: options.tag,
      speed: options.speed,
      restamp: options.restamp === true,
      lastAt,
      publisher,
      signal: stop.signal,
      onUnreadable: createLineReport(),
      onProgress: ({ rows, published }) =>
        process.stderr.write(`${rows} rows read, ${published} published\n`),
    });
    const where = address.socket ?? shownUrl(address.url ?? '');
    if (options.json) printJson({ file, tag: options.tag, broker: where, ...summary });
    else
      printLine(
        `${summary.published} of ${summary.rows} rows published to ${where} in ${(summary.durationMs / 1_000).toFixed(1)} s, ` +
          `${summary.unreadableRows} unreadable`,
      );
    const failure = failureOf(summary);
    if (failure !== null) {
      process.stderr.write(`aif: ${failure}\n`);
      process.exitCode = 1;
    }
  } finally {
    await publisher.close();
  }
}

export function replayCommand(command: Command): void {
  command
    .argument('<file>', 'CSV file with a time and a value column')
    .requiredOption('--tag <path>', 'site/area/line/equipment/tag', tagPath)
    .option('--time-column <column>', 'header or number of the time column (default: guessed)')
    .option('--value-column <column>', 'header or number of the value column (default: guessed)')
    .addOption(
      new Option(
        '--timezone <zone>',
        'IANA zone of times without one; an hour that occurs twice is taken as the first',
      )
        .argParser(timezone)
        .default(zoneClock('UTC'), 'UTC'),
    )
    .option('--speed <n>', 'recorded seconds per second, or max', speed, 1)
    .option('--restamp', 'move the series to now; at full speed it ends now with its own distances')
    .option('--broker <url>', 'broker (default: the running station’s)', parseBrokerUrl)
    .option('--user <name>', 'user at the broker')
    .option('--password-file <file>', 'file holding the password')
    .option('--ca <file>', 'PEM of the authority that signed the broker’s certificate')
    .option('--cert <file>', 'PEM of the client certificate')
    .option('--key <file>', 'PEM of the client key')
    .option(...DATA_OPTION)
    .option(...JSON_OPTION)
    .action(run);
}
