import { createWriteStream, existsSync, renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { AppError } from '../../../shared/contract/errors.ts';
import { exportQuerySchema, type ExportFormat } from '../../../shared/contract/export.ts';
import { openExport } from '../export/source.ts';
import { RowCount } from '../export/row-count.ts';
import { DATA_OPTION, dataFolderOf, parseTime, printJson } from './common.ts';

interface Options {
  tag: string[];
  from?: string;
  to?: string;
  format: ExportFormat;
  output?: string;
  force?: boolean;
  data?: string;
  json?: boolean;
}

const PROGRESS_EVERY_MS = 2_000;

function collectTag(text: string, before: string[] = []): string[] {
  if (!exportQuerySchema.shape.tag.safeParse(text).success)
    throw new InvalidArgumentError(
      'five parts are wanted: site/area/line/equipment/tag, * for any characters.',
    );
  return [...before, text];
}

interface Target {
  readonly stream: Writable;
  /** The export is whole. */
  keep(): void;
  discard(): void;
}

/** A file that has its name only when it is whole, or standard output. */
function targetOf({ output, force }: Options): Target {
  if (output === undefined) return { stream: process.stdout, keep() {}, discard() {} };
  const file = resolve(output);
  if (existsSync(file) && force !== true)
    throw new AppError('CONFLICT', `${file} is there already: name another file, or replace it with --force`);
  const partial = `${file}.part`;
  return {
    stream: createWriteStream(partial),
    keep: () => renameSync(partial, file),
    discard: () => rmSync(partial, { force: true }),
  };
}

const hasCode = (error: unknown, code: string) =>
  error instanceof Error && 'code' in error && error.code === code;

function failureOf(error: unknown, rows: number, stopped: boolean): unknown {
  if (stopped) return new AppError('CONFLICT', `stopped by a signal after ${rows} rows`);
  if (hasCode(error, 'ECONNRESET') || hasCode(error, 'ERR_STREAM_PREMATURE_CLOSE'))
    return new AppError(
      'STORE_UNAVAILABLE',
      `the export broke off after ${rows} rows; see the log of the station`,
    );
  if (error instanceof Error && 'syscall' in error)
    return new AppError('CONFLICT', `the export cannot be written: ${error.message}`);
  return error;
}

async function run(options: Options): Promise<void> {
  const { tag, from, to, format, json } = options;
  const target = targetOf(options);
  const count = new RowCount(format === 'csv');
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const startedAt = performance.now();
  const told = () => `${count.rows} rows, ${(count.bytes / 1_048_576).toFixed(1)} MiB`;
  const progress = setInterval(() => process.stderr.write(`${told()}\n`), PROGRESS_EVERY_MS);
  try {
    const query = {
      tag,
      format,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    };
    const source = await openExport(dataFolderOf(options.data), query);
    try {
      await pipeline(source.rows, count, target.stream, { signal: stop.signal });
    } finally {
      await source.close();
    }
    target.keep();
  } catch (error) {
    target.discard();
    // Whoever reads our output has enough.
    if (target.stream === process.stdout && hasCode(error, 'EPIPE')) return;
    throw failureOf(error, count.rows, stop.signal.aborted);
  } finally {
    clearInterval(progress);
  }
  const durationMs = Math.round(performance.now() - startedAt);
  if (json && options.output !== undefined)
    printJson({ file: resolve(options.output), format, rows: count.rows, bytes: count.bytes, durationMs });
  else process.stderr.write(`${told()} in ${(durationMs / 1_000).toFixed(1)} s\n`);
}

export function exportCommand(command: Command): void {
  command
    .requiredOption(
      '--tag <path>',
      'site/area/line/equipment/tag, * for any characters of a part; may be given several times',
      collectTag,
    )
    .option('--from <time>', 'first source time, e.g. 2026-01-02T03:04:05Z (default: the oldest)', parseTime)
    .option('--to <time>', 'last source time (default: everything stored now)', parseTime)
    .addOption(new Option('--format <format>', 'form of the rows').choices(['csv', 'jsonl']).default('csv'))
    .option('--output <file>', 'file to write (default: standard output)')
    .option('--force', 'replace the file if it is there')
    .option(...DATA_OPTION)
    .option('--json', 'print what was written as JSON; with --output')
    .action(run);
}
