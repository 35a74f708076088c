import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SqlMapping } from '../../../../shared/contract/sql-sources.ts';
import type { SqlColumn } from '../ports.ts';
import { doubtsOf, guessMapping } from './guess.ts';
import { Repeats } from './repeats.ts';
import { rowReader, tagPathOf } from './read-rows.ts';
import { timeReader, wallClock } from './times.ts';
import { readSqlValue, valueTypeOf } from './values.ts';
import { aheadOf, beginningOf, startValueOf } from './watermark.ts';
import { reason } from '../../../../shared/contract/reasons.ts';

const column = (name: string, type: SqlColumn['type'], unsigned = false): SqlColumn => ({
  ...{ name, type, declared: type },
  ...(unsigned ? { unsigned } : {}),
});
const BERLIN = { column: 'at', format: 'time', zone: 'Europe/Berlin', twice: 'first' } as const;
const mapping = (change: Partial<SqlMapping> = {}): SqlMapping => ({
  time: BERLIN,
  values: { shape: 'long', tag: 'tag', value: 'value', type: 'number', equipment: 's/a/l/e' },
  quality: null,
  watermark: { column: 'at', overlap: 60 },
  ...change,
});
const instant = (iso: string) => Date.parse(iso);

describe('times of a table', () => {
  it.each([
    ['2026-11-28 01:00:00.123456+00', 'instant', '2026-11-28T01:00:00.123Z'],
    ['2026-11-28 10:00:00+09:30', 'instant', '2026-11-28T00:30:00.000Z'],
    ['2026-11-28 01:00:00', 'instant', '2026-11-28T01:00:00.000Z'],
    ['2026-07-01 12:00:00.5', 'local', '2026-07-01T10:00:00.500Z'],
    ['2026-12-01', 'day', '2026-11-30T23:00:00.000Z'],
    // Clocks are put back from 3 to 2 on this night.
    ['2026-10-25 02:30:00', 'local', '2026-10-25T00:30:00.000Z'],
    ['2026-11-28T10:00:00Z', 'text', '2026-11-28T10:00:00.000Z'],
  ] as const)('%s (%s) is %s', (text, type, iso) => {
    expect(timeReader(BERLIN, type)(text)).toEqual({ at: instant(iso) });
  });

  it('a time that occurs twice may be the second; one that does not occur, and no time, are told', () => {
    expect(timeReader({ ...BERLIN, twice: 'second' }, 'local')('2026-10-25 02:30:00')).toEqual({
      at: instant('2026-10-25T01:30:00Z'),
    });
    for (const text of ['2026-03-29 02:30:00', 'infinity', '2026-02-30', '2026-01-01 24:00:00', '0000-00-00'])
      expect(timeReader(BERLIN, 'local')(text)).toHaveProperty('problem');
  });

  it('seconds and milliseconds since 1970', () => {
    expect(timeReader({ ...BERLIN, format: 'epochSeconds' }, 'float')('1795860000.25')).toEqual({
      at: 1_795_860_000_250,
    });
    expect(timeReader({ ...BERLIN, format: 'epochMilliseconds' }, 'integer')('1795860000250')).toEqual({
      at: 1_795_860_000_250,
    });
    expect(timeReader({ ...BERLIN, format: 'epochSeconds' }, 'text')('now')).toHaveProperty('problem');
  });

  it('an instant is the wall clock of its zone, whatever the season', () => {
    expect(wallClock('Europe/Berlin')(instant('2026-07-01T10:00:00.007Z'))).toBe(
      instant('2026-07-01T12:00:00.007Z'),
    );
    expect(wallClock('Asia/Seoul')(instant('2026-12-31T15:00:00Z'))).toBe(instant('2027-01-01T00:00:00Z'));
  });
});

