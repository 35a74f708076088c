import { useState } from 'react';
import type { Area } from './edit.ts';

/** The cell that has the keyboard, and the corner from which an area was drawn to it. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

export interface GridState {
  readonly at: Place;
  readonly area: Area;
  /** What is being typed into the cell; null where nothing is. */
  readonly typing: string | null;
  /** Goes to a cell; with `extend` the area grows to it. */
  go(to: Place, extend?: boolean): void;
  select(area: Area): void;
  type(text: string | null): void;
}

const between = (value: number, most: number): number => Math.min(Math.max(value, 0), Math.max(most, 0));

/** Selection and typing in a sheet of so many rows and columns. */
export function useGridState(rows: number, columns: number): GridState {
  const [corner, setCorner] = useState<Place>({ row: 0, column: 0 });
  const [end, setEnd] = useState<Place>({ row: 0, column: 0 });
  const [typing, setTyping] = useState<string | null>(null);
  const inside = ({ row, column }: Place): Place => ({
    row: between(row, rows - 1),
    column: between(column, columns - 1),
  });
  const [a, b] = [inside(corner), inside(end)];
  return {
    at: b,
    area: {
      top: Math.min(a.row, b.row),
      bottom: Math.max(a.row, b.row),
      left: Math.min(a.column, b.column),
      right: Math.max(a.column, b.column),
    },
    typing,
    go(to, extend = false) {
      setTyping(null);
      // Where it leads outside of what is known yet, e.g. to a row just added, it is taken as it is.
      const next = { row: Math.max(0, to.row), column: Math.max(0, to.column) };
      setEnd(next);
      if (!extend) setCorner(next);
    },
    select({ top, left, bottom, right }) {
      setTyping(null);
      setCorner({ row: bottom, column: right });
      setEnd({ row: top, column: left });
    },
    type: setTyping,
  };
}

const PAGE = 12;

/** Where a key leads from a cell; undefined where it leads nowhere. */
export function stepOf(
  { key, ctrlKey, metaKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey'>,
  { row, column }: Place,
  rows: number,
  columns: number,
): Place | undefined {
  const far = ctrlKey || metaKey;
  const steps: Readonly<Record<string, Place>> = {
    ArrowUp: { row: far ? 0 : row - 1, column },
    ArrowDown: { row: far ? rows - 1 : row + 1, column },
    ArrowLeft: { row, column: far ? 0 : column - 1 },
    ArrowRight: { row, column: far ? columns - 1 : column + 1 },
    PageUp: { row: row - PAGE, column },
    PageDown: { row: row + PAGE, column },
    Home: { row: far ? 0 : row, column: 0 },
    End: { row: far ? rows - 1 : row, column: columns - 1 },
  };
  const to = steps[key];
  return to && { row: between(to.row, rows - 1), column: between(to.column, columns - 1) };
}
