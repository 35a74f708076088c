import { QUALITY } from '../../../../../shared/contract/common.ts';
import { KIND } from './columns.ts';
import { silenceOf } from './gaps.ts';
import type { Segment } from './segment.ts';

/** What is known of the samples of a window. Times are epoch milliseconds, durations milliseconds. */
export interface WindowFigures {
  readonly count: number;
  /** Good numbers and booleans; everything below but the times is of these. Null where a double cannot hold the sums. */
  readonly good: number;
  readonly low: { readonly at: number; readonly value: number } | null;
  readonly high: { readonly at: number; readonly value: number } | null;
  readonly mean: number | null;
  /** Each value weighed by how long it stood. */
  readonly timeWeightedMean: number | null;
  /** Standard deviation of the samples. */
  readonly deviation: number | null;
  /** Length of the window, up to now. */
  readonly spanMs: number;
  /** So long a value stood, good or not: the window without its silences. */
  readonly coveredMs: number;
  /** So long one stood that was not good. */
  readonly badMs: number;
  /** False where deviation and times are worked out from summaries and some chunks in between. */
  readonly isExact: boolean;
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

interface Earlier {
  readonly isGood: boolean;
  readonly value: number | null;
}

export interface FiguresQuestion {
  readonly from: number;
  readonly to: number;
  /** A silence longer than this is not covered. */
  readonly silenceMs: number;
  /** So many times the usual distance of neighbours that is; see `silenceOf`. */
  readonly factor: number;
  /** The last sample before the window, when its value still stood at its beginning. */
  readonly before: (Earlier & { readonly at: number }) | undefined;
}

/** Chunks unpacked for one answer at most: 20 to 30 ms. A window of more samples is answered from summaries. */
const MOST_UNPACKED = 256;

/** Sums of a window, taken sample by sample or summary by summary in order of time. */
class Sums {
  count = 0;
  good = 0;
  low: WindowFigures['low'] = null;
  high: WindowFigures['high'] = null;
  coveredMs = 0;
  badMs = 0;
  /** Of differences to the first value, so that large numbers that differ little lose nothing. */
  #pivot = NaN;
  #sum = 0;
  #squares = 0;
  #weighed = 0;
  #weighedMs = 0;
  /** Spread inside of chunks: measured where they were unpacked, to be estimated where not. */
  #within = 0;
  #measured = 0;
  #unmeasured = 0;
  #last: (Earlier & { readonly at: number }) | undefined;
  #silenceMs: number;

  constructor({ from, before, silenceMs }: FiguresQuestion) {
    this.#silenceMs = silenceMs;
    if (before && from - before.at <= silenceMs) this.#last = { ...before, at: from };
  }

  /** From here on. */
  setSilence(silenceMs: number): void {
    this.#silenceMs = silenceMs;
  }

  /** The last value stood until here. */
  standUntil(at: number): void {
    const last = this.#last;
    if (!last) return;
    const ms = at - last.at;
    if (ms <= 0 || ms > this.#silenceMs) return;
    this.#stood(ms, last);
  }

  #stood(ms: number, { isGood, value }: Earlier): void {
    this.coveredMs += ms;
    if (!isGood) this.badMs += ms;
    if (!isGood || value === null) return;
    this.#weighed += (value - this.#shifted(value)) * ms;
    this.#weighedMs += ms;
  }

  #shifted(value: number): number {
    if (Number.isNaN(this.#pivot)) this.#pivot = value;
    return this.#pivot;
  }

  addSamples(segment: Segment, from: number, to: number): void {
    const samples = segment.columns();
    const end = samples.indexOf(to, Infinity);
    const before = { good: this.good, sum: this.#sum, squares: this.#squares };
    for (let index = samples.indexOf(from, -Infinity); index < end; index += 1) {
      const at = samples.at[index] as number;
      const kind = samples.kind[index] as number;
      const isGood = samples.quality[index] === QUALITY.good && kind !== KIND.none;
      const value = isGood && kind !== KIND.text ? (samples.number[index] as number) : null;
      this.standUntil(at);
      this.#last = { at, isGood, value };
      this.count += 1;
      if (value !== null) this.#addValue(at, value);
    }
    const good = this.good - before.good;
    if (good === 0) return;
    const mean = (this.#sum - before.sum) / good;
    this.#within += Math.max(0, this.#squares - before.squares - good * mean * mean);
    this.#measured += good;
  }

  #addValue(at: number, value: number): void {
    const difference = value - this.#shifted(value);
    this.good += 1;
    this.#sum += difference;
    this.#squares += difference * difference;
    this.#extreme(value, at, value, at);
  }

  #extreme(low: number, lowAt: number, high: number, highAt: number): void {
    if (this.low === null || low < this.low.value) this.low = { at: lowAt, value: low };
    if (this.high === null || high > this.high.value) this.high = { at: highAt, value: high };
  }

  /** A segment that lies in the window as a whole and has no more than one silence, by its summary. */
  addSummary(segment: Segment): void {
    const { count, good, notGood, firstAt, lastAt, longestStep } = segment;
    this.standUntil(firstAt);
    const ms = lastAt - firstAt - (longestStep > this.#silenceMs ? longestStep : 0);
    const goodMs = ms * (1 - notGood / count);
    const mean = good > 0 ? segment.sum / good : null;
    this.#stood(ms - goodMs, { isGood: false, value: null });
    this.#stood(goodMs, { isGood: true, value: mean });
    this.#last = { at: lastAt, isGood: true, value: mean };
    this.count += count;
    if (mean === null) return;
    const difference = mean - this.#shifted(mean);
    this.good += good;
    this.#sum += good * difference;
    this.#squares += good * difference * difference;
    this.#unmeasured += good;
    this.#extreme(segment.low, segment.lowAt, segment.high, segment.highAt);
  }

  figures(spanMs: number, isExact: boolean): WindowFigures {
    const { count, good, low, high, coveredMs, badMs } = this;
    const mean = this.#sum / good;
    const missing = this.#measured > 0 ? (this.#within / this.#measured) * this.#unmeasured : 0;
    const variance = Math.max(0, (this.#squares + missing) / good - mean * mean);
    return {
      count,
      good,
      low,
      high,
      mean: finite(this.#pivot + mean),
      timeWeightedMean: finite(this.#pivot + this.#weighed / this.#weighedMs),
      deviation: finite(Math.sqrt(variance)),
      spanMs,
      coveredMs,
      badMs,
      isExact,
    };
  }
}

/**
 * Figures of the samples in [from, to]. Count, extremes and mean are exact always. Up to 256 chunks every sample is looked at;
 * above, what lies between is taken from summaries: times by each chunk's mean and share of good samples, the deviation from
 * the means of the chunks and the spread inside of every n-th.
 *
 * @param segments those that touch the window, in order
 */
export function figuresOf(segments: readonly Segment[], question: FiguresQuestion): WindowFigures {
  const { from, to, silenceMs: threshold, factor } = question;
  const sums = new Sums(question);
  const every = Math.ceil(segments.length / MOST_UNPACKED);
  let isExact = true;
  segments.forEach((segment, index) => {
    const silenceMs = silenceOf(segment, { threshold, factor });
    sums.setSilence(silenceMs);
    const isCut = segment.firstAt < from || segment.lastAt > to;
    if (isCut || segment.secondStep > silenceMs || index % every === 0)
      return sums.addSamples(segment, from, to);
    isExact = false;
    sums.addSummary(segment);
  });
  sums.standUntil(to);
  return sums.figures(Math.max(0, to - from), isExact);
}
