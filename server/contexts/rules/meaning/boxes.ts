import type { MeaningLimit } from '../../../../shared/contract/rule-meaning.ts';
import type { InputValue } from '../../../../shared/contract/judgment.ts';
import { beside } from '../tests/doubles.ts';
import { isNone, type Atom, type Axis } from './axes.ts';
import { MOST } from './space.ts';

/** Parts of every input, by their places on its axis, rising. */
export type Box = readonly (readonly number[])[];

/**
 * The largest box around a cell in which everything is as in it, grown greedily: first each input to all of its values, then number by number
 * and value by value. `isAll` says whether it is so in a whole box.
 */
export function grownFrom(axes: readonly Axis[], cell: readonly number[], isAll: (box: Box) => boolean): Box {
  const box: number[][] = cell.map((place) => [place]);
  const take = (dim: number, more: readonly number[]): boolean => {
    const known = box[dim] as number[];
    const fresh = more.filter((place) => !known.includes(place));
    if (fresh.length === 0) return true;
    if (!isAll(box.map((places, index) => (index === dim ? fresh : places)))) return false;
    box[dim] = [...known, ...fresh].sort((a, b) => a - b);
    return true;
  };
  const limited: number[] = [];
  // Most inputs are of no account: many are taken at once as long as that goes.
  const takeWhole = (dims: readonly number[]): void => {
    const wider = box.map((places, dim) =>
      dims.includes(dim) ? (axes[dim] as Axis).atoms.map((_, place) => place) : places,
    );
    if (isAll(wider)) for (const dim of dims) box[dim] = [...(wider[dim] as readonly number[])];
    else if (dims.length === 1) limited.push(...dims);
    else {
      const half = Math.ceil(dims.length / 2);
      takeWhole(dims.slice(0, half));
      takeWhole(dims.slice(half));
    }
  };
  takeWhole(axes.map((_, dim) => dim));
  for (const dim of limited) {
    const { atoms, dim: input } = axes[dim] as Axis;
    if (input.kind === 'choice') {
      for (let place = 0; place < atoms.length; place += 1) take(dim, [place]);
      continue;
    }
    const none = atoms.findIndex(isNone);
    const from = cell[dim] as number;
    if (from !== none) {
      const places = atoms.map((_, place) => place).filter((place) => place !== none);
      takeOn(places.filter((place) => place < from).reverse(), (more) => take(dim, more));
      takeOn(
        places.filter((place) => place > from),
        (more) => take(dim, more),
      );
    }
    if (none >= 0) take(dim, [none]);
  }
  return box;
}

/** Takes values one after the other as far as it goes: twice as many at once as long as that does, then half as many. */
function takeOn(places: readonly number[], take: (more: readonly number[]) => boolean): void {
  let [at, size, isGrowing] = [0, 1, true];
  while (at < places.length && size >= 1) {
    const more = places.slice(at, at + size);
    if (take(more)) at += more.length;
    else isGrowing = false;
    size = isGrowing ? size * 2 : Math.floor(size / 2);
  }
}

export const isInBox = (axes: readonly Axis[], box: Box, row: readonly number[]): boolean =>
  box.every((places, dim) => {
    const value = row[dim] as number;
    return places.some((place) => isInAtom((axes[dim] as Axis).atoms[place] as Atom, value));
  });

const isInAtom = (atom: Atom, value: number): boolean =>
  isNone(atom) ? Number.isNaN(value) : value >= atom.low && value <= atom.high;

/** Which values of an input belong to a box; undefined for any. */
export function limitOf({ dim, atoms, cuts }: Axis, places: readonly number[]): MeaningLimit | undefined {
  if (places.length === atoms.length) return undefined;
  const parts = places.map((place) => atoms[place] as Atom);
  const input = dim.name;
  if (dim.kind === 'choice') {
    const named = places.map((place): InputValue => dim.values[place] ?? null);
    if (dim.other === undefined || !places.includes(dim.other))
      return { kind: 'values', input, values: named, except: null };
    const isLeftOut = (value: InputValue) => typeof value === 'string' && !named.includes(value);
    const except = dim.values.filter(isLeftOut) as string[];
    return { kind: 'values', input, values: named.filter((value) => value === null), except };
  }
  const numbers = parts.filter((part) => !isNone(part));
  const [first, last] = [numbers[0], numbers.at(-1)];
  if (first === undefined || last === undefined)
    return { kind: 'values', input, values: [null], except: null };
  const orMissing = numbers.length < parts.length;
  if (dim.isWhole) {
    const whole = (edge: number) => ({ value: edge, included: true, edge });
    const from = first.low <= dim.least ? null : whole(Math.ceil(first.low));
    const to = last.high >= MOST ? null : whole(Math.floor(last.high));
    return { kind: 'range', input, from, to, orMissing };
  }
  const begin = cuts.get(first.low);
  const next = cuts.get(beside(last.high, 1));
  return {
    ...{ kind: 'range', input, orMissing },
    from:
      first.low <= dim.least
        ? null
        : begin === undefined
          ? { value: first.low, included: true, edge: first.low }
          : { value: begin.value, included: begin.isIn, edge: first.low },
    to:
      last.high >= MOST
        ? null
        : next === undefined
          ? { value: last.high, included: true, edge: last.high }
          : { value: next.value, included: !next.isIn, edge: last.high },
  };
}
