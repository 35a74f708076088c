import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance, type SequenceState, type SequenceStep } from './sequence.ts';

/** Missing after a run of numbers, all with rising source times unless marked late. */
function missingAfter(steps: readonly (number | { late: number })[]): number {
  let state: SequenceState | null = null;
  let missing = 0;
  for (const step of steps) {
    const result: SequenceStep =
      typeof step === 'number' ? advance(state, step, true) : advance(state, step.late, false);
    state = result.state;
    missing += result.missing;
  }
  return missing;
}

describe('missing numbers', () => {
  it.each([
    ['none in a row', [5, 6, 7], 0],
    ['holes', [5, 7, 10], 3],
    ['a late one fills its hole', [5, 8, { late: 6 }], 1],
    ['one from before the run fills none', [5, 8, { late: 4 }], 2],
    ['a restart', [5, 6, 0, 1, 2], 0],
    ['a restart elsewhere', [500, 501, 3, 4], 0],
    ['a wrap of 8 bits', [254, 255, 0, 1], 0],
    ['a wrap of 16 bits with two lost', [65_535, 2, 3], 2],
    ['a jump to another base', [5, 2_000_000], 0],
    ['the same number again', [5, 5, 6], 0],
  ])('%s', (_name, steps, expected) => {
    expect(missingAfter(steps)).toBe(expected);
  });

  it('are exactly those left out, in whatever order the others come late (property)', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 60 }),
        (numbers) => {
          let state: SequenceState | null = advance(null, 0, true).state;
          let highest = 0;
          let missing = 0;
          for (const seq of numbers) {
            const step = advance(state, seq, seq > highest);
            state = step.state;
            missing += step.missing;
            highest = Math.max(highest, seq);
          }
          expect(missing).toBe(highest - numbers.length);
        },
      ),
    );
  });
});
