import { InvalidArgumentError, Option, type Command } from 'commander';
import { AppError } from '../../../shared/contract/errors.ts';
import {
  executeRequestSchema,
  type ExecuteRequest,
  type Judgment,
} from '../../../shared/contract/judgment.ts';
import { fieldErrorsOf } from '../../../shared/contract/errors.ts';
import { connectToStation } from '../../platform/station-client.ts';
import { readTextFile } from '../../platform/text-file.ts';
import {
  DATA_OPTION,
  JSON_OPTION,
  dataFolderOf,
  parseRulesetOption,
  parseTime,
  printJson,
  printLine,
} from './common.ts';
import { replayJudgment } from './judge-replay.ts';
import { messageOf } from '../../../shared/util/message-of.ts';

interface JudgeOptions {
  ruleset?: { id: string; version?: number };
  input?: Record<string, unknown>;
  replay?: string;
  equipment?: string;
  at?: string;
  policy?: string;
  cache: boolean;
  data?: string;
  json?: boolean;
}

/** A JSON object, from a text or a file. What a file holds is no wrong use of the command. */
function parseInput(text: string): Record<string, unknown> {
  const file = text.startsWith('@') ? text.slice(1) : null;
  const refuse = (message: string) =>
    file === null
      ? new InvalidArgumentError(message)
      : new AppError('VALIDATION_FAILED', `--input: the file ${file} ${message}`);
  let json = text;
  if (file !== null) {
    try {
      json = readTextFile(file);
    } catch (error) {
      throw new AppError('NOT_FOUND', `--input: the file ${file} cannot be read: ${messageOf(error)}`);
    }
  }
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw refuse(`is not JSON: ${messageOf(error)}`);
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw refuse('must hold a JSON object of inputs by name.');
  return value as Record<string, unknown>;
}

function parseJudgmentId(text: string): string {
  if (/^[0-9a-f-]{36}$/.test(text)) return text;
  throw new InvalidArgumentError('the id of a judgment is wanted, as in the list of judgments.');
}

export function judgeCommand(command: Command): void {
  command
    .option('--ruleset <id[@version]>', 'ruleset to judge by', parseRulesetOption)
    .option('--input <json|@file>', 'inputs by name', parseInput)
    .option('--equipment <name|path>', 'machine whose tags give the inputs that are not sent')
    .option('--at <time>', 'judge as of this time, e.g. 2026-01-02T03:04:05Z', parseTime)
    .addOption(new Option('--policy <policy>', 'who judges').choices(['rule', 'hybrid', 'llm']))
    .option('--no-cache', 'judge anew')
    .addOption(
      new Option('--replay <id>', 'make a stored judgment again and say whether it comes out the same')
        .argParser(parseJudgmentId)
        .conflicts(['ruleset', 'input', 'equipment', 'at', 'policy']),
    )
    .option(...DATA_OPTION)
    .option(...JSON_OPTION)
    .action(async (options: JudgeOptions) => {
      const { ruleset, input } = options;
      if (options.replay !== undefined)
        return replayJudgment(dataFolderOf(options.data), options.replay, options.json === true);
      if (ruleset === undefined || input === undefined)
        return command.error("error: '--ruleset' and '--input' are wanted, or '--replay'");
      const request = executeRequestSchema.safeParse({
        rulesetId: ruleset.id,
        ...(ruleset.version === undefined ? {} : { rulesetVersion: ruleset.version }),
        input,
        ...(options.equipment === undefined ? {} : { context: { equipment: options.equipment } }),
        ...(options.at === undefined ? {} : { at: options.at }),
        ...(options.policy === undefined ? {} : { policy: options.policy }),
        useCache: options.cache,
      });
      if (!request.success) {
        const fields = fieldErrorsOf(request.error);
        throw new AppError(
          'VALIDATION_FAILED',
          fields.map((f) => `${f.path}: ${f.message}`).join('; '),
          fields,
        );
      }
      const judgment = await judgeSomewhere(dataFolderOf(options.data), request.data);
      if (options.json) printJson(judgment);
      else printJudgment(judgment);
      return undefined;
    });
}

/** Null where no station runs on the folder. */
async function judgeByStation(dataFolder: string, request: ExecuteRequest): Promise<Judgment | null> {
  const client = await connectToStation(dataFolder);
  if (client === null) return null;
  return (await client.call('POST', '/api/v1/judgment/execute', request)) as Judgment;
}

async function judgeSomewhere(dataFolder: string, request: ExecuteRequest): Promise<Judgment> {
  const judged = await judgeByStation(dataFolder, request);
  if (judged !== null) return judged;
  try {
    return await judgeAlone(dataFolder, request);
  } catch (error) {
    const isHeld = error instanceof AppError && error.code === 'DATA_FOLDER_LOCKED';
    // A station that was still starting has the folder by now.
    const later = isHeld ? await judgeByStation(dataFolder, request) : null;
    if (later === null) throw error;
    return later;
  }
}

/** A running station judges by itself: only without one are store and rules opened here. */
async function judgeAlone(dataFolder: string, request: ExecuteRequest): Promise<Judgment> {
  const { openOfflineStation } = await import('../../composition/offline-station.ts');
  const station = await openOfflineStation(dataFolder);
  try {
    return await station.judgment.execute(request);
  } finally {
    await station.close();
  }
}

function printJudgment(judgment: Judgment): void {
  const { verdict, severity, confidence, methodUsed, ruleset } = judgment;
  printLine(
    `${verdict} (${severity})  ${ruleset.id}@${ruleset.version}  ${methodUsed}  ${judgment.latencyMs} ms`,
  );
  if (confidence.claimed !== null) printLine(`confidence  claimed ${confidence.claimed}`);
  if (confidence.measured !== null)
    printLine(`            measured ${confidence.measured} (n=${confidence.sampleCount})`);
  if (judgment.holdCause !== undefined) printLine(`cause  ${judgment.holdCause}`);
  for (const reason of judgment.reasons) {
    printLine(
      `reason  ${typeof reason === 'string' ? reason : process.env.AIF_LANG === 'en' ? reason.en : reason.ko}`,
    );
  }
  for (const { ruleId, fired, values } of judgment.trace) {
    printLine(`rule  ${fired ? 'fired    ' : 'not fired'}  ${ruleId}  ${JSON.stringify(values)}`);
  }
}
