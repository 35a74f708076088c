import type { Gap } from './gaps.ts';
import type { SampleBuffer } from './sample-buffer.ts';

/** What of a pen may be missing. */
interface AbsentPen {
  readonly buffer: SampleBuffer;
  readonly gaps: { readonly list: readonly Gap[] };
}

/** Narrower than this a gap in a line cannot be seen; pixel columns. */
const SEEN_FROM = 3;

/**
 * Pixel columns in which some pen has a silence too short to be seen as an open place in its line, or a moment without a value:
 * in a long window an hour is less than a pixel, and must not vanish.
 */
export function columnsOfShortAbsences(
  pens: readonly AbsentPen[],
  { from, to, columns }: { from: number; to: number; columns: number },
): Uint8Array {
  const marked = new Uint8Array(columns);
  const step = (to - from) / columns;
  const mark = (start: number, end: number): void => {
    const first = Math.max(0, Math.floor((start - from) / step));
    const last = Math.min(columns - 1, Math.floor((end - from) / step));
    for (let column = first; column <= last; column += 1) marked[column] = 1;
  };
  for (const { buffer, gaps } of pens) {
    for (const gap of gaps.list)
      if (gap.to > from && gap.from < to && (gap.to - gap.from) / step < SEEN_FROM) mark(gap.from, gap.to);
    if (!buffer.hasMissing) continue;
    const end = buffer.upperBound(to);
    for (let index = buffer.lowerBound(from); index < end; index += 1)
      if (Number.isNaN(buffer.value(index))) mark(buffer.time(index), buffer.time(index));
  }
  return marked;
}
