import { expect, it } from 'vitest';
import { expectationOf, expectationText, resultText, testsOf, testsText } from './test-form.ts';

const result = { index: 0, name: 'one', passed: true };

it('tells in short what a test wants and what it got', () => {
  const cause = (code: string) => code.toLowerCase();
  expect(expectationText({ expect: { verdict: 'OK', confidence: 0.9 } }, cause)).toBe('OK 0.9');
  expect(expectationText({ expect: { holdCause: 'INPUT_MISSING' } }, cause)).toBe('HOLD: input_missing');
  expect(expectationText({}, cause)).toBe('');
  expect(resultText({ ...result, verdict: 'OK', confidence: null }, cause)).toBe('OK');
  const held = { ...result, verdict: 'HOLD', confidence: null, holdCause: 'RULE_ERROR' as const };
  expect(resultText(held, cause)).toBe('HOLD: rule_error');
});

it('makes an expectation of a result', () => {
  expect(expectationOf({ ...result, verdict: 'OK', confidence: 0.9 })).toEqual({
    verdict: 'OK',
    confidence: 0.9,
  });
  const held = { ...result, verdict: 'HOLD', confidence: null, holdCause: 'RULE_ERROR' as const };
  expect(expectationOf(held)).toEqual({ verdict: 'HOLD', holdCause: 'RULE_ERROR' });
});

it('reads lists only, and writes what it read', () => {
  expect(['{}', '[1]', '['].map(testsOf)).toEqual([null, null, null]);
  const text = testsText([{ name: 'one', input: { x: null }, expect: {}, note: 'kept' }]);
  expect(testsText(testsOf(text) ?? [])).toBe(text);
});
