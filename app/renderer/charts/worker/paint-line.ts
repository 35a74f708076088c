import { BAD, BREAK, type Polyline } from '../model/polyline.ts';

/** Pixel = offset + value × scale, for both axes. */
export interface Mapping {
  readonly x0: number;
  readonly kx: number;
  readonly y0: number;
  readonly ky: number;
}

export interface Stroke {
  readonly color: string;
  readonly width: number;
  readonly alpha: number;
  /** Device pixels of one CSS pixel, for dashes, crosses and dots. */
  readonly unit: number;
}

type Context = OffscreenCanvasRenderingContext2D;

const BAD_DASH = [4, 4];
/** Crosses stand at times of their own, so that they stay in place while the picture moves. */
const CROSS_EVERY = 24;
const CROSS_SIZE = 2.5;

/** Draws a pen of numbers: good quality as a line, other quality dashed with crosses, lone values as dots, gaps left open. */
export function paintLine(context: Context, line: Polyline, map: Mapping, stroke: Stroke): void {
  context.strokeStyle = stroke.color;
  context.lineWidth = stroke.width;
  context.lineJoin = 'bevel';
  context.globalAlpha = stroke.alpha;
  if (strokeGood(context, line, map, stroke.unit)) strokeBad(context, line, map, stroke.unit);
  context.globalAlpha = 1;
}

function strokeGood(context: Context, line: Polyline, map: Mapping, unit: number): boolean {
  const { times, values, flags, length } = line;
  let bad = false;
  context.beginPath();
  for (let i = 0; i < length; i += 1) {
    const flag = flags[i] as number;
    const x = map.x0 + (times[i] as number) * map.kx;
    const y = map.y0 + (values[i] as number) * map.ky;
    if ((flag & BAD) !== 0) bad = true;
    const joined = (flag & BREAK) === 0 && i > 0 && ((flag | (flags[i - 1] as number)) & BAD) === 0;
    if (joined) context.lineTo(x, y);
    else context.moveTo(x, y);
    const alone = (flag & BREAK) !== 0 && (i + 1 === length || ((flags[i + 1] as number) & BREAK) !== 0);
    if (alone) {
      context.rect(x - 0.75 * unit, y - 0.75 * unit, 1.5 * unit, 1.5 * unit);
      context.moveTo(x, y);
    }
  }
  context.stroke();
  return bad;
}

function strokeBad(context: Context, line: Polyline, map: Mapping, unit: number): void {
  const { times, values, flags, length } = line;
  const crosses: number[] = [];
  let lastCell = NaN;
  context.beginPath();
  for (let i = 0; i < length; i += 1) {
    const flag = flags[i] as number;
    const x = map.x0 + (times[i] as number) * map.kx;
    const y = map.y0 + (values[i] as number) * map.ky;
    const joined = (flag & BREAK) === 0 && i > 0 && ((flag | (flags[i - 1] as number)) & BAD) !== 0;
    if (joined) context.lineTo(x, y);
    else context.moveTo(x, y);
    const cell = Math.floor(((times[i] as number) * map.kx) / (CROSS_EVERY * unit));
    if ((flag & BAD) !== 0 && cell !== lastCell) {
      lastCell = cell;
      crosses.push(x, y);
    }
  }
  context.setLineDash(BAD_DASH.map((part) => part * unit));
  context.stroke();
  context.setLineDash([]);
  context.lineWidth = unit;
  context.beginPath();
  for (let i = 0; i < crosses.length; i += 2)
    cross(context, crosses[i] as number, crosses[i + 1] as number, unit);
  context.stroke();
}

function cross(context: Context, x: number, y: number, unit: number): void {
  const size = CROSS_SIZE * unit;
  context.moveTo(x - size, y - size);
  context.lineTo(x + size, y + size);
  context.moveTo(x - size, y + size);
  context.lineTo(x + size, y - size);
}
