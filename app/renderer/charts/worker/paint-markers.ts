import type { PlacedMarker } from '../model/markers.ts';
import type { ChartMarker } from '../types.ts';
import type { ChartTheme } from './protocol.ts';

type Context = OffscreenCanvasRenderingContext2D;
const SIZE = 5;

/** One shape per severity, so that colour is never the only sign; a judgment that could not be made is a crossed-out square. */
function tracePath(context: Context, { severity, hold }: ChartMarker, x: number, y: number): void {
  context.beginPath();
  if (hold) {
    context.rect(x - SIZE + 0.5, y - SIZE + 0.5, SIZE * 2 - 1, SIZE * 2 - 1);
    return;
  }
  const corners = CORNERS[severity];
  if (!corners) {
    context.arc(x, y, SIZE - 1, 0, Math.PI * 2);
    return;
  }
  corners.forEach(([dx, dy], index) => {
    if (index === 0) context.moveTo(x + dx * SIZE, y + dy * SIZE);
    else context.lineTo(x + dx * SIZE, y + dy * SIZE);
  });
  context.closePath();
}

type Corners = readonly (readonly [number, number])[];
const CORNERS: Readonly<Record<ChartMarker['severity'], Corners | null>> = {
  normal: null,
  low: [
    [-1, -0.8],
    [1, -0.8],
    [0, 1],
  ],
  medium: [
    [0, -1.1],
    [1.1, 0],
    [0, 1.1],
    [-1.1, 0],
  ],
  high: [
    [0, -1],
    [1.1, 0.9],
    [-1.1, 0.9],
  ],
  critical: [
    [-0.45, -1.1],
    [0.45, -1.1],
    [1.1, -0.45],
    [1.1, 0.45],
    [0.45, 1.1],
    [-0.45, 1.1],
    [-1.1, 0.45],
    [-1.1, -0.45],
  ],
};

/** Draws markers on their rail above the plot, each with a faint line down through the curves. */
export function paintMarkers(
  context: Context,
  placed: readonly PlacedMarker[],
  theme: ChartTheme,
  geometry: { railY: number; top: number; bottom: number },
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
    if (all.length > 1) paintCount(context, all.length, x, geometry.railY, theme);
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
  tracePath(context, marker, x, y);
  context.fillStyle = marker.severity === 'normal' ? theme.plot : color;
  context.fill();
  context.strokeStyle = theme.text;
  context.lineWidth = 1;
  context.stroke();
  if (!marker.hold) return;
  context.beginPath();
  context.moveTo(x - SIZE + 1.5, y + SIZE - 1.5);
  context.lineTo(x + SIZE - 1.5, y - SIZE + 1.5);
  context.stroke();
}

function paintCount(context: Context, count: number, x: number, y: number, theme: ChartTheme): void {
  context.font = `10px ${theme.font}`;
  context.fillStyle = theme.text;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillText(count > 99 ? '99+' : String(count), x + SIZE + 2, y);
}
