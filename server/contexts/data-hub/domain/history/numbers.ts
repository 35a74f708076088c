import { DamagedError, type ByteReader, type ByteWriter } from './bytes.ts';
import { readIntegers, writeIntegers } from './integers.ts';

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

function writeDecimals(writer: ByteWriter, values: Float64Array): boolean {
  const places = placesOf(values);
  if (places < 0) return false;
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
  if (apart.length > Math.max(1, values.length * APART_SHARE)) return false;
  writer.byte(FORM.decimal);
  writer.byte(places);
  writeIntegers(writer, wholes);
  writer.varint(apart.length);
  for (const index of apart) {
    writer.varint(index);
    writer.float64(values[index] as number);
  }
  return true;
}

/** Writes doubles, finite ones and −0; how many must be known to the reader. */
export function writeNumbers(writer: ByteWriter, values: Float64Array): void {
  if (writeDecimals(writer, values)) return;
  if (values.every((value) => Math.fround(value) === value)) {
    writer.byte(FORM.float32);
    writeIntegers(writer, new Float64Array(new Uint32Array(new Float32Array(values).buffer)));
    return;
  }
  writer.byte(FORM.float64);
  const halves = new Uint32Array(values.slice().buffer);
  for (const half of [1, 0]) {
    const column = new Float64Array(values.length);
    for (let index = 0; index < column.length; index += 1) column[index] = halves[index * 2 + half] as number;
    writeIntegers(writer, column);
  }
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
