interface Stretch {
  from: number;
  to: number;
  /** Width of the columns the stretch was thinned to; 0 holds every stored sample. */
  stepMs: number;
}

const MAX_STRETCHES = 64;

/**
 * Which stretches of time a pen's samples are complete for, and how finely. A live watch is an open stretch (to = Infinity)
 * from the moment it began.
 */
export class Coverage {
  #stretches: Stretch[] = [];

  add(from: number, to: number, stepMs: number): void {
    if (!(to > from)) return;
    this.#stretches = this.#stretches.filter(
      (known) => !(known.from >= from && known.to <= to && known.stepMs >= stepMs),
    );
    this.#stretches.push({ from, to, stepMs });
    this.#stretches.sort((a, b) => a.from - b.from);
    if (this.#stretches.length > MAX_STRETCHES) this.#stretches.shift();
  }

  clear(): void {
    this.#stretches = [];
  }

  hasOpenEnd(): boolean {
    return this.#stretches.some((stretch) => stretch.to === Infinity);
  }

  /** Samples outside [from, to] were forgotten. An open stretch stays open from `from` on only if `to` is Infinity. */
  clip(from: number, to: number): void {
    this.#stretches = this.#stretches
      .map((stretch) => ({
        ...stretch,
        from: Math.max(stretch.from, from),
        to: Math.min(stretch.to, to),
      }))
      .filter((stretch) => stretch.to > stretch.from);
  }

  /** Everything before `before` is no finer than `stepMs` any more. */
  coarsen(before: number, stepMs: number): void {
    this.#stretches = this.#stretches.flatMap((stretch) => {
      if (stretch.from >= before || stretch.stepMs >= stepMs) return [stretch];
      if (stretch.to <= before) return [{ ...stretch, stepMs }];
      return [
        { from: stretch.from, to: before, stepMs },
        { ...stretch, from: before },
      ];
    });
  }

  /** The span within [from, to] that is not known at steps of `stepMs` or finer; `null` when nothing is missing. */
  missing(from: number, to: number, stepMs: number): { from: number; to: number } | null {
    const holes: { from: number; to: number }[] = [];
    let known = from;
    for (const stretch of this.#stretches) {
      if (stretch.stepMs > stepMs || stretch.to <= known) continue;
      if (stretch.from >= to) break;
      if (stretch.from > known) holes.push({ from: known, to: stretch.from });
      known = Math.max(known, stretch.to);
    }
    if (known < to) holes.push({ from: known, to });
    const [first, last] = [holes[0], holes.at(-1)];
    return first && last ? { from: first.from, to: last.to } : null;
  }
}
