/** Values received each second, of the last five minutes in steps of five seconds. */
export class Rates {
  static readonly STEP_MS = 5_000;
  static readonly STEPS = 60;
  readonly #rates: number[] = [];
  #lastCount: number | null = null;
  #lastAt = 0;

  /** Takes the counter as it is now; called once a step. `now` is milliseconds of a clock that never jumps. */
  note(count: number, now: number): void {
    if (this.#lastCount !== null && now > this.#lastAt) {
      this.#rates.push(Math.max(0, ((count - this.#lastCount) * 1_000) / (now - this.#lastAt)));
      if (this.#rates.length > Rates.STEPS) this.#rates.shift();
    }
    this.#lastCount = count;
    this.#lastAt = now;
  }

  /** Oldest first, values each second. */
  get all(): readonly number[] {
    return this.#rates;
  }
}
