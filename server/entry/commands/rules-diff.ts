import { Command, InvalidArgumentError } from 'commander';
import {
  CUT_SHORT_TEXTS,
  NOT_EXACT_TEXTS,
  textOfLimit,
  textOfOutcome,
} from '../../../shared/contract/meaning-texts.ts';
import type { MeaningRegion, MeaningReport, MeaningWitness } from '../../../shared/contract/rule-meaning.ts';
import { parseRuleset } from '../../contexts/rules/index.ts';
import { DATA_OPTION, JSON_OPTION, dataFolderOf, printJson, printLine } from './common.ts';
import { historyOf, requireRowsInCommon, type HistoryAsked, type HistoryOfDiff } from './diff-history.ts';
import { filesOf } from './rules-test.ts';

interface Options {
  readonly data?: string;
  readonly json?: boolean;
  readonly seconds: number;
  readonly history?: number;
}

const opening = () => import('../../composition/offline-station.ts');

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (seconds > 0 && seconds <= 3_600) return seconds;
  throw new InvalidArgumentError('seconds are wanted, up to 3600.');
}

function parseDays(text: string): number {
  const days = Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= 30) return days;
  throw new InvalidArgumentError('whole days are wanted, 1 to 30.');
}

/** `aif rules diff`: which inputs get another verdict from one version than from another. */
export function diffCommand(): Command {
  return new Command('diff')
    .description('which inputs get another verdict from one ruleset than from another, with examples')
    .argument('<before>', 'folder, bundle or ID@VERSION')
    .argument('<after>', 'folder, bundle or ID@VERSION')
    .option('--seconds <number>', 'how long to search where not every input can be tried', parseSeconds, 10)
    .option(
      '--history <days>',
      'also how many rows of the last days get another verdict, up to 30',
      parseDays,
    )
    .option(...DATA_OPTION)
    .option(...JSON_OPTION)
    .action(async (before: string, after: string, options: Options) => {
      const { data, history: days } = options;
      const [first, second] = [await filesOf(before, { data }), await filesOf(after, { data })];
      const asked = days === undefined ? undefined : { base: rulesOf(first), tried: rulesOf(second), days };
      if (asked !== undefined) requireRowsInCommon(asked);
      const report = await compared(first, second, options);
      const history = asked && (await countedOnHistory(dataFolderOf(data), asked, report));
      if (options.json === true) printJson(history === undefined ? report : { ...report, history });
      else print(report, history);
    });
}

type Files = Awaited<ReturnType<typeof filesOf>>;

function rulesOf(files: Files): HistoryAsked['base'] {
  const { manifest, source } = parseRuleset(files);
  return { manifest, source };
}

async function compared(first: Files, second: Files, { seconds }: Options): Promise<MeaningReport> {
  const tools = await (await opening()).openRuleTools();
  try {
    const report = await tools.diff(first, second, {
      budgetMs: seconds * 1_000,
      ...(process.stderr.isTTY ? { onProgress: showProgress() } : {}),
    });
    if (process.stderr.isTTY) process.stderr.write('\r\u001B[K');
    return report;
  } finally {
    await tools.close();
  }
}

function countedOnHistory(
  dataFolder: string,
  asked: HistoryAsked,
  { regions }: MeaningReport,
): Promise<HistoryOfDiff> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const progress = (share: number) =>
    process.stderr.write(`reading ${asked.days} days of history: ${Math.round(share * 100)} %\n`);
  return historyOf(dataFolder, asked, regions, { stop: stop.signal, progress });
}

const TOLD_EVERY_MS = 200;

function showProgress(): (share: number, tried: number) => void {
  let toldAt = 0;
  return (share, tried) => {
    if (performance.now() - toldAt < TOLD_EVERY_MS) return;
    toldAt = performance.now();
    process.stderr.write(`\r${Math.round(share * 100)} %, ${tried} inputs tried`);
  };
}

