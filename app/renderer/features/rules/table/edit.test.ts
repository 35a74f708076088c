import { expect, it } from 'vitest';
import type { DecisionTable } from '../../../../../shared/contract/decision-table.ts';
import {
  cleared,
  pasted,
  refusalOf,
  textAt,
  textsIn,
  withColumn,
  withColumnMoved,
  withCopies,
  withoutColumn,
  withoutRows,
  withRowsMoved,
  withText,
} from './edit.ts';
import { withOutputColumn, withoutOutputColumn } from './edit-outputs.ts';

const TABLE: DecisionTable = {
  hitPolicy: 'first',
  columns: [
    { expression: 'a', type: 'number' },
    { expression: 'b', type: 'text' },
  ],
  rows: [
    { name: 'hot', when: ['> 5', '-'], verdict: 'HOT', confidence: 0.9, reason: { ko: '가', en: 'x' } },
    { when: ['<= 5', '"y"'], verdict: 'OK' },
  ],
};
const texts = (table: DecisionTable) =>
  textsIn(table, { top: 0, left: 0, bottom: table.rows.length, right: 6 }).map((row) => row.join('|'));

it('is a sheet of texts with what holds otherwise as its last row', () => {
  expect(texts(TABLE)).toEqual(['> 5|-|HOT|0.9|가|x|hot', '<= 5|"y"|OK||||', '||||||']);
});

it('takes a text in every cell, and empties it again', () => {
  const filled = withText(withText(withText(TABLE, 1, 3, '0.5'), 1, 5, 'why'), 1, 6, 'cold');
  expect(texts(filled)[1]).toBe('<= 5|"y"|OK|0.5||why|cold');
  expect(texts(cleared(filled, { top: 1, left: 0, bottom: 1, right: 6 }))[1]).toBe('-|-|||||');
  const otherwise = withText(TABLE, 2, 2, 'OK');
  expect(otherwise.otherwise).toEqual({ verdict: 'OK' });
  expect(withText(otherwise, 2, 2, '')).toEqual(TABLE);
});

it('takes no text that a cell cannot hold', () => {
  const refused = (row: number, column: number, text: string) => {
    const why = refusalOf(TABLE, row, column, text);
    expect(withText(TABLE, row, column, text)).toBe(TABLE);
    return why;
  };
  expect([refused(0, 3, '2'), refused(0, 3, 'x'), refused(0, 6, 'a b'), refused(2, 0, '5')]).toEqual([
    'confidence',
    'confidence',
    'name',
    'otherwise',
  ]);
});

it('takes what a spreadsheet has in its clipboard, and adds the rows that are missing', () => {
  const from = { top: 1, left: 0, bottom: 1, right: 0 };
  const { table, area } = pasted(
    TABLE,
    from,
    [
      ['1', '"p"', 'OK'],
      ['2', '"q"', 'HOT'],
    ],
    'OK',
  );
  expect(texts(table)).toEqual(['> 5|-|HOT|0.9|가|x|hot', '1|"p"|OK||||', '2|"q"|HOT||||', '||||||']);
  expect(area).toEqual({ top: 1, left: 0, bottom: 2, right: 2 });
  const all = { top: 0, left: 0, bottom: 1, right: 1 };
  expect(texts(pasted(TABLE, all, [['-']], 'OK').table).slice(0, 2)).toEqual([
    '-|-|HOT|0.9|가|x|hot',
    '-|-|OK||||',
  ]);
});

it('pastes nothing where one text has no place', () => {
  const from = { top: 0, left: 2, bottom: 0, right: 2 };
  const { table, refused } = pasted(
    TABLE,
    from,
    [
      ['OK', '0.5'],
      ['OK', 'much'],
    ],
    'OK',
  );
  expect(table).toBe(TABLE);
  expect(refused).toEqual({ row: 1, column: 3, text: 'much', why: 'confidence' });
});

it('moves, copies and takes away rows and columns with their cells', () => {
  expect(withRowsMoved(TABLE, 1, 1, -1).rows.map(({ verdict }) => verdict)).toEqual(['OK', 'HOT']);
  expect(withRowsMoved(TABLE, 0, 1, 1)).toBe(TABLE);
  expect(withCopies(TABLE, 0, 0).rows.map(({ name, verdict }) => [name, verdict])).toEqual([
    ['hot', 'HOT'],
    [undefined, 'HOT'],
    [undefined, 'OK'],
  ]);
  expect(withoutRows(TABLE, 0, 0).rows).toEqual([TABLE.rows[1]]);
  const wide = withColumn(TABLE, 1, { expression: 'c', type: 'boolean' });
  expect(wide.rows.map(({ when }) => when)).toEqual([
    ['> 5', '-', '-'],
    ['<= 5', '-', '"y"'],
  ]);
  expect(withColumnMoved(TABLE, 0, 1).rows[1]?.when).toEqual(['"y"', '<= 5']);
  expect(withoutColumn(withoutColumn(TABLE, 1), 0).columns).toHaveLength(1);
  expect(textAt(withoutColumn(TABLE, 0), 1, 0)).toBe('"y"');
});

it('has columns of outputs, whose cells are typed, cleared and pasted as the others are', () => {
  const score = { name: 'score', type: 'number' } as const;
  const withScore = withOutputColumn(TABLE, score);
  expect(textsIn(withScore, { top: 0, left: 0, bottom: 0, right: 7 })[0]?.join('|')).toBe(
    '> 5|-|HOT|0.9||가|x|hot',
  );
  const note = withOutputColumn(withScore, { name: 'note', type: 'text' });
  const filled = withText(withText(note, 0, 4, '3'), 1, 5, 'x');
  expect(filled.rows.map(({ outputs }) => outputs)).toEqual([['3'], ['', 'x']]);
  expect(cleared(filled, { top: 0, left: 4, bottom: 1, right: 5 })).toEqual(note);
  const area = { top: 0, left: 4, bottom: 0, right: 4 };
  expect(pasted(note, area, [['3'], ['', 'x']], 'OK').table).toEqual(filled);
  // What holds otherwise says outputs too; without one of them the others stay with their cells.
  const otherwise = withText(withText(filled, 2, 2, 'OK'), 2, 5, 'y');
  expect(otherwise.otherwise).toEqual({ verdict: 'OK', outputs: ['', 'y'] });
  const without = withoutOutputColumn(otherwise, 0);
  expect([without.outputs, without.rows.map(({ outputs }) => outputs), without.otherwise]).toEqual([
    [{ name: 'note', type: 'text' }],
    [undefined, ['x']],
    { verdict: 'OK', outputs: ['y'] },
  ]);
  expect(withoutOutputColumn(without, 0)).not.toHaveProperty('outputs');
  const full = Array.from({ length: 8 }).reduce<DecisionTable>(
    (table, _, index) => withOutputColumn(table, { name: `o${index}`, type: 'text' }),
    TABLE,
  );
  expect(withOutputColumn(full, score)).toBe(full);
});

it('loses no row where there would be too many', () => {
  const row = { when: ['-', '-'], verdict: 'OK' };
  const full = { ...TABLE, rows: Array.from({ length: 1_000 }, () => row) };
  expect(withCopies(full, 0, 0)).toBe(full);
  const from = { top: 999, left: 0, bottom: 999, right: 0 };
  expect(pasted(full, from, [['1'], ['2']], 'OK')).toMatchObject({
    table: full,
    refused: { row: 1_000, text: '2', why: 'rows' },
  });
});
