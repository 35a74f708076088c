import type { WhatIfMap } from '../../../../../shared/contract/whatif.ts';
import { cellsOf, COLUMNS, ROWS, type Cell } from './plane.ts';

/** A connected part of the map with one verdict. */
export interface MapArea {
  readonly kind: WhatIfMap['kinds'][number];
  /** Its cell that is farthest from all that is not it. */
  readonly at: Cell;
  /** Cells from there to what is not it: as many are free to each side. */
  readonly room: number;
}

/** What is smaller has no room for a mark; borders and pointer tell of it. */
const LEAST_ROOM = 4;

/** Of each cell how many cells it is, by sides and corners, to another verdict or the map's end (Rosenfeld and Pfaltz, 1966). */
function distances(verdicts: readonly string[]): Uint16Array {
  const far = new Uint16Array(verdicts.length);
  const at = (column: number, row: number, own: string): number =>
    column < 0 || row < 0 || column >= COLUMNS || row >= ROWS || verdicts[row * COLUMNS + column] !== own
      ? 0
      : (far[row * COLUMNS + column] as number);
  const pass = (place: number, side: -1 | 1) => {
    const [column, row] = [place % COLUMNS, Math.floor(place / COLUMNS)];
    const own = verdicts[place] as string;
    const near = Math.min(
      at(column + side, row, own),
      ...[-1, 0, 1].map((step) => at(column + step, row + side, own)),
    );
    far[place] = side === -1 ? near + 1 : Math.min(far[place] as number, near + 1);
  };
  for (let place = 0; place < far.length; place += 1) pass(place, -1);
  for (let place = far.length - 1; place >= 0; place -= 1) pass(place, 1);
  return far;
}

/** The areas that have room for a mark. */
export function areasOf(map: WhatIfMap): MapArea[] {
  const cells = cellsOf(map);
  const names = map.kinds.map(({ verdict, holdCause = '' }) => `${verdict} ${holdCause}`);
  const verdicts = Array.from(cells, (kind) => names[kind] ?? '');
  const far = distances(verdicts);
  const seen = new Uint8Array(verdicts.length);
  const areas: MapArea[] = [];
  for (let start = 0; start < verdicts.length; start += 1) {
    if (seen[start] === 1) continue;
    let best = start;
    const open = [start];
    seen[start] = 1;
    for (let place; (place = open.pop()) !== undefined;) {
      if ((far[place] as number) > (far[best] as number)) best = place;
      const column = place % COLUMNS;
      for (const [next, isInside] of [
        [place - 1, column > 0],
        [place + 1, column < COLUMNS - 1],
        [place - COLUMNS, place >= COLUMNS],
        [place + COLUMNS, place + COLUMNS < verdicts.length],
      ] as const)
        if (isInside && seen[next] === 0 && verdicts[next] === verdicts[start]) {
          seen[next] = 1;
          open.push(next);
        }
    }
    const kind = map.kinds[cells[best] as number];
    const room = far[best] as number;
    if (kind !== undefined && room >= LEAST_ROOM)
      areas.push({ kind, at: { column: best % COLUMNS, row: Math.floor(best / COLUMNS) }, room });
  }
  return areas;
}
