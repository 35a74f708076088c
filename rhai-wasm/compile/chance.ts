/** The "minimal standard" generator of Park and Miller. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = (Math.abs(seed) % 2_147_483_646) + 1;
  }

  /** From 0 to just below 1. */
  next(): number {
    this.#state = (this.#state * 48_271) % 2_147_483_647;
    return this.#state / 2_147_483_648;
  }

  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  is(share: number): boolean {
    return this.next() < share;
  }

  of<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('nothing to choose from');
    return item;
  }
}
