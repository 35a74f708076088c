import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { AppError } from '../../../shared/contract/errors.ts';
import type { Coverage, Mutation, ProposedTest } from '../../../shared/contract/rule-tests.ts';
import type { RuleTestResult } from '../../composition/offline-station.ts';
import { readRuleset } from '../../platform/ruleset-files.ts';
import { DATA_OPTION, JSON_OPTION, dataFolderOf, printJson, printLine } from './common.ts';

interface Options {
  data?: string | undefined;
  json?: boolean;
  coverage?: boolean;
  mutation?: boolean;
}

interface Tested {
  readonly path: string;
  readonly results: readonly RuleTestResult[];
  readonly coverage?: Coverage | null;
  readonly borders?: readonly ProposedTest[];
  readonly mutation?: Mutation | null;
}

const STORED = /^([a-z0-9][a-z0-9-]{0,63})@([1-9]\d{0,8})$/;

const opening = () => import('../../composition/offline-station.ts');

/** The files of a folder, a bundle, or a stored version. */
export async function filesOf(
  path: string,
  options: Pick<Options, 'data'>,
): Promise<ReturnType<typeof readRuleset>> {
  const [, id, version] = STORED.exec(path) ?? [];
  const isFile = existsSync(resolve(path));
  if (id === undefined && !isFile)
    throw new AppError(
      'RULESET_INVALID',
      `${path}: there is no such file or folder; a stored version is named as ID@VERSION`,
    );
  if (id === undefined || isFile) return readRuleset(resolve(path));
  const station = await (
    await opening()
  ).openOfflineStation(dataFolderOf(options.data), { beside: true, reading: true });
  try {
    return await station.rules.original(id, Number(version));
  } finally {
    await station.close();
  }
}

export function testCommand(): Command {
  return new Command('test')
    .description("run a ruleset's stored test cases")
    .argument('<dir|bundle|id@version...>', 'rulesets')
    .option('--coverage', 'also which conditions held and did not, and test cases proposed at their borders')
    .option('--mutation', 'also how many small changes of the script the test cases notice')
    .option(...DATA_OPTION)
    .option(...JSON_OPTION)
    .action(async (paths: string[], options: Options) => {
      const items: Tested[] = [];
      const tools = await (await opening()).openRuleTools();
      try {
        for (const path of paths) {
          const files = await filesOf(path, options);
          const results = await tools.test(files);
          if (!options.coverage && !options.mutation) {
            items.push({ path, results });
            continue;
          }
          const { coverage, borders, mutation } = await tools.analyse(files, {
            mutate: options.mutation === true,
            ...(process.stderr.isTTY ? { onProgress: showProgress } : {}),
          });
          const ofCoverage = options.coverage ? { coverage, borders } : {};
          items.push({ path, results, ...ofCoverage, ...(options.mutation ? { mutation } : {}) });
        }
      } finally {
        await tools.close();
      }
      if (options.json) printJson({ items });
      else items.forEach(printTested);
      const failed = items.flatMap((item) => item.results).filter((result) => !result.passed).length;
      if (failed > 0) throw new AppError('CONFLICT', `${failed} test cases failed`);
    });
}

function showProgress(done: number, total: number): void {
  process.stderr.write(`\r${done} of ${total} changes tried`);
  if (done === total - 1) process.stderr.write('\r\u001B[K');
}

function printTested({ path, results, coverage, borders, mutation }: Tested): void {
  if (results.length === 0) printLine(`none    ${path}  the ruleset has no test cases`);
  for (const { name, passed, message } of results)
    printLine(
      `${passed ? 'passed' : 'FAILED'}  ${path}  ${name}${message === undefined ? '' : `: ${message}`}`,
    );
  if (coverage) printCoverage(path, coverage, borders ?? []);
  if (mutation) printMutation(path, mutation);
}

const inputOf = ({ test }: ProposedTest) => `${JSON.stringify(test.input)} → ${JSON.stringify(test.expect)}`;

function printCoverage(
  path: string,
  { branches, covered }: Coverage,
  borders: readonly ProposedTest[],
): void {
  printLine(`coverage  ${path}  ${covered} of ${branches.length} branches`);
  for (const { line, column, kind, source, tests, proposal } of branches) {
    if (tests.length > 0) continue;
    const what = { held: 'never held', notHeld: 'always held', arm: 'never taken' }[kind];
    printLine(`  rules.rhai:${line}:${column}  ${what}: ${source}`);
    printLine(`    ${proposal === null ? 'no input was found that takes it' : `try ${inputOf(proposal)}`}`);
  }
  if (borders.length > 0) printLine(`borders  ${path}  ${borders.length} are not tested`);
  for (const border of borders) printLine(`  rules.rhai:${border.line}  ${border.why}  ${inputOf(border)}`);
}

function printMutation(path: string, { noticed, survivors, same, invalid, score }: Mutation): void {
  const percent = score === null ? 'no change makes a difference' : `${(score * 100).toFixed(1)} %`;
  printLine(
    `mutation  ${path}  ${percent}: ${noticed} of ${noticed + survivors.length} changes noticed; ` +
      `${same.length} that make no difference and ${invalid} that are no script are not counted`,
  );
  for (const { line, column, original, replacement, proposal } of survivors) {
    printLine(
      `  rules.rhai:${line}:${column}  ${original} → ${replacement === '' ? '(removed)' : replacement}`,
    );
    printLine(`    try ${inputOf(proposal)}`);
  }
}
