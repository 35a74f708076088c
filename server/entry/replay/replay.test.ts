import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Publisher } from '../../platform/mqtt/index.ts';
import { readTimeCell, readValueCell } from './cells.ts';
import { chooseColumns } from './columns.ts';
import { createPacing } from './pacing.ts';
import { lastTimeOf, replay } from './replay.ts';
import { readSeries } from './series.ts';
import { zoneClock } from '../../../shared/util/zone-clock.ts';

const utc = zoneClock('UTC');
const folder = mkdtempSync(join(tmpdir(), 'aif-replay-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('zoneClock', () => {
  it.each([
    ['Asia/Seoul', '2013-12-02T21:15', '2013-12-02T12:15:00.000Z'],
    ['Europe/Berlin', '2026-07-01T12:00', '2026-07-01T10:00:00.000Z'],
    // Put back: 01:30 occurs twice, the first is in daylight time.
    ['America/New_York', '2026-11-01T01:30', '2026-11-01T05:30:00.000Z'],
    ['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
    // Put forward: 02:30 does not occur.
    ['America/New_York', '2026-03-08T02:30', '2026-03-08T07:30:00.000Z'],
    ['Asia/Kathmandu', '2026-01-01T00:00', '2025-12-31T18:15:00.000Z'],
  ])('%s %s is %s', (zone, local, expected) => {
    expect(new Date(zoneClock(zone)(Date.parse(`${local}Z`))).toISOString()).toBe(expected);
  });

  it('finds every instant again from its wall-clock time, or the earlier one that shows the same', () => {
    const zones = [
      'Asia/Seoul',
      'Europe/Berlin',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(2000, 0, 1) / 1_000, max: Date.UTC(2035, 0, 1) / 1_000 }),
        (zone, second) => {
          const shown = (at: number) =>
            new Date(at).toLocaleString('sv-SE', { timeZone: zone }).replace(' ', 'T');
          const local = Date.parse(`${shown(second * 1_000)}Z`);
          const found = zoneClock(zone)(local);
          expect(shown(found)).toBe(shown(second * 1_000));
          expect(second * 1_000 - found).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('refuses a zone that is not known', () => {
    expect(() => zoneClock('Mars/Olympus')).toThrow(RangeError);
  });
});

describe('cells', () => {
  it.each([
    ['2013-12-02 21:15:00', '2013-12-02T21:15:00.000Z'],
    ['2013-12-02T21:15:00.250+09:00', '2013-12-02T12:15:00.250Z'],
    ['2013/12/2 7:05', '2013-12-02T07:05:00.000Z'],
    ['2013-12-02', '2013-12-02T00:00:00.000Z'],
    ['1386018900', '2013-12-02T21:15:00.000Z'],
    ['1386018900123', '2013-12-02T21:15:00.123Z'],
    ['2013-02-30 00:00:00', null],
    ['2013-02-03 24:00:00', null],
    ['73.9', null],
    ['soon', null],
    ['', null],
  ])('time %s', (cell, expected) => {
    const at = readTimeCell(cell, utc);
    expect(at === null ? null : new Date(at).toISOString()).toBe(expected);
  });

  it.each([
    ['74.93588199999998', 74.93588199999998],
    [' -1e3 ', -1000],
    ['true', true],
    ['auto', 'auto'],
    ['', null],
    ['NaN', null],
    ['1e999', null],
    ["'=1+1", '=1+1'],
  ])('value %s', (cell, expected) => {
    expect(readValueCell(cell)).toBe(expected);
  });
});

describe('columns', () => {
  const isTime = (cell: string) => readTimeCell(cell, utc) !== null;
  const wish = { tagName: 'temperature' };

  it.each([
    [['timestamp', 'value'], {}, [0, 1, true]],
    [['측정값', '일시'], {}, [1, 0, true]],
    [['date', 'pressure', 'temperature'], {}, [0, 2, true]],
    [['a', 'b'], { time: 'b', value: '1' }, [1, 0, true]],
    [['2013-12-02 21:15:00', '73.9'], {}, [0, 1, false]],
    [['id', 'time', 'value', 'note'], {}, [1, 2, true]],
  ])('%j %j', (first, extra, [time, value, hasHeader]) => {
    expect(chooseColumns(first, { ...wish, ...extra }, isTime)).toEqual({ time, value, hasHeader });
  });

  it('lists the columns when it cannot choose', () => {
    expect(() => chooseColumns(['time', 'x', 'y'], wish, isTime)).toThrow(
      /--value-column: 1 "time", 2 "x", 3 "y"/,
    );
    expect(() => chooseColumns(['x', 'y'], wish, isTime)).toThrow(/--time-column/);
    expect(() => chooseColumns(['time', 'x'], { ...wish, value: 'z' }, isTime)).toThrow(/no column "z"/);
  });
});

describe('pacing', () => {
  const base = { startedAt: 1_000_000, lastAt: 90_000, restamp: false, speed: 10 };
  it('keeps the recorded distances divided by the speed, and the times', () => {
    const pace = createPacing(base);
    expect([pace(50_000), pace(60_000)]).toEqual([
      { at: 50_000, dueAt: 1_000_000 },
      { at: 60_000, dueAt: 1_001_000 },
    ]);
  });
  it('gives the time of going out when moved to now', () => {
    const pace = createPacing({ ...base, restamp: true });
    expect([pace(50_000), pace(60_000)].map(({ at }) => at)).toEqual([1_000_000, 1_001_000]);
  });
  it('ends now at full speed', () => {
    const pace = createPacing({ ...base, restamp: true, speed: Infinity });
    expect([pace(50_000), pace(90_000)].map(({ at }) => at)).toEqual([960_000, 1_000_000]);
  });
});

describe('a file', () => {
  function series(contents: string | Buffer) {
    const file = join(folder, `${Math.random()}.csv`);
    writeFileSync(file, contents);
    return { file, zone: utc, tagName: 'temperature' };
  }
  async function rowsOf(contents: string | Buffer) {
    const rows = [];
    for await (const row of readSeries(series(contents))) rows.push(row);
    return rows;
  }

  it('names every line that holds no reading', async () => {
    const rows = await rowsOf(
      '\uFEFFtime;value\n2026-01-01 00:00;1\nsoon;2\n2026-01-01 00:02;\n\n2026-01-01 00:03;high\n2026-01-01 00:04\n2026-01-01 00:05;"6"\n2026-01-01 00:06;7,5\n',
    );
    expect(rows.map(({ kind, line }) => `${kind} ${line}`)).toEqual([
      'row 2',
      'unreadable 3',
      'unreadable 4',
      'unreadable 6',
      'unreadable 7',
      'row 8',
      'row 9',
    ]);
    expect(rows.at(-1)).toMatchObject({ value: 7.5 });
  });

  it.each([
    ['day first', 'Zeit;Druck\n25.10.2026 01:59:00;1,5\n26.10.2026 02:00:01;1,6\n'],
    ['with its separator said', 'sep=;\nZeit;Druck\n25.10.2026 01:59:00;1,5\n26.10.2026 02:00:01;1,6\n'],
    ['names of months', 'Time,Value\n25-Oct-26 01:59:00,1.5\n26-Oct-26 02:00:01,1.6\n'],
    ['years of two digits', 'time,temp\n26-10-25 01:59:00,1.5\n26-10-26 02:00:01,1.6\n'],
    [
      'Korean Windows',
      Buffer.concat([
        Buffer.from([0xbd, 0xc3, 0xb0, 0xa2]),
        Buffer.from(',t\n2026-10-25 01:59:00,1.5\n2026-10-26 02:00:01,1.6\n'),
      ]),
    ],
  ])('is read as an import reads it: %s', async (_, contents) => {
    expect(await rowsOf(contents)).toMatchObject([
      { kind: 'row', at: Date.UTC(2026, 9, 25, 1, 59), value: 1.5 },
      { kind: 'row', at: Date.UTC(2026, 9, 26, 2, 0, 1), value: 1.6 },
    ]);
  });

  it('publishes every reading with its own time and says how many', async () => {
    const sent: [string, unknown][] = [];
    const publisher: Publisher = {
      publish: (topic, payload) => Promise.resolve(void sent.push([topic, JSON.parse(payload)])),
      acknowledged: () => sent.length,
      drained: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
    const input = series('time,value\n2026-01-01 00:00,1.5\nx,2\n2026-01-01 00:00,1.6\n');
    const unreadable: number[] = [];
    const summary = await replay({
      series: input,
      tag: 's/a/l/e/t',
      speed: Infinity,
      restamp: false,
      lastAt: await lastTimeOf(input, true),
      publisher,
      signal: new AbortController().signal,
      onUnreadable: (line) => unreadable.push(line),
      onProgress: () => {},
    });
    const t = Date.UTC(2026, 0, 1);
    expect(sent).toEqual([
      ['aif/v1/s/a/l/e/t', { v: 1.5, t }],
      ['aif/v1/s/a/l/e/t', { v: 1.6, t }],
    ]);
    expect(summary).toMatchObject({ rows: 3, published: 2, unreadableRows: 1, stopped: false });
    expect(unreadable).toEqual([3]);
  });

  it('says so when the file is not there', async () => {
    const missing = { file: join(folder, 'nothing.csv'), zone: utc, tagName: 't' };
    await expect(lastTimeOf(missing, false)).rejects.toThrow(/cannot be read/);
  });
});
