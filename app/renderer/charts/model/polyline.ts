import { ColumnGroup } from './column-group.ts';
import type { Gap } from './gaps.ts';
import { isGoodQuality } from './quality.ts';
import type { SampleBuffer } from './sample-buffer.ts';

/** A point begins a new stroke: there is a gap or a missing value before it. */
export const BREAK = 1;
/** The point's quality is not good. */
export const BAD = 2;

/** Points to draw, reused from frame to frame. */
export class Polyline {
  times = new Float64Array(4_096);
  values = new Float64Array(4_096);
  flags = new Uint8Array(4_096);
  length = 0;

  clear(): void {
    this.length = 0;
  }

  push(time: number, value: number, flags: number): void {
    if (this.length === this.times.length) this.#grow();
    this.times[this.length] = time;
    this.values[this.length] = value;
    this.flags[this.length] = flags;
    this.length += 1;
  }

  #grow(): void {
    const size = this.times.length * 2;
    const { times, values, flags } = this;
    this.times = new Float64Array(size);
    this.values = new Float64Array(size);
    this.flags = new Uint8Array(size);
    this.times.set(times);
    this.values.set(values);
    this.flags.set(flags);
  }
}

/**
 * Reduces the samples in [from, to] (and one beyond each end, so that lines reach the edges) to first, lowest, highest and last
 * per column of `stepMs`: drawn as a line this gives the same picture as all samples (M4, Jugel et al., VLDB 2014). Columns
 * are anchored to absolute time, so a moving window does not shimmer. A column is also split at gaps and turns of quality.
 */
export function reduceToPolyline(
  buffer: SampleBuffer,
  gaps: readonly Gap[],
  range: { from: number; to: number; stepMs: number },
  out: Polyline,
): void {
  out.clear();
  const { from, to, stepMs } = range;
  const { times, values, qualities, head, mask } = buffer;
  const end = Math.min(buffer.length, buffer.upperBound(to) + 1);
  const group = new ColumnGroup();
  let breakBefore = BREAK;
  let nextBreak = BREAK;
  let gapIndex = 0;
  let previous = NaN;
  const emit = (index: number, first: boolean): void => {
    const slot = (head + index) & mask;
    const flags = (group.good ? 0 : BAD) | (first ? breakBefore : 0);
    out.push(times[slot] as number, values[slot] as number, flags);
  };
  for (let i = Math.max(0, buffer.lowerBound(from) - 1); i < end; i += 1) {
    const slot = (head + i) & mask;
    const time = times[slot] as number;
    const value = values[slot] as number;
    while (gapIndex < gaps.length && (gaps[gapIndex] as Gap).to <= previous) gapIndex += 1;
    const gap = gaps[gapIndex];
    if (Number.isNaN(value) || (gap !== undefined && gap.from >= previous && gap.to <= time))
      nextBreak = BREAK;
    previous = time;
    if (Number.isNaN(value)) {
      group.close(emit);
      continue;
    }
    const good = isGoodQuality(qualities[slot] as number);
    const column = Math.floor(time / stepMs);
    if (nextBreak === 0 && group.fits(column, good)) {
      group.take(i, value);
    } else {
      group.close(emit);
      group.start(i, value, column, good);
      breakBefore = nextBreak;
      nextBreak = 0;
    }
  }
  group.close(emit);
}

/** Lowest and highest value in [from, to]; Infinity and -Infinity when there is none. */
export function extremesOf(buffer: SampleBuffer, from: number, to: number): { low: number; high: number } {
  const { values, head, mask } = buffer;
  const end = buffer.upperBound(to);
  let low = Infinity;
  let high = -Infinity;
  for (let i = buffer.lowerBound(from); i < end; i += 1) {
    const value = values[(head + i) & mask] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}
