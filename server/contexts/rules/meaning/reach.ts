import { createRandom } from '../tests/input-search.ts';
import { axisOf, type Axis } from './axes.ts';
import { cutsAt } from './borders.ts';
import { solvedIn, type Levels } from './levels.ts';
import type { Pair, Row } from './pair.ts';
import type { Goal, Obstacle, Probes } from './probes.ts';
import type { Sliced } from './sliced.ts';
import { fitting } from './space.ts';

const SEED = 37;
/** Differences of the versions as they are after which nothing more is led to. */
export const ENOUGH = 6;
const MOST_CHANGED = 24;
/** Numbers of one input. */
const MOST_NAMED = 120;
const MOST_SEEDS = 6;
const MOST_STEPS = 600;
/** Conditions in the way whose inputs are moved at one step. */
const MOST_IN_TURN = 3;
/** What outweighs the other parts of a sum. */
const FAR = [-1e6, 1e6];
const SOLVED_ROWS = 256;
const ROWS_AT_ONCE = 8_192;

interface Known {
  readonly axes: readonly Axis[];
  readonly levels: readonly Levels[];
  readonly given: readonly Row[];
}

/** A row with what is in its way. */
interface Standing {
  readonly row: Row;
  readonly inTheWay: readonly Obstacle[];
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
  const leading = new Leading(pair, { axes, levels }, isLate);
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

/**
 * Leads rows of which slices of two versions say different things past what was left out of them, until the versions as they are say different
 * things too. Gives the rows to which it came.
 */
export function* lifted(
  pair: Pair,
  { part, way }: Pick<Sliced, 'part' | 'way'>,
  { rows, turn }: { readonly rows: readonly Row[]; readonly turn: number },
  isLate: () => boolean,
): Generator<void, Row[]> {
  const leading = new Leading(pair, { axes: namedAxes(pair, way), levels: [], seed: SEED + turn }, isLate);
  const goal = way.goalOf(part);
  const come: Row[] = [];
  for (const start of rows) {
    if (isLate()) break;
    const { row, left } = leading.lead(start, goal);
    come.push(row);
    const known = pair.differences.size;
    pair.take([row]);
    if (left === 0 && pair.differences.size === known) leading.tryAround(row, goal);
    yield;
    if (pair.differences.size >= ENOUGH) break;
  }
  return come;
}

/** Inputs cut where conditions name numbers for them, without looking at what is calculated: what is there at once. */
export const namedAxes = ({ space }: Pair, probes: Pick<Probes, 'numbersOf'>): Axis[] =>
  space.dims.map((dim) => {
    const numbers = probes.numbersOf(dim.name).filter(Number.isFinite).slice(0, MOST_NAMED);
    return axisOf(dim, cutsAt(numbers));
  });

class Leading {
  readonly #pair: Pair;
  readonly #axes: readonly Axis[];
  readonly #levels: readonly Levels[];
  readonly #isLate: () => boolean;
  readonly #random: () => number;

  constructor(
    pair: Pair,
    { axes, levels, seed = SEED }: Pick<Known, 'axes' | 'levels'> & { readonly seed?: number },
    isLate: () => boolean,
  ) {
    this.#random = createRandom(seed);
    this.#pair = pair;
    this.#axes = axes;
    this.#levels = levels;
    this.#isLate = isLate;
  }

  /**
   * From a row on until nothing is in the way, or it takes too long: at each step one input of something in the way is moved to where what is left
   * in the way weighs least. Where no move makes it lighter, what is in the way gets heavier, so that another way is taken (breakout method,
   * Morris 1993).
   */
  lead(start: Row, goal: Goal): Reached {
    goal.judge([start]);
    let now: Standing = { row: start, inTheWay: goal.inTheWay(0) };
    let best = now;
    const weights = new Map<number, number>();
    const weigh = (inTheWay: readonly Obstacle[]) =>
      inTheWay.reduce((sum, { id }) => sum + (weights.get(id) ?? 1), 0);
    for (let step = 0; step < MOST_STEPS && best.inTheWay.length > 0 && !this.#isLate(); step += 1) {
      const next = this.#lightest(this.#movesFrom(now), goal, weigh);
      if (next === undefined || weigh(next.inTheWay) >= weigh(now.inTheWay))
        for (const { id } of now.inTheWay) weights.set(id, (weights.get(id) ?? 1) + 1);
      if (next === undefined || weigh(next.inTheWay) > weigh(now.inTheWay)) continue;
      now = next;
      if (now.inTheWay.length < best.inTheWay.length) best = now;
    }
    return { row: best.row, left: best.inTheWay.length };
  }

  /** An input of something in the way at each of its values. */
  #movesFrom({ row, inTheWay }: Standing): Row[] {
    const first = Math.floor(this.#random() * inTheWay.length);
    const some = [...inTheWay.slice(first), ...inTheWay.slice(0, first)].slice(0, MOST_IN_TURN);
    const dims = [...new Set(some.flatMap((each) => each.dims))];
    return dims.flatMap((dim) => this.#valuesOf(row, dim).map((value) => row.with(dim, value)));
  }

  /** Of those that are as wanted, one of the lightest by chance. */
  #lightest(
    moves: readonly Row[],
    goal: Goal,
    weigh: (inTheWay: readonly Obstacle[]) => number,
  ): Standing | undefined {
    if (moves.length === 0) return undefined;
    goal.judge(moves);
    let best: (Standing & { weight: number }) | undefined;
    const first = Math.floor(this.#random() * moves.length);
    for (let step = 0; step < moves.length; step += 1) {
      const at = (first + step) % moves.length;
      if (!goal.isWanted(at)) continue;
      const inTheWay = goal.inTheWay(at);
      const weight = weigh(inTheWay);
      if (best === undefined || weight < best.weight) best = { row: moves[at] as Row, inTheWay, weight };
    }
    return best;
  }

  /** A row with each of the inputs moved that do not go into a goal. */
  tryAround(row: Row, { dims }: Goal): void {
    const rows = this.#axes.flatMap(({ atoms }, dim) =>
      dims.includes(dim) ? [] : atoms.map(({ shown }) => row.with(dim, shown)),
    );
    for (const part of this.#pair.parts(rows)) {
      if (this.#isLate()) return;
      this.#pair.take(part);
    }
  }

  /** Rows in which a changed condition makes the difference, those first that have the least in their way. */
  seeds(base: Row, goal: Goal): Row[] {
    if (goal.dims.length === 0) return [base];
    const wanted: Reached[] = [];
    const rows = this.#combinations(base, goal.dims);
    for (const part of this.#pair.parts(rows)) {
      if (this.#isLate()) break;
      goal.judge(part);
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
