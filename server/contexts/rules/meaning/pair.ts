import type { Judge, JudgedMany } from './judge.ts';
import type { Space } from './space.ts';

/** Values of all inputs: numbers (NaN: none), or places of choices. */
export type Row = readonly number[];

export interface JudgedPair {
  readonly before: JudgedMany;
  readonly after: JudgedMany;
}

/** Rows of which the versions say these two things, that go one way through both. */
export interface Difference {
  readonly before: number;
  readonly after: number;
  readonly rows: Row[];
}

/** Rows that are kept of each way they go through both scripts. */
const KEPT_OF_KIND = 3;
const MOST_KINDS = 4_000;

/** Rows that are judged at once: as many as this, or fewer where they take longer than a moment. */
const MOST_AT_ONCE = 16_384;
const LEAST_AT_ONCE = 64;
const MOMENT_MS = 40;

/** Both versions asked about the same inputs, and what that has shown. */
export class Pair {
  readonly before: Judge;
  readonly after: Judge;
  readonly space: Space;
  tried = 0;
  /** Rows since something new came about. */
  sinceNew = 0;
  /** Rows since a difference between two verdicts between which none was known. */
  sinceOtherVerdicts = 0;
  /** Rows of which the versions say different things, by the ways they take. */
  readonly differences = new Map<string, Difference>();
  /** Rows of each way through both scripts. */
  readonly ways: Row[] = [];
  /** Rows with one verdict and two confidences. */
  readonly lesser: Row[] = [];
  /** Rows to judge at once, so that time is looked at often enough. */
  atOnce = MOST_AT_ONCE;
  readonly #seen = new Set<number>();
  /** Between which differences are known. */
  readonly #verdicts = new Set<string>();
  readonly #now: () => number;

  constructor(before: Judge, after: Judge, space: Space, now: () => number) {
    this.before = before;
    this.after = after;
    this.space = space;
    this.#now = now;
  }

  columnsOf(rows: readonly Row[]): Float64Array[] {
    return this.space.dims.map((_, dim) => {
      const column = new Float64Array(rows.length);
      for (let row = 0; row < rows.length; row += 1) column[row] = (rows[row] as Row)[dim] as number;
      return column;
    });
  }

  judge(columns: readonly Float64Array[]): JudgedPair {
    const rows = columns[0]?.length ?? 0;
    this.tried += rows;
    const from = this.#now();
    const judged = { before: this.before.many(columns), after: this.after.many(columns) };
    const tookMs = this.#now() - from;
    if (tookMs > MOMENT_MS || rows >= this.atOnce)
      this.atOnce = Math.round(Math.min(MOST_AT_ONCE, Math.max(LEAST_AT_ONCE, (rows * MOMENT_MS) / tookMs)));
    return judged;
  }

  /** Two other scripts, asked about the same inputs. */
  beside(before: Judge, after: Judge): Pair {
    return new Pair(before, after, this.space, this.#now);
  }

  /** Rows in parts that are judged at once, each as large as fits when it is its turn. */
  *parts(rows: readonly Row[]): Generator<Row[]> {
    for (let from = 0; from < rows.length;) {
      const part = rows.slice(from, from + this.atOnce);
      from += part.length;
      yield part;
    }
  }

  /** Judges rows and remembers what is new of them; gives the rows that went a way nobody went before. */
  take(rows: readonly Row[]): { judged: JudgedPair; fresh: Row[] } {
    return this.takeColumns(this.columnsOf(rows));
  }

  takeColumns(columns: readonly Float64Array[]): { judged: JudgedPair; fresh: Row[] } {
    const judged = this.judge(columns);
    const { before, after } = judged;
    const fresh: Row[] = [];
    const rowAt = (row: number): Row => columns.map((column) => column[row] as number);
    for (let row = 0; row < before.outcomes.length; row += 1) {
      const differs = before.outcomes[row] !== after.outcomes[row];
      const way = hashOf(before, row, hashOf(after, row, 17));
      this.sinceNew += 1;
      this.sinceOtherVerdicts += 1;
      if (!this.#seen.has(way) && this.#seen.size < MOST_KINDS) {
        this.#seen.add(way);
        this.sinceNew = 0;
        fresh.push(rowAt(row));
      }
      if (differs)
        this.#keep(before.outcomes[row] as number, after.outcomes[row] as number, way, () => rowAt(row));
      else if (this.lesser.length < 40 && !Object.is(before.confidences[row], after.confidences[row]))
        this.lesser.push(rowAt(row));
    }
    this.ways.push(...fresh);
    return { judged, fresh };
  }

  #keep(before: number, after: number, way: number, row: () => Row): void {
    const verdicts = `${before} ${after}`;
    if (!this.#verdicts.has(verdicts)) {
      this.#verdicts.add(verdicts);
      this.sinceOtherVerdicts = 0;
    }
    const key = `${verdicts} ${way}`;
    const known = this.differences.get(key);
    if (known === undefined) {
      if (this.differences.size < MOST_KINDS) this.differences.set(key, { before, after, rows: [row()] });
    } else if (known.rows.length < KEPT_OF_KIND) known.rows.push(row());
  }
}

function hashOf({ outcomes, fired, words }: JudgedMany, row: number, start: number): number {
  let hash = Math.imul(start ^ (outcomes[row] as number), 0x9e3779b1);
  for (let word = 0; word < words; word += 1) {
    hash ^= fired[row * words + word] as number;
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  }
  return hash ^ (hash >>> 13);
}
