import { expect, it } from 'vitest';
import { fixed } from './fixed.ts';

it('replaces what a fix names, counting characters and not 16-bit units', () => {
  const source = 'let 😀 = 1;\nif mode == "Auto" {}';
  expect(
    fixed(source, { line: 2, column: 12, endLine: 2, endColumn: 18, old: '"Auto"', text: '"auto"' }),
  ).toBe('let 😀 = 1;\nif mode == "auto" {}');
  expect(
    fixed('"😀" == "A"', { line: 1, column: 8, endLine: 1, endColumn: 11, old: '"A"', text: '"a"' }),
  ).toBe('"😀" == "a"');
});

it('a fix of what is no longer there changes nothing', () => {
  const fix = { line: 1, column: 1, endLine: 1, endColumn: 2, old: 'x', text: 'y' };
  expect(fixed('x', fix)).toBe('y');
  expect(fixed('z', fix)).toBe('z');
  expect(fixed('x', { ...fix, line: 3 })).toBe('x');
});
