import { DamagedError, type ByteReader, type ByteWriter } from './bytes.ts';
import { IntegerColumn, type WrittenColumn } from './integer-column.ts';
import { writeIntegers } from './integers.ts';
import { readIntegers } from './read-integers.ts';

/**
 * A column of doubles, bit for bit. Most plant values are decimals of few places: v = n / 10^e with n a whole number,
 * which a division rounds back exactly. A controller's REAL is a 32-bit float. All others are two halves of 32 bits.
 * After ALP (Afroozeh, Kuffó, Boncz: "ALP: Adaptive Lossless floating-Point Compression", 2023).
 */
const FORM = { decimal: 0, float32: 1, float64: 2 } as const;
const MOST_PLACES = 15;
const LARGEST = 2 ** 51;
/** Of this many values, spread over the column, the number of places is told. */
const LOOKED_AT = 32;
/** Above this share set apart, decimals do not pay. */
const APART_SHARE = 1 / 16;

const POWERS = Float64Array.from({ length: MOST_PLACES + 1 }, (_, places) => Number(`1e${places}`));

/** The whole number that gives `value` back at this many places, or undefined. */
function scaled(value: number, power: number): number | undefined {
  const whole = Math.round(value * power);
  if (Math.abs(whole) > LARGEST || whole / power !== value) return undefined;
  return whole === 0 && Object.is(value, -0) ? undefined : whole;
}

function placesOf(values: Float64Array): number {
  const step = Math.max(1, Math.floor(values.length / LOOKED_AT));
  let places = 0;
  let unfit = 0;
  let seen = 0;
  for (let index = 0; index < values.length; index += step) {
    const value = values[index] as number;
    seen += 1;
    let own = places;
    while (own <= MOST_PLACES && scaled(value, POWERS[own] as number) === undefined) own += 1;
    if (own > MOST_PLACES) unfit += 1;
    else places = own;
  }
  return unfit > seen / 8 ? -1 : places;
}

let scratch = new Float64Array(2_048);

/** Null, with nothing written, where they are no decimals. */
function writeDecimals(writer: ByteWriter, values: Float64Array): WrittenColumn | null {
  const places = placesOf(values);
  if (places < 0) return null;
  const power = POWERS[places] as number;
  if (scratch.length < values.length) scratch = new Float64Array(values.length * 2);
  const wholes = scratch.subarray(0, values.length);
  const apart: number[] = [];
  for (let index = 0; index < values.length; index += 1) {
    const whole = scaled(values[index] as number, power);
    if (whole === undefined) {
      apart.push(index);
      wholes[index] = index === 0 ? 0 : (wholes[index - 1] as number);
    } else wholes[index] = whole === 0 ? 0 : whole;
  }
  if (apart.length > Math.max(1, values.length * APART_SHARE)) return null;
  writer.byte(FORM.decimal);
  writer.byte(places);
  const order = writeIntegers(writer, wholes);
  writer.varint(apart.length);
  for (const index of apart) {
    writer.varint(index);
    writer.float64(values[index] as number);
  }
  return { values: wholes, order };
}

/** Writes doubles, finite ones and −0; how many must be known to the reader. Answers the whole numbers they became, until the next call. */
export function writeNumbers(writer: ByteWriter, values: Float64Array): readonly WrittenColumn[] {
  const decimals = writeDecimals(writer, values);
  if (decimals !== null) return [decimals];
  const column = (wholes: Float64Array) => ({ values: wholes, order: writeIntegers(writer, wholes) });
  if (values.every((value) => Math.fround(value) === value)) {
    writer.byte(FORM.float32);
    return [column(new Float64Array(new Uint32Array(new Float32Array(values).buffer)))];
  }
  writer.byte(FORM.float64);
  const halves = new Uint32Array(values.slice().buffer);
  return [1, 0].map((half) =>
    column(Float64Array.from({ length: values.length }, (_, index) => halves[index * 2 + half] as number)),
  );
}

