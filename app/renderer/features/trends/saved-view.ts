import type { SavedView } from '../../../../shared/contract/data-hub.ts';
import {
  DEFAULT_SPAN_SECONDS,
  emptyChart,
  spanSecondsOf,
  type TrendChart,
  type TrendsView,
} from './view-state.ts';

type SavedCharts = SavedView['charts'];

/** What is kept of a view: pens, how they are drawn, axes and the span. A saved view opens live. */
export function savedChartsOf(view: TrendsView): SavedCharts {
  const spanSeconds = spanSecondsOf(view);
  return view.charts.map(({ pens, axes, shifts, limits }) => ({
    pens: pens.map(({ path }) => path),
    spanSeconds,
    penOptions: pens.map(({ path, axis, hidden, color }) => ({
      path,
      hidden,
      color,
      ...(axis ? { axis } : {}),
    })),
    axes,
    shiftsSeconds: shifts.map((shiftMs) => shiftMs / 1_000),
    limits,
  }));
}

function chartOf(saved: SavedCharts[number], index: number): TrendChart {
  const blank = emptyChart(index + 1);
  return {
    ...blank,
    pens: saved.pens.map((path, place) => {
      const options = saved.penOptions?.find((option) => option.path === path);
      return {
        path,
        ...(options?.axis ? { axis: options.axis } : {}),
        hidden: options?.hidden ?? false,
        color: options?.color ?? place,
      };
    }),
    axes: {
      left: saved.axes?.left ?? blank.axes.left,
      right: saved.axes?.right ?? blank.axes.right,
      left2: saved.axes?.left2 ?? blank.axes.left2,
      right2: saved.axes?.right2 ?? blank.axes.right2,
    },
    shifts: (saved.shiftsSeconds ?? []).map((seconds) => seconds * 1_000),
    limits: saved.limits ?? true,
  };
}

export function viewOfSaved(saved: SavedView): TrendsView {
  const charts = saved.charts.map(chartOf);
  const spanSeconds = saved.charts[0]?.spanSeconds ?? DEFAULT_SPAN_SECONDS;
  return {
    charts: charts.length > 0 ? charts : [emptyChart(1)],
    range: { mode: 'live', spanMs: spanSeconds * 1_000 },
  };
}
