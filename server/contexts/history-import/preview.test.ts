import { describe, expect, it } from 'vitest';
import type { ImportWishes } from '../../../shared/contract/history-import.ts';
import { headOf } from './csv.ts';
import { previewOf } from './preview.ts';

const NOW = Date.UTC(2026, 11, 1);
const preview = (text: string | Uint8Array, wishes: ImportWishes = {}, isWhole = true) =>
  previewOf(
    headOf(typeof text === 'string' ? new TextEncoder().encode(text) : text, isWhole, wishes),
    wishes,
    'Asia/Seoul',
    NOW,
  );

describe('a file as it is guessed', () => {
  it('wide with a header, Korean times, a column for each tag', () => {
    const { options, items, doubts } = preview(
      '일시,온도,모드\r\n2026. 11. 28. 오전 7:15:00,73.9,자동\r\n2026. 11. 28. 오전 7:20:00,,수동\r\n',
      { equipment: 's/a/l/press-1' },
    );
    expect(options).toMatchObject({
      delimiter: ',',
      header: true,
      decimal: '.',
      time: { columns: [1], format: 'ymd' },
    });
    expect(options.values).toEqual({
      shape: 'wide',
      columns: [
        { column: 2, tag: 's/a/l/press-1/온도', type: 'number' },
        { column: 3, tag: 's/a/l/press-1/모드', type: 'text' },
      ],
    });
    expect(items.map(({ path, at, value }) => [path.slice(14), at, value])).toEqual([
      ['온도', '2026-11-27T22:15:00.000Z', 73.9],
      ['모드', '2026-11-27T22:15:00.000Z', '자동'],
      ['모드', '2026-11-27T22:20:00.000Z', '수동'],
    ]);
    expect(doubts).toEqual([]);
  });

  it('semicolons, decimal comma, date and time in two columns', () => {
    const { options, items } = preview(
      'Datum;Uhrzeit;Temperatur;Druck\n28.11.2026;07:15:00;1.073,9;2,5\n29.11.2026;07:20:00;1.074,25;2,75\n',
      { equipment: 's/a/l/e', time: { zone: 'Europe/Berlin' } },
    );
    expect(options).toMatchObject({
      delimiter: ';',
      decimal: ',',
      thousands: '.',
      time: { columns: [1, 2], format: 'dmy' },
    });
    expect(items[0]).toMatchObject({
      path: 's/a/l/e/Temperatur',
      at: '2026-11-28T06:15:00.000Z',
      value: 1073.9,
    });
    expect(items[3]).toMatchObject({ path: 's/a/l/e/Druck', value: 2.75 });
  });

  it('long with tag, value and quality', () => {
    const { options, items } = preview(
      'timestamp\ttag\tvalue\tquality\n2026-11-28T07:15:00Z\ts/a/l/e/t\t1.5\tgood\n2026-11-28T07:15:00Z\ts/a/l/e/mode\tauto\t0\n',
    );
    expect(options.values).toEqual({ shape: 'long', tag: 2, value: 3, quality: 4 });
    expect(items).toMatchObject([
      { path: 's/a/l/e/t', value: 1.5, quality: 192 },
      { path: 's/a/l/e/mode', value: 'auto', quality: 0 },
    ]);
  });

  it('without a header, wide and long', () => {
    expect(preview('1386018900,1.5\n1386018901,2\n', { tag: 's/a/l/e/t' }).options).toMatchObject({
      header: false,
      time: { columns: [1], format: 'epochSeconds' },
      values: { shape: 'wide', columns: [{ column: 2, tag: 's/a/l/e/t' }] },
    });
    expect(preview('2026-11-28 07:15,s/a/l/e/t,1\n2026-11-28 07:16,s/a/l/e/u,2\n').options).toMatchObject({
      header: false,
      values: { shape: 'long', tag: 2, value: 3 },
    });
  });

  it('CP949 and UTF-16', () => {
    const cp949 = Uint8Array.from([0xbd, 0xc3, 0xb0, 0xa2, 0x2c, 0xbf, 0xc2, 0xb5, 0xb5, 0x0a]);
    const rows = new TextEncoder().encode('2026-11-28 07:15,1\n2026-11-28 07:16,2\n');
    const korean = preview(Buffer.concat([cp949, rows]), { equipment: 's/a/l/e' });
    expect(korean.options.encoding).toBe('cp949');
    expect(korean.items[0]?.path).toBe('s/a/l/e/온도');
    const wide = Buffer.from('\uFEFF시각,온도\r\n2026-11-28 07:15,1\r\n', 'utf16le');
    expect(preview(wide, { equipment: 's/a/l/e' })).toMatchObject({
      options: { encoding: 'utf-16le' },
      items: [{ path: 's/a/l/e/온도', value: 1 }],
    });
  });

  it('says what it cannot know, and shows the rows that have faults', () => {
    const { doubts, faults } = preview(
      'time,press\n2026-11-28 07:15,1\n2026-11-28 07:20,x\n2026-11-28 07:25,3\n',
    );
    expect(doubts).toEqual(['noTagPath']);
    expect(faults).toMatchObject([
      { row: 3, column: '2 press', problem: '"x" is no number', text: '2026-11-28 07:20 | x' },
    ]);
    expect(preview('a,b\nc,d\n').doubts).toContain('noTime');
  });

  it('keeps two columns of one name apart', () => {
    const { options } = preview('time,t,t\n2026-11-28 07:15,1,2\n', { equipment: 's/a/l/e' });
    expect(options.values).toMatchObject({ columns: [{ tag: 's/a/l/e/t' }, { tag: 's/a/l/e/t-3' }] });
  });

  it('takes a row of separators only for no row', () => {
    const { items, faults } = preview('time;t;u\n;;\n2026-11-28 07:15;1;2\n;;\n', { equipment: 's/a/l/e' });
    expect([items.length, faults]).toEqual([2, []]);
  });

  it('leaves a row alone that the head cuts off', () => {
    expect(
      preview('time,t\n2026-11-28 07:15,1\n2026-11-28 07:16,"x', { equipment: 's/a/l/e' }, false).faults,
    ).toEqual([]);
  });

  const shape = ({ options, doubts, items }: ReturnType<typeof preview>) => ({
    lines: [options.firstLine, options.valuesFrom],
    header: options.header,
    doubts,
    items: items.map(({ row, at, value }) => `${row} ${at.slice(0, 19)} ${String(value)}`),
  });
  const TWO = ['2025-12-31T15:00:00 1.5', '2025-12-31T15:00:01 2'];

  it.each([
    ['a report above', 'Report,Press 4\nCreated,2026-01-01\n\ntime,temp\n', 4, undefined, 5],
    ['units below', 'time,temp\n,Cel\n', undefined, 3, 3],
    ['both', 'Line 3\nTimestamp,Reactor\n(local),degC\n', 2, 4, 4],
  ])('finds the table with %s', (_, above, firstLine, valuesFrom, row) => {
    const text = `${above}2026-01-01 00:00:00,1.5\n2026-01-01 00:00:01,2\n`;
    expect(shape(preview(text, { equipment: 's/a/l/e' }))).toEqual({
      lines: [firstLine, valuesFrom],
      header: true,
      doubts: ['linesLeftOut'],
      items: TWO.map((item, index) => `${row + index} ${item}`),
    });
  });

  it('reads what spreadsheets say of the separator, and lines as they are said', () => {
    const body = 'time;temp\n2026-01-01 00:00:00;1.5\n2026-01-01 00:00:01;2\n';
    const found = preview(`sep=;\n${body}`, { equipment: 's/a/l/e' });
    expect(found.options.delimiter).toBe(';');
    expect(shape(found)).toMatchObject({
      lines: [2, undefined],
      doubts: [],
      items: [`3 ${TWO[0]}`, `4 ${TWO[1]}`],
    });
    const said = preview(`x;y\n${body}`, { equipment: 's/a/l/e', firstLine: 2, valuesFrom: 4 });
    expect(shape(said)).toMatchObject({ lines: [2, 4], items: [`4 ${TWO[1]}`] });
  });

  it('takes a row with a wrong time for what it is: a fault, no line to leave out', () => {
    const { options, doubts, faults } = preview(
      'time,t\nnonsense,1\n2026-01-01 00:00:01,2\n2026-01-01 00:00:02,2\n',
      {
        equipment: 's/a/l/e',
      },
    );
    expect([options.firstLine, options.valuesFrom, doubts]).toEqual([undefined, undefined, []]);
    expect(faults).toMatchObject([{ row: 2, column: '1 time' }]);
  });

  it('reads date and time of digits only, and numbers with their unit', () => {
    const { options, items } = preview(
      'date,time,press,machine\n20260101,000000,12.5 bar,3호기\n20260101,000001,13 bar,4호기\n',
      { equipment: 's/a/l/e' },
    );
    expect(options.time).toMatchObject({ columns: [1, 2], format: 'ymd' });
    expect(options.values).toMatchObject({
      columns: [
        { tag: 's/a/l/e/press', type: 'number', unit: 'bar' },
        { tag: 's/a/l/e/machine', type: 'text' },
      ],
    });
    expect(items.map(({ value }) => value)).toEqual([12.5, '3호기', 13, '4호기']);
    const mixed = preview('time,p\n2026-01-01 00:00,12 bar\n2026-01-01 00:01,13 mbar\n', {
      equipment: 's/a/l/e',
    });
    expect(mixed.doubts).toEqual(['numbersAsText']);
  });

  describe('times of day of digits only, without their leading zeros', () => {
    const read = (days: string, wishes: ImportWishes = {}, head = 'date;time;v') => {
      const rows = days.split(' ').map((row, index) => `${row.replace('T', ';')};${index}.5`);
      const found = preview(`${head}\n${rows.join('\n')}\n`, {
        equipment: 's/a/l/e',
        ...wishes,
        time: { zone: 'UTC', ...wishes.time },
      });
      const times = found.items.map(({ at }) => at.slice(8, 19));
      return { times, doubts: found.doubts, time: found.options.time, faults: found.faults };
    };

    it('are those with seconds where one cell has more than four digits', () => {
      const { times, doubts } = read('20260103T0 20260103T500 20260103T1500 20260103T10000 20260103T235959');
      expect(times).toEqual(['03T00:00:00', '03T00:05:00', '03T00:15:00', '03T01:00:00', '03T23:59:59']);
      expect(doubts).toEqual([]);
    });

    it('are those without where none has, and where it could be otherwise that is said and can be chosen', () => {
      const day = '20260103T0 20260103T500 20260103T1500';
      expect(read(day)).toMatchObject({
        times: ['03T00:00:00', '03T05:00:00', '03T15:00:00'],
        doubts: ['timeOfDay'],
      });
      expect(read(day, { time: { timeOfDayDigits: 6 } })).toMatchObject({
        times: ['03T00:00:00', '03T00:05:00', '03T00:15:00'],
        doubts: [],
      });
      expect(read(`${day} 20260104T0`).doubts).toEqual([]);
      expect(read('20260103T0000 20260103T0715').doubts).toEqual([]);
    });

    it('with seconds after all make a faulty row, no other time', () => {
      const { times, faults } = read('20260103T500 20260103T10000', { time: { timeOfDayDigits: 4 } });
      expect([times, faults.map(({ row }) => row)]).toEqual([['03T05:00:00'], [3]]);
    });

    it('are not taken from a column of small figures', () => {
      const found = read('20260103T21 20260104T23', {}, 'date;t;v');
      expect(found.time).toMatchObject({ columns: [1] });
      expect(found.times).toHaveLength(4);
    });
  });

  it('takes names that end with one letter for names, and numbers for numbers', () => {
    const typed = (...cells: string[]) => {
      const rows = cells.map((cell, index) => `2026-01-01 00:0${index},${cell}\n`);
      const { values } = preview(`time,x\n${rows.join('')}`, { equipment: 's/a/l/e' }).options;
      return values.shape === 'wide' && values.columns.map(({ type, unit }) => [type, unit]);
    };
    for (const names of [['1A', '2A'], ['12N', '5N'], ['101K']])
      expect(typed(...names)).toEqual([['text', undefined]]);
    for (const currents of [
      ['12.5A', '13A'],
      ['1 A', '2 A'],
    ])
      expect(typed(...currents)).toEqual([['number', 'A']]);
    expect(typed('5kg', '6kg')).toEqual([['number', 'kg']]);
  });

  it('knows what historians write', () => {
    const pi = preview(
      'Tagname,Timestamp,Value\nS,01-Jan-26 00:00:00,Bad Input\nS,01-Jan-26 00:01:00,"1,234.5"\nS,01-Jan-26 00:02:00,I/O Timeout\n',
      { equipment: 's/a/l/e' },
    );
    expect(pi.options.values).toMatchObject({ shape: 'long', tag: 1, value: 3 });
    expect([pi.items.map(({ value }) => value), pi.faults]).toEqual([[1234.5], []]);
    const kepware = preview('_NAME;_TIMESTAMP;_VALUE;_QUALITY\nT;2026-01-01 00:00:00.123;12;0\n', {
      equipment: 's/a/l/e',
    });
    expect(kepware.options.values).toMatchObject({ shape: 'long', tag: 1, value: 3, quality: 4 });
    const influx = preview(
      '#group,false,false\n#datatype,string,dateTime:RFC3339\n,result,_time,_value\n,,2026-01-01T00:00:00Z,1.5\n,,2026-01-01T00:00:10Z,1.6\n',
      { equipment: 's/a/l/e' },
    );
    expect([influx.options.firstLine, influx.options.valuesFrom]).toEqual([3, undefined]);
    expect(influx.items.map(({ path, value }) => `${path} ${value}`)).toEqual([
      's/a/l/e/value 1.5',
      's/a/l/e/value 1.6',
    ]);
  });

  it('says when there are too many columns', () => {
    const row = (cell: string) => Array.from({ length: 2_001 }, () => cell).join(',');
    expect(() => preview(`${row('a')}\n${row('1')}\n`)).toThrow(/2001 columns; 2000 are allowed/);
  });

  it('says of a workbook or packed file what it is', () => {
    expect(() => preview(Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0]))).toThrow(/Excel workbook/);
    expect(() => preview(Uint8Array.from([0x1f, 0x8b, 8, 0]))).toThrow(/packed/);
  });

  it('refuses a file without rows', () => {
    expect(() => preview('\n\n')).toThrow(/no rows/);
  });
});
