import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Gap } from './gaps.ts';
import { BAD, BREAK, extremesOf, Polyline, reduceToPolyline } from './polyline.ts';
import { isGoodQuality } from './quality.ts';
import { SampleBuffer } from './sample-buffer.ts';

interface Point {
  readonly time: number;
  readonly value: number;
  readonly flags: number;
}

function bufferOf(samples: readonly (readonly [number, number, number])[]): SampleBuffer {
  const buffer = new SampleBuffer(8_192);
  for (const [time, value, quality] of samples) buffer.insert(time, value, quality);
  return buffer;
}

function reduce(
  buffer: SampleBuffer,
  gaps: readonly Gap[],
  range: { from: number; to: number; stepMs: number },
): Point[] {
  const line = new Polyline();
  reduceToPolyline(buffer, gaps, range, line);
  return Array.from({ length: line.length }, (_, i) => ({
    time: line.times[i] ?? NaN,
    value: line.values[i] ?? NaN,
    flags: line.flags[i] ?? 0,
  }));
}

const sample = fc.tuple(
  fc.integer({ min: 0, max: 999 }),
  fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: -1_000, max: 1_000 }) },
    { weight: 1, arbitrary: fc.constant(NaN) },
  ),
  fc.oneof({ weight: 9, arbitrary: fc.constant(192) }, { weight: 1, arbitrary: fc.constantFrom(0, 500) }),
);
const samples = fc.array(sample, { maxLength: 400 });

describe('reduceToPolyline', () => {
  it('keeps first, lowest, highest and last of every column exactly, and invents nothing', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 100 }), (list, stepMs) => {
        const buffer = bufferOf(list);
        const points = reduce(buffer, [], { from: 0, to: 999, stepMs });
        const real = new Set(list.map(([time, value]) => `${time} ${value}`));
        expect(points.every(({ time, value }) => real.has(`${time} ${value}`))).toBe(true);
        for (let column = 0; column * stepMs <= 999; column += 1) {
          const inColumn = (time: number): boolean => Math.floor(time / stepMs) === column;
          const raw = list
            .filter(([time, value]) => inColumn(time) && !Number.isNaN(value))
            .map(([, value]) => value);
          const drawn = points.filter(({ time }) => inColumn(time)).map(({ value }) => value);
          expect(drawn.length > 0).toBe(raw.length > 0);
          if (raw.length === 0) continue;
          expect(Math.min(...drawn)).toBe(Math.min(...raw));
          expect(Math.max(...drawn)).toBe(Math.max(...raw));
        }
      }),
    );
  });

  it('keeps order of time, marks bad quality, and draws at most four points a column of steady data', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 100 }), (list, stepMs) => {
        const points = reduce(bufferOf(list), [], { from: 0, to: 999, stepMs });
        expect(points.every((point, i) => i === 0 || point.time >= (points[i - 1] as Point).time)).toBe(true);
        const steady = list.map(([time, value]) => [time, Number.isNaN(value) ? 0 : value, 192] as const);
        const columns = Math.ceil(1_000 / stepMs) + 1;
        expect(reduce(bufferOf(steady), [], { from: 0, to: 999, stepMs }).length).toBeLessThanOrEqual(
          4 * columns,
        );
        for (const { time, value, flags } of points) {
          const qualities = list
            .filter(([at, v]) => at === time && v === value)
            .map(([, , quality]) => quality);
          expect(qualities.some((quality) => isGoodQuality(quality) === ((flags & BAD) === 0))).toBe(true);
        }
      }),
    );
  });

  it('never joins across a gap or a missing value, and joins everything else', () => {
    const gaps = [{ from: 200, to: 400 }];
    const list = [
      [0, 1, 192],
      [100, 2, 192],
      [200, 3, 192],
      [400, 4, 192],
      [500, NaN, 192],
      [600, 6, 192],
      [700, 7, 192],
    ] as const;
    const points = reduce(bufferOf(list), gaps, { from: 0, to: 700, stepMs: 10 });
    expect(points.filter(({ flags }) => (flags & BREAK) !== 0).map(({ time }) => time)).toEqual([
      0, 400, 600,
    ]);
  });

  it('gives a strip of the window the same points as the whole, so that a shifted picture can be patched', () => {
    fc.assert(
      fc.property(
        samples,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 24 }),
        (list, stepMs, columns) => {
          const buffer = bufferOf(list);
          const from = columns * stepMs;
          const whole = reduce(buffer, [], { from: 0, to: 999, stepMs });
          const strip = reduce(buffer, [], { from, to: 999, stepMs });
          const inside = (points: Point[]): string[] =>
            points
              .filter(({ time }) => time >= from)
              .map(({ time, value, flags }) => `${time} ${value} ${flags}`);
          expect(inside(strip)).toEqual(inside(whole));
        },
      ),
    );
  });
});

describe('extremesOf', () => {
  it('finds the extremes of the window and nothing outside', () => {
    fc.assert(
      fc.property(
        samples,
        fc.integer({ min: 0, max: 999 }),
        fc.integer({ min: 0, max: 999 }),
        (list, a, b) => {
          const [from, to] = [Math.min(a, b), Math.max(a, b)];
          const raw = list
            .filter(([time, v]) => time >= from && time <= to && !Number.isNaN(v))
            .map(([, v]) => v);
          const { low, high } = extremesOf(bufferOf(list), from, to);
          expect([low + 0, high + 0]).toEqual([Math.min(...raw) + 0, Math.max(...raw) + 0]);
        },
      ),
    );
  });
});