/** Reads `count` doubles, into memory at hand where it is given and large enough. Error `DamagedError`. */
export function readNumbers(reader: ByteReader, count: number, into?: Float64Array): Float64Array {
  const form = reader.byte();
  if (form === FORM.decimal) return readDecimals(reader, count, into);
  if (form === FORM.float32)
    return new Float64Array(new Float32Array(new Uint32Array(readIntegers(reader, count)).buffer));
  if (form !== FORM.float64) throw new DamagedError('an unknown form of values');
  const high = readIntegers(reader, count);
  const low = readIntegers(reader, count);
  const halves = new Uint32Array(count * 2);
  for (let index = 0; index < count; index += 1) {
    halves[index * 2] = low[index] as number;
    halves[index * 2 + 1] = high[index] as number;
  }
  return new Float64Array(halves.buffer);
}

function readDecimals(reader: ByteReader, count: number, into?: Float64Array): Float64Array {
  const places = reader.byte();
  const power = POWERS[places];
  if (power === undefined) throw new DamagedError('too many decimal places');
  const values = readIntegers(reader, count, into);
  if (places > 0)
    for (let index = 0; index < values.length; index += 1) values[index] = (values[index] as number) / power;
  const apart = reader.varint();
  for (let taken = 0; taken < apart; taken += 1) {
    const index = reader.varint();
    const value = reader.float64();
    if (index >= count) throw new DamagedError('a value set apart has no place');
    values[index] = value;
  }
  return values;
}

/** A column that `writeNumbers` wrote, of which parts are read. */
export class NumberColumn {
  readonly #form: number;
  readonly #power: number;
  readonly #wholes: readonly IntegerColumn[];
  /** Of decimals those set apart: place and value in turn. */
  readonly #apart: number[] = [];

  /** Moves `reader` over the column. Error `DamagedError`. */
  constructor(reader: ByteReader, count: number) {
    this.#form = reader.byte();
    if (this.#form > FORM.float64) throw new DamagedError('an unknown form of values');
    const power = this.#form === FORM.decimal ? POWERS[reader.byte()] : 1;
    if (power === undefined) throw new DamagedError('too many decimal places');
    this.#power = power;
    const wholes = [new IntegerColumn(reader, count)];
    if (this.#form === FORM.float64) wholes.push(new IntegerColumn(reader, count));
    this.#wholes = wholes;
    if (this.#form !== FORM.decimal) return;
    const apart = reader.varint();
    for (let taken = 0; taken < apart; taken += 1) this.#apart.push(reader.varint(), reader.float64());
  }

  /** See `IntegerColumn`. */
  readMarks(reader: ByteReader, blocks: number): void {
    for (const wholes of this.#wholes) wholes.readMarks(reader, blocks);
  }

  /** Fills `values` up to `count` with the numbers from `start` on, where the block begins. */
  read(values: Float64Array, count: number, block: number, start: number): void {
    const [high, low] = this.#wholes;
    high?.read(values, count, block, start);
    if (this.#form === FORM.decimal) return this.#scale(values, count, start);
    const part = values.subarray(0, count);
    if (low === undefined) return part.set(new Float32Array(new Uint32Array(part).buffer));
    const lows = new Float64Array(count);
    low.read(lows, count, block, start);
    const halves = new Uint32Array(count * 2);
    for (let index = 0; index < count; index += 1) {
      halves[index * 2] = lows[index] as number;
      halves[index * 2 + 1] = part[index] as number;
    }
    part.set(new Float64Array(halves.buffer));
  }

  #scale(values: Float64Array, count: number, start: number): void {
    const power = this.#power;
    if (power > 1)
      for (let index = 0; index < count; index += 1) values[index] = (values[index] as number) / power;
    for (let index = 0; index < this.#apart.length; index += 2) {
      const place = (this.#apart[index] as number) - start;
      if (place >= 0 && place < count) values[place] = this.#apart[index + 1] as number;
    }
  }
}
