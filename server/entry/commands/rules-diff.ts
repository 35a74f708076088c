import { Command, InvalidArgumentError } from 'commander';
import {
  CUT_SHORT_TEXTS,
  NOT_EXACT_TEXTS,
  textOfLimit,
  textOfOutcome,
} from '../../../shared/contract/meaning-texts.ts';
import type { MeaningRegion, MeaningReport, MeaningWitness } from '../../../shared/contract/rule-meaning.ts';
import { DATA_OPTION, JSON_OPTION, printJson, printLine } from './common.ts';
import { filesOf } from './rules-test.ts';

interface Options {
  readonly data?: string;
  readonly json?: boolean;
  readonly seconds: number;
}

const opening = () => import('../../composition/offline-station.ts');

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (seconds > 0 && seconds <= 3_600) return seconds;
  throw new InvalidArgumentError('seconds are wanted, up to 3600.');
}

/** `aif rules diff`: which inputs get another verdict from one version than from another. */
export function diffCommand(): Command {
  return new Command('diff')
    .description('which inputs get another verdict from one ruleset than from another, with examples')
    .argument('<before>', 'folder, bundle or ID@VERSION')
    .argument('<after>', 'folder, bundle or ID@VERSION')
    .option('--seconds <number>', 'how long to search where not every input can be tried', parseSeconds, 10)
    .option(...DATA_OPTION)
    .option(...JSON_OPTION)
    .action(async (before: string, after: string, options: Options) => {
      const { data, seconds } = options;
      const [first, second] = [await filesOf(before, { data }), await filesOf(after, { data })];
      const tools = await (await opening()).openRuleTools();
      try {
        const report = await tools.diff(first, second, {
          budgetMs: seconds * 1_000,
          ...(process.stderr.isTTY ? { onProgress: showProgress() } : {}),
        });
        if (process.stderr.isTTY) process.stderr.write('\r\u001B[K');
        if (options.json === true) printJson(report);
        else print(report);
      } finally {
        await tools.close();
      }
    });
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

function print(report: MeaningReport): void {
  for (const { part, name, before, after } of report.changes)
    printLine(`${part} ${name}: ${before ?? '(none)'} → ${after ?? '(none)'}`);
  printLine(answerOf(report));
  if (report.cutShort.length > 0)
    printLine(`time ran out: ${report.cutShort.map((part) => CUT_SHORT_TEXTS[part].en).join('; ')}`);
  for (const region of report.regions) printRegion(region);
  if (report.regionsLeftOut > 0) printLine(`and ${report.regionsLeftOut} more that are not described`);
  for (const { kind, witness } of report.lesser)
    printLine(`same verdict, other ${kind}: e.g. ${inputOf(witness)}`);
}

function answerOf({ basis, regions, tried, tookMs, incomparable }: MeaningReport): string {
  const seconds = `${(tookMs / 1_000).toFixed(1)} s`;
  if (basis.kind === 'none')
    return `not compared: ${incomparable.join(', ')} has another type, no input fits both`;
  if (basis.kind === 'same') return 'the same verdict for every input: both say the same, word for word';
  if (basis.kind === 'exact')
    return regions.length === 0
      ? `the same verdict for every input: all ${basis.cells} kinds of inputs were tried in ${seconds}`
      : `these are all inputs that get another verdict: all ${basis.cells} kinds were tried in ${seconds}`;
  const why = `${basis.side === 'before' ? 'the first' : 'the second'} ${NOT_EXACT_TEXTS[basis.why].en}`;
  const place = basis.line === 0 ? '' : ` (rules.rhai:${basis.line})`;
  const found =
    regions.length === 0
      ? `no difference found in ${tried} inputs, which is no proof`
      : `found so far in ${tried} inputs, there may be more`;
  return `${found}: ${why}${place}; ${seconds}`;
}

const inputOf = ({ input }: MeaningWitness): string => JSON.stringify(input);

function printRegion({ from, to, limits, together, witnesses }: MeaningRegion): void {
  const alone = limits.filter(({ input }) => !together.includes(input));
  const told = alone.map((limit) => textOfLimit(limit, 'en'));
  const where = [
    ...(told.length === 0 && together.length === 0 ? ['any input'] : told),
    ...(together.length === 0 ? [] : [`depending on ${together.join(', ')} together`]),
  ];
  printLine(`${textOfOutcome(from)} → ${textOfOutcome(to)}: ${where.join(', ')}`);
  const there = limits.filter(({ input }) => together.includes(input));
  if (there.length > 0)
    printLine(`  at the first example ${there.map((limit) => textOfLimit(limit, 'en')).join(', ')}`);
  for (const witness of witnesses) printLine(`  e.g. ${inputOf(witness)}`);
}
