import { columnsOfShortAbsences } from '../model/absences.ts';
import type { DrawnPen } from './drawn-pen.ts';
import type { ChartTheme, ChartWords, PlotArea } from './protocol.ts';

type Context = OffscreenCanvasRenderingContext2D;

/** CSS pixels. */
const HATCH = 9;
const VEIL = 0.1;
const TICK = { height: 5, width: 2 } as const;
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

/** Shades, behind the pens, what is no longer kept and what is damaged, each with its word. */
export function paintAbsentFields(
  context: Context,
  { from, to, pens, words }: Absences,
  theme: ChartTheme,
  area: PlotArea,
): void {
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
  for (const field of fields) paintField(context, field, theme, area);
}

function paintField(context: Context, { left, right, word }: Field, theme: ChartTheme, area: PlotArea): void {
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
  writeWord(context, { left, right, word }, theme, area);
}

/** Inside the field where it fits, else beside it. */
function writeWord(context: Context, { left, right, word }: Field, theme: ChartTheme, area: PlotArea): void {
  context.font = `11px ${theme.font}`;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  const width = context.measureText(word).width + 8;
  const fits = right - left >= width + 2 * LABEL_INSET;
  const beside = right + width + LABEL_INSET < area.right ? right + LABEL_INSET : left - width - LABEL_INSET;
  const x = fits ? (left + right - width) / 2 : beside;
  const y = area.bottom - 16;
  context.fillStyle = theme.plot;
  context.fillRect(x, y - 8, width, 16);
  context.fillStyle = theme.text;
  context.fillText(word, x + 4, y);
}

/** Over the pens: a tick at the foot of the plot for each silence too short to be seen, and where each pen's history begins. */
export function paintAbsentTicks(
  context: Context,
  { from, to, columns, pens, colors }: Absences,
  theme: ChartTheme,
  area: PlotArea,
): void {
  const marked = columnsOfShortAbsences(
    pens.map(({ pen }) => pen),
    { from, to, columns },
  );
  const width = (area.right - area.left) / columns;
  context.fillStyle = theme.text;
  for (let start = 0; start < columns; start += 1) {
    if (marked[start] !== 1) continue;
    let end = start + 1;
    while (end < columns && marked[end] === 1) end += 1;
    const x = Math.round(area.left + start * width);
    context.fillRect(x, area.bottom - TICK.height, Math.max(TICK.width, (end - start) * width), TICK.height);
    start = end;
  }
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
