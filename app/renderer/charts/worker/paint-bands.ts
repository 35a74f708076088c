import type { AxisRange } from '../model/axis-range.ts';
import type { AxisSide, ChartBand } from '../types.ts';
import type { ChartTheme, PlotArea } from './protocol.ts';
import type { AxisLimits } from './scene-chart.ts';

const FILL = 0.09;
const LIMIT_DASH = [8, 3];
const LABEL_HEIGHT = 12;

/** Draws what limits mean behind the pens: a faint field, its border as a line, and what it stands for. */
export function paintBands(
  context: OffscreenCanvasRenderingContext2D,
  bands: readonly ChartBand[],
  axes: { readonly limits: AxisLimits; readonly shown: Readonly<Record<AxisSide, AxisRange | null>> },
  theme: ChartTheme,
  area: PlotArea,
): void {
  if (bands.length === 0) return;
  context.save();
  context.beginPath();
  context.rect(area.left, area.top, area.right - area.left, area.bottom - area.top);
  context.clip();
  context.font = `11px ${theme.font}`;
  context.textAlign = 'right';
  context.lineWidth = 1;
  for (const band of bands) {
    if (!axes.shown[band.axis]) continue;
    const { min, max } = axes.limits[band.axis];
    const yOf = (value: number): number => {
      const share = Math.min(1, Math.max(0, (value - min) / (max - min)));
      return area.bottom - share * (area.bottom - area.top);
    };
    const [top, bottom] = [yOf(band.to), yOf(band.from)];
    context.fillStyle = band.severity === 'normal' ? theme.axis : theme.severity[band.severity];
    context.strokeStyle = context.fillStyle;
    context.globalAlpha = FILL;
    context.fillRect(area.left, top, area.right - area.left, bottom - top);
    context.globalAlpha = 1;
    for (const limit of [band.from, band.to]) {
      if (limit <= min || limit >= max) continue;
      const y = Math.round(yOf(limit)) + 0.5;
      context.setLineDash(LIMIT_DASH);
      context.beginPath();
      context.moveTo(area.left, y);
      context.lineTo(area.right, y);
      context.stroke();
      context.setLineDash([]);
      context.fillStyle = theme.textWeak;
      context.textBaseline = limit === band.from ? 'bottom' : 'top';
      context.fillText(band.label, area.right - 6, limit === band.from ? y - 1 : y + LABEL_HEIGHT / 4);
    }
  }
  context.restore();
}
