import { signedSize, varintSize, type ByteWriter } from './bytes.ts';

/**
 * A column of whole numbers in as few bytes as one of these gives: the numbers, their differences, or the differences
 * of those; written as runs, or in a fixed number of bits around their middle with the few that need more set apart.
 */
export const MODE = { runs: 0, packed: 1, plain: 2 } as const;
/** Beyond this a difference of differences would not be exact in a double. */
const DIFFERENCE_LIMIT = 2 ** 51;
export const WIDEST = 48;
const MIDDLE_OF = 15;
const TRIED_ON = 256;
/** Nothing else is worth trying. */
const FEW_BYTES = 12;

interface Packing {
  readonly size: number;
  readonly base: number;
  readonly width: number;
}

interface Choice {
  readonly order: number;
  readonly mode: number;
  readonly size: number;
  readonly packing: Packing | null;
}

let scratch = [new Float64Array(2_048), new Float64Array(2_048), new Float64Array(2_048)];

function residuals(values: Float64Array, order: number): Float64Array {
  if ((scratch[0]?.length ?? 0) < values.length)
    scratch = scratch.map(() => new Float64Array(values.length * 2));
  const result = (scratch[order] as Float64Array).subarray(0, Math.max(0, values.length - order));
  for (let index = 0; index < result.length; index += 1) {
    const value = values[index + order] as number;
    if (order === 0) result[index] = value;
    else {
      const before = values[index + order - 1] as number;
      result[index] = order === 1 ? value - before : value - before - (before - (values[index] as number));
    }
  }
  return result;
}

function bitsOf(value: number): number {
  return value < 4_294_967_296 ? 32 - Math.clz32(value) : 64 - Math.clz32(Math.floor(value / 4_294_967_296));
}

const folded = (value: number) => (value < 0 ? -2 * value - 1 : 2 * value);

const looked = new Float64Array(2 * MIDDLE_OF);
const byWidth = new Uint32Array(65);

function middleOf(values: Float64Array): number {
  const step = Math.max(1, Math.floor(values.length / MIDDLE_OF));
  const picked = Math.ceil(values.length / step);
  for (let place = 0; place < picked; place += 1) looked[place] = values[place * step] as number;
  return looked.subarray(0, picked).sort()[picked >> 1] ?? 0;
}

/** Size as runs, or Infinity as soon as it is above `best`. */
function runsSize(values: Float64Array, best: number): number {
  let size = 0;
  for (let start = 0; start < values.length;) {
    let end = start + 1;
    while (end < values.length && values[end] === values[start]) end += 1;
    size += signedSize(values[start] as number) + varintSize(end - start);
    if (size >= best) return Infinity;
    start = end;
  }
  return size;
}

function packingOf(values: Float64Array): Packing {
  const base = middleOf(values);
  byWidth.fill(0);
  for (let index = 0; index < values.length; index += 1) {
    const width = bitsOf(folded((values[index] as number) - base));
    byWidth[width] = (byWidth[width] as number) + 1;
  }
  let bestSize = Infinity;
  let bestWidth = 0;
  let apart = 0;
  // From the widest down: what does not fit is set apart and costs its place and itself.
  for (let width = byWidth.length - 1; width >= 0; width -= 1) {
    const size = Math.ceil((values.length * width) / 8) + apart + signedSize(base) + 3;
    if (width <= WIDEST && size < bestSize) {
      bestSize = size;
      bestWidth = width;
    }
    apart += (byWidth[width] as number) * (2 + Math.ceil(width / 7));
  }
  return { size: bestSize, base, width: bestWidth };
}

function canDiffer(values: Float64Array): boolean {
  for (let index = 0; index < values.length; index += 1)
    if (Math.abs(values[index] as number) > DIFFERENCE_LIMIT) return false;
  return true;
}

/** The cheapest of runs, packed and plain for numbers of one order. */
function cheapest(values: Float64Array, order: number, differ: boolean): Choice {
  const packing = differ ? packingOf(values) : null;
  const runs = runsSize(values, packing?.size ?? Infinity);
  if (packing !== null && runs === Infinity) return { order, mode: MODE.packed, size: packing.size, packing };
  return { order, mode: runs === Infinity ? MODE.plain : MODE.runs, size: runs, packing: null };
}

