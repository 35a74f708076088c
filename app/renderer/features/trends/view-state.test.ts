import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTrendsSearch } from '../../charts/trends-link.ts';
import { savedChartsOf, viewOfSaved } from './saved-view.ts';
import {
  addChart,
  addPen,
  canAddPen,
  changeChart,
  changePen,
  emptyChart,
  EMPTY_VIEW,
  MAX_TAGS,
  removeChart,
  removePen,
  searchOf,
  tagsOf,
  viewOfLink,
  type TrendsView,
} from './view-state.ts';

const path = (name: string, machine = 'm1'): string => `s/a/l/${machine}/${name}`;
const withPens = (...names: string[]): TrendsView =>
  names.reduce((view, name) => addPen(view, 1, path(name)), EMPTY_VIEW);

describe('pens', () => {
  it('have no axis until one is chosen, and keep colours of their own', () => {
    const view = withPens('temperature', 'pressure', 'flow');
    expect(view.charts[0]?.pens.map(({ axis, color }) => [axis, color])).toEqual([
      [undefined, 0],
      [undefined, 1],
      [undefined, 2],
    ]);
    const next = addPen(removePen(view, 1, path('pressure')), 1, path('speed'));
    expect(next.charts[0]?.pens.at(-1)).toMatchObject({ color: 1 });
  });

  it('are in a chart once, and no more than one watch may name', () => {
    const twice = addPen(withPens('a'), 1, path('a'));
    expect(twice.charts[0]?.pens).toHaveLength(1);
    let view = EMPTY_VIEW;
    for (let chart = 1; chart <= 4; chart += 1) {
      if (chart > 1) view = addChart(view);
      for (let i = 0; i < 60; i += 1) view = addPen(view, chart, path(`t${chart}-${i}`));
    }
    expect(tagsOf(view).size).toBe(MAX_TAGS);
    expect(canAddPen(view, 4, path('one-more'))).toBe(false);
    expect(canAddPen(view, 4, path('t1-0'))).toBe(true);
  });
});

describe('charts', () => {
  it('leave an empty one when the last is removed', () => {
    expect(removeChart(withPens('a'), 1).charts).toEqual(EMPTY_VIEW.charts);
    const two = addChart(withPens('a'));
    expect(removeChart(two, 1).charts.map(({ id }) => id)).toEqual([2]);
    expect(addChart(removeChart(two, 1)).charts.map(({ id }) => id)).toEqual([2, 3]);
  });
});

const pens = fc.uniqueArray(
  fc.string({ minLength: 1, maxLength: 8 }).filter((text) => !/[/+#]/.test(text)),
  { maxLength: 8 },
);

describe('address and saved view', () => {
  it('bring the same view back', () => {
    fc.assert(
      fc.property(pens, pens, fc.integer({ min: 1, max: 604_800 }), (first, second, seconds) => {
        let view = addChart(withPens(...first));
        for (const name of second) view = addPen(view, 2, path(name, 'm2'));
        view = { ...view, range: { mode: 'live', spanMs: seconds * 1_000 } };
        const opened = viewOfLink(parseTrendsSearch(new URLSearchParams(searchOf(view)), 600));
        const shown = (given: TrendsView) =>
          given.charts.map((chart) => chart.pens.map(({ path: tag, axis }) => [tag, axis]));
        const withoutEmpty = shown(view).slice(0, second.length > 0 ? 2 : 1);
        expect(shown(opened)).toEqual(withoutEmpty);
        expect(opened.range).toEqual(view.range);
        const saved = { id: 'x', name: 'x', updatedAt: '', charts: savedChartsOf(view) };
        expect(viewOfSaved(saved)).toEqual(view);
      }),
    );
  });

  it('keeps what is hidden, axes, limits and what it is compared with in a saved view and in the address', () => {
    let view = changePen(withPens('a', 'b'), 1, path('b'), { hidden: true });
    view = changePen(view, 1, path('a'), { axis: 'right2' });
    const axes = { ...emptyChart(1).axes, left: { mode: 'fixed', min: 0, max: 5 } as const };
    view = changeChart(view, 1, { axes, shifts: [3_600_000], limits: false });
    expect(viewOfLink(parseTrendsSearch(new URLSearchParams(searchOf(view)), 600)).charts).toEqual(
      view.charts,
    );
    const saved = { id: 'x', name: 'x', updatedAt: '', charts: savedChartsOf(view) };
    expect(viewOfSaved(saved).charts).toEqual(view.charts);
  });
});
