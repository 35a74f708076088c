import type { Counters } from '../../../../shared/contract/data-hub.ts';

/** Counters as they were at a moment of the server's time, epoch milliseconds. */
export interface CounterReading {
  readonly at: number;
  readonly counters: Counters;
}

/**
 * Change per second between two readings. Null without an earlier one, or when the counters began anew (the server
 * was restarted).
 */
export function ratePerSecond(
  earlier: CounterReading | null,
  later: CounterReading,
  name: keyof Counters,
): number | null {
  if (!earlier || later.at <= earlier.at) return null;
  const change = later.counters[name] - earlier.counters[name];
  return change < 0 ? null : change / ((later.at - earlier.at) / 1000);
}
