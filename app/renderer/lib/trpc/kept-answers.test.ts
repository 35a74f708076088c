import { expect, it } from 'vitest';
import { overviewSchema } from '../../../../shared/contract/judgment.ts';
import { readKeptAnswers } from './kept-answers.ts';

const data = { at: '2026-01-02T12:00:00.000Z', demoPlant: false, equipment: [] };
const read = (text: string | null) => readKeptAnswers(text, [overviewSchema, overviewSchema]);

it('gives each answer with its time', () => {
  expect(read(JSON.stringify([{ data, at: 5 }, null]))).toEqual([{ data, at: 5 }, null]);
});

it.each([
  null,
  '',
  '{',
  'null',
  '5',
  '[1,"x"]',
  '[{"data":{"at":5},"at":1}]',
  `[{"data":${JSON.stringify(data)}}]`,
])('passes over what it cannot read: %s', (text) => expect(read(text)).toEqual([null, null]));
