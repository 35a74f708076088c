import { between, nextTo } from '../tests/doubles.ts';
import { createRandom } from '../tests/input-search.ts';
import { isNone, type Atom, type Axis } from './axes.ts';
import { solvedIn, type Levels } from './levels.ts';
import type { JudgedMany } from './judge.ts';
import type { Pair, Row } from './pair.ts';
import { fitting } from './space.ts';

/** Without anything new for so many inputs, after so many in all, nothing more is expected. */
const ENOUGH_WITHOUT_NEW = 400_000;
const ENOUGH = 700_000;
/** The same, once every change has been seen to make a difference. */
const ENOUGH_COVERED = 60_000;
/** Around inputs that show all changes, without two verdicts that are new. */
const ENOUGH_AROUND = 40_000;
const AROUND_ROWS = 2_048;
const MOST_OF_EACH = 40;
/** Segments of one round that are halved down to the border in them. */
const MOST_SEGMENTS = 3_000;
const SEGMENTS_OF_KIND = 4;
const MOST_BASES = 24;
const RANDOM_STARTS = 300;
const RANDOM_ROWS = 8_192;
const MOST_HALVINGS = 70;
const SCALES = [0.5, 0.9, 0.99, 1.01, 1.1, 2, 10];

/** A stretch of one input on which what one version says turns. */
interface Segment {
  readonly base: Row;
  readonly dim: number;
  readonly side: 'before' | 'after';
  readonly outcome: number;
  low: number;
  high: number;
}

/**
 * Looks for inputs of which two versions say different things. Around each input that goes a new way through the scripts every other input is
 * moved over all borders; where a verdict turns in between, the place is halved down to neighbouring numbers: a version that turns elsewhere
 * differs there, however little. In between several inputs at once, by chance.
 */
export class Search {
  readonly #pair: Pair;
  readonly #axes: readonly Axis[];
  readonly #levels: readonly Levels[];
  readonly #isCovered: () => boolean;
  readonly #random = createRandom(20_261_129);
  readonly #kinds = new Map<string, number>();
  /** Values of all inputs. */
  readonly #values: number;
  #queue: Row[] = [];
  #pool: Row[] = [];
  /** Nothing was left to try. */
  isComplete = false;

  /** @param isCovered whether every change has been seen to make a difference */
  constructor(
    pair: Pair,
    axes: readonly Axis[],
    { levels = [], isCovered = () => false }: { levels?: readonly Levels[]; isCovered?: () => boolean } = {},
  ) {
    this.#pair = pair;
    this.#isCovered = isCovered;
    this.#axes = axes;
    this.#levels = levels;
    this.#values = axes.reduce((sum, { atoms }) => sum + atoms.length, 0);
  }

