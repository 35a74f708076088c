export interface Gap {
  readonly from: number;
  readonly to: number;
}

/** How many usual steps, and how long at least, a pause must be to count as a gap in live data. */
export const GAP_STEPS = 8;
export const GAP_MIN_MS = 5_000;
const KNOWN_STEPS = 15;

/** Times without data: what the server found in its history, and what live data shows by itself. */
export class GapList {
  #gaps: Gap[] = [];
  readonly #steps: number[] = [];

  get list(): readonly Gap[] {
    return this.#gaps;
  }

  /** What the server says about [from, to] replaces what was known there. */
  replace(from: number, to: number, gaps: readonly Gap[]): void {
    const outside = this.#gaps.flatMap((gap) =>
      [
        { from: gap.from, to: Math.min(gap.to, from) },
        { from: Math.max(gap.from, to), to: gap.to },
      ].filter((part) => part.to > part.from),
    );
    this.#gaps = mergeGaps([...outside, ...gaps.filter((gap) => gap.to > gap.from)]);
  }

  /** A live sample at `time` came after one at `previous`; a late one also splits the gap it falls into. */
  observe(previous: number, time: number, next: number | undefined): void {
    if (next === undefined) {
      const limit = this.#limit();
      if (time - previous > limit) this.#gaps.push({ from: previous, to: time });
      this.#learn(time - previous);
      return;
    }
    const hit = this.#gaps.findIndex((gap) => gap.from < time && gap.to > time);
    if (hit < 0) return;
    const limit = this.#limit();
    const gap = this.#gaps[hit] as Gap;
    const parts = [
      { from: Math.max(gap.from, previous), to: time },
      { from: time, to: Math.min(gap.to, next) },
    ].filter((part) => part.to - part.from > limit);
    this.#gaps.splice(hit, 1, ...parts);
  }

  trim(from: number, to: number): void {
    if (this.#gaps.length === 0) return;
    this.#gaps = this.#gaps.filter((gap) => gap.to >= from && gap.from <= to);
  }

  /** Whether `time` lies inside a gap. */
  includes(time: number): boolean {
    return this.#gaps.some((gap) => gap.from < time && gap.to > time);
  }

  /** Whether one of them touches [from, to]. */
  overlaps(from: number, to: number): boolean {
    return this.#gaps.some((gap) => gap.from < to && gap.to > from);
  }

  #limit(): number {
    const sorted = [...this.#steps].sort((a, b) => a - b);
    const usual = sorted[Math.floor(sorted.length / 2)] ?? Infinity;
    return Math.max(GAP_MIN_MS, GAP_STEPS * usual);
  }

  #learn(step: number): void {
    if (step <= 0) return;
    this.#steps.push(step);
    if (this.#steps.length > KNOWN_STEPS) this.#steps.shift();
  }
}

function mergeGaps(gaps: Gap[]): Gap[] {
  const merged: Gap[] = [];
  for (const gap of gaps.sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && gap.from < last.to)
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, gap.to) };
    else merged.push(gap);
  }
  return merged;
}
