import { reason, textOfReason } from '../../../../shared/contract/reasons.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImportOptions } from '../../../../shared/contract/history-import.ts';
import { textDecoder } from '../csv.ts';
import { RowClock } from './clock.ts';
import { guessDelimiter } from './delimiter.ts';
import { guessEncoding } from './encoding.ts';
import { guessNumberForm, numberReader } from './numbers.ts';
import { nameTag, tagNameOf } from './tag-names.ts';
import { guessTimeFormat, readTime } from './times.ts';
import { readQuality } from '../../../../shared/util/quality-text.ts';
import { readValue } from './values.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);
const utf8 = (text: string) => new TextEncoder().encode(text);
/** "시각,온도" as a Korean Windows writes it. */
const CP949 = bytes(0xbd, 0xc3, 0xb0, 0xa2, 0x2c, 0xbf, 0xc2, 0xb5, 0xb5, 0x0d, 0x0a);

describe('encoding', () => {
  it.each([
    ['plain', utf8('time,value\n1,2'), 'utf-8'],
    ['Korean', utf8('시각,온도\n'), 'utf-8'],
    ['with its mark', bytes(0xef, 0xbb, 0xbf, 0x61), 'utf-8'],
    ['cut within a character', utf8('시각').slice(0, 5), 'utf-8'],
    ['CP949', CP949, 'cp949'],
    ['UTF-16 with its mark', bytes(0xff, 0xfe, 0x61, 0), 'utf-16le'],
    ['UTF-16 without', Uint8Array.from(Buffer.from('time,value', 'utf16le')), 'utf-16le'],
    ['Latin', bytes(0x54, 0xb0, 0x3b, 0xfc, 0x0a), 'windows-1252'],
  ])('%s', (_, head, expected) => {
    expect(guessEncoding(head, () => textDecoder('cp949').write(head))).toBe(expected);
  });

  it('reads CP949, syllables beyond EUC-KR too, and says what is no character', () => {
    const read = (part: Uint8Array) => textDecoder('cp949').write(part);
    expect(read(bytes(0xff, 0x41))).toContain('\uFFFD');
    expect(read(CP949)).toBe('시각,온도\r\n');
    expect(read(bytes(0x8c, 0x63))).toBe('똠');
  });
});

describe('delimiter', () => {
  it.each([
    [['time,value', '1,2'], ','],
    [['Zeit;Wert', '28.11.2026 07:15;73,9', '28.11.2026 07:20;74,1'], ';'],
    [['a\tb', '1\t2'], '\t'],
    [['a|b', '1|2'], '|'],
    [['"a;b",c', '"x;y",1', '"z",2'], ','],
    [['alone'], ','],
  ])('%j', (lines, expected) => {
    expect(guessDelimiter(lines)).toBe(expected);
  });
});

describe('numbers', () => {
  it.each([
    ['.', '', '74.93588199999998', 74.93588199999998],
    ['.', '', '-1e-3', -0.001],
    ['.', '', '1,5', null],
    [',', '', '73,9', 73.9],
    [',', '.', '1.234,5', 1234.5],
    [',', '.', '1.23,5', null],
    ['.', ',', '12,345.5', 12345.5],
    ['.', ',', '12,34', null],
    ['.', "'", "1'234.5", 1234.5],
    [',', ' ', '1 234,5', 1234.5],
    [',', ' ', '1\u202f234', 1234],
    ['.', '', '1e999', null],
    ['.', '', 'NaN', null],
    ['.', '', '0x10', null],
    ['.', '', '\u22125', -5],
  ] as const)('decimal %s thousands %j: %s', (decimal, thousands, text, expected) => {
    expect(numberReader({ decimal, thousands })(text)).toBe(expected);
  });

  it('finds the form, and says where it could be the other', () => {
    expect(guessNumberForm(['73,9', '74,12'], {})).toEqual({ decimal: ',', thousands: '', doubtful: false });
    expect(guessNumberForm(['1.234,5', '12,1'], {})).toEqual({
      decimal: ',',
      thousands: '.',
      doubtful: false,
    });
    expect(guessNumberForm(['1,234', '5,678'], {})).toMatchObject({ doubtful: true });
    expect(guessNumberForm(['1,234'], { decimal: '.' })).toMatchObject({ decimal: '.', thousands: ',' });
  });

  it('reads every finite double as it was printed', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(numberReader({ decimal: '.', thousands: '' })(String(value))).toBe(Number(String(value)));
        expect(numberReader({ decimal: ',', thousands: '' })(String(value).replace('.', ','))).toBe(
          Number(String(value)),
        );
      }),
    );
  });
});

const NOW = Date.UTC(2026, 11, 31);
const shownTime = (text: string, format: ImportOptions['time']['format']) => {
  const time = readTime(text, format);
  if (time === null) return null;
  return 'at' in time ? `at ${new Date(time.at).toISOString()}` : new Date(time.local).toISOString();
};