describe('values of a table', () => {
  it('are exact or refused, never another number', () => {
    expect(readSqlValue('9007199254740992', 'number')).toEqual({ value: 9_007_199_254_740_992 });
    expect(readSqlValue('9007199254740993', 'number')).toHaveProperty('problem');
    expect(readSqlValue('9007199254740993', 'text')).toEqual({ value: '9007199254740993' });
    expect(readSqlValue('-0.1000', 'number')).toEqual({ value: -0.1 });
    for (const text of ['NaN', '-Infinity', '1e999', '1,5', '', '12 mm'])
      expect([text, readSqlValue(text, 'number')]).toEqual([text, { problem: expect.any(Object) as object }]);
    expect(readSqlValue('t', 'boolean')).toEqual({ value: true });
    expect(readSqlValue('2', 'boolean')).toHaveProperty('problem');
    expect(readSqlValue('각'.normalize('NFD'), 'text')).toEqual({ value: '각' });
    expect(readSqlValue('\u0000', 'text')).toHaveProperty('problem');
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(readSqlValue(String(value), 'number')).toEqual({ value });
      }),
    );
  });

  it('have the type their column says, or their cells', () => {
    expect(valueTypeOf('decimal', [])).toBe('number');
    expect(valueTypeOf('boolean', ['true', '2'])).toBe('number');
    expect(valueTypeOf('text', ['1', ' 2.5 '])).toBe('number');
    expect(valueTypeOf('text', ['1', 'A2'])).toBe('text');
  });

  it('go to the path a name gives', () => {
    expect(tagPathOf('a/b/c/d/온도', null)).toEqual({ path: 'a/b/c/d/온도' });
    expect(tagPathOf(' rpm ', 's/a/l/e')).toEqual({ path: 's/a/l/e/rpm' });
    for (const [name, equipment] of [
      ['rpm', null],
      ['a/b', 's/a/l/e'],
      ['', 's/a/l/e'],
      ['x#', 's/a/l/e'],
      ['x'.repeat(500), 's/a/l/e'],
    ] as const)
      expect(tagPathOf(name, equipment)).toHaveProperty('problem');
  });
});

describe('where a poll begins', () => {
  const from = (
    type: SqlColumn['type'],
    watermark: string,
    overlap: number,
    start: string | null = null,
    unsigned = false,
  ) =>
    beginningOf(mapping({ watermark: { column: 'w', overlap } }), column('w', type, unsigned), {
      watermark,
      start,
    });

  it.each([
    ['instant', '2026-11-28 01:00:00.123456+00', 60, '2026-11-28 00:59:00.123'],
    ['local', '2026-11-28 01:00:00.9', 1, '2026-11-28 00:59:59.900'],
    ['integer', '9007199254740993', 10, '9007199254740983'],
    ['integer', '5', 10, '-5'],
    ['decimal', '10.75', 10, '0'],
    ['decimal', '-0.5', 1, '-2'],
    ['float', '10.5', 10, '0.5'],
    ['text', 'b', 10, 'b'],
    ['integer', '17', 0, '17'],
  ] as const)('%s %s less %i is %s', (type, watermark, overlap, expected) => {
    expect(from(type, watermark, overlap)).toBe(expected);
  });

  it('never before the start, nor below 0 where there is nothing', () => {
    expect(from('integer', '120', 100, '50')).toBe('50');
    expect(from('integer', '120', 100, null, true)).toBe('20');
    expect(from('integer', '20', 100, null, true)).toBe('0');
    expect(beginningOf(mapping(), column('w', 'integer'), { watermark: null, start: '7' })).toBe('7');
  });

  it('the overlap of a time kept as a number is in seconds too', () => {
    const time = { column: 'w', format: 'epochMilliseconds', zone: 'UTC', twice: 'first' } as const;
    const inMs = mapping({ time, watermark: { column: 'w', overlap: 60 } });
    expect(beginningOf(inMs, column('w', 'integer'), { watermark: '1795860000250', start: null })).toBe(
      '1795859940250',
    );
    expect(startValueOf(inMs, column('w', 'integer'), { from: 'value', value: '2026-01-01T00:00:00Z' })).toBe(
      '1767225600000',
    );
    expect(aheadOf(inMs, column('w', 'integer'))?.('1795860000250', 1_795_800_000_000)).toBe(true);
  });

  it('a start is understood as the column has it, or refused', () => {
    const value = (text: string) => ({ from: 'value', value: text }) as const;
    const local = mapping({ watermark: { column: 'w', overlap: 0 } });
    expect(startValueOf(local, column('w', 'local'), value('2026-07-01T10:00:00Z'))).toBe(
      '2026-07-01 12:00:00.000',
    );
    expect(startValueOf(local, column('w', 'instant'), value('2026-07-01T10:00:00+09:00'))).toBe(
      '2026-07-01 01:00:00.000',
    );
    expect(startValueOf(local, column('w', 'integer'), value('42'))).toBe('42');
    expect(startValueOf(local, column('w', 'integer'), value('yesterday'))).toBeNull();
    expect(startValueOf(local, column('w', 'instant'), value('42 o clock'))).toBeNull();
    expect(aheadOf(local, column('w', 'integer'))).toBeNull();
  });
});

