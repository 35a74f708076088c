import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Columns, kindOf } from './history/columns.ts';
import { TagPass } from './tag-pass.ts';
import { Windows, windowValueOf, type Take } from './windows.ts';
import type { WindowSample } from './window-block.ts';

const TAKES: readonly Take[] = ['last', 'mean', 'min', 'max', 'stddev', 'slope', 'count', 'changes'];

/** The same by the textbook: filter, then formulas over all samples in two passes. */
function naive(samples: readonly WindowSample[], take: Take, windowSeconds: number, at: number) {
  const inside = samples
    .map((sample, index) => ({ sample, index }))
    .filter(({ sample }) => sample.at > at - windowSeconds * 1_000 && sample.at <= at)
    .sort((a, b) => a.sample.at - b.sample.at || a.index - b.index)
    .map(({ sample }) => sample);
  const newest = inside.at(-1);
  if (newest === undefined) return undefined;
  const good = inside.filter((sample) => sample.quality === 192 && sample.value !== null);
  const points = good.flatMap((sample) =>
    typeof sample.value === 'number' ? [[sample.at - at, sample.value] as const] : [],
  );
  const n = points.length;
  const mean = points.reduce((sum, [, y]) => sum + y, 0) / n;
  // Times count from `at`: a mean of epoch milliseconds has lost their fractions.
  const meanTime = points.reduce((sum, [x]) => sum + x, 0) / n;
  const syy = points.reduce((sum, [, y]) => sum + (y - mean) ** 2, 0);
  const sxx = points.reduce((sum, [x]) => sum + (x - meanTime) ** 2, 0);
  const sxy = points.reduce((sum, [x, y]) => sum + (x - meanTime) * (y - mean), 0);
  const value = () => {
    switch (take) {
      case 'last':
        return newest.value;
      case 'count':
        return good.length;
      case 'changes':
        return good.length === 0
          ? null
          : good.filter((sample, index) => index > 0 && sample.value !== good[index - 1]?.value).length;
      case 'mean':
        return n === 0 ? null : mean;
      case 'min':
        return n === 0 ? null : Math.min(...points.map(([, y]) => y));
      case 'max':
        return n === 0 ? null : Math.max(...points.map(([, y]) => y));
      case 'stddev':
        return n < 2 ? null : Math.sqrt(syy / (n - 1));
      case 'slope':
        return new Set(points.map(([x]) => x)).size < 2 ? null : (sxy / sxx) * 1_000;
    }
  };
  return {
    value: value(),
    newestAt: newest.at,
    quality: newest.quality,
    good: good.length,
    scale: Math.sqrt(syy),
    // What doubles of this size can tell apart, seen through the formula: no way of computing does better.
    resolution:
      Number.EPSILON *
      Math.max(0, ...points.map(([, y]) => Math.abs(y))) *
      (take === 'slope' ? 1_000 / Math.sqrt(sxx / n) : 1),
  };
}

const BASE = Date.UTC(2026, 0, 1);
const sampleArbitrary = (offset: number): fc.Arbitrary<WindowSample> =>
  fc.record({
    at: fc.integer({ min: 0, max: 200_000 }).map((ms) => BASE + ms),
    value: fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: -1_000, max: 1_000 }).map((n) => offset + n / 8) },
      { weight: 1, arbitrary: fc.constantFrom<WindowSample['value']>('auto', true, null, '수동') },
    ),
    quality: fc.constantFrom(192, 192, 192, 192, 0, 500),
  });

/** In order of source time; where times are equal, of arrival. */
const inOrder = (samples: readonly WindowSample[]) => samples.toSorted((a, b) => a.at - b.at);

/** What a forward pass over the samples says at each of the times, which must rise. */
function passed(
  samples: readonly WindowSample[],
  take: Take,
  windowSeconds: number,
  times: readonly number[],
) {
  const columns = new Columns();
  inOrder(samples).forEach(({ at, value, quality }, seq) => {
    const number = typeof value === 'string' || value === null ? 0 : Number(value);
    columns.insert(at, seq, quality, kindOf(value), number, typeof value === 'string' ? value : undefined);
  });
  const pieces = [columns.view(0, columns.length >> 1), columns.view(columns.length >> 1, columns.length)];
  const left = pieces.filter(({ length }) => length > 0);
  const pass = new TagPass(() => left.shift() ?? null);
  const window = pass.window(take, windowSeconds);
  return times.map((at) => {
    pass.takeUpTo(at);
    return window.valueAt(at);
  });
}

function check(windows: Windows, samples: readonly WindowSample[], windowSeconds: number, at: number): void {
  for (const take of TAKES) {
    const found = windows.value('t', take, windowSeconds, at);
    // To the last bit: a judgment, its replay and a backtest see the same number.
    expect(found).toEqual(windowValueOf(inOrder(samples), take, windowSeconds, at));
    const expected = naive(samples, take, windowSeconds, at);
    if (expected === undefined) {
      expect(found).toBeUndefined();
      continue;
    }
    expect(found).toMatchObject({ newestAt: expected.newestAt, quality: expected.quality });
    if (take !== 'last') expect(found?.count).toBe(expected.good);
    const value = found?.value;
    if (typeof expected.value !== 'number' || typeof value !== 'number')
      expect(value).toEqual(expected.value);
    else {
      const tolerance =
        1e-9 * Math.max(1, Math.abs(expected.value), expected.scale) + 16 * expected.resolution;
      expect(Math.abs(value - expected.value)).toBeLessThanOrEqual(tolerance);
    }
  }
}

