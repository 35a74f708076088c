import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { instantSchema, type Language } from '../../../shared/contract/common.ts';
import { AppError } from '../../../shared/contract/errors.ts';

/** Where a station keeps its data unless told otherwise. */
export function dataFolderOf(option: string | undefined): string {
  return resolve(option ?? (process.env.AIF_DATA_DIR || join(homedir(), '.ai-factory')));
}

/** A path of an option; an empty one, as of a variable that is not set, would be the folder the command runs in. */
export function parsePath(text: string): string {
  if (text === '') throw new InvalidArgumentError('a path is wanted.');
  return text;
}

export const DATA_OPTION = [
  '--data <dir>',
  'data folder (default: AIF_DATA_DIR or ~/.ai-factory)',
  parsePath,
] as const;
export const JSON_OPTION = ['--json', 'print data as JSON'] as const;

// Parsers of options and arguments. A value that is wrong in itself is wrong use, exit code 2; one that is right and
// names what is not there, cannot be read or is refused is a failure, exit code 1.

/** `ID` or `ID@VERSION` of an option or argument. */
export function parseRulesetOption(text: string): { id: string; version?: number } {
  const match = /^([a-z0-9][a-z0-9-]{0,63})(?:@([1-9]\d{0,8}))?$/.exec(text);
  if (match?.[1] === undefined)
    throw new InvalidArgumentError('ID or ID@VERSION is wanted, e.g. press-thermal@2.');
  return match[2] === undefined ? { id: match[1] } : { id: match[1], version: Number(match[2]) };
}

/** An instant. */
export function parseTime(text: string): string {
  if (instantSchema.safeParse(text).success) return text;
  throw new InvalidArgumentError('a time with its zone is wanted, e.g. 2026-01-02T03:04:05Z.');
}

/** Address of a broker. */
export function parseBrokerUrl(text: string): string {
  if (/^(mqtt|mqtts|ws|wss):\/\/\S+$/.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError('an address is wanted, e.g. mqtt://127.0.0.1:1883.');
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

export function printLine(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Says on standard error what went wrong, every fault on a line of its own, and gives the exit code 1. */
export function reportFailure(error: unknown): number {
  if (error instanceof AppError) {
    process.stderr.write(`aif: ${error.code}: ${error.message}\n`);
    const isTold = error.fields.every((field) => error.message.includes(field.message));
    if (!isTold) {
      for (const field of error.fields) process.stderr.write(`  ${field.path}: ${field.message}\n`);
    }
  } else {
    process.stderr.write(`aif: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  }
  return 1;
}

/** The language to speak to people in: `AIF_LANG`, or that of the folder's settings. */
export async function languageOf(dataFolder: string): Promise<Language> {
  const { loadConfig } = await import('../../platform/config.ts');
  try {
    return loadConfig(dataFolder, process.env).values.lang;
  } catch {
    return process.env.AIF_LANG === 'en' ? 'en' : 'ko';
  }
}

/** Says on standard error that a large file is read now. */
export const tellLongWork = (language: Language) => (file: string) =>
  void process.stderr.write(language === 'ko' ? `${file} 읽는 중 …\n` : `reading ${file} …\n`);
