import { expect, it } from 'vitest';
import { ruleset } from '../../../../tests/support/compared-versions.ts';
import { simplest } from './simplest.ts';
import { spaceOf } from './space.ts';

const { manifest } = ruleset(
  '#{ verdict: "OK" }',
  ['x', 'y'].map((name) => ({ name, type: 'number', optional: true })),
);
const { dims } = spaceOf({ before: manifest, after: manifest }, new Set());

it.each([
  ['rounded where that is as good', [1.9999999999999996, 7], ([x = 0]) => x > 1.5, [2, 7]],
  ['nothing where nothing is as good', [1.9999999999999996, 123.456], () => true, [0, 0]],
  ['with as many digits as it needs', [41.372611, 1], ([x = 0]) => x > 41.37 && x < 41.38, [41.373, 1]],
  ['two that depend on each other', [50.00123, 49.99877], ([x = 0, y = 0]) => x + y === 100, [50, 50]],
  [
    'as it is where no other is as good',
    [0.30000000000000004, 5],
    ([x = 0]) => x === 0.1 + 0.2,
    [0.30000000000000004, 5],
  ],
  [
    'no value stays none',
    [Number.NaN, 1_234],
    ([x = 0, y = 0]) => Number.isNaN(x) && y > 900,
    [Number.NaN, 1_000],
  ],
] as const satisfies readonly (readonly [
  string,
  readonly number[],
  (row: readonly number[]) => boolean,
  readonly number[],
])[])('a number is told %s', (_, row, holds, expected) => {
  expect(simplest(dims, row, (rows) => rows.map(holds))).toEqual(expected);
});
