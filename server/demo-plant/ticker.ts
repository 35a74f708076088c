export interface TickerOptions {
  /** Wall clock in epoch milliseconds. */
  readonly now: () => number;
  /** Seconds of a hole that are still caught up, one call each. */
  readonly longestCatchUp: number;
}

/**
 * Calls `onSecond` once for every whole second of the wall clock, with that second in epoch milliseconds. `skipped`
 * is true when the clock jumped by more than `longestCatchUp` either way: it goes on from the new time. After a
 * smaller step back it waits, so that no second comes twice.
 */
export function createTicker(
  { now, longestCatchUp }: TickerOptions,
  onSecond: (atMs: number, skipped: boolean) => void,
): { stop(): void } {
  let next = Math.ceil(now() / 1_000) * 1_000;
  let timer: ReturnType<typeof setTimeout>;

  const run = (): void => {
    const current = Math.floor(now() / 1_000) * 1_000;
    const hole = Math.abs(current - next) > longestCatchUp * 1_000;
    if (hole) {
      next = current;
    }
    for (let skipped = hole; next <= current; next += 1_000) {
      onSecond(next, skipped);
      skipped = false;
    }
    schedule();
  };
  const schedule = (): void => {
    timer = setTimeout(run, Math.max(1, next - now()));
  };
  schedule();
  return { stop: () => clearTimeout(timer) };
}
