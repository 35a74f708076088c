import { expect, it } from 'vitest';
import { rowsBetween, rowsChanged } from './rows-between.ts';

const outcome = (verdict: string, holdCause?: string) => ({
  ...{ verdict, severity: 'normal' as const, rows: 0, durationMs: 0, starts: 0 },
  ...(holdCause === undefined ? {} : { holdCause }),
});
const truth = { hits: 0, misses: 0, falseCalls: 0, correct: 0, held: 0, unknown: 0 };
const side = (version: number) => ({
  ...{ version, rulesetHash: '', truth },
  outcomes: [outcome('OK'), outcome('BAD'), outcome('HOLD', 'INPUT_MISSING'), outcome('HOLD', 'RULE_ERROR')],
});
const cell = (a: number, b: number, rows: number) => ({ a, b, rows, durationMs: 0 });
const result = {
  sides: [side(1), side(2)],
  matrix: [cell(0, 0, 100), cell(0, 1, 7), cell(1, 0, 3), cell(2, 3, 2), cell(2, 2, 5)],
};

it('counts rows between two verdicts, a hold by its cause', () => {
  expect(rowsBetween(result, { from: { verdict: 'OK' }, to: { verdict: 'BAD' } })).toBe(7);
  expect(rowsBetween(result, { from: { verdict: 'BAD' }, to: { verdict: 'OK' } })).toBe(3);
  const hold = (holdCause: 'INPUT_MISSING' | 'RULE_ERROR') => ({ verdict: 'HOLD', holdCause });
  expect(rowsBetween(result, { from: hold('INPUT_MISSING'), to: hold('RULE_ERROR') })).toBe(2);
  expect(rowsBetween(result, { from: hold('RULE_ERROR'), to: { verdict: 'OK' } })).toBe(0);
  expect(rowsChanged(result)).toBe(12);
});