  /** From given inputs on; yields after every moment of work, and ends where nothing is left to try. */
  *run(given: readonly Row[]): Generator<void> {
    const start = [...given, ...Array.from({ length: RANDOM_STARTS }, () => this.#anyRow())];
    for (const part of this.#pair.parts(start)) {
      this.#pair.take(part);
      yield;
    }
    this.#pool = [...given.slice(0, 60), ...this.#pair.ways];
    this.#queue = [...this.#pool];
    for (;;) {
      while (this.#queue.length > 0) {
        const bases = Math.max(1, Math.min(MOST_BASES, Math.floor(this.#pair.atOnce / this.#values)));
        yield* this.#lines(this.#queue.splice(0, bases));
        yield;
      }
      if (this.#isEnough()) {
        this.isComplete = true;
        return;
      }
      const random = Math.min(RANDOM_ROWS, this.#pair.atOnce);
      this.#add(this.#pair.take(Array.from({ length: random }, () => this.#mixedRow())).fresh);
      yield;
    }
  }

  /**
   * Inputs of which both say different things, with every other input moved over its borders, then several by chance, until nothing comes to
   * verdicts between which no difference was known.
   */
  *around(): Generator<void> {
    const differing = () => [...this.#pair.differences.values()].flatMap(({ rows }) => rows);
    const rows = differing()
      .slice(0, MOST_BASES)
      .flatMap((base) =>
        this.#axes.flatMap((_, dim) => this.#lineOf(base, dim).map((value) => base.with(dim, value))),
      );
    for (const part of this.#pair.parts(rows)) {
      this.#pair.take(part);
      yield;
    }
    while (this.#pair.sinceOtherVerdicts < ENOUGH_AROUND) {
      this.#pool = this.#someOfEach();
      this.#pair.take(
        Array.from({ length: Math.min(AROUND_ROWS, this.#pair.atOnce) }, () => this.#movedRow()),
      );
      yield;
    }
  }

  /** As many rows of each two verdicts. */
  #someOfEach(): Row[] {
    const some = new Map<string, Row[]>();
    for (const { before, after, rows } of this.#pair.differences.values()) {
      const known = some.get(`${before} ${after}`) ?? [];
      if (known.length < MOST_OF_EACH) known.push(...rows);
      some.set(`${before} ${after}`, known);
    }
    return [...some.values()].flat();
  }

  #isEnough(): boolean {
    const { sinceNew, tried } = this.#pair;
    if (sinceNew > ENOUGH_WITHOUT_NEW && tried > ENOUGH) return true;
    return sinceNew > ENOUGH_COVERED && this.#isCovered();
  }

  #add(fresh: readonly Row[]): void {
    this.#queue.push(...fresh);
    this.#pool.push(...fresh);
  }

  #one<T>(items: readonly T[]): T {
    return items[Math.floor(this.#random() * items.length)] as T;
  }

  #anyRow(): Row {
    return this.#axes.map(({ atoms }) => this.#one(atoms).shown);
  }

  /** An input known already with some of its parts changed. */
  #mixedRow(): Row {
    return this.#random() < 0.1 ? this.#anyRow() : this.#movedRow();
  }

  #movedRow(): Row {
    const row = [...this.#one(this.#pool)];
    const changes = 1 + Math.floor(this.#random() * Math.min(4, row.length));
    for (let change = 0; change < changes; change += 1) {
      const dim = Math.floor(this.#random() * row.length);
      row[dim] = this.#valueOf(this.#axes[dim] as Axis, row, dim);
    }
    return row;
  }

  #valueOf({ atoms, dim: input }: Axis, row: Row, dim: number): number {
    const way = this.#random();
    if (input.kind === 'number' && way < 0.2) {
      const solved = this.#solved(row, dim);
      if (solved.length > 0) return this.#one(solved);
    }
    const value = row[dim] as number;
    if (input.kind === 'number' && way < 0.3 && Number.isFinite(value) && value !== 0)
      return fitting(value * this.#one(SCALES), input);
    const atom = this.#one(atoms);
    return way < 0.75 || input.kind === 'choice' || isNone(atom)
      ? atom.shown
      : this.#within(atom, input.isWhole);
  }

  #within({ low, high, shown }: Atom, isWhole: boolean): number {
    if (isWhole) return shown;
    const [from, to] = [
      Math.max(low, shown - Math.abs(shown) - 10),
      Math.min(high, shown + Math.abs(shown) + 10),
    ];
    return from + (to - from) * this.#random();
  }

  /** Where what is calculated of an input and others comes to what it is compared with, and in between. */
  #solved(row: Row, dim: number): number[] {
    return solvedIn(this.#pair.space.dims, this.#levels, row, dim);
  }

  /** Every input of each row over all of its borders, then the borders in between. */
  *#lines(bases: readonly Row[]): Generator<void> {
    for (let dim = 0; dim < this.#axes.length; dim += 1) {
      const lines = bases.map((base) => ({ base, values: this.#lineOf(base, dim) }));
      const rows = lines.flatMap(({ base, values }) => values.map((value) => base.with(dim, value)));
      for (const part of this.#pair.parts(rows)) {
        const { judged, fresh } = this.#pair.take(part);
        this.#add(fresh);
        if (this.#axes[dim]?.dim.kind === 'number') yield* this.#halve(this.#segmentsOf(part, dim, judged));
        yield;
      }
    }
  }

  /** Values of an input, rising, with its own and none where there may be none. */
  #lineOf(base: Row, dim: number): number[] {
    const { atoms, dim: input } = this.#axes[dim] as Axis;
    const shown = atoms.map((atom) => atom.shown);
    if (input.kind === 'choice') return shown;
    const own = base[dim] as number;
    const numbers = [...shown, own, ...this.#solved(base, dim)].filter((value) => !Number.isNaN(value));
    return [...new Set(numbers)].sort((a, b) => a - b).concat(input.isNullable ? [Number.NaN] : []);
  }

  #segmentsOf(rows: readonly Row[], dim: number, judged: Record<Segment['side'], JudgedMany>): Segment[] {
    const segments: Segment[] = [];
    const most = Math.min(MOST_SEGMENTS, this.#pair.atOnce);
    for (let row = 1; row < rows.length && segments.length < most; row += 1) {
      const [low, high] = [rows[row - 1]?.[dim] as number, rows[row]?.[dim] as number];
      // Behind the last value of a line begins the next one.
      if (!(low < high)) continue;
      for (const side of ['before', 'after'] as const) {
        const { outcomes, fired, words } = judged[side];
        const [a, b] = [outcomes[row - 1] as number, outcomes[row] as number];
        if (a === b) continue;
        const ways = fired.subarray((row - 1) * words, (row + 1) * words).join(' ');
        const kind = `${side} ${dim} ${a} ${b} ${ways}`;
        const count = this.#kinds.get(kind) ?? 0;
        if (count >= SEGMENTS_OF_KIND) continue;
        this.#kinds.set(kind, count + 1);
        segments.push({ base: rows[row] as Row, dim, side, outcome: a, low, high });
      }
    }
    return segments;
  }

  *#halve(segments: readonly Segment[]): Generator<void> {
    let open = segments;
    for (let turn = 0; turn < MOST_HALVINGS; turn += 1) {
      open = open.filter(({ low, high, dim }) =>
        this.#axes[dim]?.dim.isWhole === true ? high - low > 1 : !nextTo(low, high),
      );
      if (open.length === 0) return;
      const rows = open.map(({ base, dim, low, high }) => base.with(dim, this.#middle(dim, low, high)));
      const { judged, fresh } = this.#pair.take(rows);
      this.#add(fresh.slice(0, 2));
      open.forEach((segment, row) => {
        const middle = rows[row]?.[segment.dim] as number;
        if (judged[segment.side].outcomes[row] === segment.outcome) segment.low = middle;
        else segment.high = middle;
      });
      yield;
    }
  }

  #middle(dim: number, low: number, high: number): number {
    if (this.#axes[dim]?.dim.isWhole === true) return Math.floor((low + high) / 2);
    // By the size of numbers first, then by the numbers between.
    const middle = low / 2 + high / 2;
    return high - low > Math.abs(low) * 1e-6 && middle > low && middle < high ? middle : between(low, high);
  }
}
