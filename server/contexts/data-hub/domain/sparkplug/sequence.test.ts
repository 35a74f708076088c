import fc from 'fast-check';
import { expect, it } from 'vitest';
import { follow } from './sequence.ts';

type Numbering = Parameters<typeof follow>[0];
const START: Numbering = { expected: 0, missing: new Set(), missingSince: null };

function followAll(numbers: readonly number[]) {
  let numbering = START;
  let lost = 0;
  const steps = numbers.map((seq, index) => {
    const { step, numbering: next, lost: change } = follow(numbering, seq, index);
    numbering = next;
    lost += change;
    return step;
  });
  return { steps, numbering, lost };
}

it('knows next, missing, filled, repeated and counting anew', () => {
  const { steps, numbering } = followAll([0, 1, 3, 2, 3, 4, 0, 1]);
  expect(steps).toEqual(['next', 'next', 'ahead', 'filled', 'repeated', 'next', 'behind', 'next']);
  expect(numbering).toEqual({ expected: 2, missing: new Set(), missingSince: null });
});

it('has nothing missing once all of any shuffled stretch has come, over the wrap too (property)', () => {
  const stretch = fc.integer({ min: 1, max: 100 }).chain((size) =>
    fc.shuffledSubarray(
      Array.from({ length: size }, (_, index) => index),
      { minLength: size },
    ),
  );
  fc.assert(
    fc.property(stretch, fc.integer({ min: 0, max: 255 }), (order, from) => {
      // The first in its place: what is before it would be of the session before.
      const numbers = [0, ...order.map((index) => index + 1)].map((index) => (from + index) % 256);
      let numbering: Numbering = { ...START, expected: from };
      let lost = 0;
      for (const [at, seq] of numbers.entries()) {
        const step = follow(numbering, seq, at);
        numbering = step.numbering;
        lost += step.lost;
      }
      expect(lost).toBe(0);
      expect(numbering.missing.size).toBe(0);
      expect(numbering.missingSince).toBeNull();
    }),
  );
});

it('takes what has no number as it comes', () => {
  expect(follow(START, null, 0)).toMatchObject({ step: 'unchecked', numbering: START });
  expect(follow({ ...START, expected: null }, 9, 0)).toMatchObject({
    step: 'unchecked',
    numbering: { expected: 10 },
  });
});