function print(report: MeaningReport, history?: HistoryOfDiff): void {
  for (const { part, name, before, after } of report.changes)
    printLine(`${part} ${name}: ${before ?? '(none)'} → ${after ?? '(none)'}`);
  printLine(answerOf(report));
  if (report.cutShort.length > 0)
    printLine(`time ran out: ${report.cutShort.map((part) => CUT_SHORT_TEXTS[part].en).join('; ')}`);
  if (history !== undefined) printHistory(history);
  report.regions.forEach((region, index) => printRegion(region, history?.regions[index]));
  if (report.regionsLeftOut > 0) printLine(`and ${report.regionsLeftOut} more that are not described`);
  for (const { kind, witness } of report.lesser)
    printLine(`same verdict, other ${kind}: e.g. ${inputOf(witness)}`);
}

function answerOf({ basis, regions, tried, tookMs, incomparable }: MeaningReport): string {
  const seconds = `${(tookMs / 1_000).toFixed(1)} s`;
  if (basis.kind === 'none')
    return `not compared: ${incomparable.join(', ')} ${incomparable.length === 1 ? 'has another type' : 'have other types'}, no input fits both`;
  if (basis.kind === 'same') return 'the same verdict for every input: both say the same, word for word';
  if (basis.kind === 'exact')
    return regions.length === 0
      ? `the same verdict for every input: ${kindsText(basis.cells)} of inputs tried in ${seconds}`
      : `these are all inputs that get another verdict: ${kindsText(basis.cells)} tried in ${seconds}`;
  const why = `${basis.side === 'before' ? 'the first' : 'the second'} ${NOT_EXACT_TEXTS[basis.why].en}`;
  const place = basis.line === 0 ? '' : ` (rules.rhai:${basis.line})`;
  const found =
    regions.length === 0
      ? `no input found that gets another verdict, of ${tried} tried, which is no proof`
      : `found so far in ${tried} inputs, there may be more`;
  return `${found}: ${why}${place}; ${seconds}`;
}

const kindsText = (cells: number): string => (cells === 1 ? 'the only kind' : `all ${cells} kinds`);
const rowsText = (rows: number): string => (rows === 1 ? '1 row' : `${rows} rows`);

function printHistory({
  days,
  period,
  machines,
  rows,
  changed,
  elsewhere,
  isExact,
  everyNth,
}: HistoryOfDiff): void {
  const over = `${period.from} – ${period.to}, ${machines.length} ${machines.length === 1 ? 'machine' : 'machines'}`;
  const estimate = isExact ? '' : `, estimated from one row in ${everyNth}`;
  const rest = elsewhere > 0 ? `, ${elsewhere} of them in none of the kinds below` : '';
  printLine(
    `history of ${days} ${days === 1 ? 'day' : 'days'}: ${changed} of ${rowsText(rows)} get another verdict${rest}${estimate} (${over})`,
  );
}

function inHistory(counted: HistoryOfDiff['regions'][number] | undefined): string {
  if (counted === undefined) return '';
  const { rows, atMost } = counted;
  return `; ${rows === atMost ? rowsText(rows) : `${rows} to ${rowsText(atMost)}`} of history`;
}

const inputOf = ({ input }: MeaningWitness): string => JSON.stringify(input);

function printRegion(
  { from, to, limits, together, isCut, amongRules, witnesses }: MeaningRegion,
  rows: HistoryOfDiff['regions'][number] | undefined,
): void {
  const alone = limits.filter(({ input }) => !together.includes(input));
  const told = alone.map((limit) => textOfLimit(limit, 'en'));
  const where = [
    ...(told.length === 0 && together.length === 0 ? ['any input'] : told),
    ...(together.length === 0 || isCut ? [] : [`depending on ${together.join(', ')} together`]),
    ...(isCut ? ['limits not found in the time'] : []),
    ...(amongRules ? ['as far as rules that both have leave it'] : []),
  ];
  printLine(`${textOfOutcome(from)} → ${textOfOutcome(to)}: ${where.join(', ')}${inHistory(rows)}`);
  const there = limits.filter(({ input }) => together.includes(input));
  if (there.length > 0)
    printLine(`  at the first example ${there.map((limit) => textOfLimit(limit, 'en')).join(', ')}`);
  for (const witness of witnesses) printLine(`  e.g. ${inputOf(witness)}`);
}