describe('windows', () => {
  it('agree with a recomputation from all samples, late ones in their place (property)', () => {
    fc.assert(
      fc.property(
        fc
          .constantFrom(0, 1e6, -1e9)
          .chain((offset) => fc.array(sampleArbitrary(offset), { minLength: 1, maxLength: 400 })),
        fc.integer({ min: 1, max: 250 }),
        fc.array(fc.integer({ min: -1_000, max: 210_000 }), { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        (samples, windowSeconds, offsets, isInOrder) => {
          const sent = isInOrder ? [...samples].sort((a, b) => a.at - b.at) : samples;
          const windows = new Windows();
          windows.register('t', 'mean', 250);
          for (const sample of sent) windows.apply('t', sample);
          for (const offset of offsets) check(windows, sent, windowSeconds, BASE + offset);
        },
      ),
      { numRuns: 400 },
    );
  });

  it.each([600, 9_000])('agree over long series forgotten as they go, and stay small (%d s)', (seconds) => {
    const windows = new Windows();
    windows.register('t', 'stddev', seconds);
    const kept: WindowSample[] = [];
    let random = 42;
    const next = () => (random = (random * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
    for (let index = 0; index < 30_000; index += 1) {
      const late = next() < 0.02 ? Math.floor(next() * 300_000) : 0;
      const sample = { at: BASE + index * 1_000 - late, value: 1e7 + next(), quality: 192 };
      kept.push(sample);
      windows.apply('t', sample);
      if (index % 100 === 0) windows.forget();
      if (index % 2_999 === 0) check(windows, kept.slice(-2 * seconds), seconds, BASE + index * 1_000);
    }
    expect(windows.size('t')).toBeLessThan(seconds * 1.7 + 500);
  });

  it('passed over say the same to the last bit (property)', () => {
    fc.assert(
      fc.property(
        fc
          .constantFrom(0, 1e6, -1e9)
          .chain((offset) => fc.array(sampleArbitrary(offset), { minLength: 1, maxLength: 400 })),
        fc.oneof(fc.integer({ min: 1, max: 250 }), fc.double({ min: 0.1, max: 250, noNaN: true })),
        fc.array(fc.integer({ min: -1_000, max: 210_000 }), { minLength: 1, maxLength: 60 }),
        (samples, windowSeconds, offsets) => {
          const times = offsets.toSorted((a, b) => a - b).map((offset) => BASE + offset);
          for (const take of TAKES) {
            if (take === 'last') continue;
            const expected = times.map((at) => {
              const found = windowValueOf(inOrder(samples), take, windowSeconds, at);
              const ofNone = take === 'count' ? 0 : NaN;
              return found === undefined ? ofNone : (found.value ?? NaN);
            });
            expect(passed(samples, take, windowSeconds, times)).toEqual(expected);
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('primed from the past are as if they had been there', () => {
    const samples = Array.from({ length: 500 }, (_, i) => ({
      at: BASE + i * 100,
      value: Math.sin(i),
      quality: 192,
    }));
    const live = new Windows();
    live.register('t', 'mean', 30);
    for (const sample of samples) live.apply('t', sample);
    const primed = new Windows();
    expect(primed.register('t', 'mean', 30)).toBeGreaterThanOrEqual(30);
    primed.prime('t', samples);
    for (const take of TAKES)
      expect(primed.value('t', take, 30, BASE + 49_900)).toEqual(live.value('t', take, 30, BASE + 49_900));
  });

  it('gives the newest value with its quality for `last`, never an older good one', () => {
    const samples = [
      { at: BASE, value: 5, quality: 192 },
      { at: BASE + 1_000, value: 99, quality: 0 },
    ];
    expect(windowValueOf(samples, 'last', undefined, BASE + 86_400_000)).toEqual({
      value: 99,
      quality: 0,
      count: 0,
      newestAt: BASE + 1_000,
    });
    expect(windowValueOf(samples, 'mean', 10, BASE + 1_000)).toMatchObject({
      value: 5,
      count: 1,
      quality: 0,
    });
  });

  it('leaves the start of the window out and takes its end in', () => {
    const samples = [0, 10, 20].map((second) => ({ at: BASE + second * 1_000, value: second, quality: 192 }));
    expect(windowValueOf(samples, 'count', 10, BASE + 20_000)?.value).toBe(1);
    expect(windowValueOf(samples, 'count', 10.001, BASE + 20_000)?.value).toBe(2);
    expect(windowValueOf(samples, 'count', 10, BASE + 40_000)).toBeUndefined();
  });

  it('needs enough good samples', () => {
    const one = [{ at: BASE, value: 5, quality: 192 }];
    const values = TAKES.map((take) => windowValueOf(one, take, 10, BASE)?.value);
    expect(values).toEqual([5, 5, 5, 5, null, null, 1, 0]);
    const bad = [{ at: BASE, value: 5, quality: 500 }];
    expect(TAKES.map((take) => windowValueOf(bad, take, 10, BASE)?.value)).toEqual([
      5,
      null,
      null,
      null,
      null,
      null,
      0,
      null,
    ]);
  });

  it('a longer window asks for the past again, a shorter one does not', () => {
    const windows = new Windows();
    expect(windows.register('t', 'last', undefined)).toBeGreaterThan(0);
    expect(windows.register('t', 'mean', 600)).toBeGreaterThanOrEqual(600);
    expect(windows.register('t', 'min', 60)).toBe(0);
  });
});
