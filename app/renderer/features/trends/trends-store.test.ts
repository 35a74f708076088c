import { beforeEach, describe, expect, it } from 'vitest';
import { useTrends } from './trends-store.ts';
import { addChart, EMPTY_VIEW, removeChart, type TrendsView } from './view-state.ts';

const first = useTrends.getState();
beforeEach(() => useTrends.setState(first, true));
const state = () => useTrends.getState();
const linked: TrendsView = { ...EMPTY_VIEW, range: { mode: 'live', spanMs: 60_000 } };

describe('undo and redo', () => {
  it('go back and forth over every change, and forget what was undone when something new is done', () => {
    state().add('a/b/c/d/e');
    state().change(addChart);
    expect([state().view.charts.length, state().active]).toEqual([2, 2]);
    state().undo();
    expect([state().view.charts.length, state().active]).toEqual([1, 1]);
    state().undo();
    expect(state().view).toBe(EMPTY_VIEW);
    state().undo();
    state().redo();
    expect(state().view.charts[0]?.pens).toHaveLength(1);
    state().add('a/b/c/d/f');
    expect(state().future).toEqual([]);
  });

  it('does not count what changed nothing', () => {
    state().change((view) => view);
    expect(state().past).toEqual([]);
  });
});

describe('opening an address', () => {
  it('has nothing to undo on an empty page, and can be undone later', () => {
    state().open(linked);
    expect(state().past).toEqual([]);
    state().open({ ...linked, charts: addChart(linked).charts });
    state().undo();
    expect(state().view).toBe(linked);
  });

  it('never leaves the chosen chart pointing at one that is gone', () => {
    state().change(addChart);
    state().change((view) => removeChart(view, 2));
    expect(state().active).toBe(1);
  });
});
