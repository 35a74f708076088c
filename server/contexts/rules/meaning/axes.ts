import { beside } from '../tests/doubles.ts';
import { MOST, type Dim } from './space.ts';

/** Values of an input that no condition tells apart: doubles from `low` to `high`, one place of a choice, or none (both NaN). */
export interface Atom {
  readonly low: number;
  readonly high: number;
  /** One of them, a short number where there is one. */
  readonly shown: number;
}

/** Rhai compares floats by their distance relative to the larger one: within the machine epsilon they are the same. */
const distanceOf = (x: number, y: number): number =>
  Math.abs(x - y) / (x * y === 0 ? 1 : Math.max(Math.abs(x), Math.abs(y)));
const isSame = (x: number, y: number): boolean => distanceOf(x, y) <= Number.EPSILON;

/** Below this the tolerance of a comparison is not found by a few steps. */
const SMALLEST = 2 ** -20;

export const hasBand = (value: number): boolean => value === 0 || Math.abs(value) >= SMALLEST;

/** What is written where a new part of an input begins: a number, and whether it is in that part. */
export interface Mark {
  readonly value: number;
  readonly isIn: boolean;
}

/** Doubles at which something else may begin, and how they are told. */
export type Cuts = ReadonlyMap<number, Mark>;

/** Where a comparison with a number may turn: where those that are the same as it begin, and where those above it do. */
export function marksOf(value: number): Cuts {
  const [low, high] = value === 0 ? [-Number.EPSILON, Number.EPSILON] : sameAs(value);
  const [same, above] = [
    { value, isIn: true },
    { value, isIn: false },
  ];
  const marks = new Map<number, Mark>([
    [low, same],
    [beside(high, 1), above],
  ]);
  // Exactly an epsilon away it is the same, and yet not "at least" or "at most" as large.
  if (distanceOf(low, value) === Number.EPSILON) marks.set(beside(low, 1), same);
  if (distanceOf(high, value) === Number.EPSILON) marks.set(high, above);
  return marks;
}

function sameAs(value: number): [number, number] {
  let [low, high] = [value, value];
  while (isSame(beside(low, -1), value)) low = beside(low, -1);
  while (isSame(beside(high, 1), value)) high = beside(high, 1);
  return [low, high];
}

/** An input cut into parts: rising numbers and then none, or the places of a choice. */
export interface Axis {
  readonly dim: Dim;
  readonly atoms: readonly Atom[];
  readonly cuts: Cuts;
}

export const isNone = ({ low }: Atom): boolean => Number.isNaN(low);

export function axisOf(dim: Dim, cuts: Cuts): Axis {
  return { dim, atoms: atomsOf(dim, cuts), cuts };
}

function atomsOf(dim: Dim, cuts: Cuts): Atom[] {
  if (dim.kind === 'choice') return dim.values.map((_, place) => ({ low: place, high: place, shown: place }));
  const starts = [...new Set([dim.least, ...cuts.keys()])]
    .filter((start) => start >= dim.least && start <= MOST)
    .sort((a, b) => a - b);
  const atoms = starts.flatMap((low, index): Atom[] => {
    const next = starts[index + 1];
    const high = next === undefined ? MOST : beside(next, -1);
    const shown = dim.isWhole ? wholeBetween(low, high) : shortBetween(low, high);
    return shown === undefined ? [] : [{ low, high, shown }];
  });
  return dim.isNullable ? [...atoms, { low: Number.NaN, high: Number.NaN, shown: Number.NaN }] : atoms;
}

function wholeBetween(low: number, high: number): number | undefined {
  const first = Math.ceil(low);
  return first <= high ? shortBetween(first, Math.floor(high), Math.round) : undefined;
}

/** A number of few digits from `low` to `high`, near their middle. */
export function shortBetween(low: number, high: number, round = (value: number) => value): number {
  if (low <= 0 && high >= 0 && (low === 0 || high === 0 || high - low > MOST)) {
    if (low === -MOST && high === MOST) return 0;
    const near = low === -MOST ? high : low;
    if (near !== 0 && Math.abs(near) < 1e-6) return low === -MOST ? -1 : 1;
  }
  const middle = aimed(low, high);
  for (let digits = 1; digits <= 17; digits += 1) {
    const short = round(Number(middle.toPrecision(digits)));
    if (short >= low && short <= high) return short;
  }
  return round(middle) >= low && round(middle) <= high ? round(middle) : low;
}

/** Towards an open end not the middle, which is far away, but a little beyond the border. */
function aimed(low: number, high: number): number {
  const beyond = (value: number) => Math.max(1, Math.abs(value) * 0.1);
  if (high === MOST) return Math.min(MOST, low + beyond(low));
  if (low === -MOST) return Math.max(-MOST, high - beyond(high));
  return low / 2 + high / 2;
}
