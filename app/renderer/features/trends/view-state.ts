import { spanOf, type TimeRange } from '../../charts/model/time-window.ts';
import { trendsSearch, type FixedAxes, type TrendsLink } from '../../charts/trends-link.ts';
import { AXIS_SIDES, type AxisScale, type AxisSide, type PenAxis } from '../../charts/types.ts';

/** What the page shows: charts with their pens, and one time range for all. */
export interface TrendsView {
  readonly charts: readonly TrendChart[];
  readonly range: TimeRange;
}

export interface TrendChart {
  /** Names the chart within the page; the first has 1. */
  readonly id: number;
  readonly pens: readonly TrendPen[];
  readonly axes: Readonly<Record<AxisSide, AxisScale>>;
  /** Laid under the pens: the same so many milliseconds earlier. */
  readonly shifts: readonly number[];
  /** Shows the limits of the rules that read its tags. */
  readonly limits: boolean;
}

export interface TrendPen {
  readonly path: string;
  /** Without it by its unit. */
  readonly axis?: PenAxis | undefined;
  readonly hidden: boolean;
  readonly color: number;
}

export const MAX_CHARTS = 12;
export const MAX_PENS_PER_CHART = 60;
/** What one watch of live samples may name. */
export const MAX_TAGS = 200;
export const DEFAULT_SPAN_SECONDS = 600;

const AUTO: AxisScale = { mode: 'auto' };

export function emptyChart(id: number): TrendChart {
  return {
    id,
    pens: [],
    axes: { left: AUTO, right: AUTO, left2: AUTO, right2: AUTO },
    shifts: [],
    limits: true,
  };
}

export const EMPTY_VIEW: TrendsView = {
  charts: [emptyChart(1)],
  range: { mode: 'live', spanMs: DEFAULT_SPAN_SECONDS * 1_000 },
};

export function tagName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `site/area/line/equipment` of a tag. */
export function equipmentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

function freeColor(pens: readonly TrendPen[]): number {
  let color = 0;
  while (pens.some((pen) => pen.color === color)) color += 1;
  return color;
}

export function tagsOf(view: TrendsView): ReadonlySet<string> {
  return new Set(view.charts.flatMap(({ pens }) => pens.map(({ path }) => path)));
}

/** Whether one more pen fits: into the chart, and into the watch of live samples. */
export function canAddPen(view: TrendsView, chartId: number, path: string): boolean {
  const chart = view.charts.find(({ id }) => id === chartId);
  if (!chart || chart.pens.length >= MAX_PENS_PER_CHART) return false;
  if (chart.pens.some((pen) => pen.path === path)) return false;
  const tags = tagsOf(view);
  return tags.has(path) || tags.size < MAX_TAGS;
}

function withChart(view: TrendsView, chartId: number, change: (chart: TrendChart) => TrendChart): TrendsView {
  return { ...view, charts: view.charts.map((chart) => (chart.id === chartId ? change(chart) : chart)) };
}

export function addPen(view: TrendsView, chartId: number, path: string): TrendsView {
  if (!canAddPen(view, chartId, path)) return view;
  return withChart(view, chartId, (chart) => {
    return { ...chart, pens: [...chart.pens, { path, hidden: false, color: freeColor(chart.pens) }] };
  });
}

export function removePen(view: TrendsView, chartId: number, path: string): TrendsView {
  return withChart(view, chartId, (chart) => ({
    ...chart,
    pens: chart.pens.filter((pen) => pen.path !== path),
  }));
}

export function changePen(
  view: TrendsView,
  chartId: number,
  path: string,
  change: Partial<TrendPen>,
): TrendsView {
  return withChart(view, chartId, (chart) => ({
    ...chart,
    pens: chart.pens.map((pen) => (pen.path === path ? { ...pen, ...change } : pen)),
  }));
}

export function changeChart(
  view: TrendsView,
  chartId: number,
  change: Partial<Pick<TrendChart, 'axes' | 'shifts' | 'limits'>>,
): TrendsView {
  return withChart(view, chartId, (chart) => ({ ...chart, ...change }));
}

export function addChart(view: TrendsView): TrendsView {
  if (view.charts.length >= MAX_CHARTS) return view;
  const id = Math.max(0, ...view.charts.map((chart) => chart.id)) + 1;
  return { ...view, charts: [...view.charts, emptyChart(id)] };
}

/** The last chart cannot be taken away, only emptied. */
export function removeChart(view: TrendsView, chartId: number): TrendsView {
  const charts = view.charts.filter(({ id }) => id !== chartId);
  return { ...view, charts: charts.length > 0 ? charts : [emptyChart(1)] };
}

export function spanSecondsOf(view: TrendsView): number {
  return spanOf(view.range) / 1_000;
}

function fixedAxesOf(axes: TrendChart['axes']): FixedAxes {
  const fixed: FixedAxes = {};
  for (const side of AXIS_SIDES) {
    const scale = axes[side];
    if (scale.mode === 'fixed') fixed[side] = { min: scale.min, max: scale.max };
  }
  return fixed;
}

/** The view as an address; only colours are kept by saved views alone. */
export function searchOf(view: TrendsView): string {
  const spanSeconds = Math.round(spanSecondsOf(view) * 1_000) / 1_000;
  const charts = view.charts.map(({ pens }) => pens);
  const fixed = view.range.mode === 'fixed' ? { from: view.range.from, to: view.range.to } : undefined;
  const shifts = view.charts.map((chart) => chart.shifts);
  const axes = view.charts.map((chart) => fixedAxesOf(chart.axes));
  const withoutLimits = view.charts.map(({ limits }) => !limits);
  const shown = { charts, shifts, axes, withoutLimits, spanSeconds };
  return trendsSearch({ ...shown, ...(fixed ? { fixed } : {}) }).toString();
}

function axesOfLink(fixed: FixedAxes = {}): TrendChart['axes'] {
  const scale = (side: AxisSide): AxisScale => {
    const limits = fixed[side];
    return limits ? { mode: 'fixed', ...limits } : AUTO;
  };
  return { left: scale('left'), right: scale('right'), left2: scale('left2'), right2: scale('right2') };
}

/** The view an address asks for. */
export function viewOfLink(link: TrendsLink): TrendsView {
  const charts = link.charts.map((pens, index) => ({
    ...emptyChart(index + 1),
    shifts: link.shifts?.[index] ?? [],
    axes: axesOfLink(link.axes?.[index]),
    limits: link.withoutLimits?.[index] !== true,
    pens: pens.map(({ path, axis, hidden = false }, color) => ({
      path,
      ...(axis ? { axis } : {}),
      hidden,
      color,
    })),
  }));
  const range: TimeRange = link.fixed
    ? { mode: 'fixed', ...link.fixed }
    : { mode: 'live', spanMs: link.spanSeconds * 1_000 };
  return { charts: charts.length > 0 ? charts : [emptyChart(1)], range };
}