/** The difference of all neighbours where it is one and the same, as of numbers counted up. */
function commonStep(values: Float64Array): number | undefined {
  const step = (values[1] as number) - (values[0] as number);
  if (values.length < 2 || Math.abs(step) > DIFFERENCE_LIMIT) return undefined;
  for (let index = 0; index < values.length; index += 1) {
    if (Math.abs(values[index] as number) > DIFFERENCE_LIMIT) return undefined;
    if (index > 0 && (values[index] as number) - (values[index - 1] as number) !== step) return undefined;
  }
  return step;
}

/** Tries every order on a part of the numbers, and takes the best for all of them. */
function choose(values: Float64Array): Choice {
  const differ = canDiffer(values);
  const start = Math.max(0, Math.floor((values.length - TRIED_ON) / 2));
  const part = values.subarray(start, start + TRIED_ON);
  let best: Choice | null = null;
  for (let order = 0; order <= (differ ? Math.min(2, part.length) : 0); order += 1) {
    const found = cheapest(residuals(part, order), order, differ);
    if (best === null || found.size < best.size) best = found;
    if (found.size <= FEW_BYTES) break;
  }
  const order = best?.order ?? 0;
  return cheapest(residuals(values, order), order, differ);
}

/**
 * Writes whole numbers, at most 2^53 − 1 in magnitude and no −0; how many must be known to the reader. Answers how many numbers
 * before one must be known to read on from there, where that pays: 0 to 2.
 */
export function writeIntegers(writer: ByteWriter, values: Float64Array): number {
  const step = commonStep(values);
  if (step !== undefined) {
    writeSteps(writer, values, step);
    return 0;
  }
  const { order, mode, packing } = choose(values);
  writer.byte(order * 4 + mode);
  for (let index = 0; index < Math.min(order, values.length); index += 1)
    writer.signed(values[index] as number);
  const rest = residuals(values, order);
  if (mode === MODE.runs) writeRuns(writer, rest);
  else if (packing !== null) writePacked(writer, rest, packing);
  else for (const value of rest) writer.signed(value);
  return packing === null ? 0 : order;
}

/** One run, of the numbers or of their differences. */
function writeSteps(writer: ByteWriter, values: Float64Array, step: number): void {
  const order = step === 0 ? 0 : 1;
  writer.byte(order * 4 + MODE.runs);
  if (order === 1) writer.signed(values[0] as number);
  writer.signed(order === 1 ? step : (values[0] as number));
  writer.varint(values.length - order);
}

function writeRuns(writer: ByteWriter, values: Float64Array): void {
  for (let start = 0; start < values.length;) {
    let end = start + 1;
    while (end < values.length && values[end] === values[start]) end += 1;
    writer.signed(values[start] as number);
    writer.varint(end - start);
    start = end;
  }
}

function writePacked(writer: ByteWriter, values: Float64Array, { base, width }: Packing): void {
  const limit = 2 ** width;
  const apart: number[] = [];
  for (let index = 0; index < values.length; index += 1)
    if (folded((values[index] as number) - base) >= limit) apart.push(index);
  writer.signed(base);
  writer.byte(width);
  writer.varint(apart.length);
  let before = 0;
  for (const index of apart) {
    writer.varint(index - before);
    writer.signed(values[index] as number);
    before = index;
  }
  // What is set apart has zero bits.
  const { bytes, start } = writer.room(Math.ceil((values.length * width) / 8));
  if (width <= 24) return packNarrow(bytes, start, values, base, width);
  for (let index = 0; index < values.length; index += 1) {
    const value = folded((values[index] as number) - base);
    if (value < limit) writeBits(bytes, start * 8 + index * width, value, width);
  }
}

function packNarrow(
  bits: Uint8Array,
  start: number,
  values: Float64Array,
  base: number,
  width: number,
): void {
  const limit = 2 ** width;
  let word = 0;
  let filled = 0;
  let place = start;
  for (let index = 0; index < values.length; index += 1) {
    const value = folded((values[index] as number) - base);
    if (value < limit) word |= value << filled;
    for (filled += width; filled >= 8; filled -= 8) {
      bits[place++] = word & 255;
      word >>>= 8;
    }
  }
  if (filled > 0) bits[place] = word;
}

function writeBits(bits: Uint8Array, start: number, value: number, width: number): void {
  let rest = value;
  for (let bit = start, left = width; left > 0;) {
    const room = 8 - (bit & 7);
    const taken = Math.min(room, left);
    const size = 1 << taken;
    bits[bit >>> 3] = (bits[bit >>> 3] as number) | ((rest % size) << (bit & 7));
    rest = Math.floor(rest / size);
    bit += taken;
    left -= taken;
  }
}
