import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readDelimited, separatorOf, writeDelimited } from './delimited.ts';

it('reads what it has written, whatever is in the cells', () => {
  const cell = fc.oneof(
    fc.string(),
    fc.constantFrom('a,b', '"', 'x\ny', ' ', '', ';', '\t', '한국어', '"a"b'),
  );
  const rows = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(rows, fc.constantFrom(',', ';', '\t'), (grid, separator) => {
      // A line end within a cell is one sign, and a row of one empty cell is an empty line.
      const plain = grid.map((row) => row.map((text) => text.replaceAll('\r', '')));
      fc.pre(plain.every((row) => row.length > 1 || row[0] !== ''));
      expect(readDelimited(writeDelimited(plain, separator as ','), separator as ',').rows).toEqual(plain);
    }),
  );
});

it('reads what spreadsheets write', () => {
  expect(readDelimited('\uFEFFa;"b;c"\r\n"say ""no""";\r\n', ';').rows).toEqual([
    ['a', 'b;c'],
    ['say "no"', ''],
  ]);
  expect(readDelimited('a\tb\n1\t', '\t').rows).toEqual([
    ['a', 'b'],
    ['1', ''],
  ]);
  expect(readDelimited('a,b\n1,"open\n2', ',')).toMatchObject({ unclosed: 2 });
  expect([separatorOf('a;b;"c,d,e,f"'), separatorOf('a,b'), separatorOf('a\tb')]).toEqual([';', ',', '\t']);
});
