const WINDOW_MS = 60_000;
const GIVE_UP_AFTER = 6;
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5_000;

/**
 * How long to wait after each end of the server: 100 ms, doubling while ends follow one another within a minute, at
 * most 5 s. The sixth end within a minute is the last one tried.
 */
export class BackOff {
  #ends: number[] = [];

  /** Notes an end at `now` (any monotonic clock, ms). Answers the wait in ms, or null when it is time to give up. */
  nextDelay(now: number): number | null {
    this.#ends = this.#ends.filter((end) => now - end < WINDOW_MS);
    this.#ends.push(now);
    if (this.#ends.length >= GIVE_UP_AFTER) return null;
    return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (this.#ends.length - 1));
  }

  /** Ends noted within the last minute. */
  get recentEnds(): number {
    return this.#ends.length;
  }

  reset(): void {
    this.#ends = [];
  }
}
