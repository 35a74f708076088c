export type RangeFault = 'incomplete' | 'order' | 'long';

/** What is wrong with a range as typed, if anything. */
export function rangeFault(from: number, to: number, longestMs: number): RangeFault | undefined {
  if (!Number.isFinite(from) || !Number.isFinite(to)) return 'incomplete';
  if (to - from < 1_000) return 'order';
  return to - from > longestMs ? 'long' : undefined;
}
