import type { Axis } from './axes.ts';
import { grownFrom, type Box } from './boxes.ts';
import type { Grid } from './exact.ts';
import type { Pair, Row } from './pair.ts';

/** Boxes that are looked for at most; a thousand kinds of differences are no answer anybody reads. */
const MOST_BOXES = 300;

export interface Found {
  readonly axes: readonly Axis[];
  readonly box: Box;
  readonly before: number;
  readonly after: number;
  /** Inputs in it that were met first. */
  readonly row: Row;
  /** Places of inputs on which its border depends together. */
  readonly together: readonly number[];
  /** Nobody had the time to find its border: its limits are those at `row`. */
  readonly isCut: boolean;
  /** Rules that both versions have decide too which inputs within its limits belong to it. */
  readonly amongRules: boolean;
}

/** Judges one input of every cell. Yields how many are judged; gives the boxes in which versions differ, `left`: cells of others. */
export function* enumerate(
  pair: Pair,
  { axes, cells }: Grid,
  isLate: () => boolean,
): Generator<number, { found: Found[]; left: number }> {
  const strides = stridesOf(axes);
  const pairs = new Map<number, number>();
  const kinds = new Uint16Array(cells);
  for (let from = 0; from < cells;) {
    const count = Math.min(pair.atOnce, cells - from);
    const columns = axes.map(({ atoms }, dim) => {
      const shown = Float64Array.from(atoms, (atom) => atom.shown);
      const stride = strides[dim] as number;
      const column = new Float64Array(count);
      for (let row = 0; row < count; row += 1)
        column[row] = shown[Math.floor((from + row) / stride) % shown.length] as number;
      return column;
    });
    const { before, after } = pair.takeColumns(columns).judged;
    for (let row = 0; row < count; row += 1) {
      const [a, b] = [before.outcomes[row] as number, after.outcomes[row] as number];
      if (a === b) continue;
      const key = (a + 100) * 1_000 + b + 100;
      let kind = pairs.get(key);
      if (kind === undefined) pairs.set(key, (kind = pairs.size + 1));
      kinds[from + row] = kind;
    }
    from += count;
    yield from;
  }
  const outcomes = [...pairs.keys()].map(
    (key) => [Math.floor(key / 1_000) - 100, (key % 1_000) - 100] as const,
  );
  return boxesOf(axes, strides, { kinds, outcomes }, isLate);
}

function stridesOf(axes: readonly Axis[]): number[] {
  const strides: number[] = [];
  axes.reduceRight((stride, { atoms }, dim) => {
    strides[dim] = stride;
    return stride * atoms.length;
  }, 1);
  return strides;
}

/** Boxes that together are all cells of a kind. */
function boxesOf(
  axes: readonly Axis[],
  strides: readonly number[],
  { kinds, outcomes }: { kinds: Uint16Array; outcomes: readonly (readonly [number, number])[] },
  isLate: () => boolean,
): { found: Found[]; left: number } {
  const covered = new Uint8Array(kinds.length);
  const found: Found[] = [];
  let left = 0;
  for (let cell = 0; cell < kinds.length; cell += 1) {
    const kind = kinds[cell] as number;
    if (kind === 0 || covered[cell] === 1) continue;
    if (found.length >= MOST_BOXES || (found.length > 0 && isLate())) {
      left += 1;
      continue;
    }
    const places = axes.map(({ atoms }, dim) => Math.floor(cell / (strides[dim] as number)) % atoms.length);
    const box = grownFrom(axes, places, (part) => everyCell(part, strides, (each) => kinds[each] === kind));
    everyCell(box, strides, (each) => (covered[each] = 1) === 1);
    const [before, after] = outcomes[kind - 1] as readonly [number, number];
    const row = places.map((place, dim) => axes[dim]?.atoms[place]?.shown ?? 0);
    found.push({ axes, box, before, after, row, together: [], isCut: false, amongRules: false });
  }
  return { found, left };
}

function everyCell(box: Box, strides: readonly number[], is: (cell: number) => boolean): boolean {
  const walk = (dim: number, at: number): boolean =>
    dim === box.length
      ? is(at)
      : (box[dim] as readonly number[]).every((place) =>
          walk(dim + 1, at + place * (strides[dim] as number)),
        );
  return walk(0, 0);
}
