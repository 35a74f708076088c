/** Rows remembered of one generation; two are kept. */
const REMEMBERED = 100_000;

/**
 * Knows rows that were read before, by their fingerprint, and how often they occur: a reading begins where the last one
 * ended, and gets the rows there again. It only saves work: what it has forgotten is found to be there when it is stored.
 */
export class Repeats {
  #older = new Map<string, number>();
  #newer = new Map<string, number>();

  /** Which rows of one reading, given by fingerprints in its order, are new. Remembers nothing. */
  newOf(fingerprints: readonly string[]): boolean[] {
    const counts = new Map<string, number>();
    return fingerprints.map((fingerprint) => {
      const count = (counts.get(fingerprint) ?? 0) + 1;
      counts.set(fingerprint, count);
      return count > this.#countOf(fingerprint);
    });
  }

  /** Remembers the rows of a reading, once they are stored. */
  remember(fingerprints: readonly string[]): void {
    const counts = new Map<string, number>();
    for (const fingerprint of fingerprints) counts.set(fingerprint, (counts.get(fingerprint) ?? 0) + 1);
    if (this.#newer.size + counts.size > REMEMBERED) this.#turn();
    for (const [fingerprint, count] of counts)
      this.#newer.set(fingerprint, Math.max(count, this.#countOf(fingerprint)));
  }

  /** What was remembered before the last call of this is forgotten: a poll reads nothing older again. */
  endOfPoll(): void {
    this.#turn();
  }

  #turn(): void {
    this.#older = this.#newer;
    this.#newer = new Map();
  }

  #countOf(fingerprint: string): number {
    return Math.max(this.#older.get(fingerprint) ?? 0, this.#newer.get(fingerprint) ?? 0);
  }
}
