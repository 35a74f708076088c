import { QUALITY } from '../../../../shared/contract/common.ts';
import { KIND, type Columns } from './history/columns.ts';
import { boundaryBefore } from './window-block.ts';
import type { Take } from './windows.ts';

const FIRST_CAPACITY = 256;

/** A window that moves over samples taken in order; what it says is bit for bit what `windowValueOf` says of the same samples. */
export interface WindowPass {
  readonly taking: Take;
  readonly windowSeconds: number;
  /** Takes the next samples in, those of a piece from one index to before another. */
  take(piece: Columns, start: number, end: number): void;
  /** Value of the window that ends at `at`, not before the newest sample taken nor before an earlier end; NaN where it is null. */
  valueAt(at: number): number;
}

export function windowPassOf(take: Take, windowSeconds: number): WindowPass {
  switch (take) {
    case 'min':
    case 'max':
      return new ExtremePass(take, windowSeconds);
    case 'count':
    case 'changes':
      return new CountPass(take, windowSeconds);
    default:
      return new MomentPass(take, windowSeconds);
  }
}

/** Times and values in order, the oldest dropped as the window moves on. */
class Ring {
  times = new Float64Array(FIRST_CAPACITY);
  values = new Float64Array(FIRST_CAPACITY);
  start = 0;
  end = 0;

  /** @param needless up to when nothing will be looked at any more */
  push(at: number, value: number, needless: number): void {
    if (this.end === this.times.length) {
      this.dropUpTo(needless);
      this.#makeRoom();
    }
    this.times[this.end] = at;
    this.values[this.end] = value;
    this.end += 1;
  }

  dropUpTo(at: number): void {
    while (this.start < this.end && (this.times[this.start] as number) <= at) this.start += 1;
  }

  #makeRoom(): void {
    const { times, values, start, end } = this;
    const isHalfFree = start > times.length / 2;
    if (!isHalfFree) {
      this.times = new Float64Array(times.length * 2);
      this.values = new Float64Array(times.length * 2);
    }
    this.times.set(times.subarray(start, end));
    this.values.set(values.subarray(start, end));
    this.start = 0;
    this.end = end - start;
  }
}

/** `count` and `changes`: of good samples of any kind. */
class CountPass implements WindowPass {
  readonly taking: Take;
  readonly windowSeconds: number;
  readonly #windowMs: number;
  /** Values: how many neighbours had differed up to there. */
  readonly #ring = new Ring();
  #changes = 0;
  #kind: number = KIND.none;
  #number = 0;
  #text: string | undefined = undefined;

  constructor(take: Take, windowSeconds: number) {
    this.taking = take;
    this.windowSeconds = windowSeconds;
    this.#windowMs = windowSeconds * 1_000;
  }

  take({ at, quality, kind, number, text }: Columns, start: number, end: number): void {
    for (let index = start; index < end; index += 1) {
      if (quality[index] !== QUALITY.good || kind[index] === KIND.none) continue;
      this.#take(at[index] as number, kind[index] as number, number[index] as number, text?.[index]);
    }
  }

  #take(at: number, kind: number, number: number, text: string | undefined): void {
    const isSame =
      kind === this.#kind && (kind === KIND.text ? text === this.#text : number === this.#number);
    if (!isSame && this.#kind !== KIND.none) this.#changes += 1;
    this.#kind = kind;
    this.#number = number;
    this.#text = text;
    this.#ring.push(at, this.#changes, at - this.#windowMs);
  }

  valueAt(at: number): number {
    const ring = this.#ring;
    ring.dropUpTo(at - this.#windowMs);
    const count = ring.end - ring.start;
    if (this.taking === 'count') return count;
    return count === 0 ? Number.NaN : this.#changes - (ring.values[ring.start] as number);
  }
}

/** `min` and `max`: only what may still become the extreme is kept. */
class ExtremePass implements WindowPass {
  readonly taking: Take;
  readonly windowSeconds: number;
  readonly #windowMs: number;
  readonly #sign: number;
  readonly #ring = new Ring();

  constructor(take: Take, windowSeconds: number) {
    this.taking = take;
    this.windowSeconds = windowSeconds;
    this.#windowMs = windowSeconds * 1_000;
    this.#sign = take === 'min' ? 1 : -1;
  }

