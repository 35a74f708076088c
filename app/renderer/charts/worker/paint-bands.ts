import { SEVERITIES } from '../../../../shared/contract/common.ts';
import type { AxisRange } from '../model/axis-range.ts';
import type { AxisSide, ChartBand } from '../types.ts';
import type { ChartTheme, PlotArea } from './protocol.ts';
import type { AxisLimits } from './scene-chart.ts';

type Context = OffscreenCanvasRenderingContext2D;

export interface BandAxes {
  readonly limits: AxisLimits;
  /** Null where an axis has no pen. */
  readonly shown: Readonly<Record<AxisSide, AxisRange | null>>;
  /** Times at the plot's left and right end, epoch milliseconds. */
  readonly from: number;
  readonly to: number;
}

const FILL = 0.09;
const LIMIT_DASH = [8, 3];
/** CSS pixels. */
const FROM_EDGE = 6;
const LABEL_HEIGHT = 13;

/** Draws what limits mean behind the pens: a faint field, and the limit as a line. */
export function paintBands(
  context: Context,
  bands: readonly ChartBand[],
  axes: BandAxes,
  theme: ChartTheme,
  area: PlotArea,
): void {
  context.save();
  context.lineWidth = 1;
  for (const band of bands) {
    const [left, right] = sidesOf(band, axes, area);
    if (!axes.shown[band.axis] || left >= right) continue;
    const yOf = pixelOf(band, axes, area);
    context.fillStyle = band.severity === 'normal' ? theme.axis : theme.severity[band.severity];
    context.strokeStyle = context.fillStyle;
    context.globalAlpha = FILL;
    context.fillRect(left, yOf(band.to), right - left, yOf(band.from) - yOf(band.to));
    context.globalAlpha = 1;
    if (!isInside(band, axes)) continue;
    const y = Math.round(yOf(band.limit)) + 0.5;
    context.setLineDash(LIMIT_DASH);
    context.beginPath();
    context.moveTo(left, y);
    context.lineTo(right, y);
    context.stroke();
    context.setLineDash([]);
  }
  context.restore();
}

/**
 * Writes at each limit what it stands for, over the pens and at the oldest values, so that the newest stay in sight. Where two
 * would lie on each other the worse one is written. One that held for some time only is written where that begins.
 */
export function paintLimitLabels(
  context: Context,
  bands: readonly ChartBand[],
  axes: BandAxes,
  theme: ChartTheme,
  area: PlotArea,
): void {
  context.font = `11px ${theme.font}`;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  const taken: { readonly middle: number; readonly left: number; readonly right: number }[] = [];
  const bySeverity = bands.toSorted(
    (a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity),
  );
  for (const band of bySeverity) {
    const [start, end] = sidesOf(band, axes, area);
    const width = context.measureText(band.label).width;
    // One that holds now is written even where it has hardly begun.
    const left =
      end < area.right ? start + FROM_EDGE : Math.min(start, area.right - width - 2 * FROM_EDGE) + FROM_EDGE;
    if (!axes.shown[band.axis] || !isInside(band, axes) || left + width > end) continue;
    const y = Math.round(pixelOf(band, axes, area)(band.limit));
    const [above, below] = [y - LABEL_HEIGHT / 2 - 1, y + LABEL_HEIGHT / 2 + 2];
    const places = band.limit === band.from ? [above, below] : [below, above];
    const middle = places.find(
      (place) =>
        place > area.top + LABEL_HEIGHT / 2 &&
        place < area.bottom - LABEL_HEIGHT / 2 &&
        taken.every(
          (other) =>
            Math.abs(other.middle - place) >= LABEL_HEIGHT || other.right < left || left + width < other.left,
        ),
    );
    if (middle === undefined) continue;
    taken.push({ middle, left, right: left + width });
    context.globalAlpha = 0.8;
    context.fillStyle = theme.plot;
    context.fillRect(left - 2, middle - LABEL_HEIGHT / 2, width + 4, LABEL_HEIGHT);
    context.globalAlpha = 1;
    context.fillStyle = theme.text;
    context.fillText(band.label, left, middle);
  }
}

/** Where a field begins and ends on the time axis, within the plot. */
function sidesOf({ during }: ChartBand, { from, to }: BandAxes, area: PlotArea): readonly [number, number] {
  if (!during) return [area.left, area.right];
  const xOf = (at: number): number => {
    const share = Math.min(1, Math.max(0, (at - from) / (to - from)));
    return area.left + share * (area.right - area.left);
  };
  return [xOf(during.from), xOf(during.to)];
}

function isInside({ axis, limit }: ChartBand, { limits }: BandAxes): boolean {
  return limit > limits[axis].min && limit < limits[axis].max;
}

function pixelOf({ axis }: ChartBand, { limits }: BandAxes, area: PlotArea): (value: number) => number {
  const { min, max } = limits[axis];
  return (value) => {
    const share = Math.min(1, Math.max(0, (value - min) / (max - min)));
    return area.bottom - share * (area.bottom - area.top);
  };
}
