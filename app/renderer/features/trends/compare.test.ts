import { describe, expect, it } from 'vitest';
import { compareMachines, likeMachines, namesOf } from './compare.ts';
import { shiftLabel, shiftOfDraft } from './shifts.ts';
import { addPen, EMPTY_VIEW } from './view-state.ts';

const view = addPen(addPen(EMPTY_VIEW, 1, 's/a/l/m1/temperature'), 1, 's/a/l/m1/pressure');
const tags = [
  's/a/l/m10/temperature',
  's/a/l/m2/temperature',
  's/a/l/m2/pressure',
  's/a/l/m1/temperature',
  's/a/l/m3/flow',
];

describe('comparing machines', () => {
  const shown = new Set(view.charts[0]?.pens.map(({ path }) => path));
  const like = likeMachines(tags, namesOf(view, 1), shown);

  it('offers machines with tags of the same names, those with the most first', () => {
    expect(like.map(({ machine, tags: own }) => [machine, own.length])).toEqual([
      ['s/a/l/m2', 2],
      ['s/a/l/m10', 1],
    ]);
  });

  it('puts them into the same chart, or each into its own', () => {
    expect(compareMachines(view, 1, like, 'chart').charts[0]?.pens).toHaveLength(5);
    const own = compareMachines(view, 1, like, 'own').charts;
    expect(own.map(({ pens }) => pens.length)).toEqual([2, 2, 1]);
  });
});

describe('a shift', () => {
  it('is read as typed, within two years', () => {
    expect(shiftOfDraft(' 1.5 ', 'hour')).toBe(5_400_000);
    expect(shiftOfDraft('0,5', 'day')).toBe(43_200_000);
    for (const wrong of ['', '0', '-1', 'x', '800']) expect(shiftOfDraft(wrong, 'day')).toBeUndefined();
  });

  it('is named by its largest unit', () => {
    expect(shiftLabel(7 * 86_400_000, 'en')).toBe('−7 d');
    expect(shiftLabel(5_400_000, 'ko')).toBe('−1시간 30분');
  });
});
