import type { Gap } from './gaps.ts';
import { isGoodQuality } from './quality.ts';
import type { SampleBuffer } from './sample-buffer.ts';

/** What of a pen may be missing. */
interface AbsentPen {
  readonly buffer: SampleBuffer;
  readonly gaps: { readonly list: readonly Gap[] };
}

/** By pixel column, 1 where there is something. */
export interface FaultColumns {
  /** A silence too short to be seen as an open place in a line, or a moment without a value. */
  readonly absent: Uint8Array;
  /** A value that is not good. */
  readonly bad: Uint8Array;
}

/** Narrower than this a gap in a line cannot be seen; pixel columns. */
const SEEN_FROM = 3;

/** Where some pen has a fault that its line may not show: in a long window an hour is less than a pixel, and must not vanish. */
export function faultColumns(
  pens: readonly AbsentPen[],
  { from, to, columns }: { from: number; to: number; columns: number },
): FaultColumns {
  const absent = new Uint8Array(columns);
  const bad = new Uint8Array(columns);
  const step = (to - from) / columns;
  const columnOf = (at: number): number => Math.min(columns - 1, Math.max(0, Math.floor((at - from) / step)));
  for (const { buffer, gaps } of pens) {
    for (const gap of gaps.list)
      if (gap.to > from && gap.from < to && (gap.to - gap.from) / step < SEEN_FROM)
        absent.fill(1, columnOf(gap.from), columnOf(gap.to) + 1);
    if (!buffer.hasFaults) continue;
    const { times, values, qualities, head, mask } = buffer;
    const end = buffer.upperBound(to);
    for (let index = buffer.lowerBound(from); index < end; index += 1) {
      const slot = (head + index) & mask;
      const isMissing = Number.isNaN(values[slot] as number);
      if (!isMissing && isGoodQuality(qualities[slot] as number)) continue;
      (isMissing ? absent : bad)[columnOf(times[slot] as number)] = 1;
    }
  }
  return { absent, bad };
}
