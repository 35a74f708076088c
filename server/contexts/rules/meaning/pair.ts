import type { Judge, JudgedMany } from './judge.ts';
import type { Space } from './space.ts';

/** Values of all inputs: numbers (NaN: none), or places of choices. */
export type Row = readonly number[];

export interface JudgedPair {
  readonly before: JudgedMany;
  readonly after: JudgedMany;
}

/** Rows that are kept of each way they go through both scripts. */
const KEPT_OF_KIND = 3;
const MOST_KINDS = 4_000;

/** Rows that are judged at once. */
export const CHUNK = 16_384;

/** Both versions asked about the same inputs, and what that has shown. */
export class Pair {
  readonly before: Judge;
  readonly after: Judge;
  readonly space: Space;
  tried = 0;
  /** Rows since something new came about. */
  sinceNew = 0;
  /** Rows of which the versions say different things, by the ways they take. */
  readonly differences = new Map<string, Row[]>();
  /** Rows of each way through both scripts. */
  readonly ways: Row[] = [];
  /** Rows with one verdict and two confidences. */
  readonly lesser: Row[] = [];
  readonly #seen = new Set<number>();

  constructor(before: Judge, after: Judge, space: Space) {
    this.before = before;
    this.after = after;
    this.space = space;
  }

  columnsOf(rows: readonly Row[]): Float64Array[] {
    return this.space.dims.map((_, dim) => Float64Array.from(rows, (row) => row[dim] as number));
  }

  judge(columns: readonly Float64Array[]): JudgedPair {
    this.tried += columns[0]?.length ?? 0;
    return { before: this.before.many(columns), after: this.after.many(columns) };
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
      if (!this.#seen.has(way) && this.#seen.size < MOST_KINDS) {
        this.#seen.add(way);
        this.sinceNew = 0;
        fresh.push(rowAt(row));
      }
      if (differs) this.#keep(`${before.outcomes[row]} ${after.outcomes[row]} ${way}`, () => rowAt(row));
      else if (this.lesser.length < 40 && !Object.is(before.confidences[row], after.confidences[row]))
        this.lesser.push(rowAt(row));
    }
    this.ways.push(...fresh);
    return { judged, fresh };
  }

  #keep(key: string, row: () => Row): void {
    const known = this.differences.get(key);
    if (known === undefined) {
      if (this.differences.size >= MOST_KINDS) return;
      this.differences.set(key, [row()]);
    } else if (known.length < KEPT_OF_KIND) known.push(row());
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
