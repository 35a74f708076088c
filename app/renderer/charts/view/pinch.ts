import { stretch, type TimeRange } from '../model/time-window.ts';

interface Finger {
  /** Where it is, as a fraction of the plot's width. */
  at: number;
  /** Where it was when the second finger came down. */
  from: number;
}

/** Two fingers on a chart: the times under them stay under them. */
export class Pinch {
  readonly #fingers = new Map<number, Finger>();
  #range: TimeRange | undefined;

  get isOn(): boolean {
    return this.#range !== undefined;
  }

  /** A finger comes down on a chart that shows `range`. */
  begin(id: number, fraction: number, range: TimeRange): void {
    this.#fingers.set(id, { at: fraction, from: fraction });
    if (this.#fingers.size !== 2) return this.#stop();
    for (const finger of this.#fingers.values()) finger.from = finger.at;
    this.#range = range;
  }

  /** What the chart shows when a finger has moved; undefined where that changes nothing. */
  move(id: number, fraction: number, now: number): TimeRange | undefined {
    const finger = this.#fingers.get(id);
    if (finger === undefined) return undefined;
    finger.at = fraction;
    const [a, b] = [...this.#fingers.values()];
    if (this.#range === undefined || a === undefined || b === undefined) return undefined;
    return stretch(this.#range, { from: [a.from, b.from], to: [a.at, b.at] }, now);
  }

  /** A finger is lifted, or taken over by the page's own scrolling. */
  end(id: number): void {
    this.#fingers.delete(id);
    this.#stop();
  }

  #stop(): void {
    this.#range = undefined;
  }
}
