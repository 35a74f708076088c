import { statSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { AppError } from '../../../shared/contract/errors.ts';
import { adviceOf } from '../../../shared/contract/finding-advice.ts';
import { basisOfFinding, textOfFinding } from '../../../shared/contract/finding-texts.ts';
import type { CheckedFinding, FindingSeverity } from '../../../shared/contract/ruleset-check.ts';
import type { CheckedFiles } from '../../composition/offline-station.ts';
import { readRuleset } from '../../platform/ruleset-files.ts';
import { VERSION } from '../../version.ts';
import {
  DATA_OPTION,
  JSON_OPTION,
  dataFolderOf,
  parsePath,
  parseRulesetOption,
  printJson,
  printLine,
} from './common.ts';

interface Options {
  readonly data?: string;
  readonly ruleset?: ReturnType<typeof parseRulesetOption>;
  readonly json?: boolean;
  readonly sarif?: string;
  readonly failOn: Exclude<FindingSeverity, 'info'>;
  readonly all: boolean;
}

interface Checked extends CheckedFiles {
  readonly path: string;
}

const opening = () => import('../../composition/offline-station.ts');

/** `aif rules check`: exit code 1 where something is found at or above `--fail-on` that nobody has accepted. */
export function checkCommand(): Command {
  return new Command('check')
    .description('static analysis: what is wrong in rulesets, or will be with some input')
    .argument('[dir|bundle...]', 'rulesets as files')
    .option('--ruleset <id[@version]>', 'one that is stored in the data folder', parseRulesetOption)
    .option(...DATA_OPTION)
    .option('--sarif <file>', 'write the findings as SARIF 2.1.0', parsePath)
    .addOption(
      new Option('--fail-on <severity>', 'least severity for exit code 1')
        .choices(['error', 'warning'])
        .default('error'),
    )
    .option('--all', 'list accepted findings too', false)
    .option(...JSON_OPTION)
    .action(async (paths: string[], options: Options, command: Command) => {
      if (paths.length === 0 && options.ruleset === undefined)
        command.error('error: a folder or bundle, or --ruleset, is wanted');
      const items = await checkAll(paths, options);
      if (options.sarif !== undefined) await writeSarif(options.sarif, items);
      if (options.json === true) printJson({ items: items.map(told) });
      else for (const item of items) print(item, options.all);
      fail(items, options.failOn);
    });
}

async function checkAll(paths: readonly string[], { ruleset, data }: Options): Promise<Checked[]> {
  const tools = await (await opening()).openRuleTools();
  try {
    const items: Checked[] = [];
    for (const path of paths) items.push({ path, ...(await tools.check(() => readRuleset(resolve(path)))) });
    if (ruleset !== undefined) {
      const stored = await storedRuleset(ruleset, data);
      items.push({ path: stored.path, ...(await tools.check(() => stored)) });
    }
    return items;
  } finally {
    await tools.close();
  }
}

async function storedRuleset(
  { id, version }: ReturnType<typeof parseRulesetOption>,
  data: string | undefined,
) {
  const station = await (
    await opening()
  ).openOfflineStation(dataFolderOf(data), { beside: true, reading: true });
  try {
    const found = await station.rules.runnable(id, version);
    return { path: `${id}@${found.version}`, ...(await station.rules.original(id, found.version)) };
  } finally {
    await station.close();
  }
}

const findingsOf = ({ answer }: Checked): readonly CheckedFinding[] => answer?.findings ?? [];
const isOk = (item: Checked): boolean =>
  item.errors.length === 0 && !findingsOf(item).some((finding) => counts(finding, 'error'));

const counts = ({ severity, accepted }: CheckedFinding, least: Options['failOn']): boolean =>
  accepted === undefined && (severity === 'error' || (least === 'warning' && severity === 'warning'));

const told = (item: Checked) => ({
  ...{ path: item.path, ok: isOk(item), errors: item.errors, warnings: item.warnings },
  findings: findingsOf(item).map((finding) => ({
    ...finding,
    message: textOfFinding(finding, 'en'),
    advice: adviceOf(finding.code, 'en'),
  })),
  ...{
    conditions: item.answer?.conditions ?? 0,
    runs: item.answer?.runs ?? 0,
    complete: item.answer?.complete ?? false,
    provedAll: item.answer?.provedAll ?? false,
  },
});

function print(item: Checked, all: boolean): void {
  const { path, errors, warnings, answer } = item;
  const shown = findingsOf(item).filter(({ accepted }) => all || accepted === undefined);
  const places = new Set(errors.map((error) => error.path));
  // What keeps it from being a ruleset is told in the engine's own words.
  const isTold = ({ line, column }: CheckedFinding) => places.has(`rules.rhai:${line}:${column}`);
  printLine(`${isOk(item) ? 'ok    ' : 'faulty'} ${path}`);
  for (const { path: place, message } of errors) printLine(`       ${place}: ${message}`);
  for (const { path: place, message } of warnings) printLine(`       warning: ${place}: ${message}`);
  for (const finding of shown) if (!isTold(finding)) printLine(`       ${lineOf(finding)}`);
  const accepted = findingsOf(item).filter((finding) => finding.accepted !== undefined).length;
  if (answer === null || answer.runs === 0) return;
  const { conditions, runs, provedAll } = answer;
  const found = shown.length === 0 && errors.length === 0 && warnings.length === 0 ? 'nothing found, ' : '';
  printLine(
    `       ${found}${conditions} conditions, ${runs} inputs run${accepted > 0 ? `, ${accepted} accepted` : ''}${provedAll ? '' : '; too many conditions to prove everything of them'}`,
  );
}

function lineOf(finding: CheckedFinding): string {
  const { code, severity, line, column, witness, accepted, fix } = finding;
  const place = line === undefined ? 'ruleset.json' : `rules.rhai:${line}:${column}`;
  const parts = [
    `${accepted === undefined ? severity : 'accepted'}: ${place}: ${code}: ${textOfFinding(finding, 'en')}`,
    ...(finding.basis === 'searched' ? [basisOfFinding(finding, 'en')] : []),
    ...(witness === undefined ? [] : [`e.g. ${JSON.stringify(witness)}`]),
    ...(fix === undefined ? [] : [`instead of ${fix.old} write ${fix.text}`]),
    ...(accepted === undefined ? [] : [`because: ${accepted.reason}`]),
  ];
  return parts.join('; ');
}

async function writeSarif(file: string, items: readonly Checked[]): Promise<void> {
  const { sarifOf } = await import('../../contexts/rules/index.ts');
  const parts = items.map((item) => {
    const isFolder = statSync(item.path, { throwIfNoEntry: false })?.isDirectory() === true;
    const inside = (name: string) =>
      relative('.', isFolder ? join(item.path, name) : item.path).replaceAll('\\', '/');
    const findings = findingsOf(item);
    const isFound = (path: string) =>
      findings.some(({ line, column }) => path === `rules.rhai:${line}:${column}`);
    const problems = [
      ...item.errors.filter(({ path }) => !isFound(path)).map((one) => ({ ...one, level: 'error' as const })),
      ...item.warnings.map((one) => ({ ...one, level: 'warning' as const })),
    ];
    return { script: inside('rules.rhai'), manifest: inside('ruleset.json'), findings, problems };
  });
  try {
    writeFileSync(resolve(file), `${JSON.stringify(sarifOf(parts, VERSION), null, 2)}\n`);
  } catch (error) {
    throw new AppError(
      'CONFLICT',
      `${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function fail(items: readonly Checked[], least: Options['failOn']): void {
  const invalid = items.filter(({ errors }) => errors.length > 0).length;
  if (invalid > 0)
    throw new AppError('RULESET_INVALID', `${invalid} of ${items.length} rulesets are not valid`);
  const isFound = (item: Checked) =>
    (least === 'warning' && item.warnings.length > 0) ||
    findingsOf(item).some((finding) => counts(finding, least));
  const found = items.filter(isFound).length;
  if (found > 0)
    throw new AppError('RULESET_INVALID', `something is found in ${found} of ${items.length} rulesets`);
}
