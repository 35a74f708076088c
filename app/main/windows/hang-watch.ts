/** How often a page is asked, in ms. */
export const ASK_EVERY_MS = 10_000;
/** A page that leaves so many questions in a row unanswered hangs. */
const MOST_UNANSWERED = 3;

/**
 * Tells from asked and answered questions whether a page hangs: a wall display shows its last values for ever then, and
 * nobody touches it, which is all that Chromium goes by. A question that comes much too late was held up by the machine
 * (sleep, a stopped process), which the page could not answer either: the count begins anew.
 */
export class HangWatch {
  #unanswered = 0;
  #askedAt: number | null = null;

  /** A question is asked at `now` (any monotonic clock, ms). Answers whether the page hangs. */
  ask(now: number): boolean {
    const isLate = this.#askedAt !== null && now - this.#askedAt > 2 * ASK_EVERY_MS;
    if (isLate) this.#unanswered = 0;
    const hangs = this.#unanswered >= MOST_UNANSWERED;
    this.#unanswered += 1;
    this.#askedAt = now;
    return hangs;
  }

  answered(): void {
    this.#unanswered = 0;
  }
}