describe('times', () => {
  it.each([
    ['2026-11-28 07:15:00', 'ymd', '2026-11-28T07:15:00.000Z'],
    ['2026-11-28T07:15:00.1234567', 'ymd', '2026-11-28T07:15:00.123Z'],
    ['2026-11-28T07:15:00+09:00', 'ymd', 'at 2026-11-27T22:15:00.000Z'],
    ['2026-11-28T07:15:00Z', 'ymd', 'at 2026-11-28T07:15:00.000Z'],
    ['2026. 11. 28. 오전 7:15:00', 'ymd', '2026-11-28T07:15:00.000Z'],
    ['2026. 11. 28. 오후 12:15', 'ymd', '2026-11-28T12:15:00.000Z'],
    ['2026. 11. 28. 오전 12:15:30', 'ymd', '2026-11-28T00:15:30.000Z'],
    ['2026년 11월 28일 7시 15분', 'ymd', '2026-11-28T07:15:00.000Z'],
    ['2026/11/28', 'ymd', '2026-11-28T00:00:00.000Z'],
    ['20261128071500', 'ymd', '2026-11-28T07:15:00.000Z'],
    ['28.11.2026 07:15', 'dmy', '2026-11-28T07:15:00.000Z'],
    ['28.11.26 07:15:59,5', 'dmy', '2026-11-28T07:15:59.500Z'],
    ['11/28/2026 7:15:00 PM', 'mdy', '2026-11-28T19:15:00.000Z'],
    ['1386018900', 'epochSeconds', 'at 2013-12-02T21:15:00.000Z'],
    ['1386018900123', 'epochMilliseconds', 'at 2013-12-02T21:15:00.123Z'],
    ['46354.302083333336', 'spreadsheet', '2026-11-28T07:15:00.000Z'],
    ['1767225600123456', 'epochMicroseconds', 'at 2026-01-01T00:00:00.123Z'],
    ['1767225600123456789', 'epochNanoseconds', 'at 2026-01-01T00:00:00.123Z'],
    ['1767225600123000000', 'epochNanoseconds', 'at 2026-01-01T00:00:00.123Z'],
    ['1792367999999000001', 'epochNanoseconds', 'at 2026-10-18T23:59:59.999Z'],
    ['1767225600123999.9', 'epochMicroseconds', 'at 2026-01-01T00:00:00.123Z'],
    ['26-01-02 00:00:01', 'ymd', '2026-01-02T00:00:01.000Z'],
    ['99/12/31', 'ymd', '1999-12-31T00:00:00.000Z'],
    ['02-Jan-26 13:05:00', 'dmy', '2026-01-02T13:05:00.000Z'],
    ['2 Dez. 2025', 'dmy', '2025-12-02T00:00:00.000Z'],
    ['Jan 2, 2026 1:05 PM', 'mdy', '2026-01-02T13:05:00.000Z'],
    ['02-Foo-26', 'dmy', null],
    ['20260102', 'ymd', '2026-01-02T00:00:00.000Z'],
    ['20260102 93000', 'ymd', '2026-01-02T09:30:00.000Z'],
    ['20260102 093000.250', 'ymd', '2026-01-02T09:30:00.250Z'],
    ['2026-01-02 09:30:00 UTC', 'ymd', 'at 2026-01-02T09:30:00.000Z'],
    ['2026-01-02 09:30:00 KST', 'ymd', 'at 2026-01-02T00:30:00.000Z'],
    ['2026-02-30 00:00', 'ymd', null],
    ['2026-11-28 24:00', 'ymd', null],
    ['2026-11-28 07:60', 'ymd', null],
    ['28.13.2026', 'dmy', null],
    ['2026-11-28 13:00 PM', 'ymd', null],
    ['soon', 'ymd', null],
    ['', 'epochSeconds', null],
  ] as const)('%s as %s', (text, format, expected) => {
    expect(shownTime(text, format)).toBe(expected);
  });

  it('finds the format; of day and month the order in which time goes on', () => {
    expect(guessTimeFormat(['01.02.2026 10:00', '01.02.2026 10:05', '28.02.2026 10:00'], NOW)?.format).toBe(
      'dmy',
    );
    expect(guessTimeFormat(['11/30/2026 23:50', '12/01/2026 00:00'], NOW)).toEqual({
      format: 'mdy',
      doubtful: false,
    });
    expect(guessTimeFormat(['01/02/2026', '02/02/2026', '03/02/2026'], NOW)).toEqual({
      format: 'dmy',
      doubtful: false,
    });
    expect(guessTimeFormat(['05/05/2026 10:00', '05/05/2026 10:01'], NOW)?.doubtful).toBe(true);
    expect(guessTimeFormat(['1386018900', '1386019200'], NOW)?.format).toBe('epochSeconds');
    expect(guessTimeFormat(['73.9'], NOW)).toBeNull();
    expect(guessTimeFormat(['01-Feb-26 10:00', '02-Feb-26 10:00'], NOW)?.format).toBe('dmy');
  });

  it('of two digits takes for the year what goes on best, and nothing of the future', () => {
    const days = Array.from({ length: 9 }, (_, day) => `26-01-0${day + 1} 13:05`);
    expect(guessTimeFormat(days, NOW)).toEqual({ format: 'ymd', doubtful: false });
    expect(guessTimeFormat(['26-01-02 00:00:01', '26-01-02 00:00:02'], NOW)).toEqual({
      format: 'ymd',
      doubtful: true,
    });
    expect(guessTimeFormat(['28.11.26 07:15', '28.11.26 07:20'], NOW)?.format).toBe('dmy');
  });

  it('where nothing tells them apart takes the latest year, and says so', () => {
    for (const day of ['26/11/05', '26.11.05', '12.11.10'])
      expect(guessTimeFormat([`${day} 00:00`, `${day} 23:59`], NOW)).toEqual({
        format: 'ymd',
        doubtful: true,
      });
    expect(guessTimeFormat(['05/06/2026 10:00', '05/06/2026 10:01'], NOW)?.format).toBe('dmy');
  });
});

