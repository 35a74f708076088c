import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SampleBuffer } from './sample-buffer.ts';
import type { SampleColumns } from './thin.ts';

type Row = readonly [time: number, value: number, quality: number];

const row = fc.tuple(
  fc.integer({ min: 0, max: 60 }),
  fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constant(NaN)),
  fc.constantFrom(192, 0),
);
const rows = fc.array(row, { maxLength: 80 });

function columnsOf(list: readonly Row[]): SampleColumns {
  return {
    times: Float64Array.from(list, ([time]) => time),
    values: Float64Array.from(list, ([, value]) => value),
    qualities: Uint16Array.from(list, ([, , quality]) => quality),
  };
}

function rowsOf(buffer: SampleBuffer): Row[] {
  const { times, values, qualities } = buffer.columns();
  return Array.from(times, (time, i) => [time, values[i] ?? NaN, qualities[i] ?? 0] as const);
}

const byTime = (list: readonly Row[]): Row[] => [...list].sort((a, b) => a[0] - b[0]);
/** What the buffer must hold: each different sample once. */
const setOf = (list: readonly Row[]): string[] => [...new Set(list.map((entry) => entry.join(' ')))].sort();

describe('SampleBuffer', () => {
  it('holds the union of history and live in order of source time, each sample once, whatever comes first', () => {
    fc.assert(
      fc.property(rows, rows, fc.boolean(), (live, history, historyFirst) => {
        const buffer = new SampleBuffer(1_024);
        const merge = (): number => buffer.merge(columnsOf(byTime(history)));
        if (historyFirst) merge();
        for (const [time, value, quality] of live) buffer.insert(time, value, quality);
        if (!historyFirst) merge();
        const held = rowsOf(buffer);
        expect(held.map((entry) => entry.join(' ')).sort()).toEqual(setOf([...live, ...history]));
        expect(held.every((entry, i) => i === 0 || entry[0] >= (held[i - 1] as Row)[0])).toBe(true);
      }),
    );
  });

  it('says where a sample landed, and -1 for one that is there', () => {
    const buffer = new SampleBuffer(1_024);
    expect(buffer.insert(10, 1, 192)).toBe(0);
    expect(buffer.insert(30, 3, 192)).toBe(1);
    expect(buffer.insert(20, 2, 192)).toBe(1);
    expect(buffer.insert(20, 2, 192)).toBe(-1);
    expect(buffer.insert(20, 2, 0)).toBe(2);
    expect(buffer.insert(NaN, 2, 0)).toBe(-1);
    expect(rowsOf(buffer).map(([time]) => time)).toEqual([10, 20, 20, 30]);
  });

  it('never holds more than its capacity, keeps the extremes of all and the newest as they came', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_025, max: 6_000 }),
        fc.integer({ min: 0, max: 1_000 }),
        (count, seed) => {
          const buffer = new SampleBuffer(1_024);
          const values: number[] = [];
          for (let i = 0; i < count; i += 1) {
            const value = Math.sin(i * 12.9898 + seed) * 100;
            values.push(value);
            buffer.insert(i * 100, value, 192);
            if (buffer.length > buffer.capacity) return false;
          }
          const held = rowsOf(buffer);
          const heldValues = held.map(([, value]) => value);
          expect(Math.min(...heldValues)).toBe(Math.min(...values));
          expect(Math.max(...heldValues)).toBe(Math.max(...values));
          expect(heldValues.slice(-200)).toEqual(values.slice(-200));
          expect(held[0]?.[0]).toBe(0);
          return true;
        },
      ),
      { numRuns: 30 },
    );
  });

  it('stays within its capacity when a long history comes in one piece, and tells how coarse it became', () => {
    const thinned: { before: number; stepMs: number }[] = [];
    const buffer = new SampleBuffer(1_024, (before, stepMs) => thinned.push({ before, stepMs }));
    const list = Array.from({ length: 5_000 }, (_, i) => [i, i % 97, 192] as const);
    buffer.merge(columnsOf(list));
    expect(buffer.length).toBeLessThanOrEqual(1_024);
    expect(thinned).toHaveLength(1);
    expect(thinned[0]?.before).toBe(5_000 - 256);
    expect(thinned[0]?.stepMs).toBeGreaterThan(1);
  });

  it('forgets what lies outside when trimmed', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }), (list, a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const buffer = new SampleBuffer(1_024);
        buffer.merge(columnsOf(byTime(list)));
        buffer.trim(from, to);
        const wanted = setOf(list.filter(([time]) => time >= from && time <= to));
        expect(
          rowsOf(buffer)
            .map((entry) => entry.join(' '))
            .sort(),
        ).toEqual(wanted);
      }),
    );
  });
});
