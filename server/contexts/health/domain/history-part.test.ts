import { expect, it } from 'vitest';
import { historyPart } from './history-part.ts';

const NOW = Date.UTC(2026, 5, 1);
const FACTS = {
  ...{
    bytes: 1_000,
    budgetBytes: null,
    bytesPerDay: 10,
    oldestAt: NOW - 86_400_000,
    forecast: null,
    days: null,
  },
  ...{ overBudget: false, removedAt: null, removedSamples: 0, lastProblem: null },
};

it.each([
  ['chunk 6 of tag 107 cannot be read', true],
  ['row 3 of the journal was passed over', false],
])(
  'says that a part of the history is damaged, where it is seen and what to do: %s',
  (message, inWindows) => {
    expect(historyPart(FACTS, NOW).summary.en).not.toContain('damaged');
    expect(historyPart(FACTS, NOW)).not.toHaveProperty('action');
    const { state, summary, action } = historyPart({ ...FACTS, lastProblem: { message, inWindows } }, NOW);
    expect(state).toBe('ok');
    for (const text of [summary.en, summary.ko]) expect(text).toContain(message);
    expect([summary.en.includes('Trends hatches it'), summary.ko.includes('빗금')]).toEqual([
      inWindows,
      inWindows,
    ]);
    expect(action?.en).toContain('restore a backup');
  },
);

it('keeps that advice beside the one of a budget that is too small', () => {
  const facts = { ...FACTS, overBudget: true, lastProblem: { message: 'chunk 6', inWindows: true } };
  expect(historyPart(facts, NOW)).toMatchObject({
    state: 'degraded',
    action: { en: expect.stringMatching(/raise the budget.* restore a backup/) as string },
  });
});
