import { between, beside, nextTo } from '../tests/doubles.ts';
import { createRandom } from '../tests/input-search.ts';
import { axisOf, isNone, type Atom, type Axis, type Mark } from './axes.ts';
import { grownFrom, type Box } from './boxes.ts';
import type { Found } from './enumerate.ts';
import type { Difference, Pair, Row } from './pair.ts';
import { MOST } from './space.ts';

/** Inputs of a box that are judged before it is believed. */
const SAMPLES = 384;
/** Of these first: most that is no box shows it at once. */
const FIRST_SAMPLES = 32;
/** A border this near to a number that somebody wrote is that number. */
const SAME_WITHIN = 1e-9;
/** Of numbers smaller than this the distance counts, not the share. */
const NEXT_TO_NOTHING = 1e-3;
const MOST_HALVINGS = 70;
/** Further inputs from which a region is looked at whose border several inputs make together. */
const MORE_ROWS = 4;

/** Whether rows are what is looked for. */
export type Judging = (rows: readonly Row[]) => boolean[];

/** How far a difference goes along each input, all others as they are. */
interface Lines {
  readonly axes: readonly Axis[];
  readonly box: Box;
}

/** Values of an input to one side of a row's own, the nearest first. */
interface Way {
  readonly dim: number;
  readonly isWhole: boolean;
  readonly own: number;
  readonly isDown: boolean;
  readonly values: readonly number[];
}

/** A border on such a way: the last value known to belong to a difference, and the first known not to. */
interface Edge extends Way {
  inside: number;
  outside: number;
}

/** Finds how far a difference goes: along each input to its border, then as a box of all of them, tried by samples. */
export class Widening {
  readonly #pair: Pair;
  readonly #axes: readonly Axis[];
  readonly #random = createRandom(5);

  constructor(pair: Pair, axes: readonly Axis[]) {
    this.#pair = pair;
    this.#axes = axes;
  }

  /** The region around a row of which the versions say different things; as far as it is known when it is late. */
  around({ before, after }: Difference, row: Row, isLate: () => boolean): Found {
    const is: Judging = (rows) => {
      const holds: boolean[] = [];
      for (const part of this.#pair.parts(rows)) {
        // What nobody looked at any more is left out: a region told as cut short is never too large for that.
        if (isLate()) break;
        const judged = this.#pair.judge(this.#pair.columnsOf(part));
        part.forEach((_, index) =>
          holds.push(judged.before.outcomes[index] === before && judged.after.outcomes[index] === after),
        );
      }
      return rows.map((_, index) => holds[index] === true);
    };
    const found = { before, after, row, amongRules: false };
    const lines = this.#linesOf(row, is);
    if (isLate()) return { ...found, ...this.#unknown(), isCut: true };
    const cutShort = (): Found => ({ ...found, ...lines, together: limitedOf(lines), isCut: true });
    const { axes } = lines;
    const isAll = (box: Box) =>
      !isLate() &&
      [FIRST_SAMPLES, SAMPLES - FIRST_SAMPLES].every((count) =>
        is(this.#samplesOf(axes, box, count)).every(Boolean),
      );
    const boxed = this.#boxOf(lines, row, { is, isAll, isLate });
    if (isLate()) return cutShort();
    if (boxed !== undefined) return { ...found, axes, box: boxed, together: [], isCut: false };
    const slanted = this.#slanted(lines, is);
    return isLate() ? cutShort() : { ...found, axes, ...slanted, isCut: false };
  }

  /** Nothing is known but that it is there. */
  #unknown(): Lines & Pick<Found, 'together'> {
    const axes = this.#axes;
    const box = axes.map(({ atoms }) => atoms.map((_, place) => place));
    return { axes, box, together: axes.map((_, dim) => dim) };
  }

  /** The box that a difference is; undefined where its border is one that several inputs make together. */
  #boxOf(
    { axes, box }: Lines,
    row: Row,
    { is, isAll, isLate }: { is: Judging; isAll: (box: Box) => boolean; isLate: () => boolean },
  ): Box | undefined {
    if (isAll(box)) return box;
    const cell = axes.map(({ atoms }, dim) => placeOf(atoms, row[dim] as number));
    if (!isAll(cell.map((place) => [place]))) return undefined;
    const grown = grownFrom(axes, cell, isAll);
    return this.#endsThere(axes, grown, { is, isLate }) ? grown : undefined;
  }

