import { expect, it } from 'vitest';
import {
  expectationOf,
  expectationText,
  outputsToTell,
  resultText,
  testsOf,
  testsText,
  testsWithOutputNamed,
} from './test-form.ts';

const result = { index: 0, name: 'one', passed: true };

it('tells in short what a test wants and what it got', () => {
  const cause = (code: string) => code.toLowerCase();
  expect(expectationText({ expect: { verdict: 'OK', confidence: 0.9 } }, cause)).toBe('OK 0.9');
  expect(expectationText({ expect: { holdCause: 'INPUT_MISSING' } }, cause)).toBe('HOLD: input_missing');
  expect(expectationText({}, cause)).toBe('');
  expect(resultText({ ...result, verdict: 'OK', confidence: null }, {}, cause)).toBe('OK');
  const held = { ...result, verdict: 'HOLD', confidence: null, holdCause: 'RULE_ERROR' as const };
  expect(resultText(held, {}, cause)).toBe('HOLD: rule_error');
});

it('makes an expectation of a result', () => {
  expect(expectationOf({ ...result, verdict: 'OK', confidence: 0.9 }, {})).toEqual({
    verdict: 'OK',
    confidence: 0.9,
  });
  const held = { ...result, verdict: 'HOLD', confidence: null, holdCause: 'RULE_ERROR' as const };
  expect(expectationOf(held, {})).toEqual({ verdict: 'HOLD', holdCause: 'RULE_ERROR' });
});

it('tells of the outputs those that a test names, and what each got', () => {
  const test = { expect: { verdict: 'OK', outputs: { score: 3, note: null } } };
  const got = { ...result, verdict: 'OK', confidence: null, outputs: { score: 2, note: 'hot', stop: true } };
  expect(expectationText(test, String)).toBe('OK · score 3 · note –');
  expect(resultText(got, test, String)).toBe('OK · score 2 · note hot');
  expect(expectationOf(got, test)).toEqual({ verdict: 'OK', outputs: { score: 2, note: 'hot' } });
  expect(outputsToTell({ score: 3, other: 1 }, got)).toEqual([
    { name: 'score', got: 2, missed: true },
    { name: 'note', got: 'hot', missed: false },
    { name: 'stop', got: true, missed: false },
    { name: 'other', got: undefined, missed: true },
  ]);
});

it('follows an output that is given another name', () => {
  const tests = [
    { name: 'a', expect: { outputs: { score: 3, note: 'x' } } },
    { name: 'b', expect: {} },
  ];
  const named = testsWithOutputNamed(tests, 'score', 'rank');
  expect(named).toEqual([{ name: 'a', expect: { outputs: { rank: 3, note: 'x' } } }, tests[1]]);
  expect(testsWithOutputNamed(named ?? [], 'rank', 'score')).toEqual(tests);
  expect(testsWithOutputNamed(tests, 'other', 'rank')).toBeNull();
});

it('reads lists only, and writes what it read', () => {
  expect(['{}', '[1]', '['].map(testsOf)).toEqual([null, null, null]);
  const text = testsText([{ name: 'one', input: { x: null }, expect: {}, note: 'kept' }]);
  expect(testsText(testsOf(text) ?? [])).toBe(text);
});
