/**
 * What waits to be done, in lanes that are served in turn: a lane with much to do waits for itself, one with little is
 * served soon. Order is kept within a lane.
 */
export class Turns<T> {
  /** Those with something to do, in the order of their turns. */
  readonly #lanes = new Map<string, T[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  sizeOf(lane: string): number {
    return this.#lanes.get(lane)?.length ?? 0;
  }

  add(lane: string, item: T): void {
    const waiting = this.#lanes.get(lane);
    if (waiting === undefined) this.#lanes.set(lane, [item]);
    else waiting.push(item);
    this.#size += 1;
  }

  /** The oldest of the lane whose turn it is; undefined where nothing waits. */
  take(): T | undefined {
    for (const [lane, waiting] of this.#lanes) {
      const item = waiting.shift();
      this.#lanes.delete(lane);
      if (waiting.length > 0) this.#lanes.set(lane, waiting);
      this.#size -= 1;
      return item;
    }
    return undefined;
  }

  clear(): void {
    this.#lanes.clear();
    this.#size = 0;
  }
}
