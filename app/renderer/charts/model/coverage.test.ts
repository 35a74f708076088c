import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Coverage } from './coverage.ts';

const stretch = fc.record({
  from: fc.integer({ min: 0, max: 50 }),
  length: fc.integer({ min: 1, max: 30 }),
  stepMs: fc.constantFrom(0, 5, 10),
});

describe('Coverage', () => {
  it('finds the hull of what is not known finely enough, as a count moment by moment does', () => {
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 10 }), fc.constantFrom(0, 5, 10), (stretches, wanted) => {
        const coverage = new Coverage();
        for (const { from, length, stepMs } of stretches) coverage.add(from, from + length, stepMs);
        const unknown = Array.from({ length: 60 }, (_, moment) => moment).filter(
          (moment) =>
            !stretches.some(
              ({ from, length, stepMs }) => stepMs <= wanted && from <= moment && moment + 1 <= from + length,
            ),
        );
        const missing = coverage.missing(0, 60, wanted);
        const first = unknown[0];
        const last = unknown.at(-1);
        expect(missing).toEqual(
          first === undefined || last === undefined ? null : { from: first, to: last + 1 },
        );
      }),
    );
  });

  it('counts a live watch as known from its beginning on', () => {
    const coverage = new Coverage();
    coverage.add(0, 100, 0);
    coverage.add(100, Infinity, 0);
    expect(coverage.missing(0, 1e9, 1)).toBeNull();
    expect(coverage.hasOpenEnd()).toBe(true);
    coverage.clip(50, 200);
    expect(coverage.hasOpenEnd()).toBe(false);
    expect(coverage.missing(0, 300, 1)).toEqual({ from: 0, to: 300 });
  });

  it('asks again for what was thinned too coarsely', () => {
    const coverage = new Coverage();
    coverage.add(0, 100, 0);
    coverage.coarsen(60, 10);
    expect(coverage.missing(0, 100, 10)).toBeNull();
    expect(coverage.missing(0, 100, 5)).toEqual({ from: 0, to: 60 });
    expect(coverage.missing(70, 100, 0)).toBeNull();
  });
});
