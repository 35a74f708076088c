import fc from 'fast-check';
import { expect, it } from 'vitest';
import { increaseOf } from './counter.ts';

it.each<[number, number, number | null, number]>([
  [10, 15, null, 5],
  [10, 10, null, 0],
  [65_530, 4, null, 10],
  [65_530, 4, 65_536, 10],
  [250, 3, null, 9],
  [999_990, 15, null, 25],
  [4_294_967_290, 10, null, 16],
  [500, 3, null, 3],
  [500, 0, null, 0],
  [500, 3, 65_536, 3],
  [70_000, 3, 65_536, 3],
  [40_000, 39_000, 65_536, 39_000],
  [5, -3, null, 0],
])('from %d to %d of modulus %s it has counted %d', (before, now, modulus, counted) => {
  expect(increaseOf(before, now, modulus)).toBe(counted);
});

it('a counter of any modulus read often enough gives back every count', () => {
  const steps = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(steps, fc.integer({ min: 1_000, max: 70_000 }), (counts, modulus) => {
      let [shown, sum, total] = [0, 0, 0];
      for (const count of counts) {
        const next = (shown + count) % modulus;
        sum += increaseOf(shown, next, modulus);
        total += count;
        shown = next;
      }
      expect(sum).toBe(total);
    }),
  );
});

it('never counts backwards, whatever comes', () => {
  const value = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(
      value,
      value,
      fc.option(fc.double({ min: 1, max: 1e12, noNaN: true })),
      (before, now, modulus) => {
        expect(increaseOf(before, now, modulus)).toBeGreaterThanOrEqual(0);
      },
    ),
  );
});
