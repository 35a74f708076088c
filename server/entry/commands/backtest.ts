import { setTimeout as delay } from 'node:timers/promises';
import { InvalidArgumentError, type Command } from 'commander';
import {
  backtestRequestSchema,
  backtestSchema,
  type Backtest,
  type BacktestRequest,
  type BacktestVersion,
  type BacktestSide,
} from '../../../shared/contract/backtest.ts';
import { AppError, fieldErrorsOf } from '../../../shared/contract/errors.ts';
import { connectToStation } from '../../platform/station-client.ts';
import {
  DATA_OPTION,
  JSON_OPTION,
  dataFolderOf,
  parseRulesetOption,
  parseTime,
  printJson,
  printLine,
} from './common.ts';

interface Version {
  readonly id: string;
  readonly version: BacktestVersion;
}

interface Options {
  ruleset: Version;
  against?: Version;
  from?: string;
  to: string;
  equipment?: string[];
  verify?: string;
  data?: string;
  json?: boolean;
}

const ASK_EVERY_MS = 250;
const PROGRESS_EVERY_MS = 1_000;

function parseVersion(text: string): Version {
  if (text.endsWith('@draft'))
    return { ...parseRulesetOption(text.slice(0, -'@draft'.length)), version: 'draft' };
  const { id, version } = parseRulesetOption(text);
  if (version === undefined)
    throw new InvalidArgumentError('ID@VERSION or ID@draft is wanted, e.g. press-thermal@2.');
  return { id, version };
}

function parseHash(text: string): string {
  if (!/^[0-9a-f]{64}$/.test(text)) throw new InvalidArgumentError('64 hexadecimal digits are wanted.');
  return text;
}

/** Where a backtest is run: by the running station, or here. */
interface Runner {
  start(request: BacktestRequest): Promise<Backtest>;
  get(id: string): Promise<Backtest>;
  cancel(id: string): Promise<unknown>;
  close(): Promise<void>;
}

async function openRunner(dataFolder: string): Promise<Runner> {
  const client = await connectToStation(dataFolder);
  if (client !== null) {
    const call = async (method: 'GET' | 'POST', path: string, body?: unknown) =>
      backtestSchema.parse(await client.call(method, `/api/v1/backtests${path}`, body));
    return {
      start: (request) => call('POST', '', request),
      get: (id) => call('GET', `/${id}`),
      cancel: (id) => call('POST', `/${id}/cancel`),
      close: () => Promise.resolve(),
    };
  }
  const { openOfflineStation } = await import('../../composition/offline-station.ts');
  const station = await openOfflineStation(dataFolder, { reading: true });
  return {
    async start(request) {
      const unfinished = await station.backtests.unfinished(request);
      if (unfinished === undefined) return station.backtests.start(request, 'aif');
      process.stderr.write(`going on with the backtest ${unfinished.id} that was broken off\n`);
      await station.backtests.resume();
      return unfinished;
    },
    get: (id) => station.backtests.get(id),
    cancel: (id) => station.backtests.cancel(id),
    close: () => station.close(),
  };
}

function requestOf({ ruleset, against, from, to, equipment }: Options): BacktestRequest {
  if (against !== undefined && against.id !== ruleset.id)
    throw new AppError('VALIDATION_FAILED', '--against: versions of one ruleset can be compared');
  const request = backtestRequestSchema.safeParse({
    rulesetId: ruleset.id,
    version: ruleset.version,
    ...(against === undefined ? {} : { against: against.version }),
    ...(from === undefined ? {} : { from }),
    to,
    ...(equipment === undefined ? {} : { equipment }),
  });
  if (request.success) return request.data;
  const fields = fieldErrorsOf(request.error);
  throw new AppError(
    'VALIDATION_FAILED',
    fields.map(({ path, message }) => `${path}: ${message}`).join('; '),
    fields,
  );
}

const isUnderWay = ({ state }: Backtest) => state === 'waiting' || state === 'running';

