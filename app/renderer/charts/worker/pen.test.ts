import { describe, expect, it } from 'vitest';
import type { SignalValue } from '../../../../shared/contract/common.ts';
import { penKey } from '../model/pen-key.ts';
import { Pen } from './pen.ts';
import type { HistoryColumns } from './protocol.ts';

const NOTHING_ELSE = { gaps: [], beginsAt: null, unreadable: [] };
const ANSWERED = { from: 0, to: 100_000, stepMs: 0, current: true };

function columnsOf(
  samples: readonly [at: number, value: SignalValue | null, quality: number][],
): HistoryColumns {
  const values = samples.map(([, value]) => value);
  const onlyNumbers = values.every((value) => typeof value === 'number' || value === null);
  return {
    times: Float64Array.from(samples, ([at]) => at),
    values: Float64Array.from(values, (value) => (typeof value === 'number' ? value : NaN)),
    qualities: Uint16Array.from(samples, ([, , quality]) => quality),
    others: onlyNumbers ? null : values,
  };
}

const THREE = columnsOf([1_000, 2_000, 60_000].map((ms) => [ms, ms, 192]));

describe('Pen', () => {
  it('reads the last sample at or before a time, and nothing before the first or inside a gap', () => {
    const pen = new Pen('p');
    pen.takeHistory({ ...NOTHING_ELSE, columns: THREE, gaps: [{ from: 2_000, to: 60_000 }] }, ANSWERED);
    expect(pen.readingAt(999).value).toBeUndefined();
    expect(pen.readingAt(1_999)).toMatchObject({ value: 1_000, at: 1_000, quality: 192 });
    expect(pen.readingAt(2_000).value).toBe(2_000);
    expect(pen.readingAt(30_000).value).toBeUndefined();
    expect(pen.readingAt(70_000).value).toBe(60_000);
  });

  it('has a value that stands longer than the window, and a state without any sample in it', () => {
    const pen = new Pen('p');
    const before = { at: -5_000, value: 'auto', quality: 192 };
    pen.takeHistory({ ...NOTHING_ELSE, columns: columnsOf([]), before }, ANSWERED);
    expect(pen.readingAt(50_000)).toMatchObject({ value: 'auto', at: -5_000 });
    expect([pen.discrete, pen.hasSampleIn(0, 100_000)]).toEqual([true, true]);
    pen.takeHistory(
      { ...NOTHING_ELSE, columns: columnsOf([]), before, gaps: [{ from: 0, to: 9e9 }] },
      ANSWERED,
    );
    expect([pen.readingAt(50_000).value, pen.hasSampleIn(0, 100_000)]).toEqual([undefined, false]);
  });

  it('shows what a tag was earlier at the present time, when it is shifted', () => {
    const pen = new Pen(penKey({ path: 'p', shiftMs: 10_000 }));
    pen.takeHistory({ ...NOTHING_ELSE, columns: THREE, gaps: [{ from: 2_000, to: 60_000 }] }, ANSWERED);
    expect([pen.path, pen.shiftMs]).toEqual(['p', 10_000]);
    expect(pen.readingAt(11_500)).toMatchObject({ key: 'p#10000', value: 1_000, at: 11_000 });
    expect(pen.readingAt(40_000).value).toBeUndefined();
    expect(pen.readingAt(70_000).value).toBe(60_000);
  });

  it('keeps text, booleans and missing values as the source sent them', () => {
    const pen = new Pen('p');
    pen.takeHistory(
      {
        ...NOTHING_ELSE,
        columns: columnsOf([
          [1, 'auto', 192],
          [2, null, 0],
        ]),
      },
      ANSWERED,
    );
    pen.take(3, 'manual', 192);
    pen.take(4, 'auto', 500);
    expect([1, 2, 3, 4].map((time) => pen.readingAt(time).value)).toEqual(['auto', null, 'manual', 'auto']);
    expect(pen.texts).toEqual(['auto', 'manual']);
    const flag = new Pen('q');
    flag.take(1, true, 192);
    flag.take(2, false, 192);
    expect([flag.kind, flag.readingAt(1).value, flag.readingAt(2).value]).toEqual(['boolean', true, false]);
  });

  it('turns numbers seen before into text when a tag begins to send text', () => {
    const pen = new Pen('p');
    pen.take(1, 7, 192);
    pen.take(2, 'off', 192);
    expect([pen.readingAt(1).value, pen.readingAt(2).value]).toEqual(['7', 'off']);
  });
});
