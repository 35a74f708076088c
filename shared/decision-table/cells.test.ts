import { describe, expect, it } from 'vitest';
import { textOfReason } from '../contract/reasons.ts';
import type { ColumnType } from '../contract/decision-table.ts';
import { readCell } from './cells.ts';
import { momentOf, momentText } from './dates.ts';
import { cellHolds } from './evaluate.ts';
import { numberBetween } from './numbers.ts';
import type { ColumnValue } from './space.ts';

const context = (type: ColumnType) => ({
  type,
  utcOffset: '+09:00',
  parameters: { limit: 80, word: 'x' },
  unitsPerMs: 1,
});

function holds(type: ColumnType, text: string, value: ColumnValue): boolean {
  const read = readCell(text, context(type));
  if (!read.ok) throw new Error(textOfReason(read.why, 'en'));
  return cellHolds(read.cell, value);
}
const at = (text: string) => Date.parse(text);

describe('a cell', () => {
  it.each<[ColumnType, string, ColumnValue[], ColumnValue[]]>([
    ['number', '-', [1, null], []],
    ['number', ' ', [1, null], []],
    ['number', '5', [5, 5.000000000000001], [5.1, null]],
    ['number', '= 5', [5], [4]],
    ['number', '<5', [4.9], [5, 6, null]],
    ['number', '≤ 5', [4.9, 5], [5.1]],
    ['number', '>= 5', [5, 4.999999999999999, 6], [4.9]],
    ['number', '> -1.5e1', [-14], [-15]],
    ['number', '[1..5)', [1, 4.9], [0.9, 5]],
    ['number', ']1..5]', [1.1, 5], [1, 5.1]],
    ['number', '(1 .. 5[', [2], [1, 5]],
    ['number', '1, 3, [7..9]', [1, 3, 8], [2, 6, null]],
    ['number', 'not(1, [7..9])', [2, 10], [1, 8, null]],
    ['number', 'null', [null], [0]],
    ['number', 'null, < 5', [null, 4], [5]],
    ['number', 'not(null)', [1], [null]],
    ['number', '>= limit', [80, 81], [79]],
    ['text', '"auto", manual', ['auto', 'manual'], ['setup', null]],
    ['text', 'not("auto")', ['manual'], ['auto', null]],
    ['text', String.raw`"a \"b\", \\c"`, ['a "b", \\c'], ['a']],
    ['text', '"null"', ['null'], [null]],
    ['text', '불량', ['불량'], ['양품']],
    ['boolean', 'true', [true], [false, null]],
    ['boolean', 'not(true)', [false], [true, null]],
    [
      'date-time',
      '2026-01-31',
      [at('2026-01-31T00:00+09:00'), at('2026-01-31T23:59:59.999+09:00')],
      [at('2026-02-01T00:00+09:00')],
    ],
    ['date-time', '<= 2026-01-31', [at('2026-01-31T12:00+09:00')], [at('2026-02-01T00:00+09:00')]],
    ['date-time', '> 2026-01-31', [at('2026-02-01T00:00+09:00')], [at('2026-01-31T12:00+09:00')]],
    [
      'date-time',
      '[2026-01-01T08:00..2026-01-31]',
      [at('2026-01-31T12:00+09:00')],
      [at('2026-01-01T07:59+09:00')],
    ],
    ['date-time', '2026-01-31 08:00:30Z', [at('2026-01-31T08:00:30Z')], [at('2026-01-31T08:00:30+09:00')]],
  ])('of a %s: %s', (type, text, taken, left) => {
    for (const value of taken) expect([value, holds(type, text, value)]).toEqual([value, true]);
    for (const value of left) expect([value, holds(type, text, value)]).toEqual([value, false]);
  });

  it.each<[ColumnType, string, string]>([
    ['number', 'abc', 'tableCellParameter'],
    ['number', 'word', 'tableCellParameter'],
    ['number', 'toString', 'tableCellParameter'],
    ['number', '1..5', 'tableCellNumber'],
    ['number', '1,,2', 'tableCellNumber'],
    ['number', '1,5,', 'tableCellNumber'],
    ['number', '80 °C', 'tableCellNumber'],
    ['number', '1e999', 'tableCellNumber'],
    ['number', 'not()', 'tableCellNumber'],
    ['number', '"5"', 'tableCellNumber'],
    ['number', '[5..1]', 'tableCellEmpty'],
    ['number', '(5..5]', 'tableCellEmpty'],
    ['number', Array.from({ length: 65 }, (_, index) => index).join(','), 'tableCellParts'],
    ['text', '< "b"', 'tableCellText'],
    ['text', '"a" "b"', 'tableCellText'],
    ['text', '"open', 'tableCellText'],
    ['boolean', 'yes', 'tableCellBoolean'],
    ['date-time', '2026-02-30', 'tableCellDate'],
    ['date-time', '2026-02-01T25:00', 'tableCellDate'],
    ['date-time', '31.01.2026', 'tableCellDate'],
  ])('of a %s is refused with what to write: %s', (type, text, code) => {
    expect(readCell(text, context(type))).toMatchObject({ ok: false, why: { code } });
  });
});

it('writes moments as they are read', () => {
  for (const text of ['2026-01-31', '2026-01-31T08:00', '2026-01-31T08:00:30', '2026-01-31T08:00:30.250'])
    expect(momentText(momentOf(text, '+09:00')?.at ?? 0, '+09:00')).toBe(text);
});

it('finds the roundest number between two', () => {
  const between = (low: number, high: number) => numberBetween(low, high);
  expect(between(72, 80)).toBeGreaterThan(72);
  expect([between(70, 80), between(0.1, 0.2), between(-Infinity, -3), between(80, Infinity)]).toEqual([
    75, 0.15, -10, 100,
  ]);
});
