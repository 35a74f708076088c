import { SEVERITIES, type Severity } from '../../../../../shared/contract/common.ts';
import type { WhatIfMap } from '../../../../../shared/contract/whatif.ts';
import { cellsOf, COLUMNS, ROWS } from './plane.ts';

/** A pixel as it lies in memory: alpha, blue, green, red. */
type Colour = number;
const OPAQUE = 0xff_00_00_00;

/** How much of the ink's colour is in the ground: the worse, the darker on a light ground. Colours of alarm are for marks only. */
const INK: Record<Severity, number> = { normal: 0, low: 0.09, medium: 0.17, high: 0.25, critical: 0.33 };

/** Of the present theme: greys; what is normal has the colour of the ground. */
function colours(context: CanvasRenderingContext2D): Record<Severity | 'border', Colour> {
  const style = getComputedStyle(document.documentElement);
  const partsOf = (token: string): readonly number[] => {
    // A canvas gives any colour back as six digits: tokens come as short as the build made them.
    context.fillStyle = style.getPropertyValue(token).trim();
    const text = String(context.fillStyle);
    return [1, 3, 5].map((place) => Number.parseInt(text.slice(place, place + 2), 16));
  };
  const [ground, ink] = [partsOf('--raised'), partsOf('--ink')];
  const mixed = (share: number): Colour => {
    const [red = 0, green = 0, blue = 0] = ground.map((part, index) =>
      Math.round(part + share * ((ink[index] ?? part) - part)),
    );
    return (OPAQUE | (blue << 16) | (green << 8) | red) >>> 0;
  };
  const severity = SEVERITIES.map((name) => [name, mixed(INK[name])]);
  return { ...(Object.fromEntries(severity) as Record<Severity, Colour>), border: mixed(1) };
}

/** Pixels of a cell, so that the line between two verdicts is thinner than one; a level one has two of them, as maps are shown about half as high. */
export const CELL_PIXELS = 4;
const HATCH = 12;

/**
 * Paints a map: greys by severity, a line where the verdict changes; what could not be judged is hatched. Which verdict it is, marks laid
 * over it say.
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
          const isBorder = (endsRight && right === CELL_PIXELS - 1) || (endsAbove && down < 2);
          const isGap = kind?.holdCause !== undefined && (left + right + top + down) % HATCH < HATCH / 2;
          const place = (top + down) * width + left + right;
          pixels[place] = isBorder ? theme.border : isGap ? theme.normal : colour;
        }
    }
  context.putImageData(image, 0, 0);
}
