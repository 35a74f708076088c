import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../../../../shared/contract/common.ts';
import { Columns, KIND } from './columns.ts';
import { segmentOf } from './segment.ts';
import { figuresOf } from './statistics.ts';

interface Sample {
  readonly at: number;
  readonly value: number;
  readonly good: boolean;
}

const SILENCE = 5_000;
const question = { from: 0, to: 100_000, silenceMs: SILENCE, factor: 5, before: undefined };

function segmentsOf(samples: readonly Sample[], each: number) {
  const segments = [];
  for (let start = 0; start < samples.length; start += each) {
    const columns = new Columns();
    samples
      .slice(start, start + each)
      .forEach(({ at, value, good }, index) =>
        columns.insert(at, start + index, good ? QUALITY.good : 0, KIND.number, value),
      );
    segments.push(segmentOf(columns, start + 1));
  }
  return segments;
}

/** The same from the plain list, by definition. */
function plainly(samples: readonly Sample[], from: number, to: number) {
  const inside = samples.filter(({ at }) => at >= from && at <= to);
  const values = inside.filter(({ good }) => good).map(({ value }) => value);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  let [covered, bad, weighed] = [0, 0, 0];
  inside.forEach(({ at, value, good }, index) => {
    const ms = (inside[index + 1]?.at ?? to) - at;
    if (ms > SILENCE) return;
    covered += ms;
    if (good) weighed += value * ms;
    else bad += ms;
  });
  return { inside, values, mean, deviation: Math.sqrt(squares / values.length), covered, bad, weighed };
}

const samplesOf = (steps: readonly { step: number; value: number; good: boolean }[]): Sample[] => {
  let at = 0;
  return steps.map(({ step, value, good }) => ({ at: (at += step), value, good }));
};
const steps = fc.array(
  fc.record({
    step: fc.integer({ min: 1, max: 8_000 }),
    value: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    good: fc.boolean(),
  }),
  { maxLength: 60 },
);

describe('figures of a window', () => {
  it('are those of a look at every sample, however the samples lie in chunks and the window cuts them', () => {
    fc.assert(
      fc.property(
        steps,
        fc.integer({ min: 1, max: 9 }),
        fc.nat(60_000),
        fc.nat(60_000),
        (list, each, from, span) => {
          const samples = samplesOf(list);
          const to = from + span;
          const plain = plainly(samples, from, to);
          const figures = figuresOf(segmentsOf(samples, each), { ...question, from, to });
          expect(figures.count).toBe(plain.inside.length);
          expect(figures.good).toBe(plain.values.length);
          expect(figures.low?.value).toBe(plain.values.length > 0 ? Math.min(...plain.values) : undefined);
          expect(figures.high?.value).toBe(plain.values.length > 0 ? Math.max(...plain.values) : undefined);
          expect([figures.coveredMs, figures.badMs]).toEqual([plain.covered, plain.bad]);
          expect(figures.isExact).toBe(true);
          if (plain.values.length === 0) {
            expect(figures.mean).toBeNull();
            return;
          }
          expect(figures.mean).toBeCloseTo(plain.mean, 3);
          expect(figures.deviation).toBeCloseTo(plain.deviation, 2);
          if (plain.covered > plain.bad)
            expect(figures.timeWeightedMean).toBeCloseTo(plain.weighed / (plain.covered - plain.bad), 3);
        },
      ),
    );
  });

  it('let the value before the window stand into it, but not over a silence', () => {
    const segments = segmentsOf([{ at: 2_000, value: 10, good: true }], 4);
    const asked = { ...question, from: 0, to: 4_000 };
    const known = { isGood: true, value: 20 };
    const standing = figuresOf(segments, { ...asked, before: { ...known, at: -1_000 } });
    expect([standing.coveredMs, standing.timeWeightedMean]).toEqual([4_000, 15]);
    const silent = figuresOf(segments, { ...asked, before: { ...known, at: -9_000 } });
    expect([silent.coveredMs, silent.timeWeightedMean]).toEqual([2_000, 10]);
  });

  it('are told as far as a double can hold them', () => {
    const huge = [1.7e308, 1.6e308, -1.7e308].map((value, index) => ({
      at: index * 1_000,
      value,
      good: true,
    }));
    expect(figuresOf(segmentsOf(huge, 2), { ...question, to: 4_000 })).toMatchObject({
      ...{ count: 3, good: 3, low: { value: -1.7e308 }, high: { value: 1.7e308 }, coveredMs: 4_000 },
      ...{ mean: null, timeWeightedMean: null, deviation: null },
    });
  });

  it('come from summaries where the chunks are many: the exact ones exactly, the others closely', () => {
    const wave = Array.from({ length: 40_000 }, (_, index) => ({
      at: index * 1_000,
      value: 1e6 + 50 * Math.sin(index / 900) + ((index * 7_919) % 13),
      good: index % 100 !== 0,
    }));
    const to = 40_000_000;
    const plain = plainly(wave, 0, to);
    const figures = figuresOf(segmentsOf(wave, 32), { ...question, to });
    expect(figures.isExact).toBe(false);
    expect([figures.count, figures.good]).toEqual([40_000, 39_600]);
    expect(figures.low?.value).toBe(Math.min(...plain.values));
    expect(figures.high?.value).toBe(Math.max(...plain.values));
    expect(figures.mean).toBeCloseTo(plain.mean, 6);
    expect(Math.abs((figures.deviation ?? 0) / plain.deviation - 1)).toBeLessThan(0.01);
    expect(Math.abs((figures.timeWeightedMean ?? 0) - plain.mean)).toBeLessThan(0.2);
    expect(Math.abs(figures.coveredMs / plain.covered - 1)).toBeLessThan(0.01);
    expect(Math.abs(figures.badMs / plain.bad - 1)).toBeLessThan(0.1);
  });
});
