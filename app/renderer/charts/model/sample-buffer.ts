import { isGoodQuality } from './quality.ts';
import { thinSamples, type SampleColumns } from './thin.ts';

const FIRST_CAPACITY = 1_024;

/** Told when older samples were thinned to stay within the capacity: everything before `before` now has steps of `stepMs`. */
export type ThinnedListener = (before: number, stepMs: number) => void;

/**
 * Samples of one pen in order of source time, in a ring of typed arrays. Appending at the end is the fast way; late samples
 * land in their place. A sample that is there already (same time, value and quality) is not taken twice, which makes the seam
 * between history and live safe to overlap. Never holds more than `capacity` samples: when full, older ones are thinned with
 * extremes kept. Values are numbers (booleans 0/1, text as code); NaN where the source sent none.
 */
export class SampleBuffer {
  times = new Float64Array(FIRST_CAPACITY);
  values = new Float64Array(FIRST_CAPACITY);
  qualities = new Uint16Array(FIRST_CAPACITY);
  /** Index of the oldest sample; sample `i` is at `(head + i) & mask`. */
  head = 0;
  mask = FIRST_CAPACITY - 1;
  length = 0;
  /** Whether some sample came without a value, or was not good. */
  hasFaults = false;
  readonly capacity: number;
  readonly #onThinned: ThinnedListener;

  /** @param capacity power of two, at least 1,024 */
  constructor(capacity: number, onThinned: ThinnedListener = () => {}) {
    if (capacity < FIRST_CAPACITY || (capacity & (capacity - 1)) !== 0) throw new RangeError('capacity');
    this.capacity = capacity;
    this.#onThinned = onThinned;
  }

  time(index: number): number {
    return this.times[(this.head + index) & this.mask] ?? NaN;
  }

  value(index: number): number {
    return this.values[(this.head + index) & this.mask] ?? NaN;
  }

  quality(index: number): number {
    return this.qualities[(this.head + index) & this.mask] ?? 0;
  }

  /** First index whose time is at or after `time`; `length` where there is none. */
  lowerBound(time: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.time(middle) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** First index whose time is after `time`. */
  upperBound(time: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.time(middle) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Takes one sample; answers its index, or -1 when it was there already. */
  insert(time: number, value: number, quality: number): number {
    if (!Number.isFinite(time)) return -1;
    let index = this.upperBoundFast(time);
    for (let i = index - 1; i >= 0 && this.time(i) === time; i -= 1) {
      if (Object.is(this.value(i), value) && this.quality(i) === quality) return -1;
    }
    if (this.length > this.mask) {
      this.#makeRoom();
      index = this.upperBound(time);
    }
    this.hasFaults ||= Number.isNaN(value) || !isGoodQuality(quality);
    for (let i = this.length; i > index; i -= 1) this.#copy(i - 1, i);
    this.#write(index, time, value, quality);
    this.length += 1;
    return index;
  }

  private upperBoundFast(time: number): number {
    return this.length === 0 || this.time(this.length - 1) <= time ? this.length : this.upperBound(time);
  }

  /** Takes samples in ascending order of time (a stretch of history); answers how many were new. */
  merge(added: SampleColumns): number {
    const before = this.length;
    if (added.times.length === 0) return 0;
    this.hasFaults ||=
      added.values.some(Number.isNaN) || added.qualities.some((quality) => !isGoodQuality(quality));
    const merged = this.#union(added);
    const overfull = merged.times.length > this.capacity;
    const kept = overfull ? this.#thinned(merged) : merged;
    this.#adopt(kept);
    return overfull ? added.times.length : this.length - before;
  }

  /** Forgets samples outside [from, to]. */
  trim(from: number, to: number): void {
    const start = this.lowerBound(from);
    const end = this.upperBound(to);
    this.head = (this.head + start) & this.mask;
    this.length = Math.max(0, end - start);
  }

  /** The samples as plain columns, oldest first. */
  columns(): SampleColumns {
    const times = new Float64Array(this.length);
    const values = new Float64Array(this.length);
    const qualities = new Uint16Array(this.length);
    for (let i = 0; i < this.length; i += 1) {
      times[i] = this.time(i);
      values[i] = this.value(i);
      qualities[i] = this.quality(i);
    }
    return { times, values, qualities };
  }

  /** Replaces every stored value, e.g. when a pen of numbers turns out to send text. */
  mapValues(change: (value: number) => number): void {
    for (let i = 0; i < this.length; i += 1) {
      const slot = (this.head + i) & this.mask;
      this.values[slot] = change(this.values[slot] ?? NaN);
    }
  }

  #write(index: number, time: number, value: number, quality: number): void {
    const slot = (this.head + index) & this.mask;
    this.times[slot] = time;
    this.values[slot] = value;
    this.qualities[slot] = quality;
  }

  #copy(from: number, to: number): void {
    this.#write(to, this.time(from), this.value(from), this.quality(from));
  }

  #makeRoom(): void {
    const columns = this.columns();
    this.#adopt(this.length < this.capacity ? columns : this.#thinned(columns), this.length + 1);
  }

  /** Newest quarter of the capacity as it is, what is older thinned to at most another quarter. */
  #thinned(columns: SampleColumns): SampleColumns {
    const raw = Math.floor(this.capacity / 4);
    const result = thinSamples(columns, raw, raw);
    this.#onThinned(result.before, result.stepMs);
    return result.columns;
  }

  #adopt(columns: SampleColumns, room = columns.times.length): void {
    const length = columns.times.length;
    let size = FIRST_CAPACITY;
    while (size < Math.min(room, this.capacity)) size *= 2;
    if (size !== this.times.length) {
      this.times = new Float64Array(size);
      this.values = new Float64Array(size);
      this.qualities = new Uint16Array(size);
      this.mask = size - 1;
    }
    this.times.set(columns.times);
    this.values.set(columns.values);
    this.qualities.set(columns.qualities);
    this.head = 0;
    this.length = length;
  }

  #union(added: SampleColumns): SampleColumns {
    const total = this.length + added.times.length;
    const out = {
      times: new Float64Array(total),
      values: new Float64Array(total),
      qualities: new Uint16Array(total),
    };
    let count = 0;
    let mine = 0;
    let theirs = 0;
    const put = (time: number, value: number, quality: number): void => {
      for (let i = count - 1; i >= 0 && out.times[i] === time; i -= 1) {
        if (Object.is(out.values[i], value) && out.qualities[i] === quality) return;
      }
      out.times[count] = time;
      out.values[count] = value;
      out.qualities[count] = quality;
      count += 1;
    };
    while (mine < this.length || theirs < added.times.length) {
      const theirTime = added.times[theirs] ?? Infinity;
      if (mine < this.length && this.time(mine) <= theirTime) {
        put(this.time(mine), this.value(mine), this.quality(mine));
        mine += 1;
      } else {
        put(theirTime, added.values[theirs] ?? NaN, added.qualities[theirs] ?? 0);
        theirs += 1;
      }
    }
    return {
      times: out.times.subarray(0, count),
      values: out.values.subarray(0, count),
      qualities: out.qualities.subarray(0, count),
    };
  }
}
