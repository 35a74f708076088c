import { faultColumns } from '../model/absences.ts';
import type { DrawnPen } from './drawn-pen.ts';
import type { ChartTheme, ChartWords, PlotArea } from './protocol.ts';

type Context = OffscreenCanvasRenderingContext2D;

/** CSS pixels. */
const HATCH = 9;
const VEIL = 0.1;
const TICK = { height: 5, width: 2 } as const;
const CROSS = { above: 10, size: 2, every: 7 } as const;
const BRACKET = { height: 12, foot: 5 } as const;
const LABEL_INSET = 6;

export interface Absences {
  readonly from: number;
  readonly to: number;
  /** Device pixels of the plot's width. */
  readonly columns: number;
  readonly pens: readonly DrawnPen[];
  readonly words: ChartWords;
  readonly colors: readonly string[];
}

interface Field {
  readonly left: number;
  readonly right: number;
  readonly word: string;
}

/** What is no longer kept and what is damaged. */
function absentFields({ from, to, pens, words }: Absences, area: PlotArea): Field[] {
  const xOf = (time: number): number => {
    const share = Math.min(1, Math.max(0, (time - from) / (to - from)));
    return area.left + share * (area.right - area.left);
  };
  const fields: Field[] = [];
  const begins = pens.flatMap(({ pen }) => pen.beginsAt ?? []);
  const kept = Math.min(...begins);
  if (kept > from && kept < Infinity) fields.push({ left: area.left, right: xOf(kept), word: words.removed });
  const damaged = pens.flatMap(({ pen }) => pen.unreadable.list);
  for (const part of damaged) {
    if (part.to <= from || part.from >= to) continue;
    // However short: it must be seen at every zoom.
    const left = xOf(part.from);
    fields.push({ left, right: Math.max(left + 2, xOf(part.to)), word: words.damaged });
  }
  return fields;
}

/** Shades them behind the pens. */
export function paintAbsentFields(
  context: Context,
  absences: Absences,
  theme: ChartTheme,
  area: PlotArea,
): void {
  for (const field of absentFields(absences, area)) paintField(context, field, theme, area);
}

/** Writes over everything what each of them is. */
export function paintAbsentWords(
  context: Context,
  absences: Absences,
  theme: ChartTheme,
  area: PlotArea,
): void {
  for (const field of absentFields(absences, area)) writeWord(context, field, theme, area);
}

function paintField(context: Context, { left, right }: Field, theme: ChartTheme, area: PlotArea): void {
  context.save();
  context.beginPath();
  context.rect(left, area.top, right - left, area.bottom - area.top);
  context.clip();
  context.globalAlpha = VEIL;
  context.fillStyle = theme.text;
  context.fillRect(left, area.top, right - left, area.bottom - area.top);
  context.globalAlpha = 0.35;
  context.strokeStyle = theme.axis;
  context.lineWidth = 1;
  context.beginPath();
  const height = area.bottom - area.top;
  for (let x = Math.floor((left - height) / HATCH) * HATCH; x < right; x += HATCH) {
    context.moveTo(x, area.bottom);
    context.lineTo(x + height, area.top);
  }
  context.stroke();
  context.restore();
}

/** At the field's end, where the labels of limits are far; where it does not fit, beside it. */
function writeWord(context: Context, { left, right, word }: Field, theme: ChartTheme, area: PlotArea): void {
  context.font = `11px ${theme.font}`;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  const width = context.measureText(word).width + 8;
  const fits = right - left >= width + 2 * LABEL_INSET;
  const beside = right + width + LABEL_INSET < area.right ? right + LABEL_INSET : left - width - LABEL_INSET;
  const x = fits ? right - width - LABEL_INSET : beside;
  const y = area.bottom - 16;
  context.fillStyle = theme.plot;
  context.fillRect(x, y - 8, width, 16);
  context.fillStyle = theme.text;
  context.fillText(word, x + 4, y);
}

/**
 * Over the pens, at the foot of the plot: a tick for each silence too short to be seen, a cross for values that are not good, and a
 * bracket where each pen's history begins.
 */
export function paintAbsentTicks(
  context: Context,
  { from, to, columns, pens, colors }: Absences,
  theme: ChartTheme,
  area: PlotArea,
): void {
  const { absent, bad } = faultColumns(
    pens.map(({ pen }) => pen),
    { from, to, columns },
  );
  const width = (area.right - area.left) / columns;
  context.fillStyle = theme.text;
  for (const { start, end } of runsOf(absent)) {
    const x = Math.round(area.left + start * width);
    const wide = Math.max(TICK.width, (end - start) * width);
    context.fillRect(x, area.bottom - TICK.height, wide, TICK.height);
  }
  paintCrosses(context, runsOf(bad), { left: area.left, width, y: area.bottom - CROSS.above }, theme);
  for (const { pen, style } of pens) {
    const begins = pen.beginsAt;
    if (begins === null || begins <= from || begins >= to) continue;
    const x = Math.round(area.left + ((begins - from) / (to - from)) * (area.right - area.left));
    context.fillStyle = colors[style.color % colors.length] ?? theme.text;
    context.fillRect(x, area.bottom - BRACKET.height, 2, BRACKET.height);
    context.fillRect(x, area.bottom - BRACKET.height, BRACKET.foot, 2);
    context.fillRect(x, area.bottom - 2, BRACKET.foot, 2);
  }
}

/** Neighbouring columns that are marked. */
function runsOf(marked: Uint8Array): { start: number; end: number }[] {
  const runs: { start: number; end: number }[] = [];
  for (let start = marked.indexOf(1); start >= 0; start = marked.indexOf(1, start)) {
    const next = marked.indexOf(0, start);
    const end = next < 0 ? marked.length : next;
    runs.push({ start, end });
    start = end;
  }
  return runs;
}

/** As many as have room beside each other. */
function paintCrosses(
  context: Context,
  runs: readonly { start: number; end: number }[],
  { left, width, y }: { left: number; width: number; y: number },
  theme: ChartTheme,
): void {
  const { size, every } = CROSS;
  let last = -Infinity;
  context.strokeStyle = theme.text;
  context.lineWidth = 1.2;
  context.beginPath();
  for (const { start, end } of runs) {
    for (let x = left + (start + 0.5) * width; x < left + end * width + 0.5; x += every) {
      if (x - last < every) continue;
      last = x;
      context.moveTo(x - size, y - size);
      context.lineTo(x + size, y + size);
      context.moveTo(x - size, y + size);
      context.lineTo(x + size, y - size);
    }
  }
  context.stroke();
}
