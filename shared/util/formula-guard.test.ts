import fc from 'fast-check';
import { expect, it } from 'vitest';
import { guarded, guardedCell, unguarded } from './formula-guard.ts';

it('lets nothing begin as a formula does', () => {
  const formulas = [
    '=1+1',
    '+A1',
    '-A1',
    '-5, 3',
    '@SUM(A1)',
    '\tx',
    '\rx',
    '\nx',
    ' =1',
    '＝1',
    '－A1',
    '= 5',
    '=5',
  ];
  for (const text of formulas) expect(guarded(text)).toBe(`'${text}`);
  expect(guardedCell('=A1&"x"')).toBe(`"'=A1&""x"""`);
});

it('leaves numbers, a dash and all other texts as they are', () => {
  for (const text of [
    '-5',
    '+5',
    '-.5',
    '-1e3',
    '-0',
    '-',
    '>= 5',
    '[-5..5)',
    "'quoted'",
    "it's",
    '',
    '불량',
  ])
    expect(guarded(text)).toBe(text);
});

it('gives every text back as it was', () => {
  const sign = fc.constantFrom("'", '=', '-', '+', '@', '5', ' ', '\t', '\n', 'a', '＝', '.');
  const text = fc.oneof(
    fc.array(sign, { maxLength: 6 }).map((signs) => signs.join('')),
    fc.string(),
  );
  fc.assert(
    fc.property(text, (given) => {
      expect(unguarded(guarded(given))).toBe(given);
    }),
    { numRuns: 2_000 },
  );
});

it('takes away the mark that a spreadsheet was given by hand', () => {
  expect(["'=A1", "'-5", "'> 5", "''=A1"].map(unguarded)).toEqual(['=A1', '-5', "'> 5", "'=A1"]);
});
