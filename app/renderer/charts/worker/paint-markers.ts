import { RIGHT_MARGIN } from '../model/plot-layout.ts';
import type { PlacedMarker } from '../model/markers.ts';
import type { ChartMarker } from '../types.ts';
import type { ChartTheme } from './protocol.ts';

type Context = OffscreenCanvasRenderingContext2D;
/** CSS pixels; the outlines are drawn in a field of 20. */
const SIZE = 13;

/** One shape per severity, the same as the marks in lists and tables, so that colour is never the only sign. */
const OUTLINES: Readonly<Record<ChartMarker['severity'] | 'hold', string>> = {
  critical: 'M2.5 2.5h15v15h-15z',
  high: 'M10 1.2L19.2 18H.8z',
  medium: 'M10 .9L19.1 10 10 19.1.9 10z',
  low: 'M10 18.8L.8 2h18.4z',
  normal: 'M14 10a4 4 0 11-8 0 4 4 0 018 0z',
  hold: 'M6 1h8l5 5v8l-5 5H6l-5-5V6z',
};
const HOLD_BARS = 'M7.6 6v8M12.4 6v8';

/** CSS pixels. */
interface MarkerGeometry {
  readonly railY: number;
  readonly top: number;
  readonly bottom: number;
  readonly right: number;
}

/** Draws markers on their rail above the plot, each with a faint line down through the curves. */
export function paintMarkers(
  context: Context,
  placed: readonly PlacedMarker[],
  theme: ChartTheme,
  geometry: MarkerGeometry,
): void {
  for (const { x, marker, all } of placed) {
    const color = marker.severity === 'normal' ? theme.axis : theme.severity[marker.severity];
    context.strokeStyle = color;
    context.lineWidth = 1;
    context.globalAlpha = 0.45;
    context.setLineDash([2, 3]);
    context.beginPath();
    context.moveTo(Math.round(x) + 0.5, geometry.top);
    context.lineTo(Math.round(x) + 0.5, geometry.bottom);
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
    paintShape(context, marker, x, geometry.railY, color, theme);
    if (all.length > 1) paintCount(context, all.length, x, geometry, theme);
  }
}

function paintShape(
  context: Context,
  marker: ChartMarker,
  x: number,
  y: number,
  color: string,
  theme: ChartTheme,
): void {
  context.save();
  context.translate(x - SIZE / 2, y - SIZE / 2);
  context.scale(SIZE / 20, SIZE / 20);
  const outline = new Path2D(OUTLINES[marker.hold ? 'hold' : marker.severity]);
  context.fillStyle = marker.severity === 'normal' ? theme.plot : color;
  context.fill(outline);
  context.strokeStyle = theme.text;
  context.lineWidth = 1.6;
  context.stroke(outline);
  if (marker.hold) {
    context.strokeStyle = theme.onMarker;
    context.lineWidth = 2.4;
    context.stroke(new Path2D(HOLD_BARS));
  }
  context.restore();
}

/** Right of the marker, or left of it at the edge. */
function paintCount(
  context: Context,
  count: number,
  x: number,
  { railY, right }: MarkerGeometry,
  theme: ChartTheme,
): void {
  const text = count > 99 ? '99+' : String(count);
  context.font = `10px ${theme.font}`;
  context.fillStyle = theme.text;
  context.textBaseline = 'middle';
  const fits = x + SIZE / 2 + 2 + context.measureText(text).width < right + RIGHT_MARGIN;
  context.textAlign = fits ? 'left' : 'right';
  context.fillText(text, fits ? x + SIZE / 2 + 2 : x - SIZE / 2 - 2, railY);
}
