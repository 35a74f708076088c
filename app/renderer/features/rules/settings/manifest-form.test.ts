import { expect, it } from 'vitest';
import {
  freeName,
  manifestOf,
  numberTyped,
  parameterText,
  parameterTyped,
  patternsFor,
  renamed,
  withMember,
} from './manifest-form.ts';

it('keeps what is typed, as what it is', () => {
  expect([' 6.5 ', '', '1e', '-0'].map(numberTyped)).toEqual([6.5, undefined, '1e', -0]);
  expect(['5', 'true', 'zone A', '"5"', ''].map(parameterTyped)).toEqual([5, true, 'zone A', '5', '']);
});

it.each([5, true, 'zone A', '5', 'true', ''])('a parameter reads as it was written: %j', (value) => {
  expect(parameterTyped(parameterText(value))).toBe(value);
});

it('renames in place, takes out, and edits no text that is no object', () => {
  expect(Object.keys(renamed({ a: 1, b: 2, c: 3 }, 'b', 'x'))).toEqual(['a', 'x', 'c']);
  expect(withMember({ a: 1, b: 2 }, 'a', undefined)).toEqual({ b: 2 });
  expect(['[1]', '{', 'null'].map(manifestOf)).toEqual([null, null, null]);
  expect(freeName('limit', ['limit', 'limit_2'])).toBe('limit_3');
});

it('proposes the pattern of machines named alike before the tags themselves', () => {
  const paths = ['s/a/l/press-1/temperature', 's/a/l/press-2/temperature', 's/a/l/pump/flow'];
  expect(patternsFor('temp', paths)).toEqual(['*/*/*/press*/temperature', paths[0], paths[1]]);
  expect(patternsFor('*/*/*/press*/t', paths)).toHaveLength(3);
});
