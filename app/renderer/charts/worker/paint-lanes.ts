import { BAD, BREAK, type Polyline } from '../model/polyline.ts';
import type { Pen } from './pen.ts';
import type { ChartConfig, ChartTheme } from './protocol.ts';

type Context = OffscreenCanvasRenderingContext2D;

export interface LanePen {
  readonly pen: Pen;
  /** Whose lane it is. */
  readonly name: string;
  readonly line: Polyline;
  readonly color: string;
  readonly faded: boolean;
  readonly words: ChartConfig['words'];
}

/** Times in epoch milliseconds, the rest in CSS pixels. */
export interface LaneArea {
  readonly from: number;
  readonly to: number;
  /** The last value lasts until here. */
  readonly until: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly height: number;
}

/** A stretch of one value. */
interface Step {
  readonly x: number;
  end: number;
  readonly code: number;
  readonly bad: boolean;
  /** Joined to the step before by a vertical line. */
  readonly joined: boolean;
}

const INSET = 4;
const LABEL_ROOM = 8;
const BAD_DASH = [4, 4];

/** Draws a pen of text or booleans as steps in its lane, with the value written where there is room. */
export function paintLane(context: Context, lane: LanePen, theme: ChartTheme, area: LaneArea): void {
  const scale = (area.right - area.left) / (area.to - area.from);
  const steps = stepsOf(lane.line, area, scale);
  const levels = lane.pen.kind === 'text' ? Math.max(1, lane.pen.texts.length - 1) : 1;
  const yOf = (code: number): number =>
    area.top + area.height - INSET - (code / levels) * (area.height - 2 * INSET);
  context.save();
  context.beginPath();
  context.rect(area.left, area.top - 1, area.right - area.left, area.height + 2);
  context.clip();
  context.fillStyle = theme.grid;
  context.fillRect(area.left, Math.round(area.top), area.right - area.left, 1);
  context.globalAlpha = lane.faded ? 0.3 : 1;
  context.strokeStyle = lane.color;
  context.lineWidth = 1.6;
  strokeSteps(context, steps, false, yOf);
  strokeSteps(context, steps, true, yOf);
  const named = writeName(context, lane.name, theme, area);
  writeValues(context, steps, lane, theme, { ...area, left: named }, yOf);
  context.restore();
}

/**
 * Whose lane it is, over the oldest values, so that the newest stay in sight; on the plot's colour, so that steps do not
 * cross it. Answers where it ends, CSS pixels.
 */
function writeName(context: Context, text: string, theme: ChartTheme, area: LaneArea): number {
  context.globalAlpha = 1;
  context.font = `11px ${theme.font}`;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  const width = context.measureText(text).width;
  context.fillStyle = theme.plot;
  context.fillRect(area.left + 1, area.top + 2, width + 10, area.height - 2);
  context.fillStyle = theme.textWeak;
  context.fillText(text, area.left + 6, area.top + area.height / 2);
  return area.left + width + 11;
}

function stepsOf(line: Polyline, area: LaneArea, scale: number): Step[] {
  const { times, values, flags, length } = line;
  const steps: Step[] = [];
  const xOf = (time: number): number => area.left + (time - area.from) * scale;
  for (let i = 0; i < length; i += 1) {
    const code = values[i] as number;
    const x = xOf(times[i] as number);
    const bad = ((flags[i] as number) & BAD) !== 0;
    const joined = ((flags[i] as number) & BREAK) === 0;
    const last = steps.at(-1);
    if (last && joined) last.end = x;
    if (last && joined && last.code === code && last.bad === bad) continue;
    steps.push({ x, end: x, code, bad, joined });
  }
  const last = steps.at(-1);
  if (last) last.end = Math.max(last.end, xOf(Math.min(area.until, area.to)));
  return steps;
}

function strokeSteps(
  context: Context,
  steps: readonly Step[],
  bad: boolean,
  yOf: (code: number) => number,
): void {
  context.setLineDash(bad ? BAD_DASH : []);
  context.beginPath();
  steps.forEach((step, index) => {
    if (step.bad !== bad) return;
    const before = steps[index - 1];
    if (step.joined && before) {
      context.moveTo(step.x, yOf(before.code));
      context.lineTo(step.x, yOf(step.code));
    } else {
      context.moveTo(step.x, yOf(step.code));
    }
    context.lineTo(Math.max(step.end, step.x + 1.5), yOf(step.code));
  });
  context.stroke();
  context.setLineDash([]);
}

function writeValues(
  context: Context,
  steps: readonly Step[],
  { pen, words }: LanePen,
  theme: ChartTheme,
  area: LaneArea,
  yOf: (code: number) => number,
): void {
  context.font = `11px ${theme.font}`;
  context.fillStyle = theme.text;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  for (const { x, end, code } of steps) {
    const start = Math.max(x, area.left) + LABEL_ROOM / 2;
    const room = Math.min(end, area.right) - start;
    const value = pen.decode(code);
    const text = typeof value === 'boolean' ? words[value ? 'true' : 'false'] : String(value ?? '');
    if (room < LABEL_ROOM * 2 || room < context.measureText(text).width + LABEL_ROOM) continue;
    const upper = yOf(code) < area.top + area.height / 2;
    context.fillText(text, start, yOf(code) + (upper ? 8 : -8));
  }
}
