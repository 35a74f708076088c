import { createRandom } from '../tests/input-search.ts';
import { axisOf, type Axis } from './axes.ts';
import { cutsAt } from './borders.ts';
import { solvedIn, type Levels } from './levels.ts';
import { CHUNK, type Pair, type Row } from './pair.ts';
import type { Goal, Probes } from './probes.ts';
import { fitting } from './space.ts';

const MOST_CHANGED = 24;
/** Numbers of one input. */
const MOST_NAMED = 120;
const MOST_SEEDS = 6;
const MOST_STEPS = 400;
/** Steps that made nothing better. */
const MOST_STUCK = 25;
/** What outweighs the other parts of a sum. */
const FAR = [-1e6, 1e6];
const SOLVED_ROWS = 256;
const ROWS_AT_ONCE = 8_192;

interface Known {
  readonly axes: readonly Axis[];
  readonly levels: readonly Levels[];
  readonly given: readonly Row[];
}

interface Reached {
  readonly row: Row;
  /** Conditions in the way. */
  readonly left: number;
}

/**
 * Leads inputs to the conditions in which two versions differ: their own inputs to where they make a difference, then, one condition after the
 * other, those of what would end the script before. What is reached is judged; given back are rows to search on from.
 */
export function* reached(
  pair: Pair,
  probes: Probes,
  { axes, levels, given }: Known,
  isLate: () => boolean,
): Generator<void, Row[]> {
  const found: Row[] = [];
  const changed = probes.changed.slice(0, MOST_CHANGED);
  if (changed.length === 0) return [];
  const leading = new Leading(pair, probes, axes, levels);
  const start = given[0] ?? axes.map(({ atoms }) => atoms[Math.floor(atoms.length / 2)]?.shown ?? 0);
  const quiet = leading.lead(start, probes.quiet(changed)).row;
  yield;
  for (const each of changed) {
    const goal = probes.goalOf(each);
    for (const seed of leading.seeds(quiet, goal)) {
      if (isLate()) return found;
      const known = pair.differences.size;
      const { row, left } = leading.lead(seed, goal);
      found.push(row);
      pair.take([row]);
      // Where what comes after says the same, something else may.
      if (left === 0 && pair.differences.size === known) leading.tryAround(row, goal);
      yield;
      if (pair.differences.size > known) break;
    }
  }
  return found;
}

/** Inputs cut where conditions name numbers for them, without looking at what is calculated: what is there at once. */
export const namedAxes = ({ space }: Pair, probes: Probes): Axis[] =>
  space.dims.map((dim) => {
    const numbers = probes.numbersOf(dim.name).filter(Number.isFinite).slice(0, MOST_NAMED);
    return axisOf(dim, cutsAt(numbers));
  });

class Leading {
  readonly #pair: Pair;
  readonly #probes: Probes;
  readonly #axes: readonly Axis[];
  readonly #levels: readonly Levels[];
  readonly #random = createRandom(37);

  constructor(pair: Pair, probes: Probes, axes: readonly Axis[], levels: readonly Levels[]) {
    this.#pair = pair;
    this.#probes = probes;
    this.#axes = axes;
    this.#levels = levels;
  }

  /** From a row on until nothing is in the way, or nothing helps. */
  lead(start: Row, goal: Goal): Reached {
    let row = start;
    this.#probes.judge([row]);
    let inTheWay = goal.inTheWay(0);
    for (
      let [step, stuck] = [0, 0];
      step < MOST_STEPS && stuck < MOST_STUCK && inTheWay.length > 0;
      step += 1
    ) {
      const dims = inTheWay[Math.floor(this.#random() * inTheWay.length)] ?? [];
      const rows = dims.flatMap((dim) => this.#valuesOf(row, dim).map((value) => row.with(dim, value)));
      const best = this.#best(rows, goal);
      // A step aside now and then leads out of where nothing helps.
      const most = inTheWay.length + (this.#random() < 0.2 ? 1 : 0);
      if (best === undefined || best.left >= inTheWay.length) stuck += 1;
      if (best === undefined || best.left > most) continue;
      if (best.left < inTheWay.length) stuck = 0;
      ({ row, inTheWay } = best);
    }
    return { row, left: inTheWay.length };
  }

  #best(rows: readonly Row[], goal: Goal): (Reached & { inTheWay: (readonly number[])[] }) | undefined {
    if (rows.length === 0) return undefined;
    this.#probes.judge(rows);
    let best: { at: number; inTheWay: (readonly number[])[] } | undefined;
    const first = Math.floor(this.#random() * rows.length);
    for (let step = 0; step < rows.length; step += 1) {
      const at = (first + step) % rows.length;
      if (!goal.isWanted(at)) continue;
      const inTheWay = goal.inTheWay(at);
      if (best === undefined || inTheWay.length < best.inTheWay.length) best = { at, inTheWay };
    }
    if (best === undefined) return undefined;
    return { row: rows[best.at] as Row, left: best.inTheWay.length, inTheWay: best.inTheWay };
  }

  /** A row with each of the inputs moved that do not go into a goal. */
  tryAround(row: Row, { dims }: Goal): void {
    const rows = this.#axes.flatMap(({ atoms }, dim) =>
      dims.includes(dim) ? [] : atoms.map(({ shown }) => row.with(dim, shown)),
    );
    for (let from = 0; from < rows.length; from += CHUNK) this.#pair.take(rows.slice(from, from + CHUNK));
  }

  /** Rows in which a changed condition makes the difference, those first that have the least in their way. */
  seeds(base: Row, goal: Goal): Row[] {
    if (goal.dims.length === 0) return [base];
    const wanted: Reached[] = [];
    const rows = this.#combinations(base, goal.dims);
    for (let from = 0; from < rows.length; from += CHUNK) {
      const part = rows.slice(from, from + CHUNK);
      this.#probes.judge(part);
      part.forEach((row, at) => {
        if (goal.isWanted(at)) wanted.push({ row, left: goal.inTheWay(at).length });
      });
    }
    return wanted
      .sort((a, b) => a.left - b.left)
      .slice(0, MOST_SEEDS)
      .map(({ row }) => row);
  }

  /** Of some inputs all values with each other, or some of them; and where what is calculated of them turns. */
  #combinations(base: Row, dims: readonly number[]): Row[] {
    const values = dims.map((dim) => this.#valuesOf(base, dim));
    const count = values.reduce((product, { length }) => product * length, 1);
    const isAll = count <= ROWS_AT_ONCE;
    const rows = Array.from({ length: Math.min(count, ROWS_AT_ONCE) }, (_, index) => {
      const row = [...base];
      let left = index;
      dims.forEach((dim, place) => {
        const own = values[place] as number[];
        row[dim] = own[isAll ? left % own.length : Math.floor(this.#random() * own.length)] as number;
        left = Math.floor(left / own.length);
      });
      return row;
    });
    const some = rows.filter((_, index) => index % Math.ceil(rows.length / SOLVED_ROWS) === 0);
    const solved = some.flatMap((row) =>
      dims.flatMap((dim) => this.#solved(row, dim).map((value) => row.with(dim, value))),
    );
    return [...rows, ...solved];
  }

  #valuesOf(row: Row, dim: number): number[] {
    const { atoms, dim: input } = this.#axes[dim] as Axis;
    const far = input.kind === 'number' ? FAR.map((value) => fitting(value, input)) : [];
    return [...atoms.map(({ shown }) => shown), ...far, ...this.#solved(row, dim)];
  }

  #solved(row: Row, dim: number): number[] {
    return solvedIn(this.#pair.space.dims, this.#levels, row, dim);
  }
}