/** Waits for its end, saying how far it is. */
async function ended(runner: Runner, started: Backtest, stop: AbortSignal): Promise<Backtest> {
  let backtest = started;
  let toldAt = performance.now();
  let isStopping = false;
  while (isUnderWay(backtest)) {
    if (stop.aborted && !isStopping) {
      isStopping = true;
      await runner.cancel(backtest.id);
    }
    await delay(ASK_EVERY_MS);
    backtest = await runner.get(backtest.id);
    if (performance.now() - toldAt < PROGRESS_EVERY_MS) continue;
    toldAt = performance.now();
    process.stderr.write(`${progressText(backtest)}\n`);
  }
  return backtest;
}

function progressText({ progress: { share, rows, durationMs } }: Backtest): string {
  const perSecond = durationMs === 0 ? 0 : Math.round((rows / durationMs) * 1_000);
  const left = share > 0.01 ? `, ${Math.ceil(((1 - share) * durationMs) / share / 1_000)} s left` : '';
  return `${(share * 100).toFixed(1)} %, ${rows} rows, ${perSecond} rows/s${left}`;
}

async function run(options: Options): Promise<void> {
  const request = requestOf(options);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const runner = await openRunner(dataFolderOf(options.data));
  try {
    const backtest = await ended(runner, await runner.start(request), stop.signal);
    if (backtest.state === 'cancelled') throw new AppError('CONFLICT', 'the backtest was cancelled');
    if (backtest.state === 'failed')
      throw new AppError('STORE_UNAVAILABLE', backtest.problem?.message ?? 'the backtest failed');
    if (options.json) printJson(backtest);
    else printBacktest(backtest);
    const hash = backtest.result?.hash;
    if (options.verify !== undefined && options.verify !== hash)
      throw new AppError(
        'CONFLICT',
        `the hash is ${hash}, not ${options.verify}: another version, period, machine or history`,
      );
  } finally {
    await runner.close();
  }
}

const hours = (durationMs: number) => `${(durationMs / 3_600_000).toFixed(1)} h`;

const wordOf = ({ verdict, holdCause }: BacktestSide['outcomes'][number]) =>
  holdCause === undefined ? verdict : `${verdict} ${holdCause}`;

function printBacktest({ request, result, progress }: Backtest): void {
  if (result === undefined) return;
  for (const { version, outcomes, truth } of result.sides) {
    printLine(`${request.rulesetId}@${version}`);
    for (const outcome of outcomes) {
      if (outcome.rows === 0) continue;
      const { rows, durationMs, starts } = outcome;
      printLine(
        `  ${wordOf(outcome).padEnd(28)} ${String(rows).padStart(10)} rows  ${hours(durationMs).padStart(10)}  began ${starts}×`,
      );
    }
    const compared = truth.hits + truth.misses + truth.falseCalls + truth.correct;
    if (compared > 0)
      printLine(
        `  feedback  ${truth.hits} hits, ${truth.misses} misses, ${truth.falseCalls} false calls, ${truth.correct} rightly normal (n=${compared})`,
      );
  }
  const [a, b] = result.sides;
  for (const cell of result.matrix) {
    const [from, to] = [a?.outcomes[cell.a], b?.outcomes[cell.b]];
    if (from === undefined || to === undefined || wordOf(from) === wordOf(to)) continue;
    printLine(`changed  ${wordOf(from)} → ${wordOf(to)}  ${cell.rows} rows, ${hours(cell.durationMs)}`);
  }
  const seconds = progress.durationMs / 1_000;
  printLine(`${result.rows} rows of ${result.machines.length} machines in ${seconds.toFixed(1)} s`);
  printLine(`hash  ${result.hash}`);
}

export function backtestCommand(command: Command): void {
  command
    .requiredOption('--ruleset <id@version>', 'version to judge by', parseVersion)
    .option('--against <id@version>', 'another version of it to compare with', parseVersion)
    .option(
      '--from <time>',
      'first instant, e.g. 2026-01-02T00:00:00Z (default: the oldest sample)',
      parseTime,
    )
    .requiredOption('--to <time>', 'last instant', parseTime)
    .option(
      '--equipment <name|path>',
      'machine; may be given several times (default: all that the version applies to)',
      (text: string, before: string[] = []) => [...before, text],
    )
    .option('--verify <hash>', 'fail unless the result has this hash', parseHash)
    .option(...DATA_OPTION)
    .option(...JSON_OPTION)
    .action(run);
}
