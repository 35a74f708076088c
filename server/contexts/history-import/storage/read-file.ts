import { ReasonError } from '../../../../shared/contract/errors.ts';
import { reason, textOfReason, type Reason } from '../../../../shared/contract/reasons.ts';
import { createReadStream, statfsSync } from 'node:fs';
import { Readable } from 'node:stream';
import type { ImportFault } from '../../../../shared/contract/history-import.ts';
import { rowParser, textDecoder, type CsvRow } from '../csv.ts';
import { faultsOf } from '../domain/faults.ts';
import { RowReader } from '../domain/row-reader.ts';
import type { StagedFile, StageOrder } from '../ports.ts';
import { ErrorFile } from './error-file.ts';
import { importPaths } from './import-files.ts';
import { StageWriter } from './stage-file.ts';

const SHOWN_FAULTS = 20;
const READ_BYTES = 262_144;
const LOOK_EVERY_BYTES = 16 * 1_048_576;

export class CancelledError extends Error {}

/** Reads, checks and sorts a whole file. Errors: `CancelledError`, `ReasonError`, anything of the disk. */
export async function readFile(
  order: StageOrder,
  folder: string,
  { onBytes, isCancelled }: { onBytes: (bytes: number) => void; isCancelled: () => boolean },
): Promise<StagedFile> {
  const paths = importPaths(folder, order.id);
  const errors = new ErrorFile(paths.errors);
  const writer = new StageWriter(paths.stage);
  const checking = new Checking(order, writer, errors);
  let read = 0;
  let looked = 0;
  const text = async function* () {
    const decoder = textDecoder(order.options.encoding);
    for await (const chunk of createReadStream(paths.file, { highWaterMark: READ_BYTES })) {
      if (isCancelled()) throw new CancelledError('cancelled');
      read += (chunk as Buffer).length;
      if (read - looked >= LOOK_EVERY_BYTES || looked === 0) {
        looked = read;
        requireRoom(folder, order.leaveFree);
      }
      onBytes(read);
      yield decoder.write(chunk as Buffer);
    }
    yield decoder.end();
  };
  try {
    const parser = rowParser(order.options.delimiter, (skipped) => checking.skip(skipped));
    const source = Readable.from(text());
    source.on('error', (error) => parser.destroy(error));
    source.pipe(parser);
    for await (const row of parser as AsyncIterable<CsvRow>) checking.take(row);
    writer.finish();
    return checking.result();
  } catch (error) {
    writer.discard();
    throw error;
  } finally {
    errors.close();
  }
}

/** Error `STORE_UNAVAILABLE`. */
export function noRoom(leaveFree: number): ReasonError {
  const mebibytes = Math.round(leaveFree / 1_048_576);
  return new ReasonError('STORE_UNAVAILABLE', reason('noRoom', { mebibytes }));
}

function requireRoom(folder: string, leaveFree: number): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < leaveFree) throw noRoom(leaveFree);
}

/** Counts and stages rows. */
class Checking {
  readonly #order: StageOrder;
  readonly #writer: StageWriter;
  readonly #errors: ErrorFile;
  readonly #reader: RowReader;
  readonly #faults: ImportFault[] = [];
  readonly #counts = {
    rows: 0,
    badRows: 0,
    values: 0,
    empty: 0,
    duplicateInFile: 0,
    differingInFile: 0,
  };
  #names: readonly string[] | null = null;
  #from = Infinity;
  #to = -Infinity;

  constructor(order: StageOrder, writer: StageWriter, errors: ErrorFile) {
    this.#order = order;
    this.#writer = writer;
    this.#errors = errors;
    this.#reader = new RowReader(order.options, order.now);
  }

  skip({ line, why, text }: { line: number; why: Reason; text: string }): void {
    const { firstLine = 1, valuesFrom = 1 } = this.#order.options;
    if (line < Math.max(firstLine, valuesFrom)) return;
    this.#counts.rows += 1;
    this.#refuse([
      { row: line, column: '', problem: textOfReason(why, 'en'), said: why, text: text.slice(0, 200) },
    ]);
  }

  take({ record, info }: CsvRow): void {
    const { header, firstLine = 1, valuesFrom = 1 } = this.#order.options;
    if (info.lines < firstLine) return;
    if (this.#names === null) {
      this.#names = header ? record : [];
      if (header) return;
    }
    if (info.lines < valuesFrom) return;
    this.#counts.rows += 1;
    const { samples, empty, faults } = this.#reader.read(record);
    if (faults.length > 0) return this.#refuse(faultsOf(faults, info.lines, record, this.#names));
    this.#counts.empty += empty;
    this.#counts.values += samples.length;
    if (this.#counts.badRows > 0 && !this.#order.skipBadRows) return;
    for (const sample of samples) {
      const added = this.#writer.add(sample);
      if (this.#writer.tags > this.#order.mostTags)
        throw new ReasonError('VALIDATION_FAILED', reason('tooManyTags', { most: this.#order.mostTags }));
      if (added !== 'new') this.#counts.duplicateInFile += 1;
      if (added === 'differing') this.#counts.differingInFile += 1;
      this.#from = Math.min(this.#from, sample.at);
      this.#to = Math.max(this.#to, sample.at);
    }
  }

  #refuse(faults: readonly ImportFault[]): void {
    this.#counts.badRows += 1;
    for (const fault of faults) this.#errors.add(fault);
    if (this.#faults.length < SHOWN_FAULTS) this.#faults.push(...faults.slice(0, SHOWN_FAULTS));
  }

  result(): StagedFile {
    return {
      ...this.#counts,
      ...this.#reader.clock.counts,
      tags: this.#writer.tags,
      from: this.#from === Infinity ? null : this.#from,
      to: this.#to === -Infinity ? null : this.#to,
      faults: this.#faults.slice(0, SHOWN_FAULTS),
    };
  }
}
