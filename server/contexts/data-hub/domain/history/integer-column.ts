import type { ByteReader, ByteWriter } from './bytes.ts';
import { MODE } from './integers.ts';
import { readForm, readIntegers, readPacking, unpackPart, type Packed } from './read-integers.ts';

/** A column of whole numbers as it was written, with what `writeIntegers` answered. */
export interface WrittenColumn {
  readonly values: Float64Array;
  readonly order: number;
}

/**
 * Writes what must be known to read a column from the beginning of any block of `size` but the first on: how far the number there
 * is from that of the block before, unless that is known already, and where needed how far from the one before it.
 */
export function writeMarks(
  writer: ByteWriter,
  { values, order }: WrittenColumn,
  size: number,
  isKnown = false,
): void {
  const valueAt = (index: number) => values[index] as number;
  for (let start = size; order >= 1 && !isKnown && start < values.length; start += size)
    writer.signed(valueAt(start) - valueAt(start - size));
  for (let start = size; order === 2 && start < values.length; start += size)
    writer.signed(valueAt(start) - valueAt(start - 1));
}

/** Of each block how far its first number is from the column's. */
function readSums(reader: ByteReader, blocks: number): number[] {
  const sums = [0];
  for (let sum = 0; sums.length < blocks;) sums.push((sum += reader.signed()));
  return sums;
}

/** A column that `writeIntegers` wrote, of which parts are read. */
export class IntegerColumn {
  readonly #order: number;
  #first = 0;
  #second = 0;
  /** Packed numbers; all others, which are quickly read or seldom, are read as a whole. */
  readonly #packed: Packed | null;
  readonly #whole: Float64Array | null;
  /** By block: how far its first number is from the column's. */
  #marks: readonly number[] = [];
  #steps: readonly number[] = [];

  /** Moves `reader` over the column of more than one number. Error `DamagedError`. */
  constructor(reader: ByteReader, count: number) {
    const start = reader.at;
    const { order, firsts, mode } = readForm(reader, count);
    if (mode === MODE.packed) {
      this.#order = order;
      if (order >= 1) this.#first = reader.signed();
      if (order === 2) this.#second = reader.signed();
      this.#packed = readPacking(reader, count - firsts);
      this.#whole = null;
      return;
    }
    reader.back(start);
    this.#order = 0;
    this.#packed = null;
    this.#whole = readIntegers(reader, count);
  }

  /** Reads what `writeMarks` wrote, where it is not known already. */
  readMarks(reader: ByteReader, blocks: number, known?: readonly number[]): void {
    this.#marks = known ?? (this.#order >= 1 ? readSums(reader, blocks) : []);
    if (this.#order < 2) return;
    const steps = [0];
    while (steps.length < blocks) steps.push(reader.signed());
    this.#steps = steps;
  }

  /** Fills `values` up to `count` with the numbers from `start` on, where the block begins. */
  read(values: Float64Array, count: number, block: number, start: number): void {
    if (this.#whole !== null)
      for (let index = 0; index < count; index += 1) values[index] = this.#whole[start + index] as number;
    else if (this.#packed !== null) this.#unpack(this.#packed, values, count, block, start);
  }

  #unpack(packed: Packed, values: Float64Array, count: number, block: number, start: number): void {
    if (this.#order === 0) return unpackPart(packed, values, { from: 0, to: count, first: start });
    let value = this.#first + (this.#marks[block] ?? 0);
    let step = block === 0 ? this.#second - value : (this.#steps[block] ?? 0);
    values[0] = value;
    // The column begins with as many numbers as differences have to be summed up.
    const known = block === 0 ? this.#order : 1;
    if (known === 2 && count > 1) values[1] = value += step;
    unpackPart(packed, values, { from: known, to: count, first: start + known - this.#order });
    if (this.#order === 1)
      for (let index = known; index < count; index += 1) values[index] = value += values[index] as number;
    else
      for (let index = known; index < count; index += 1)
        values[index] = value += step += values[index] as number;
  }
}
