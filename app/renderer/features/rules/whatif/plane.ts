import type { RulesetManifest } from '../../../../../shared/contract/rules.ts';
import type {
  WhatIfAxis,
  WhatIfInput,
  WhatIfMap,
  WhatIfPoint,
} from '../../../../../shared/contract/whatif.ts';
import type { Limit } from './limits.ts';

/** Cells of the map: enough for a border to be seen where it is, few enough for every step of a drag. */
export const COLUMNS = 160;
export const ROWS = 100;

const MARGIN = 0.05;

/** What an input was, with the limits it is compared with; not where they are moved to, so that the axis stands still. */
export function axisOf({ name, low, high }: WhatIfInput, limits: readonly Limit[]): WhatIfAxis {
  const compared = limits.filter(({ input }) => input === name).map(({ value }) => value);
  const known = [low, high].filter((value) => value !== null);
  const values = [...known, ...compared];
  const [first, last] = values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
  const margin = last > first ? (last - first) * MARGIN : Math.max(Math.abs(first) * MARGIN, 1);
  return { input: name, from: first - margin, to: last + margin };
}

/** The two inputs a map begins with: those that limits are compared with first; counts and what never varies last. */
export function firstAxes(
  inputs: readonly WhatIfInput[],
  limits: readonly Limit[],
  declared: RulesetManifest['inputs'],
): [string, string] | null {
  const numbers = inputs.filter(({ low, high }) => low !== null && high !== null);
  const rank = ({ name, low, high }: WhatIfInput) => {
    const place = limits.findIndex(({ input }) => input === name);
    const take = declared.find((input) => input.name === name)?.take;
    const isLast = low === high || take === 'count' || take === 'changes';
    return (place < 0 ? limits.length : place) + (isLast ? 1_000 : 0);
  };
  const [x, y] = numbers.toSorted((a, b) => rank(a) - rank(b));
  return x === undefined || y === undefined ? null : [x.name, y.name];
}

/** Kinds of a map's cells, from the lowest row, each from left to right. */
export function cellsOf({ cells }: Pick<WhatIfMap, 'cells'>): Uint8Array {
  return Uint8Array.from(atob(cells), (character) => character.charCodeAt(0));
}

export interface Cell {
  readonly column: number;
  /** From below. */
  readonly row: number;
}

const clamped = (value: number, most: number) => Math.min(most, Math.max(0, value));

/** The cell at a share of the width and of the height from above. */
export const cellAt = (right: number, down: number): Cell => ({
  column: clamped(Math.floor(right * COLUMNS), COLUMNS - 1),
  row: clamped(Math.floor((1 - down) * ROWS), ROWS - 1),
});

/** Moves of a cursor by keys; undefined for other keys. */
export function cellByKey(key: string, { column, row }: Cell): Cell | undefined {
  const moves: Readonly<Record<string, Cell>> = {
    ArrowLeft: { column: column - 1, row },
    ArrowRight: { column: column + 1, row },
    ArrowUp: { column, row: row + 1 },
    ArrowDown: { column, row: row - 1 },
    PageUp: { column, row: row + 10 },
    PageDown: { column, row: row - 10 },
    Home: { column: 0, row },
    End: { column: COLUMNS - 1, row },
  };
  const moved = moves[key];
  return moved && { column: clamped(moved.column, COLUMNS - 1), row: clamped(moved.row, ROWS - 1) };
}

/** The values in the middle of a cell. */
export const valuesAt = ({ column, row }: Cell, x: WhatIfAxis, y: WhatIfAxis): [x: number, y: number] => [
  x.from + ((column + 0.5) * (x.to - x.from)) / COLUMNS,
  y.from + ((row + 0.5) * (y.to - y.from)) / ROWS,
];

export interface PlacedPoint {
  readonly point: WhatIfPoint;
  /** Shares of the width and of the height from above. */
  readonly right: number;
  readonly down: number;
}

/** Rows of history that lie on a map. */
export function placed(
  points: readonly WhatIfPoint[],
  inputs: readonly WhatIfInput[],
  { x, y }: { readonly x: WhatIfAxis; readonly y: WhatIfAxis },
): PlacedPoint[] {
  const [ofX, ofY] = [x, y].map(({ input }) => inputs.findIndex(({ name }) => name === input));
  return points.flatMap((point) => {
    const [valueX, valueY] = [point.values[ofX as number], point.values[ofY as number]];
    if (typeof valueX !== 'number' || typeof valueY !== 'number') return [];
    const right = (valueX - x.from) / (x.to - x.from);
    const down = 1 - (valueY - y.from) / (y.to - y.from);
    return right < 0 || right > 1 || down < 0 || down > 1 ? [] : [{ point, right, down }];
  });
}

/** The nearest of them, by the size it is shown in. */
export function nearest(points: readonly PlacedPoint[], { column, row }: Cell): PlacedPoint | undefined {
  const [right, down] = [(column + 0.5) / COLUMNS, 1 - (row + 0.5) / ROWS];
  const farOf = (point: PlacedPoint) =>
    ((point.right - right) * COLUMNS) ** 2 + ((point.down - down) * ROWS) ** 2;
  return points.toSorted((a, b) => farOf(a) - farOf(b))[0];
}

/** Verdicts of a map with their share of its cells, the most first. */
export function sharesOf(
  map: WhatIfMap,
): { readonly kind: WhatIfMap['kinds'][number]; readonly share: number }[] {
  const cells = cellsOf(map);
  const counts = map.kinds.map(() => 0);
  for (const kind of cells) counts[kind] = (counts[kind] ?? 0) + 1;
  const byVerdict = new Map<string, { kind: WhatIfMap['kinds'][number]; cells: number }>();
  map.kinds.forEach((kind, index) => {
    const key = `${kind.verdict} ${kind.holdCause ?? ''}`;
    const own = byVerdict.get(key) ?? { kind, cells: 0 };
    own.cells += counts[index] as number;
    byVerdict.set(key, own);
  });
  return [...byVerdict.values()]
    .map(({ kind, cells: own }) => ({ kind, share: own / cells.length }))
    .toSorted((a, b) => b.share - a.share);
}
