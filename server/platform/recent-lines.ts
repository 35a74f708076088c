/** Kept in memory: so many lines, and no more of each than this. */
const MOST_LINES = 1_000;
const MOST_OF_LINE = 4_096;

/** The last lines of a log. */
export class RecentLines {
  readonly #lines: string[] = [];

  readonly add = (line: string): void => {
    this.#lines.push(line.slice(0, MOST_OF_LINE).trimEnd());
    if (this.#lines.length > MOST_LINES) this.#lines.shift();
  };

  /** Oldest first. */
  readonly all = (): readonly string[] => [...this.#lines];
}