  take({ at, quality, kind, number }: Columns, start: number, end: number): void {
    const ring = this.#ring;
    const sign = this.#sign;
    for (let index = start; index < end; index += 1) {
      if (quality[index] !== QUALITY.good || kind[index] !== KIND.number) continue;
      const value = number[index] as number;
      while (ring.end > ring.start && (ring.values[ring.end - 1] as number) * sign > value * sign)
        ring.end -= 1;
      ring.push(at[index] as number, value, (at[index] as number) - this.#windowMs);
    }
  }

  valueAt(at: number): number {
    const ring = this.#ring;
    ring.dropUpTo(at - this.#windowMs);
    return ring.start === ring.end ? Number.NaN : (ring.values[ring.start] as number);
  }
}

/** Mean of values, of times, and sums of products of deviations from them, as in `Summary`. */
const MOMENTS = 5;

/**
 * `mean`, `stddev` and `slope`. The samples after the border that lies in the window (see `boundaryBefore`) are added up as they come,
 * those before it once, from the border back, so that wherever the window begins its part of them is at hand.
 */
class MomentPass implements WindowPass {
  readonly taking: Take;
  readonly windowSeconds: number;
  readonly #windowMs: number;
  #boundary = -Infinity;
  #times: Float64Array = new Float64Array(FIRST_CAPACITY);
  #values: Float64Array = new Float64Array(FIRST_CAPACITY);
  /** Of the samples from each up to the border. */
  #before: Float64Array = new Float64Array(FIRST_CAPACITY * MOMENTS);
  #start = 0;
  /** Index of the first sample after the border. */
  #after = 0;
  #end = 0;
  // Of the samples after the border.
  #meanValue = 0;
  #meanTime = 0;
  #squaredValue = 0;
  #squaredTime = 0;
  #product = 0;

  constructor(taking: Take, windowSeconds: number) {
    this.taking = taking;
    this.windowSeconds = windowSeconds;
    this.#windowMs = windowSeconds * 1_000;
  }

  take({ at, quality, kind, number }: Columns, start: number, end: number): void {
    for (let index = start; index < end; index += 1) {
      if (quality[index] !== QUALITY.good || kind[index] !== KIND.number) continue;
      const time = at[index] as number;
      if (time > this.#boundary + this.#windowMs) this.#moveTo(time);
      if (this.#end === this.#times.length) this.#makeRoom();
      this.#times[this.#end] = time;
      this.#values[this.#end] = number[index] as number;
      this.#end += 1;
      this.#add(this.#end - 1, this.#end - this.#after);
    }
  }

  valueAt(at: number): number {
    if (at > this.#boundary + this.#windowMs) this.#moveTo(at);
    this.#dropUpTo(at - this.#windowMs);
    const later = this.#end - this.#after;
    const earlier = this.#after - this.#start;
    const numbers = later + earlier;
    if (numbers === 0) return Number.NaN;
    let [meanValue, squaredValue] = [this.#meanValue, this.#squaredValue];
    let [squaredTime, product] = [this.#squaredTime, this.#product];
    if (earlier > 0) {
      // As `addSummary` adds the later ones to the earlier.
      const before = this.#before;
      const place = this.#start * MOMENTS;
      const share = later / numbers;
      const weight = earlier * share;
      const byValue = meanValue - (before[place] as number);
      const byTime = this.#meanTime - (before[place + 1] as number);
      if (later === 0) {
        [meanValue, squaredValue] = [before[place] as number, before[place + 2] as number];
        [squaredTime, product] = [before[place + 3] as number, before[place + 4] as number];
      } else {
        squaredTime = (before[place + 3] as number) + (squaredTime + byTime * byTime * weight);
        squaredValue = (before[place + 2] as number) + (squaredValue + byValue * byValue * weight);
        product = (before[place + 4] as number) + (product + byTime * byValue * weight);
        meanValue = (before[place] as number) + byValue * share;
      }
    }
    if (this.taking === 'mean') return meanValue;
    if (this.taking === 'stddev') return numbers < 2 ? Number.NaN : Math.sqrt(squaredValue / (numbers - 1));
    return squaredTime === 0 ? Number.NaN : (product / squaredTime) * 1_000;
  }

  #moveTo(at: number): void {
    const boundary = boundaryBefore(at, this.#windowMs);
    if (boundary === this.#boundary) return;
    this.#boundary = boundary;
    this.#dropUpTo(at - this.#windowMs);
    this.#after = this.#end;
    while (this.#after > this.#start && (this.#times[this.#after - 1] as number) > boundary) this.#after -= 1;
    this.#clear();
    for (let index = this.#after - 1; index >= this.#start; index -= 1) {
      this.#add(index, this.#after - index);
      const place = index * MOMENTS;
      this.#before[place] = this.#meanValue;
      this.#before[place + 1] = this.#meanTime;
      this.#before[place + 2] = this.#squaredValue;
      this.#before[place + 3] = this.#squaredTime;
      this.#before[place + 4] = this.#product;
    }
    this.#clear();
    for (let index = this.#after; index < this.#end; index += 1) this.#add(index, index - this.#after + 1);
  }

  #clear(): void {
    this.#meanValue = 0;
    this.#meanTime = 0;
    this.#squaredValue = 0;
    this.#squaredTime = 0;
    this.#product = 0;
  }

  /** As `addSample`, times counted from the border. */
  #add(index: number, numbers: number): void {
    const time = (this.#times[index] as number) - this.#boundary;
    const value = this.#values[index] as number;
    const byTime = time - this.#meanTime;
    const byValue = value - this.#meanValue;
    this.#meanTime += byTime / numbers;
    this.#meanValue += byValue / numbers;
    this.#squaredTime += byTime * (time - this.#meanTime);
    this.#squaredValue += byValue * (value - this.#meanValue);
    this.#product += byTime * (value - this.#meanValue);
  }

  #dropUpTo(at: number): void {
    while (this.#start < this.#after && (this.#times[this.#start] as number) <= at) this.#start += 1;
  }

  #makeRoom(): void {
    const [start, end] = [this.#start, this.#end];
    const isHalfFree = start > this.#times.length / 2;
    const capacity = isHalfFree ? this.#times.length : this.#times.length * 2;
    const moved = (from: Float64Array, size: number) => {
      const to = isHalfFree ? from : new Float64Array(capacity * size);
      to.set(from.subarray(start * size, end * size));
      return to;
    };
    this.#times = moved(this.#times, 1);
    this.#values = moved(this.#values, 1);
    this.#before = moved(this.#before, MOMENTS);
    this.#after -= start;
    this.#end -= start;
    this.#start = 0;
  }
}
