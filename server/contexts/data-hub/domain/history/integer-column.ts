import type { ByteReader, ByteWriter } from './bytes.ts';
import { MODE } from './integers.ts';
import { readForm, readIntegers, readPacking, unpackPart, type Packed } from './read-integers.ts';

/** A column of whole numbers as it was written, with what `writeIntegers` answered. */
export interface WrittenColumn {
  readonly values: Float64Array;
  readonly order: number;
}

/** Whole numbers below 2^52, all in as few bytes as the largest needs: any is read without those before it. */
function writeFixed(writer: ByteWriter, numbers: readonly number[]): void {
  const most = Math.max(...numbers.map((number) => (number < 0 ? -number - 1 : number)));
  let width = 1;
  while (most >= 2 ** (width * 8 - 1)) width += 1;
  writer.byte(width);
  for (const number of numbers) {
    let rest = number;
    for (let index = 0; index < width; index += 1) {
      const byte = ((rest % 256) + 256) % 256;
      writer.byte(byte);
      rest = (rest - byte) / 256;
    }
  }
}

class Fixed {
  readonly #bytes: Uint8Array;
  readonly #start: number;
  readonly #width: number;

  /** Moves `reader` over so many numbers. Error `DamagedError`. */
  constructor(reader: ByteReader, count: number) {
    this.#width = reader.byte();
    this.#bytes = reader.source;
    this.#start = reader.skip(count * this.#width);
  }

  at(index: number): number {
    const last = this.#start + (index + 1) * this.#width - 1;
    const top = this.#bytes[last] as number;
    let number = top >= 128 ? top - 256 : top;
    for (let place = last - 1; place > last - this.#width; place -= 1)
      number = number * 256 + (this.#bytes[place] as number);
    return number;
  }
}

/**
 * Writes what must be known to read a column from the beginning of any block of `size` but the first on: how far the number there
 * is from the column's first, and where needed from the one before it.
 *
 * @param always the first of them even where the column can do without
 */
export function writeMarks(
  writer: ByteWriter,
  { values, order }: WrittenColumn,
  size: number,
  always = false,
): void {
  const valueAt = (index: number) => values[index] as number;
  const starts = Array.from(
    { length: Math.ceil(values.length / size) - 1 },
    (_, block) => (block + 1) * size,
  );
  if (order >= 1 || always)
    writeFixed(
      writer,
      starts.map((start) => valueAt(start) - valueAt(0)),
    );
  if (order === 2)
    writeFixed(
      writer,
      starts.map((start) => valueAt(start) - valueAt(start - 1)),
    );
}

/** A column that `writeIntegers` wrote, of which parts are read. */
export class IntegerColumn {
  readonly #order: number;
  #first = 0;
  #second = 0;
  /** Packed numbers; all others, which are quickly read or seldom, are read as a whole. */
  readonly #packed: Packed | null;
  readonly #whole: Float64Array | null;
  #marks: Fixed | null = null;
  #steps: Fixed | null = null;

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

  /** Reads what `writeMarks` wrote. */
  readMarks(reader: ByteReader, blocks: number, always = false): void {
    if (this.#order >= 1 || always) this.#marks = new Fixed(reader, blocks - 1);
    if (this.#order === 2) this.#steps = new Fixed(reader, blocks - 1);
  }

  /** How far the block's first number is from the column's, where that was always written. */
  markOf(block: number): number {
    return block === 0 ? 0 : (this.#marks?.at(block - 1) ?? 0);
  }

  /** Fills `values` up to `count` with the numbers from `start` on, where the block begins. */
  read(values: Float64Array, count: number, block: number, start: number): void {
    if (this.#whole !== null)
      for (let index = 0; index < count; index += 1) values[index] = this.#whole[start + index] as number;
    else if (this.#packed !== null) this.#unpack(this.#packed, values, count, block, start);
  }

  #unpack(packed: Packed, values: Float64Array, count: number, block: number, start: number): void {
    if (this.#order === 0) return unpackPart(packed, values, { from: 0, to: count, first: start });
    let value = this.#first + this.markOf(block);
    let step = block === 0 ? this.#second - value : (this.#steps?.at(block - 1) ?? 0);
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
