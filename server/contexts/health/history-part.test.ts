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

it('says that a part of the history is damaged, and which', () => {
  expect(historyPart(FACTS, NOW).summary.en).not.toContain('damaged');
  const lastProblem = 'chunk 6 of tag 107 cannot be read';
  expect(historyPart({ ...FACTS, lastProblem }, NOW)).toMatchObject({
    summary: {
      en: expect.stringContaining(lastProblem) as string,
      ko: expect.stringContaining(lastProblem) as string,
    },
  });
});
