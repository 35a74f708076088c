import { DamagedError, type ByteReader } from './bytes.ts';
import { MODE, WIDEST } from './integers.ts';

const unfolded = (value: number) => (value % 2 === 1 ? -(value + 1) / 2 : value / 2);

/** Reads a column of one number throughout, as kinds and qualities mostly are, and gives it; else reads nothing. */
export function readOneRun(reader: ByteReader, count: number): number | undefined {
  const start = reader.at;
  if (count > 0 && reader.byte() === MODE.runs) {
    const value = reader.signed();
    if (reader.varint() === count) return value;
  }
  reader.back(start);
  return undefined;
}

/** Moves over `count` numbers. Error `DamagedError`. */
export function skipIntegers(reader: ByteReader, count: number): void {
  const { firsts, mode } = readForm(reader, count);
  for (let index = 0; index < firsts; index += 1) reader.signed();
  const rest = count - firsts;
  if (mode === MODE.packed) readPacking(reader, rest);
  else if (mode === MODE.plain) for (let index = 0; index < rest; index += 1) reader.signed();
  else
    for (let start = 0; start < rest;) {
      reader.signed();
      start = endOfRun(reader, start, rest);
    }
}

/** Reads `count` numbers, into memory at hand where it is given and large enough. Error `DamagedError`. */
export function readIntegers(reader: ByteReader, count: number, into?: Float64Array): Float64Array {
  const { order, firsts, mode } = readForm(reader, count);
  const values =
    into === undefined || into.length < count ? new Float64Array(count) : into.subarray(0, count);
  for (let index = 0; index < firsts; index += 1) values[index] = reader.signed();
  const rest = values.subarray(firsts);
  if (mode === MODE.runs) readRuns(reader, rest);
  else if (mode === MODE.packed) unpack(readPacking(reader, rest.length), rest);
  else for (let index = 0; index < rest.length; index += 1) rest[index] = reader.signed();
  sumUp(values, order);
  return values;
}

/** How a column is written. Error `DamagedError`. */
export function readForm(
  reader: ByteReader,
  count: number,
): { readonly order: number; readonly firsts: number; readonly mode: number } {
  const form = reader.byte();
  const order = form >>> 2;
  const mode = form & 3;
  if (order > 2 || mode > MODE.plain) throw new DamagedError('an unknown form of numbers');
  return { order, firsts: Math.min(order, count), mode };
}

function sumUp(values: Float64Array, order: number): void {
  if (order === 0 || values.length < 2) return;
  let value = values[order - 1] as number;
  let step = order === 2 ? value - (values[0] as number) : 0;
  for (let index = order; index < values.length; index += 1) {
    step = order === 2 ? step + (values[index] as number) : (values[index] as number);
    values[index] = value += step;
  }
}

function readRuns(reader: ByteReader, values: Float64Array): void {
  for (let start = 0; start < values.length;) {
    const value = reader.signed();
    const end = endOfRun(reader, start, values.length);
    values.fill(value, start, end);
    start = end;
  }
}

function endOfRun(reader: ByteReader, start: number, count: number): number {
  const end = start + reader.varint();
  if (end === start || end > count) throw new DamagedError('a run is too long');
  return end;
}

/** Where packed numbers lie and how; `places` ascending are those set apart, with `others` as their numbers. */
export interface Packed {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly base: number;
  readonly width: number;
  readonly places: Uint32Array;
  readonly others: Float64Array;
}

const NO_PLACES = new Uint32Array(0);
const NO_OTHERS = new Float64Array(0);

/** Reads how `count` numbers are packed and moves over them. Error `DamagedError`. */
export function readPacking(reader: ByteReader, count: number): Packed {
  const base = reader.signed();
  const width = reader.byte();
  const apart = reader.varint();
  if (width > WIDEST || apart > count) throw new DamagedError('an impossible width of numbers');
  const places = apart === 0 ? NO_PLACES : new Uint32Array(apart);
  const others = apart === 0 ? NO_OTHERS : new Float64Array(apart);
  let place = 0;
  for (let index = 0; index < apart; index += 1) {
    place += reader.varint();
    if (place >= count) throw new DamagedError('a number set apart has no place');
    places[index] = place;
    others[index] = reader.signed();
  }
  const start = reader.skip(Math.ceil((count * width) / 8));
  return { bytes: reader.source, start, base, width, places, others };
}

function unpack({ bytes, start, base, width, places, others }: Packed, values: Float64Array): void {
  if (width === 0) values.fill(base);
  else if (width <= 24) unpackNarrow(bytes, start, values, base, width);
  else unpackWide(bytes, start * 8, values, base, width);
  for (let index = 0; index < places.length; index += 1)
    values[places[index] as number] = others[index] as number;
}

/** Packed bits where 32 of them can be read at once, with a word to spare behind them. */
let aligned = new Uint32Array(1_024);

function unpackNarrow(
  bytes: Uint8Array,
  start: number,
  values: Float64Array,
  base: number,
  width: number,
): void {
  const size = Math.ceil((values.length * width) / 8);
  if (aligned.length * 4 < size + 8) aligned = new Uint32Array(size);
  const words = aligned;
  new Uint8Array(words.buffer, 0, size).set(bytes.subarray(start, start + size));
  const mask = (1 << width) - 1;
  for (let index = 0, bit = 0; index < values.length; index += 1, bit += width) {
    const word = bit >>> 5;
    const shift = bit & 31;
    let value = (words[word] as number) >>> shift;
    if (shift + width > 32) value |= (words[word + 1] as number) << (32 - shift);
    value &= mask;
    values[index] = base + ((value >>> 1) ^ -(value & 1));
  }
}

/** Reads up to four bytes at once; the checksum behind every column keeps that inside the bytes. */
function wordAt(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

function unpackWide(
  bytes: Uint8Array,
  firstBit: number,
  values: Float64Array,
  base: number,
  width: number,
): void {
  const mask = 2 ** (width - 24) - 1;
  for (let index = 0, bit = firstBit; index < values.length; index += 1, bit += width) {
    const low = (wordAt(bytes, bit >>> 3) >>> (bit & 7)) & 0xff_ffff;
    const next = bit + 24;
    const high = (wordAt(bytes, next >>> 3) >>> (next & 7)) & mask;
    values[index] = base + unfolded(high * 0x100_0000 + low);
  }
}

/** Puts packed numbers from the place `first` on into `values`, from `from` up to `to`. */
export function unpackPart(
  packed: Packed,
  values: Float64Array,
  { from, to, first }: { readonly from: number; readonly to: number; readonly first: number },
): void {
  const { bytes, base, width, places, others } = packed;
  const bit = packed.start * 8 + first * width;
  if (width <= 24) unpackNarrowPart(bytes, bit, values, from, to, base, width);
  else unpackWide(bytes, bit, values.subarray(from, to), base, width);
  for (let index = 0; index < places.length; index += 1) {
    const place = (places[index] as number) - first + from;
    if (place >= from && place < to) values[place] = others[index] as number;
  }
}

function unpackNarrowPart(
  bytes: Uint8Array,
  firstBit: number,
  values: Float64Array,
  from: number,
  to: number,
  base: number,
  width: number,
): void {
  const mask = (1 << width) - 1;
  for (let index = from, bit = firstBit; index < to; index += 1, bit += width) {
    const value = (wordAt(bytes, bit >>> 3) >>> (bit & 7)) & mask;
    values[index] = base + ((value >>> 1) ^ -(value & 1));
  }
}
