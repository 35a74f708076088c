import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import {
  guessTimeFormat,
  headOf,
  readTime,
  textDecoder,
  type TimeFormat,
} from '../../contexts/history-import/index.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import { readTimeCell, readValueCell } from './cells.ts';
import { chooseColumns, type ColumnChoice, type ColumnWish } from './columns.ts';

export interface SeriesRow {
  readonly kind: 'row';
  readonly line: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly value: number | boolean | string;
}

/** A line that holds no reading, with the reason. */
export interface UnreadableRow {
  readonly kind: 'unreadable';
  readonly line: number;
  readonly reason: string;
}

export interface SeriesOptions extends ColumnWish {
  readonly file: string;
  readonly zone: (localAsUtc: number) => number;
}

const LOOK_AHEAD_BYTES = 65_536;
const SHOWN_CELL = 60;
const MAX_LINE_BYTES = 1_048_576;

/** How a file is written, by its first rows: as for an import. */
async function formOf(file: string): Promise<FileForm> {
  const refuse = (error: unknown) => {
    const cause = error instanceof Error ? error.message : String(error);
    throw new AppError('NOT_FOUND', `the file ${file} cannot be read: ${cause}`);
  };
  const handle = await open(file).catch(refuse);
  try {
    const { buffer, bytesRead } = await handle
      .read(Buffer.alloc(LOOK_AHEAD_BYTES), 0, LOOK_AHEAD_BYTES, 0)
      .catch(refuse);
    const head = headOf(buffer.subarray(0, bytesRead), bytesRead < LOOK_AHEAD_BYTES, {});
    return { ...head, rows: head.rows.map(({ cells }) => cells) };
  } finally {
    await handle.close();
  }
}

interface FileForm extends Pick<ReturnType<typeof headOf>, 'encoding' | 'delimiter'> {
  readonly rows: readonly (readonly string[])[];
}

const WRITTEN = ['ymd', 'dmy', 'mdy'] as const;

function shown(cell: string | undefined): string {
  return cell === undefined ? 'nothing' : JSON.stringify(cell.slice(0, SHOWN_CELL));
}

class RowReader {
  readonly #options: SeriesOptions;
  readonly #form: FileForm;
  #columns: ColumnChoice | null = null;
  /** In which the most times of the first rows are read. */
  #timeFormat: TimeFormat | null = null;
  #type: string | null = null;

  constructor(options: SeriesOptions, form: FileForm) {
    this.#options = options;
    this.#form = form;
  }

  #timeOf(cell: string): number | null {
    const at = readTimeCell(cell, this.#options.zone);
    if (at !== null || this.#timeFormat === null) return at;
    const written = readTime(cell.trim(), this.#timeFormat);
    if (written === null) return null;
    return 'at' in written ? written.at : this.#options.zone(written.local);
  }

  #choose(cells: readonly string[]): ColumnChoice {
    const isTime = (cell: string) =>
      readTimeCell(cell, this.#options.zone) !== null ||
      WRITTEN.some((format) => readTime(cell.trim(), format) !== null);
    const columns = chooseColumns(cells, this.#options, isTime);
    const times = this.#form.rows.map((row) => (row[columns.time] ?? '').trim()).filter(isTime);
    this.#timeFormat = guessTimeFormat(times, Date.now())?.format ?? null;
    return columns;
  }

  /** One record of the file; undefined for its header. */
  read(cells: readonly string[], line: number): SeriesRow | UnreadableRow | undefined {
    if (this.#columns === null) {
      // What spreadsheets say of the separator stands above the header.
      if (line === 1 && /^sep=/i.test(cells[0] ?? '')) return undefined;
      this.#columns = this.#choose(cells);
      if (this.#columns.hasHeader) return undefined;
    }
    const timeCell = cells[this.#columns.time];
    const valueCell = cells[this.#columns.value];
    const at = this.#timeOf(timeCell ?? '');
    if (at === null)
      return { kind: 'unreadable', line, reason: `no time can be read from ${shown(timeCell)}` };
    const value = readValueCell(valueCell ?? '', this.#form.delimiter === ';');
    if (value === null)
      return { kind: 'unreadable', line, reason: `no value can be read from ${shown(valueCell)}` };
    // One tag has one type: a word among numbers is a fault of the recording, not a reading.
    this.#type ??= typeof value;
    if (typeof value !== this.#type)
      return {
        kind: 'unreadable',
        line,
        reason: `${shown(valueCell)} is no ${this.#type} as the values before it`,
      };
    return { kind: 'row', line, at, value };
  }
}

async function* textOf(file: string, encoding: FileForm['encoding']) {
  const decoder = textDecoder(encoding);
  for await (const chunk of createReadStream(file)) yield decoder.write(chunk as Buffer);
  yield decoder.end();
}

/**
 * Reads a recorded series from CSV, line by line whatever its size. Encoding, separator and order of day, month and year as an
 * import guesses them, with or without a header; where `;` separates, `1,5` is a number. Errors: `NOT_FOUND`, `VALIDATION_FAILED` (which column?).
 */
export async function* readSeries(options: SeriesOptions): AsyncGenerator<SeriesRow | UnreadableRow> {
  const form = await formOf(options.file);
  const parser = parse({
    delimiter: form.delimiter,
    bom: true,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: MAX_LINE_BYTES,
  });
  const skipped: UnreadableRow[] = [];
  parser.on('skip', (error: { lines?: number; message?: string } | undefined) =>
    skipped.push({ kind: 'unreadable', line: error?.lines ?? 0, reason: error?.message ?? 'not CSV' }),
  );
  const source = Readable.from(textOf(options.file, form.encoding));
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  const reader = new RowReader(options, form);
  for await (const { record, info } of parser as AsyncIterable<{
    record: string[];
    info: { lines: number };
  }>) {
    yield* skipped.splice(0);
    const row = reader.read(record, info.lines);
    if (row !== undefined) yield row;
  }
  yield* skipped.splice(0);
}