describe('rows read again', () => {
  it('are known as often as they occur, however the readings are cut', () => {
    const rows = fc.array(fc.integer({ min: 0, max: 5 }).map(String), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(rows, fc.array(fc.nat({ max: 12 }), { minLength: 1, maxLength: 30 }), (unsorted, cuts) => {
        const table = unsorted.toSorted();
        const repeats = new Repeats();
        let taken = 0;
        let from = table[0] as string;
        // Each reading begins at a watermark, all of it included, and ends somewhere behind it.
        for (const cut of [...cuts, table.length]) {
          const begin = table.indexOf(from);
          const read = table.slice(begin, begin + cut);
          taken += repeats.newOf(read).filter(Boolean).length;
          repeats.remember(read);
          from = read.at(-1) ?? from;
        }
        const left = table.slice(table.indexOf(from));
        taken += repeats.newOf(left).filter(Boolean).length;
        expect(taken).toBe(table.length);
      }),
    );
  });
});

it('every row is accounted for, whatever its cells hold', () => {
  const columns = ['at', 'tag', 'value', 'q', 'id'].map((name) => column(name, 'text'));
  const cell = fc.option(
    fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('2026-11-28', 'a', '1', 'good', '1e400')),
  );
  const wide = Array.from({ length: 3 }, (_, index) => ({
    column: 'value',
    tag: `s/a/l/e/t${index}`,
    type: (['number', 'boolean', 'text'] as const)[index] as 'number',
  }));
  for (const values of [mapping().values, { shape: 'wide', columns: wide } as const]) {
    const reader = rowReader(mapping({ values, quality: 'q' }), columns, (at) =>
      at < 0 ? reason('timeBefore2000', { time: at }) : null,
    );
    if ('missing' in reader) throw new Error(reader.missing);
    fc.assert(
      fc.property(
        fc.array(cell, { minLength: reader.columns.length, maxLength: reader.columns.length }),
        (row) => {
          const { samples, faults, empty } = reader.read(row);
          const isWhole = faults.length === 1 && samples.length + empty === 0;
          expect(isWhole || samples.length + faults.length + empty === reader.width).toBe(true);
        },
      ),
      { numRuns: 5_000 },
    );
  }
});

it('a column that the query does not have is named', () => {
  const columns = [column('at', 'instant'), column('tag', 'text')];
  expect(rowReader(mapping(), columns, () => null)).toEqual({ missing: 'value' });
});

it('guesses a column for each tag where there are no tag names, and tells what to think of', () => {
  const columns = [
    column('ts', 'local'),
    column('온도', 'float'),
    column('on', 'boolean'),
    column('raw', 'other'),
  ];
  const rows = Array.from({ length: 12 }, () => ['2026-11-28 10:00:00', '1.5', 'true', null]);
  const { mapping: guessed } = guessMapping(columns, rows, 'Europe/Berlin');
  expect(guessed).toMatchObject({
    time: { column: 'ts', format: 'time', zone: 'Europe/Berlin' },
    values: {
      shape: 'wide',
      columns: [
        { column: '온도', tag: 'database/area/line/machine/온도', type: 'number' },
        { column: 'on', type: 'boolean' },
      ],
    },
    watermark: { column: 'ts', overlap: 60 },
  });
  expect(doubtsOf(guessed as SqlMapping, columns, rows)).toEqual([
    'localWatermark',
    'sameWatermark',
    'noTagPath',
  ]);
  expect(guessMapping([column('x', 'float')], [['1']], 'UTC')).toEqual({ mapping: null, doubts: ['noTime'] });
});
