import { Chart, LinearScale, type ChartOptions, type Plugin, type Scale } from 'chart.js';
import { axisTicks, tickLabel, type AxisRange } from '../model/axis-range.ts';
import { AXIS_WIDTH, MARKER_RAIL, RIGHT_MARGIN, TIME_AXIS_HEIGHT } from '../model/plot-layout.ts';
import { timeTicks } from '../model/time-ticks.ts';
import { AXIS_SIDES, type AxisSide } from '../types.ts';
import type { ChartSize, ChartTheme } from './protocol.ts';

Chart.register(LinearScale);

/** What the axes show in the next drawing. */
export interface AxesState {
  from: number;
  to: number;
  /** Round limits of the numbers; null hides the ticks of that side. */
  ranges: Record<AxisSide, AxisRange | null>;
  /** Unit of each side's numbers, or nothing. */
  units: Record<AxisSide, string>;
  /** Share of the plot's height that the lanes at the bottom take. */
  lanesShare: number;
  /** Axes that take room. */
  shown: Record<AxisSide, boolean>;
}

export type AxisLimits = Readonly<Record<AxisSide, { readonly min: number; readonly max: number }>>;

/** One of something for every axis. */
export function allSides<T>(of: (side: AxisSide) => T): Record<AxisSide, T> {
  return { left: of('left'), right: of('right'), left2: of('left2'), right2: of('right2') };
}

type ScaleOptions = NonNullable<NonNullable<ChartOptions<'scatter'>['scales']>[string]>;

const PIXELS_PER_TICK = 110;

/**
 * Chart.js for axes, grid and layout on a canvas without a document; `paint` draws the pens between grid and border. Pens are
 * not Chart.js data sets: those make an object per point and frame, which is what the bench compares against.
 */
export function createSceneChart(
  canvas: OffscreenCanvas,
  size: ChartSize,
  theme: ChartTheme,
  axes: AxesState,
  paint: () => void,
): Chart {
  const painter: Plugin = { id: 'pens', afterDatasetsDraw: paint };
  return new Chart(canvas as unknown as HTMLCanvasElement, {
    type: 'scatter',
    data: { datasets: [] },
    plugins: [painter],
    options: {
      responsive: false,
      animation: false,
      events: [],
      devicePixelRatio: size.ratio,
      layout: { autoPadding: false, padding: { top: MARKER_RAIL, left: 0, right: 0, bottom: 0 } },
      scales: {
        x: timeScale(theme, axes),
        ...allSides((side) => valueScale(side, theme, axes)),
      },
    },
  });
}

function font(theme: ChartTheme): { size: number; family: string } {
  return { size: 12, family: theme.font };
}

function timeScale(theme: ChartTheme, axes: AxesState): ScaleOptions {
  return {
    type: 'linear',
    axis: 'x',
    position: 'bottom',
    afterBuildTicks(scale: Scale) {
      const width = scale.width || scale.maxWidth;
      scale.ticks = timeTicks(axes.from, axes.to, width / PIXELS_PER_TICK);
    },
    // Two lines always, so that the plot keeps its height when the date leaves the axis.
    afterFit(scale: Scale) {
      scale.height = TIME_AXIS_HEIGHT;
    },
    grid: { color: theme.grid, tickColor: theme.axis, tickLength: 5 },
    border: { color: theme.axis },
    ticks: {
      color: theme.text,
      font: font(theme),
      maxRotation: 0,
      autoSkip: false,
      includeBounds: false,
      callback: labelOfTimeTick,
    },
  };
}

function labelOfTimeTick(
  _value: unknown,
  index: number,
  ticks: readonly { label?: unknown }[],
): string | string[] {
  return (ticks[index]?.label as string | string[] | undefined) ?? '';
}

function valueScale(side: AxisSide, theme: ChartTheme, axes: AxesState): ScaleOptions {
  return {
    type: 'linear',
    axis: 'y',
    position: side.startsWith('left') ? 'left' : 'right',
    // The inner axis of a side lies at the plot.
    weight: side.endsWith('2') ? 1 : 0,
    afterBuildTicks(scale: Scale) {
      const range = axes.ranges[side];
      scale.ticks = range
        ? axisTicks(range).map((value) => ({ value, label: tickLabel(value, range.step) }))
        : [];
    },
    afterFit(scale: Scale) {
      scale.width = axes.shown[side] ? AXIS_WIDTH : side === 'right' ? RIGHT_MARGIN : 0;
    },
    grid: {
      color: theme.grid,
      tickColor: theme.axis,
      tickLength: 4,
      drawOnChartArea: side === 'left',
    },
    border: { color: theme.axis, display: hasLine(side, axes) },
    ticks: {
      color: theme.text,
      font: font(theme),
      autoSkip: false,
      includeBounds: false,
      callback: labelOfTimeTick,
    },
  };
}

/** The plot's left edge always has one; room kept for the axis of another chart has none. */
function hasLine(side: AxisSide, axes: AxesState): boolean {
  return side === 'left' || (axes.shown[side] && axes.ranges[side] !== null);
}

/** Puts what the axes shall show into the chart and draws it once. */
export function drawSceneChart(chart: Chart, axes: AxesState): void {
  const scales = chart.options.scales;
  Object.assign(scales?.['x'] ?? {}, { min: axes.from, max: axes.to });
  for (const side of AXIS_SIDES) {
    Object.assign(scales?.[side] ?? {}, drawnLimits(axes.ranges[side], axes.lanesShare));
    const scale = scales?.[side] as { border?: { display?: boolean } } | undefined;
    Object.assign(scale?.border ?? {}, { display: hasLine(side, axes) });
  }
  chart.update('none');
}

/** The scale's own limits: the numbers keep to the part above the lanes. */
export function drawnLimits(range: AxisRange | null, lanesShare: number): { min: number; max: number } {
  const { min, max } = range ?? { min: 0, max: 1 };
  return { min: min - ((max - min) * lanesShare) / Math.max(0.05, 1 - lanesShare), max };
}
