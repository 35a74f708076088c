import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { parse } from 'csv-parse';
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

/** The separator that is most frequent in the first line. */
async function delimiterOf(file: string): Promise<string> {
  const refuse = (error: unknown) => {
    const cause = error instanceof Error ? error.message : String(error);
    throw new AppError('NOT_FOUND', `the file ${file} cannot be read: ${cause}`);
  };
  const handle = await open(file).catch(refuse);
  try {
    const { buffer, bytesRead } = await handle
      .read(Buffer.alloc(LOOK_AHEAD_BYTES), 0, LOOK_AHEAD_BYTES, 0)
      .catch(refuse);
    const [line = ''] = buffer.subarray(0, bytesRead).toString('utf8').split(/\r?\n/, 1);
    const count = (character: string) => line.split(character).length;
    return [',', ';', '\t'].reduce((best, candidate) => (count(candidate) > count(best) ? candidate : best));
  } finally {
    await handle.close();
  }
}

function shown(cell: string | undefined): string {
  return cell === undefined ? 'nothing' : JSON.stringify(cell.slice(0, SHOWN_CELL));
}

class RowReader {
  readonly #options: SeriesOptions;
  readonly #hasDecimalComma: boolean;
  #columns: ColumnChoice | null = null;
  #type: string | null = null;

  constructor(options: SeriesOptions, hasDecimalComma: boolean) {
    this.#options = options;
    this.#hasDecimalComma = hasDecimalComma;
  }

  /** One record of the file; undefined for its header. */
  read(cells: readonly string[], line: number): SeriesRow | UnreadableRow | undefined {
    if (this.#columns === null) {
      const isTime = (cell: string) => readTimeCell(cell, this.#options.zone) !== null;
      this.#columns = chooseColumns(cells, this.#options, isTime);
      if (this.#columns.hasHeader) return undefined;
    }
    const timeCell = cells[this.#columns.time];
    const valueCell = cells[this.#columns.value];
    const at = readTimeCell(timeCell ?? '', this.#options.zone);
    if (at === null)
      return { kind: 'unreadable', line, reason: `no time can be read from ${shown(timeCell)}` };
    const value = readValueCell(valueCell ?? '', this.#hasDecimalComma);
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

/**
 * Reads a recorded series from CSV, line by line whatever its size. Separator `,` `;` or tab, with or without a
 * header; where `;` separates, `1,5` is a number. Errors: `NOT_FOUND`, `VALIDATION_FAILED` (which column?).
 */
export async function* readSeries(options: SeriesOptions): AsyncGenerator<SeriesRow | UnreadableRow> {
  const delimiter = await delimiterOf(options.file);
  const parser = parse({
    delimiter,
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
  const source = createReadStream(options.file);
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  const reader = new RowReader(options, delimiter === ';');
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