  /** Inputs' parts, cut where the difference ends on both sides of a row, and those that belong to it with all others as they are. */
  #linesOf(row: Row, is: Judging): Lines {
    const edges = this.#edgesOf(row, is);
    const axes = this.#axes.map((axis, dim) => {
      const cuts = new Map<number, Mark>(axis.cuts);
      for (const edge of edges) if (edge.dim === dim) addCut(cuts, edge.isDown ? edge.inside : edge.outside);
      return axisOf(axis.dim, cuts);
    });
    const asked = axes.flatMap(({ atoms }, dim) => atoms.map(({ shown }) => row.with(dim, shown)));
    const holds = is(asked);
    let at = 0;
    const box = axes.map((axis, dim) => {
      const own = holds.slice(at, (at += axis.atoms.length));
      const start = placeOf(axis.atoms, row[dim] as number);
      own[start] = true;
      return reachedOf(axis, own, start);
    });
    return { axes, box };
  }

  /** Where the difference ends along each number, all others as they are: the last in it and the first beyond, side by side. */
  #edgesOf(row: Row, is: Judging): Edge[] {
    const ways = this.#axes.flatMap((axis, dim): Way[] => {
      const own = row[dim] as number;
      if (axis.dim.kind !== 'number' || Number.isNaN(own)) return [];
      const shown = axis.atoms.filter((atom) => !isNone(atom)).map((atom) => atom.shown);
      const low = shown.filter((value) => value < own).reverse();
      const high = shown.filter((value) => value > own);
      const { isWhole, least } = axis.dim;
      return [
        { dim, isWhole, own, isDown: true, values: [...low, least] },
        { dim, isWhole, own, isDown: false, values: [...high, MOST] },
      ];
    });
    const holds = is(ways.flatMap(({ dim, values }) => values.map((value) => row.with(dim, value))));
    let at = 0;
    const edges = ways.flatMap((way): Edge[] => {
      const first = holds.slice(at, (at += way.values.length)).indexOf(false);
      if (first < 0) return [];
      return [{ ...way, inside: way.values[first - 1] ?? way.own, outside: way.values[first] as number }];
    });
    let open = edges;
    for (let turn = 0; turn < MOST_HALVINGS && open.length > 0; turn += 1) {
      open = open.filter(({ isWhole, inside, outside }) =>
        isWhole ? Math.abs(inside - outside) > 1 : !nextTo(inside, outside),
      );
      const middles = open.map(({ isWhole, inside, outside }) =>
        isWhole ? Math.floor((inside + outside) / 2) : between(inside, outside),
      );
      const areInside = is(open.map(({ dim }, index) => row.with(dim, middles[index] as number)));
      for (const [index, edge] of open.entries())
        edge[areInside[index] === true ? 'inside' : 'outside'] = middles[index] as number;
    }
    return edges;
  }

  /** Half of them in corners, where a slanted border cuts off first. */
  #samplesOf(axes: readonly Axis[], box: Box, count = SAMPLES): Row[] {
    const parts = axes.map((axis, dim) => {
      const places = box[dim] as readonly number[];
      const numbers = places.filter((place) => !isNone(axis.atoms[place] as Atom));
      return { axis, places, numbers, isCut: numbers.length > 0 && places.length < axis.atoms.length };
    });
    return Array.from({ length: count }, (_, sample) =>
      parts.map(({ axis, places, numbers, isCut }) => {
        const isCorner = sample % 2 === 0 && isCut;
        const isLow = this.#random() < 0.5;
        const corner = isLow ? numbers[0] : numbers.at(-1);
        const place = isCorner ? corner : places[Math.floor(this.#random() * places.length)];
        const atom = axis.atoms[place as number] as Atom;
        return isCorner ? endOf(axis, atom, isLow) : this.#within(axis, atom);
      }),
    );
  }

  #within({ dim }: Axis, atom: Atom): number {
    const way = this.#random();
    if (dim.kind === 'choice' || isNone(atom) || way < 0.3) return atom.shown;
    const within = Math.min(atom.high, atom.low + (atom.high - atom.low) * this.#random() ** 3);
    if (dim.isWhole)
      return Math.round(within) <= atom.high ? Math.max(Math.round(within), Math.ceil(atom.low)) : atom.shown;
    if (way < 0.45) return atom.low;
    return way < 0.6 ? atom.high : within;
  }

  /** Whether a box ends where the difference does: right beyond each of its ends something else is said somewhere. */
  #endsThere(
    axes: readonly Axis[],
    box: Box,
    { is, isLate }: { readonly is: Judging; readonly isLate: () => boolean },
  ): boolean {
    return axes.every(({ dim: input, atoms }, dim) => {
      if (input.kind === 'choice') return true;
      const parts = (box[dim] ?? []).map((place) => atoms[place]).filter((atom) => atom && !isNone(atom));
      const [first, last] = [parts[0], parts.at(-1)];
      if (first === undefined || last === undefined) return true;
      const step = input.isWhole ? (value: number, to: number) => Math.round(value) + to : beside;
      const ends = [
        ...(first.low > input.least ? [step(first.low, -1)] : []),
        ...(last.high < MOST ? [step(last.high, 1)] : []),
      ];
      return ends.every(
        (end) => !isLate() && !is(this.#samplesOf(axes, box).map((row) => row.with(dim, end))).every(Boolean),
      );
    });
  }

  /** A region that is no box: limits that are the same from wherever it is looked at, and the inputs whose limits are not. */
  #slanted(lines: Lines, is: Judging): { box: Box; together: number[] } {
    const samples = this.#samplesOf(lines.axes, lines.box);
    const holds = is(samples);
    const more = samples.filter((_, index) => holds[index]).slice(0, MORE_ROWS);
    const told = (of: Lines) => of.box.map((places, dim) => spanOf(of.axes[dim] as Axis, places));
    const own = told(lines);
    const others = more.map((other) => told(this.#linesOf(other, is)));
    const dims = own.map((_, dim) => dim);
    const differing = dims.filter((dim) => others.some((other) => other[dim] !== own[dim]));
    return { box: lines.box, together: differing.length > 0 ? differing : limitedOf(lines) };
  }
}

/** Inputs that cannot have any value. */
const limitedOf = ({ axes, box }: Lines): number[] =>
  axes.flatMap(({ atoms }, dim) => ((box[dim]?.length ?? 0) < atoms.length ? [dim] : []));

/** Parts next to one another that belong to a difference; of a choice, all that do. */
function reachedOf({ dim, atoms }: Axis, holds: readonly boolean[], start: number): number[] {
  const places = atoms.map((_, place) => place);
  if (dim.kind === 'choice') return places.filter((place) => holds[place]);
  const none = atoms.findIndex(isNone);
  const inside = new Set([start, ...(none >= 0 && holds[none] ? [none] : [])]);
  if (start !== none) {
    for (let place = start - 1; place >= 0 && holds[place]; place -= 1) inside.add(place);
    for (let place = start + 1; place < atoms.length && place !== none && holds[place]; place += 1)
      inside.add(place);
  }
  return [...inside].sort((a, b) => a - b);
}

function endOf({ dim }: Axis, { low, high, shown }: Atom, isLow: boolean): number {
  if (dim.kind === 'choice') return shown;
  if (dim.isWhole) return isLow ? Math.ceil(low) : Math.floor(high);
  return isLow ? low : high;
}

const placeOf = (atoms: Axis['atoms'], value: number): number =>
  Math.max(
    0,
    atoms.findIndex((atom) => (isNone(atom) ? Number.isNaN(value) : value >= atom.low && value <= atom.high)),
  );

/** From where to where parts go, to be compared between axes that are cut otherwise. */
function spanOf({ dim, atoms }: Axis, places: readonly number[]): string {
  if (dim.kind === 'choice') return places.join();
  const parts = places.map((place) => atoms[place]).filter((atom) => atom && !isNone(atom));
  return `${parts[0]?.low} ${parts.at(-1)?.high} ${parts.length < places.length}`;
}

/** A border found: the number somebody wrote there, or a short one. */
function addCut(cuts: Map<number, Mark>, start: number): void {
  if (cuts.has(start)) return;
  const isAt = (value: number) =>
    Math.abs(value - start) <= SAME_WITHIN * Math.max(Math.abs(value), NEXT_TO_NOTHING);
  const near = [...cuts.values()].find(({ value }) => isAt(value));
  const short = [0, Number(start.toPrecision(9))].find(isAt);
  const value = near?.value ?? short ?? start;
  cuts.set(start, { value, isIn: value >= start });
}
