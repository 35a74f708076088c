import { SEVERITIES, type Severity } from '../../../../../shared/contract/common.ts';
import type { WhatIfMap } from '../../../../../shared/contract/whatif.ts';
import { cellsOf, COLUMNS, ROWS } from './plane.ts';

/** A pixel as it lies in memory: alpha, blue, green, red. */
type Colour = number;
const OPAQUE = 0xff_00_00_00;

/** Of the present theme: what is normal has the colour of the ground. */
function colours(context: CanvasRenderingContext2D): Record<Severity | 'border', Colour> {
  const style = getComputedStyle(document.documentElement);
  const of = (token: string): Colour => {
    // A canvas gives any colour back as six digits: tokens come as short as the build made them.
    context.fillStyle = style.getPropertyValue(token).trim();
    const text = String(context.fillStyle);
    const at = (place: number) => Number.parseInt(text.slice(place, place + 2), 16);
    return (OPAQUE | (at(5) << 16) | (at(3) << 8) | at(1)) >>> 0;
  };
  const severity = SEVERITIES.map((name) => [name, of(name === 'normal' ? '--raised' : `--${name}`)]);
  return { ...(Object.fromEntries(severity) as Record<Severity, Colour>), border: of('--ink') };
}

/** Pixels of a cell, so that the line between two verdicts is thinner than one. */
export const CELL_PIXELS = 4;
const HATCH = 12;

/**
 * Paints a map: colour by severity, a line where the verdict changes, so that it can be read without colour too; what could not be judged is
 * hatched.
 */
export function paintMap(canvas: HTMLCanvasElement, map: WhatIfMap): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const cells = cellsOf(map);
  const theme = colours(context);
  const verdicts = map.kinds.map(({ verdict, holdCause = '' }) => `${verdict} ${holdCause}`);
  const verdictAt = (column: number, row: number) => verdicts[cells[row * COLUMNS + column] as number];
  const [width, height] = [COLUMNS * CELL_PIXELS, ROWS * CELL_PIXELS];
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let row = 0; row < ROWS; row += 1)
    for (let column = 0; column < COLUMNS; column += 1) {
      const kind = map.kinds[cells[row * COLUMNS + column] as number];
      const own = verdictAt(column, row);
      const endsRight = column + 1 < COLUMNS && verdictAt(column + 1, row) !== own;
      const endsAbove = row + 1 < ROWS && verdictAt(column, row + 1) !== own;
      const colour = theme[kind?.severity ?? 'normal'];
      const left = column * CELL_PIXELS;
      const top = (ROWS - 1 - row) * CELL_PIXELS;
      for (let down = 0; down < CELL_PIXELS; down += 1)
        for (let right = 0; right < CELL_PIXELS; right += 1) {
          const isBorder = (endsRight && right === CELL_PIXELS - 1) || (endsAbove && down === 0);
          const isGap = kind?.holdCause !== undefined && (left + right + top + down) % HATCH < HATCH / 2;
          const place = (top + down) * width + left + right;
          pixels[place] = isBorder ? theme.border : isGap ? theme.normal : colour;
        }
    }
  context.putImageData(image, 0, 0);
}
