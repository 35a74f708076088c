import type { SignalValue } from '../../../../../shared/contract/common.ts';

/** What a value is, as kept in a column. */
export const KIND = { number: 0, boolean: 1, text: 2, none: 3 } as const;

/** One sample with its place among those of its tag: source time, then number. */
export interface PlacedSample {
  readonly at: number;
  readonly seq: number;
  readonly value: SignalValue | null;
  readonly quality: number;
}

const FIRST_CAPACITY = 32;

/**
 * Samples of one tag in order of (at, seq), one array a property. `number` holds numbers and booleans (0, 1); `text` is
 * null while there are none.
 */
export class Columns {
  length: number;
  at: Float64Array;
  seq: Float64Array;
  quality: Float64Array;
  kind: Uint8Array;
  number: Float64Array;
  text: (string | undefined)[] | null = null;

  constructor(capacity: number = FIRST_CAPACITY) {
    this.length = 0;
    this.at = new Float64Array(capacity);
    this.seq = new Float64Array(capacity);
    this.quality = new Float64Array(capacity);
    this.kind = new Uint8Array(capacity);
    this.number = new Float64Array(capacity);
  }

  /** Makes room for this many more. */
  reserve(count: number): void {
    if (this.length + count > this.at.length) this.#grow(Math.max(this.length + count, this.length * 2));
  }

  #grow(capacity = Math.max(FIRST_CAPACITY, this.at.length * 2)): void {
    const larger = <T extends Float64Array | Uint8Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    this.at = larger(this.at, new Float64Array(capacity));
    this.seq = larger(this.seq, new Float64Array(capacity));
    this.quality = larger(this.quality, new Float64Array(capacity));
    this.kind = larger(this.kind, new Uint8Array(capacity));
    this.number = larger(this.number, new Float64Array(capacity));
  }

  /** Index of the first sample not before (at, seq). */
  indexOf(at: number, seq: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.at[middle] as number;
      if (other < at || (other === at && (this.seq[middle] as number) < seq)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  has(at: number, seq: number): boolean {
    const index = this.indexOf(at, seq);
    return index < this.length && this.at[index] === at && this.seq[index] === seq;
  }

  /** Samples that are no texts were put into the columns behind the last: now there are `length`. */
  appended(length: number): void {
    if (this.text !== null) while (this.text.length < length) this.text.push(undefined);
    this.length = length;
  }

  /** Puts a sample in its place; one that is there already stays as it is. */
  insert(at: number, seq: number, quality: number, kind: number, number: number, text?: string): void {
    const last = this.length - 1;
    const lastAt = last < 0 ? -Infinity : (this.at[last] as number);
    if (at > lastAt || (at === lastAt && seq > (this.seq[last] as number))) {
      if (this.length === this.at.length) this.#grow();
      this.#set(this.length++, at, seq, quality, kind, number, text);
      return;
    }
    const index = this.indexOf(at, seq);
    if (this.at[index] === at && this.seq[index] === seq) return;
    if (this.length === this.at.length) this.#grow();
    for (const column of [this.at, this.seq, this.quality, this.kind, this.number])
      column.copyWithin(index + 1, index, this.length);
    this.text?.splice(index, 0, undefined);
    this.length += 1;
    this.#set(index, at, seq, quality, kind, number, text);
  }

  #set(
    index: number,
    at: number,
    seq: number,
    quality: number,
    kind: number,
    number: number,
    text: string | undefined,
  ): void {
    this.at[index] = at;
    this.seq[index] = seq;
    this.quality[index] = quality;
    this.kind[index] = kind;
    this.number[index] = number;
    if (text !== undefined && this.text === null) this.text = Array.from({ length: index }, () => undefined);
    if (this.text !== null) this.text[index] = text;
  }

  valueAt(index: number): SignalValue | null {
    const kind = this.kind[index];
    if (kind === KIND.text) return this.text?.[index] ?? '';
    if (kind === KIND.none) return null;
    const number = this.number[index] as number;
    return kind === KIND.boolean ? number === 1 : number;
  }

  sampleAt(index: number): PlacedSample {
    return {
      at: this.at[index] as number,
      seq: this.seq[index] as number,
      value: this.valueAt(index),
      quality: this.quality[index] as number,
    };
  }

  /** The same samples as a part of these, on the same memory. */
  view(start: number, end: number): Columns {
    const part = new Columns(0);
    part.length = end - start;
    part.at = this.at.subarray(start, end);
    part.seq = this.seq.subarray(start, end);
    part.quality = this.quality.subarray(start, end);
    part.kind = this.kind.subarray(start, end);
    part.number = this.number.subarray(start, end);
    part.text = this.text?.slice(start, end) ?? null;
    return part;
  }

  slice(start: number, end: number): Columns {
    const part = new Columns(Math.max(0, end - start));
    part.length = part.at.length;
    part.at.set(this.at.subarray(start, end));
    part.seq.set(this.seq.subarray(start, end));
    part.quality.set(this.quality.subarray(start, end));
    part.kind.set(this.kind.subarray(start, end));
    part.number.set(this.number.subarray(start, end));
    part.text = this.text?.slice(start, end) ?? null;
    return part;
  }

  /** Adds a sample of another column set. */
  take(other: Columns, index: number): void {
    this.insert(
      other.at[index] as number,
      other.seq[index] as number,
      other.quality[index] as number,
      other.kind[index] as number,
      other.number[index] as number,
      other.text?.[index],
    );
  }

  #isBefore(other: Columns): boolean {
    const last = this.length - 1;
    const difference = (this.at[last] as number) - (other.at[0] as number);
    return difference < 0 || (difference === 0 && (this.seq[last] as number) < (other.seq[0] as number));
  }

  /** Behind the last, all of which come before these. */
  #addAll({ length, at, seq, quality, kind, number, text }: Columns): void {
    this.at.set(at.subarray(0, length), this.length);
    this.seq.set(seq.subarray(0, length), this.length);
    this.quality.set(quality.subarray(0, length), this.length);
    this.kind.set(kind.subarray(0, length), this.length);
    this.number.set(number.subarray(0, length), this.length);
    if (text !== null) this.text ??= Array.from({ length: this.length }, () => undefined);
    if (text !== null) this.text?.push(...text.slice(0, length));
    this.appended(this.length + length);
  }

  /** Both together, for reading; where both have a place, this one's sample stays. */
  merged(other: Columns): Columns {
    if (this.length === 0) return other;
    if (other.length === 0) return this;
    const both = new Columns(this.length + other.length);
    if (this.#isBefore(other)) {
      both.#addAll(this);
      both.#addAll(other);
      return both;
    }
    let own = 0;
    let theirs = 0;
    while (own < this.length || theirs < other.length) {
      if (theirs >= other.length) both.take(this, own++);
      else if (own >= this.length) both.take(other, theirs++);
      else {
        const difference =
          (this.at[own] as number) - (other.at[theirs] as number) ||
          (this.seq[own] as number) - (other.seq[theirs] as number);
        if (difference <= 0) both.take(this, own++);
        else both.take(other, theirs++);
      }
    }
    return both;
  }
}

/** Kind and number of a value, as `Columns.insert` takes them. */
export function kindOf(value: SignalValue | null): number {
  if (value === null) return KIND.none;
  if (typeof value === 'boolean') return KIND.boolean;
  return typeof value === 'string' ? KIND.text : KIND.number;
}
