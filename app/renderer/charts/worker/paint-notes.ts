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
    const room = (notes[index + 1]?.left ?? area.right) - left;
    const width = Math.max(NOTE_HEIGHT, Math.min(room - 2, textWidth(context, note.text) + 2 * INSET));
    context.fillStyle = theme.plot;
    context.fillRect(left, area.top, width, NOTE_HEIGHT);
    context.strokeRect(
      Math.round(left) + 0.5,
      Math.round(area.top) + 0.5,
      Math.round(width),
      NOTE_HEIGHT - 1,
    );
    context.fillStyle = theme.text;
    context.fillText(fitted(context, note.text, width - 2 * INSET), left + INSET, area.top + NOTE_HEIGHT / 2);
  }
}

function textWidth(context: OffscreenCanvasRenderingContext2D, text: string): number {
  return context.measureText(text.slice(0, MOST_LETTERS)).width;
}

/** The text, or as much of it as fits. */
function fitted(context: OffscreenCanvasRenderingContext2D, text: string, room: number): string {
  const line = text.replaceAll(/\s+/g, ' ').slice(0, MOST_LETTERS);
  if (line === text && context.measureText(line).width <= room) return line;
  let letters = line.length;
  while (letters > 1 && context.measureText(`${line.slice(0, letters)}…`).width > room) letters -= 1;
  return `${line.slice(0, letters)}…`;
}
