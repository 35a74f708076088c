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
/** Pixel columns. */
const BESIDE = 2;

/**
 * Draws a pen of numbers: good quality as a line, other quality dashed with crosses, lone values as dots, gaps left open. Where a
 * pixel column holds two points and more, what a line through them covers is the column from its lowest to its highest: it is
 * filled as a rectangle, which costs a hundredth of stroking a zigzag.
 */
export function paintLine(context: Context, line: Polyline, map: Mapping, stroke: Stroke): void {
  context.strokeStyle = stroke.color;
  context.fillStyle = stroke.color;
  context.lineWidth = stroke.width;
  context.lineJoin = 'bevel';
  context.globalAlpha = stroke.alpha;
  if (paintGood(context, line, map, stroke)) strokeBad(context, line, map, stroke.unit);
  context.globalAlpha = 1;
}

/** Points of one pixel column, from `start` up to `end`. */
interface Run {
  readonly start: number;
  readonly end: number;
}

/** Points in a column from which on it is filled. */
const DENSE = 2;

/** Answers whether there is anything of another quality to be drawn. */
function paintGood(context: Context, line: Polyline, map: Mapping, stroke: Stroke): boolean {
  const { times, length } = line;
  let bad = false;
  let wasFilled = false;
  context.beginPath();
  for (let start = 0; start < length;) {
    const column = Math.floor((times[start] as number) * map.kx);
    let end = start + 1;
    while (end < length && Math.floor((times[end] as number) * map.kx) === column) end += 1;
    const isFilled = end - start >= DENSE && isUnbroken(line, start, end);
    if (isFilled) fillColumn(context, line, map, stroke, { start, end });
    else bad = strokePoints(context, line, map, stroke.unit, { start, end, resumes: wasFilled }) || bad;
    wasFilled = isFilled;
    start = end;
  }
  context.stroke();
  return bad;
}

/** Whether these points are one good stroke; what is before the first does not matter. */
function isUnbroken({ flags }: Polyline, start: number, end: number): boolean {
  if (((flags[start] as number) & BAD) !== 0) return false;
  for (let i = start + 1; i < end; i += 1) if (flags[i] !== 0) return false;
  return true;
}

/** Whether a good stroke leads from the point before to this one. */
function isJoined({ flags }: Polyline, i: number): boolean {
  return (
    i > 0 &&
    ((flags[i] as number) & BREAK) === 0 &&
    (((flags[i] as number) | (flags[i - 1] as number)) & BAD) === 0
  );
}

function fillColumn(
  context: Context,
  line: Polyline,
  map: Mapping,
  stroke: Stroke,
  { start, end }: Run,
): void {
  const { times, values } = line;
  const yOf = (i: number): number => map.y0 + (values[i] as number) * map.ky;
  const column = Math.floor((times[start] as number) * map.kx);
  let top = Infinity;
  let bottom = -Infinity;
  let first = start;
  if (isJoined(line, start)) {
    // From the column beside it the stroke is part of this one; a longer way is a line.
    if (Math.floor((times[start - 1] as number) * map.kx) === column - 1) first = start - 1;
    else {
      context.moveTo(map.x0 + (times[start - 1] as number) * map.kx, yOf(start - 1));
      context.lineTo(map.x0 + (times[start] as number) * map.kx, yOf(start));
    }
  }
  for (let i = first; i < end; i += 1) {
    const y = yOf(i);
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  // Half seen, neighbours must not cover each other.
  const width = stroke.alpha < 1 ? 1 : stroke.width;
  const x = Math.round(map.x0 + column) + 0.5 - width / 2;
  context.fillRect(x, top - stroke.width / 2, width, bottom - top + stroke.width);
}

/** Adds the points to the stroke, taking it up again after a filled column; answers whether one of them is not good. */
function strokePoints(
  context: Context,
  line: Polyline,
  map: Mapping,
  unit: number,
  { start, end, resumes }: Run & { readonly resumes: boolean },
): boolean {
  const { times, values, flags, length } = line;
  const xOf = (i: number): number => map.x0 + (times[i] as number) * map.kx;
  const yOf = (i: number): number => map.y0 + (values[i] as number) * map.ky;
  let bad = false;
  for (let i = start; i < end; i += 1) {
    const flag = flags[i] as number;
    if ((flag & BAD) !== 0) bad = true;
    if (!isJoined(line, i)) context.moveTo(xOf(i), yOf(i));
    else {
      if (i === start && resumes) context.moveTo(xOf(i - 1), yOf(i - 1));
      context.lineTo(xOf(i), yOf(i));
    }
    const alone = (flag & BREAK) !== 0 && (i + 1 === length || ((flags[i + 1] as number) & BREAK) !== 0);
    if (alone) {
      context.rect(xOf(i) - 0.75 * unit, yOf(i) - 0.75 * unit, 1.5 * unit, 1.5 * unit);
      context.moveTo(xOf(i), yOf(i));
    }
  }
  return bad;
}

/**
 * Whether the way from the point before is one of a value that is not good. Between a good column and a bad value beside it there
 * is no way to be seen: the cross says it.
 */
function leadsToBad({ times, flags }: Polyline, map: Mapping, i: number): boolean {
  const [before, here] = [(flags[i - 1] as number) & BAD, (flags[i] as number) & BAD];
  if (before !== 0 && here !== 0) return true;
  return before !== here && ((times[i] as number) - (times[i - 1] as number)) * map.kx > BESIDE;
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
    const joined = (flag & BREAK) === 0 && i > 0 && leadsToBad(line, map, i);
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
