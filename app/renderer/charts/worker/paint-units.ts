import { AXIS_WIDTH, MARKER_RAIL } from '../model/plot-layout.ts';
import type { AxisSide } from '../types.ts';
import type { ChartTheme, PlotArea } from './protocol.ts';

/** Distance from the axis, the same as that of the numbers below, CSS pixels. */
const FROM_AXIS = 8;

/** Writes the unit of each axis above its numbers. */
export function paintUnits(
  context: OffscreenCanvasRenderingContext2D,
  units: Readonly<Record<AxisSide, string>>,
  theme: ChartTheme,
  area: PlotArea,
): void {
  context.font = `11px ${theme.font}`;
  context.fillStyle = theme.text;
  context.textBaseline = 'middle';
  const y = area.top - MARKER_RAIL / 2 - 4;
  context.textAlign = 'right';
  context.fillText(units.left, area.left - FROM_AXIS, y);
  context.fillText(units.left2, area.left - AXIS_WIDTH - FROM_AXIS, y);
  context.textAlign = 'left';
  context.fillText(units.right, area.right + FROM_AXIS, y);
  context.fillText(units.right2, area.right + AXIS_WIDTH + FROM_AXIS, y);
}
