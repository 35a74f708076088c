import { QUALITY } from '../../../../../shared/contract/common.ts';
import { DamagedError, type ByteReader, type ByteWriter } from './bytes.ts';
import { Columns } from './columns.ts';
import { IntegerColumn, writeMarks, type WrittenColumn } from './integer-column.ts';
import { NumberColumn } from './numbers.ts';
import { readIntegers, skipIntegers } from './read-integers.ts';

/** Bounds are told in so many steps of the whole chunk's range: two of them in a byte. */
const STEPS = 15;

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

/** How many samples a block has: so many that all but the last, which may have fewer, are as large. */
const sizeOf = (length: number, blocks: number) => Math.ceil(length / blocks);

/**
 * Behind the columns of a chunk of numbers: how many blocks; of each how far its lowest and highest good number keep from those of
 * the chunk, half a byte each; when each begins, as changes of the distance from one to the next; what else must be known to read a
 * column from there on.
 */
export function writeBlocks(
  writer: ByteWriter,
  samples: Columns,
  { times, numbers }: { readonly times: WrittenColumn; readonly numbers: readonly WrittenColumn[] },
  blockSamples: number,
): void {
  const { length, at } = samples;
  const blocks = Math.ceil(length / blockSamples);
  const size = sizeOf(length, blocks);
  const whole = extremesOf(samples, 0, length);
  writer.varint(blocks);
  for (let start = 0; start < length; start += size) {
    const { low, high } = extremesOf(samples, start, Math.min(length, start + size));
    writer.byte(
      stepsTo(low, whole.low, whole.high, above) * 16 + stepsTo(high, whole.low, whole.high, below),
    );
  }
  for (let start = size, before = 0; start < length; start += size) {
    const distance = (at[start] as number) - (at[start - size] as number);
    writer.signed(distance - before);
    before = distance;
  }
  writeMarks(writer, times, size, true);
  for (const column of numbers) writeMarks(writer, column, size);
}

function readOffsets(reader: ByteReader, blocks: number): number[] {
  const offsets = [0];
  for (let offset = 0, distance = 0; offsets.length < blocks;) {
    distance += reader.signed();
    offsets.push((offset += distance));
  }
  return offsets;
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
  readonly #offsets: readonly number[];

  /**
   * @param reader behind the head of a chunk written in blocks
   * @param isGood it has no column of qualities: all are good. Error `DamagedError`
   */
  constructor(reader: ByteReader, length: number, isGood: boolean) {
    this.#length = length;
    this.#times = new IntegerColumn(reader, length);
    skipIntegers(reader, length);
    this.#quality = isGood ? null : readIntegers(reader, length);
    this.#numbers = new NumberColumn(reader, length);
    this.count = reader.varint();
    if (this.count < 2 || this.count > length) throw new DamagedError('an impossible number of blocks');
    this.#size = sizeOf(length, this.count);
    this.#bytes = reader.source;
    this.#bounds = reader.skip(this.count);
    this.#offsets = readOffsets(reader, this.count);
    this.#times.readMarks(reader, this.count, this.#offsets);
    this.#numbers.readMarks(reader, this.count);
    reader.end();
  }

  /** From the chunk's first sample to the block's, milliseconds. */
  offsetOf(block: number): number {
    return this.#offsets[block] as number;
  }

  /** No good number of the block is lower. */
  leastOf(block: number, low: number, high: number): number {
    return above((this.#bytes[this.#bounds + block] as number) >>> 4, low, high);
  }

  /** No good number of the block is higher. */
  mostOf(block: number, low: number, high: number): number {
    return below((this.#bytes[this.#bounds + block] as number) & 15, low, high);
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
