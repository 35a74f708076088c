import fc from 'fast-check';
import { expect, it } from 'vitest';
import { approach, clamp, logistic, motorPower, shaftPower } from './physics.ts';

it('a lag gets 63.2 % of the way in one time constant', () => {
  expect(approach(20, 120, 60, 60)).toBeCloseTo(20 + 100 * (1 - Math.exp(-1)), 9);
});

it('a lag ends in the same place whatever the steps', () => {
  const finite = fc.double({ min: -500, max: 500, noNaN: true });
  fc.assert(
    fc.property(
      finite,
      finite,
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 900 }),
      (start, target, steps, tau) => {
        let stepped = start;
        for (let step = 0; step < steps; step += 1) stepped = approach(stepped, target, 1, tau);
        expect(stepped).toBeCloseTo(approach(start, target, steps, tau), 6);
      },
    ),
  );
});

it('power of a motor and of a shaft', () => {
  expect(motorPower(100)).toBeCloseTo(59.58, 2);
  expect(shaftPower(40, 1_500)).toBeCloseTo(6.283, 3);
});

it('logistic and clamp', () => {
  expect(logistic(5, 5, 1)).toBe(0.5);
  expect(logistic(100, 5, 1)).toBeCloseTo(1, 9);
  expect([clamp(-1, 0, 1), clamp(0.4, 0, 1), clamp(2, 0, 1)]).toEqual([0, 0.4, 1]);
});
