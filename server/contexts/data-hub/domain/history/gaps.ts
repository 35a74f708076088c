import type { Segment } from './segment.ts';

/** Neighbours looked at for the usual distance; those of a long window are like its newest. */
const MEDIAN_OF = 10_000;

/** The part of ascending times within [from, to]. */
function clipped(times: Float64Array, from: number, to: number): Float64Array {
  let start = 0;
  let end = times.length;
  while (start < end && (times[start] as number) < from) start += 1;
  while (end > start && (times[end - 1] as number) > to) end -= 1;
  return times.subarray(start, end);
}

const isInside = (segment: Segment, from: number, to: number) =>
  segment.firstAt >= from && segment.lastAt <= to;

/** Samples of the window. */
export function countOf(segments: readonly Segment[], from: number, to: number): number {
  return segments.reduce(
    (count, segment) =>
      count + (isInside(segment, from, to) ? segment.count : clipped(segment.times(), from, to).length),
    0,
  );
}

/** Median of the distances above 0 of the newest neighbours in the window; undefined where there is none. */
export function medianStep(segments: readonly Segment[], from: number, to: number): number | undefined {
  const steps = new Float64Array(MEDIAN_OF);
  let count = 0;
  let seen = 0;
  let after = Number.NaN;
  for (let place = segments.length - 1; place >= 0 && seen < MEDIAN_OF; place -= 1) {
    const times = clipped((segments[place] as Segment).times(), from, to);
    for (let index = times.length - 1; index >= 0 && seen < MEDIAN_OF; index -= 1) {
      const at = times[index] as number;
      if (after > at) steps[count++] = after - at;
      after = at;
      seen += 1;
    }
  }
  return count === 0 ? undefined : steps.subarray(0, count).sort()[count >> 1];
}

/** Fewer samples do not tell how far apart a segment's usually are. */
const TELLING = 64;
/** So many times their mean distance is the longest of samples that come evenly. */
const EVEN = 2;

/** From when on a distance of neighbours is a silence. */
export interface SilenceRule {
  /** By the usual distance in the window, milliseconds. */
  readonly threshold: number;
  /** So many times the usual distance it is. */
  readonly factor: number;
}

/** Mean distance of a segment's neighbours but for the two longest; 0 where they are too few to tell. */
function usualStep({ count, firstAt, lastAt, longestStep, secondStep }: Segment): number {
  return count < TELLING ? 0 : (lastAt - firstAt - longestStep - secondStep) / (count - 3);
}

/**
 * The same for one segment: where its samples came more slowly than those of the window usually do, e.g. as values imported from
 * before the live ones, its own distance counts. Else the whole of it would be silence.
 */
export function silenceOf(segment: Segment, { threshold, factor }: SilenceRule): number {
  return Math.max(threshold, factor * usualStep(segment));
}

/** Distances on each side that tell what is usual at a place. */
const NEAR = 30;

/** Median of the distances between the places `start` and `end` of ascending times; 0 where they are too few to tell. */
function usualBetween(times: Float64Array, start: number, end: number): number {
  if (start < 0 || end >= times.length) return 0;
  const steps = Float64Array.from(
    { length: end - start },
    (_, index) => (times[start + index + 1] as number) - (times[start + index] as number),
  );
  return steps.sort()[steps.length >> 1] as number;
}

/** Whether a value came no later than values near it do: the pace of a source changed, and it is no silence. */
function isUsualNear(times: Float64Array, index: number, ms: number, factor: number): boolean {
  const before = usualBetween(times, index - 1 - NEAR, index - 1);
  const after = usualBetween(times, index, index + NEAR);
  return ms <= factor * Math.max(before, after);
}

interface Silence {
  readonly from: number;
  readonly to: number;
}

/** Collects silences: the oldest ones, or the longest of those that begin in each equal part of the window. */
class Silences {
  readonly #from: number;
  readonly #width: number | null;
  readonly #limit: number;
  readonly #found = new Map<number, Silence>();

  constructor({ from, to, parts, limit }: Silence & { parts: number | null; limit: number }) {
    this.#from = from;
    this.#width = parts === null ? null : Math.max(1, (to - from + 1) / parts);
    this.#limit = limit;
  }

  get isFull(): boolean {
    return this.#width === null && this.#found.size >= this.#limit;
  }

  get list(): Silence[] {
    return [...this.#found.values()];
  }

  #partOf(at: number): number {
    return Math.floor((at - this.#from) / (this.#width ?? 1));
  }

  /** Whether of the silences inside [from, to] only the longest is told of. */
  isOnePart(from: number, to: number): boolean {
    return this.#width !== null && this.#partOf(from) === this.#partOf(to);
  }

  add(silence: Silence): void {
    if (this.isFull) return;
    const key = this.#width === null ? this.#found.size : this.#partOf(silence.from);
    const known = this.#found.get(key);
    if (known === undefined || known.to - known.from < silence.to - silence.from)
      this.#found.set(key, silence);
  }
}

/**
 * Silences of the window longer than `threshold`, oldest first. Those at its ends count too: before the first sample
 * when the tag had one earlier, and after the last.
 *
 * @param before time of the newest sample before the window, if there is one
 * @param parts of a window drawn in so many equal parts: of the silences that begin in one the longest, so that none that can be
 *   seen is missing however many there are; null gives the oldest `limit`
 */
export function gapsOf(
  segments: readonly Segment[],
  {
    from,
    to,
    before,
    threshold,
    factor,
    limit,
    parts,
  }: Silence & SilenceRule & { before: number | undefined; limit: number; parts: number | null },
): Silence[] {
  const silences = new Silences({ from, to, parts, limit });
  let last = before;
  let silence = threshold;
  const next = (at: number) => {
    if (last !== undefined && at - last > silence) silences.add({ from: Math.max(last, from), to: at });
    last = at;
  };
  for (const segment of segments) {
    const own = silenceOf(segment, { threshold, factor });
    // What lies between two segments is measured by the slower one.
    silence = Math.max(silence, own);
    // Mostly the summary tells: no silence inside, or the one that counts.
    const isTold =
      segment.secondStep <= Math.max(threshold, EVEN * usualStep(segment)) ||
      silences.isOnePart(segment.firstAt, segment.lastAt);
    if (isInside(segment, from, to) && isTold) {
      next(segment.firstAt);
      silence = own;
      last = segment.longestStepTo - segment.longestStep;
      next(segment.longestStepTo);
      last = segment.lastAt;
    } else {
      const times = clipped(segment.times(), from, to);
      if (times.length > 0) next(times[0] as number);
      silence = threshold;
      for (let index = 1; index < times.length; index += 1) {
        const at = times[index] as number;
        const ms = at - (times[index - 1] as number);
        if (ms > threshold && !isUsualNear(times, index, ms, factor)) next(at);
        else last = at;
      }
      silence = own;
    }
    if (silences.isFull) break;
  }
  next(to);
  return silences.list;
}
