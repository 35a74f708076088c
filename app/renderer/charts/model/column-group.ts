/**
 * Samples that fall into one time column with the same quality. Of them four say all that a line can show: first, lowest,
 * highest, last (M4: Jugel, Jerzak, Hackenbroich, Markl: "M4: A Visualization-Oriented Time Series Data Aggregation", VLDB 2014).
 */
export class ColumnGroup {
  open = false;
  good = false;
  #column = NaN;
  #first = 0;
  #last = 0;
  #low = 0;
  #high = 0;
  #lowValue = 0;
  #highValue = 0;

  fits(column: number, good: boolean): boolean {
    return this.open && this.#column === column && this.good === good;
  }

  start(index: number, value: number, column: number, good: boolean): void {
    this.open = true;
    this.good = good;
    this.#column = column;
    this.#first = this.#last = this.#low = this.#high = index;
    this.#lowValue = this.#highValue = value;
  }

  take(index: number, value: number): void {
    this.#last = index;
    if (value < this.#lowValue) {
      this.#lowValue = value;
      this.#low = index;
    }
    if (value > this.#highValue) {
      this.#highValue = value;
      this.#high = index;
    }
  }

  /** Gives the indices of first, lowest, highest and last in ascending order, each once, and closes. */
  close(emit: (index: number, first: boolean) => void): void {
    if (!this.open) return;
    this.open = false;
    const inner = Math.min(this.#low, this.#high);
    const outer = Math.max(this.#low, this.#high);
    emit(this.#first, true);
    if (inner > this.#first && inner < this.#last) emit(inner, false);
    if (outer > this.#first && outer < this.#last && outer !== inner) emit(outer, false);
    if (this.#last > this.#first) emit(this.#last, false);
  }
}