describe('clock', () => {
  const clockOf = (zone: string, options: Partial<ImportOptions['time']> = {}) =>
    new RowClock(
      { columns: [1], format: 'ymd', zone, twice: 'order', skipped: 'refuse', ...options },
      Date.UTC(2026, 11, 31),
    );
  const read = (clock: RowClock, text: string) => {
    const time = clock.read(text);
    return 'at' in time ? new Date(time.at).toISOString().slice(0, 16) : textOfReason(time.problem, 'en');
  };

  it('knows by the order of rows which of two equal local times is meant, and counts them', () => {
    const clock = clockOf('Europe/Berlin');
    const rows = ['01:30', '02:00', '02:30', '02:00', '02:30', '03:00'].map((time) =>
      read(clock, `2026-10-25 ${time}`),
    );
    expect(rows.map((row) => row.slice(11))).toEqual(['23:30', '00:00', '00:30', '01:00', '01:30', '02:00']);
    expect(clock.counts).toEqual({ occurTwice: 4, doNotOccur: 0, outOfOrder: 0 });
  });

  it('takes always the first or second where that is said', () => {
    expect(read(clockOf('Europe/Berlin', { twice: 'second' }), '2026-10-25 02:30')).toBe('2026-10-25T01:30');
    expect(read(clockOf('Europe/Berlin', { twice: 'first' }), '2026-10-25 02:30')).toBe('2026-10-25T00:30');
  });

  it('refuses a local time that does not occur, or goes on with the old offset where that is said', () => {
    const strict = clockOf('Europe/Berlin');
    expect(read(strict, '2026-03-29 02:30')).toMatch(/2026-03-29 02:30:00 does not occur in Europe\/Berlin/);
    expect(strict.counts.doNotOccur).toBe(1);
    expect(read(clockOf('Europe/Berlin', { skipped: 'shift' }), '2026-03-29 02:30')).toBe('2026-03-29T01:30');
  });

  it('refuses the future and the time before there was history', () => {
    expect(read(clockOf('UTC'), '2027-01-02 00:00')).toMatch(/in the future/);
    expect(read(clockOf('UTC'), '1970-01-01 00:00')).toMatch(/before 1980/);
  });
});

describe('values and names', () => {
  const number = numberReader({ decimal: '.', thousands: '' });
  it.each([
    ['73.9', 'number', { value: 73.9 }],
    ['', 'number', null],
    ['NaN', 'number', null],
    ['#N/A', 'text', null],
    ['73.9x', 'number', { problem: reason('noNumber', { text: '"73.9x"' }) }],
    ['on', 'boolean', { value: true }],
    ['0', 'boolean', { value: false }],
    ['자동', 'text', { value: '자동' }],
    ["'=1+1", 'text', { value: '=1+1' }],
    ['\uFFFD', 'text', { problem: reason('notInEncoding', { text: '"\uFFFD"' }) }],
  ] as const)('%s as %s', (cell, type, expected) => {
    expect(readValue(cell, type, number)).toEqual(expected);
  });

  it('reads qualities as codes and words', () => {
    expect(['192', '', 'Good', '불량', 'stale', 'what'].map(readQuality)).toEqual([
      192,
      192,
      192,
      0,
      500,
      null,
    ]);
  });

  it('makes tag paths of names, and no other', () => {
    expect(nameTag('s/a/l/e/t', undefined)).toEqual({ path: 's/a/l/e/t' });
    expect(nameTag(' 온도 ', 's/a/l/e')).toEqual({ path: 's/a/l/e/온도' });
    expect(nameTag("'=t", 's/a/l/e')).toEqual({ path: 's/a/l/e/=t' });
    expect(nameTag('x', undefined)).toEqual({ problem: reason('nameNoPath', { text: '"x"' }) });
    expect(nameTag('a/b', 's/a/l/e')).toHaveProperty('problem');
    expect(nameTag('a\u0007b', 's/a/l/e')).toHaveProperty('problem');
    expect(tagNameOf('Temp. (°C) / oil', 3)).toBe('Temp._(°C)_oil');
    expect(tagNameOf(' ', 3)).toBe('column-3');
  });
});
