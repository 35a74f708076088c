import { QUALITY } from '../../../../../shared/contract/common.ts';
import { DamagedError, type ByteReader, type ByteWriter } from './bytes.ts';
import { Columns } from './columns.ts';
import { IntegerColumn, writeMarks, type WrittenColumn } from './integer-column.ts';
import { NumberColumn } from './numbers.ts';
import { readIntegers, readOneRun, skipIntegers } from './read-integers.ts';

/** Bounds are told in so many steps of the whole chunk's range. */
const STEPS = 255;

/** So many steps above `low`; `high − low` may be beyond the largest double, then there are none. */
const above = (steps: number, low: number, high: number) =>
  steps === 0 ? low : low + (high - low) * (steps / STEPS);
const below = (steps: number, low: number, high: number) =>
  steps === 0 ? high : high - (high - low) * (steps / STEPS);

/** Lowest and highest good number of a part of the samples. */
function extremesOf({ number, quality }: Columns, start: number, end: number): { low: number; high: number } {
  let low = Infinity;
  let high = -Infinity;
  for (let index = start; index < end; index += 1) {
    if (quality[index] !== QUALITY.good) continue;
    const value = number[index] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}

/** Most steps that do not lead beyond `value`. */
function stepsTo(value: number, low: number, high: number, bound: typeof above): number {
  const range = high - low;
  if (!(range > 0) || range === Infinity) return 0;
  const share = bound === above ? (value - low) / range : (high - value) / range;
  let steps = Math.min(STEPS, Math.max(0, Math.floor(share * STEPS)));
  const isBeyond = () =>
    bound === above ? above(steps, low, high) > value : below(steps, low, high) < value;
  while (steps > 0 && isBeyond()) steps -= 1;
  return steps;
}

/**
 * Behind the columns of a chunk of numbers: samples of a block, of each block how far its lowest and highest good number keep from
 * those of the chunk, a byte each; then what must be known to read a column from there on, of times so that it tells when each begins.
 *
 * @param written times, then those of the numbers
 */
export function writeBlocks(
  writer: ByteWriter,
  samples: Columns,
  written: readonly WrittenColumn[],
  size: number,
): void {
  const { length } = samples;
  const whole = extremesOf(samples, 0, length);
  writer.varint(size);
  for (let start = 0; start < length; start += size) {
    const { low, high } = extremesOf(samples, start, Math.min(length, start + size));
    writer.byte(stepsTo(low, whole.low, whole.high, above));
    writer.byte(stepsTo(high, whole.low, whole.high, below));
  }
  written.forEach((column, index) => writeMarks(writer, column, size, index === 0));
}

const passing = new Columns(2_048);
let quality = new Float64Array(2_048).fill(QUALITY.good);

/** A chunk of numbers of which blocks are read without the rest. Lowest and highest are of its good numbers, as its summary has them. */
export class ChunkBlocks {
  /** Blocks. */
  readonly count: number;
  readonly #length: number;
  readonly #size: number;
  readonly #times: IntegerColumn;
  readonly #numbers: NumberColumn;
  /** Null where all are good. */
  readonly #quality: Float64Array | null;
  readonly #bytes: Uint8Array;
  readonly #bounds: number;

  /** @param reader behind the head of a chunk written in blocks. Error `DamagedError` */
  constructor(reader: ByteReader, length: number) {
    this.#length = length;
    this.#times = new IntegerColumn(reader, length);
    skipIntegers(reader, length);
    const start = reader.at;
    const isGood = readOneRun(reader, length) === QUALITY.good;
    if (!isGood) reader.back(start);
    this.#quality = isGood ? null : readIntegers(reader, length);
    this.#numbers = new NumberColumn(reader, length);
    this.#size = reader.varint();
    if (this.#size === 0 || this.#size >= length) throw new DamagedError('an impossible size of blocks');
    this.count = Math.ceil(length / this.#size);
    this.#bytes = reader.source;
    this.#bounds = reader.skip(this.count * 2);
    this.#times.readMarks(reader, this.count, true);
    this.#numbers.readMarks(reader, this.count);
    reader.end();
  }

  /** From the chunk's first sample to the block's, milliseconds. */
  offsetOf(block: number): number {
    return this.#times.markOf(block);
  }

  /** No good number of the block is lower. */
  leastOf(block: number, low: number, high: number): number {
    return above(this.#bytes[this.#bounds + block * 2] as number, low, high);
  }

  /** No good number of the block is higher. */
  mostOf(block: number, low: number, high: number): number {
    return below(this.#bytes[this.#bounds + block * 2 + 1] as number, low, high);
  }

  /** The block's samples without their numbers, on memory that the next call uses again. */
  read(block: number): Columns {
    const start = block * this.#size;
    const length = Math.min(this.#size, this.#length - start);
    if (passing.at.length < length) {
      passing.reserve(length);
      quality = new Float64Array(passing.at.length).fill(QUALITY.good);
    }
    passing.length = length;
    passing.quality = this.#quality === null ? quality : this.#quality.subarray(start, start + length);
    this.#times.read(passing.at, length, block, start);
    this.#numbers.read(passing.number, length, block, start);
    return passing;
  }
}
