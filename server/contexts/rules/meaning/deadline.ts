/** The time that was asked for, from its beginning. */
export class Deadline {
  readonly #now: () => number;
  readonly #budgetMs: number;
  readonly #startedAt: number;

  /** @param now milliseconds that never go back */
  constructor(now: () => number, budgetMs: number) {
    this.#now = now;
    this.#budgetMs = budgetMs;
    this.#startedAt = now();
  }

  get tookMs(): number {
    return this.#now() - this.#startedAt;
  }

  /** Share of the time that has gone; above 1 where there is none left. */
  get gone(): number {
    return this.tookMs / this.#budgetMs;
  }

  /** Whether a share of it is over. */
  isPast(share: number): boolean {
    return this.gone >= share;
  }

  /** Share of it at which so much of what is left will be over. */
  ofRest(part: number, end: number): number {
    const { gone } = this;
    return gone + Math.max(0, end - gone) * part;
  }
}
