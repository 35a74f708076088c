import { resolve } from 'node:path';
import { Command } from 'commander';
import { AppError } from '../../../shared/contract/errors.ts';
import { countedCodes, openErrors, type FindingCode } from '../../../shared/contract/ruleset-check.ts';
import { connectToStation } from '../../platform/station-client.ts';
import { readRuleset, writeRuleset } from '../../platform/ruleset-files.ts';
import { activationsCommand } from './rules-activations.ts';
import { checkCommand } from './rules-check.ts';
import { diffCommand } from './rules-diff.ts';
import {
  DATA_OPTION,
  JSON_OPTION,
  dataFolderOf,
  parseRulesetOption,
  printJson,
  printLine,
} from './common.ts';
import { tableCommand } from './rules-table.ts';
import { testCommand } from './rules-test.ts';

interface Options {
  data?: string;
  json?: boolean;
}

const TELL_WITHIN_MS = 2_000;

// Store and rule engine are loaded when something is done, not for the help.
const opening = () => import('../../composition/offline-station.ts');

function importCommand(): Command {
  return new Command('import')
    .description('load a ruleset folder or bundle into a data folder, also beside a running server')
    .argument('<dir|bundle>', 'folder with ruleset.json, rules.rhai, tests.json, or one bundle file')
    .option('--activate', 'judge by it from now on', false)
    .option(...DATA_OPTION)
    .option(...JSON_OPTION)
    .action(async (path: string, options: Options & { activate: boolean }) => {
      const files = readRuleset(resolve(path));
      const findings = options.activate ? await requirePassing(files) : [];
      if (findings.length > 0)
        process.stderr.write(
          `aif: it is activated although the checker finds errors, which is recorded: ${countedCodes(findings)}; aif rules check tells them\n`,
        );
      const folder = dataFolderOf(options.data);
      const station = await (await opening()).openOfflineStation(folder, { beside: true });
      try {
        const by = process.env.USER ?? process.env.USERNAME ?? 'operator';
        const result = await station.rules.import(files, {
          activate: options.activate,
          ...{ by, reason: 'aif rules import --activate', findings },
        });
        if (station.beside && options.activate) await tellStation(folder);
        if (result.testsReplaced)
          process.stderr.write(
            `aif: ${result.id}@${result.version} was there already; its stored test cases were replaced by those that came now\n`,
          );
        for (const { path: place, message } of result.warnings)
          process.stderr.write(`aif: warning: ${place}: ${message}\n`);
        if (options.json) printJson(result);
        else
          printLine(
            `${result.id}@${result.version} ${result.state}${result.isNew ? '' : ' (was there already)'} ${result.hash}`,
          );
      } finally {
        await station.close();
      }
    });
}

/** The running station judges by what is active from now on, or it is said that it may take a moment more. */
async function tellStation(dataFolder: string): Promise<void> {
  let why = 'it does not answer';
  try {
    const client = await connectToStation(dataFolder, { answerWithinMs: TELL_WITHIN_MS / 2 });
    if (client !== null) {
      await client.call('POST', '/api/v1/rulesets/refresh');
      return;
    }
  } catch (error) {
    why = error instanceof Error ? error.message : String(error);
  }
  process.stderr.write(
    `aif: active in the store, but the running station could not be told (${why}); it looks for itself every second\n`,
  );
}

/**
 * No plant is judged by a ruleset that fails its own test cases: error `RULESET_INVALID`. Resolves with the errors of the checker that
 * nobody has accepted.
 */
async function requirePassing(files: ReturnType<typeof readRuleset>): Promise<FindingCode[]> {
  const tools = await (await opening()).openRuleTools();
  const { results, answer } = await (async () => ({
    results: await tools.test(files),
    answer: (await tools.check(() => files)).answer,
  }))().finally(() => tools.close());
  const failed = results.filter((result) => !result.passed);
  if (failed.length === 0) return openErrors(answer?.findings ?? []).map(({ code }) => code);
  throw new AppError(
    'RULESET_INVALID',
    `${failed.length} of ${results.length} test cases fail, so it is not activated`,
    failed.map(({ name, message = 'fails' }) => ({ path: `tests.json: ${name}`, message })),
  );
}

function exportCommand(): Command {
  return new Command('export')
    .description('write a ruleset as a folder, or as a bundle where the path ends in .json')
    .argument('<id[@version]>', 'ruleset', parseRulesetOption)
    .argument('<dir|bundle>', 'where to')
    .option(...DATA_OPTION)
    .option(...JSON_OPTION)
    .action(
      async ({ id, version }: ReturnType<typeof parseRulesetOption>, path: string, options: Options) => {
        const station = await (
          await opening()
        ).openOfflineStation(dataFolderOf(options.data), { beside: true, reading: true });
        try {
          const runnable = await station.rules.runnable(id, version);
          const stored = await station.rules.original(id, runnable.version);
          writeRuleset(resolve(path), stored);
          if (options.json)
            printJson({ id, version: runnable.version, hash: runnable.hash, path: resolve(path) });
          else printLine(`${id}@${runnable.version} → ${resolve(path)}`);
        } finally {
          await station.close();
        }
      },
    );
}

export function rulesCommand(command: Command): void {
  command
    .addCommand(checkCommand())
    .addCommand(testCommand())
    .addCommand(diffCommand())
    .addCommand(activationsCommand())
    .addCommand(importCommand())
    .addCommand(exportCommand())
    .addCommand(tableCommand());
}
