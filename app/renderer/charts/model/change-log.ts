const KEPT = 256;

/** Since when samples changed, for readers that come at their own pace. */
export class ChangeLog {
  /** Grows with every change. */
  revision = 0;
  readonly #from = new Float64Array(KEPT);

  /** Samples at or after `from` changed. */
  note(from: number): void {
    this.revision += 1;
    this.#from[this.revision % KEPT] = from;
  }

  /** The earliest change after `revision`; Infinity when there was none, -Infinity when it is too long ago to say. */
  since(revision: number): number {
    if (this.revision - revision >= KEPT) return -Infinity;
    let earliest = Infinity;
    for (let i = revision + 1; i <= this.revision; i += 1) {
      earliest = Math.min(earliest, this.#from[i % KEPT] as number);
    }
    return earliest;
  }
}
