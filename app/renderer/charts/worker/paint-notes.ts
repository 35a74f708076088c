import { NOTE_HEIGHT } from '../model/plot-layout.ts';
import type { PlacedNote } from '../model/markers.ts';
import type { ChartTheme, PlotArea } from './protocol.ts';

const INSET = 5;
const MOST_LETTERS = 40;

/** Draws notes at the head of the plot: a flag with the text where there is room, a line down, a veil over a stretch. */
export function paintNotes(
  context: OffscreenCanvasRenderingContext2D,
  notes: readonly PlacedNote[],
  theme: ChartTheme,
  area: PlotArea,
): void {
  context.font = `11px ${theme.font}`;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  for (const [index, { note, left, right }] of notes.entries()) {
    context.strokeStyle = theme.text;
    context.lineWidth = 1;
    context.globalAlpha = 0.6;
    context.beginPath();
    for (const x of left === right ? [left] : [left, right]) {
      context.moveTo(Math.round(x) + 0.5, area.top);
      context.lineTo(Math.round(x) + 0.5, area.bottom);
    }
    context.stroke();
    context.globalAlpha = 0.06;
    context.fillStyle = theme.text;
    context.fillRect(left, area.top, right - left, area.bottom - area.top);
    context.globalAlpha = 1;
    const wanted = textWidth(context, note.text) + 2 * INSET;
    // At the right edge the flag hangs to the left of its line.
    const isLast = index === notes.length - 1;
    const start =
      isLast && left === right ? Math.min(left, Math.max(area.left, area.right - wanted - 2)) : left;
    const room = (notes[index + 1]?.left ?? area.right) - start;
    const width = Math.max(NOTE_HEIGHT, Math.min(room - 2, wanted));
    context.fillStyle = theme.plot;
    context.fillRect(start, area.top, width, NOTE_HEIGHT);
    const [x, y] = [Math.round(start) + 0.5, Math.round(area.top) + 0.5];
    context.strokeRect(x, y, Math.round(width), NOTE_HEIGHT - 1);
    context.fillStyle = theme.text;
    context.fillText(
      fitted(context, note.text, width - 2 * INSET),
      start + INSET,
      area.top + NOTE_HEIGHT / 2,
    );
  }
}

function textWidth(context: OffscreenCanvasRenderingContext2D, text: string): number {
  return context.measureText(text.slice(0, MOST_LETTERS)).width;
}

/** The text, or as much of it as fits. */
function fitted(context: OffscreenCanvasRenderingContext2D, text: string, room: number): string {
  const whole = text.replaceAll(/\s+/g, ' ').trim();
  const line = whole.slice(0, MOST_LETTERS);
  if (line === whole && context.measureText(line).width <= room) return line;
  let letters = line.length;
  while (letters > 1 && context.measureText(`${line.slice(0, letters)}…`).width > room) letters -= 1;
  return `${line.slice(0, letters)}…`;
}
