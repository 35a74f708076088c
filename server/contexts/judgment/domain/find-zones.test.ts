import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findZones } from './find-zones.ts';

/** Verdicts by rising limits, the value on a limit above or below it. */
interface Stairs {
  readonly limits: readonly number[];
  readonly verdicts: readonly (string | null)[];
  readonly isUpper: readonly boolean[];
}

const stairs: fc.Arbitrary<Stairs> = fc
  .uniqueArray(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1, maxLength: 8 })
  .chain((limits) =>
    fc.record({
      limits: fc.constant(limits.map((limit) => limit / 10).sort((a, b) => a - b)),
      verdicts: fc.array(fc.constantFrom('A', 'B', 'C', null), {
        minLength: limits.length + 1,
        maxLength: limits.length + 1,
      }),
      isUpper: fc.array(fc.boolean(), { minLength: limits.length, maxLength: limits.length }),
    }),
  );

function verdictAt({ limits, verdicts, isUpper }: Stairs, value: number): string | null {
  const index = limits.filter((limit, place) => (isUpper[place] ? value >= limit : value > limit)).length;
  return verdicts[index] ?? null;
}

describe('zones of a ruleset', () => {
  it.each([
    ['known as parameters', true],
    ['seen only in its conditions', false],
  ])('are exact where its limits are %s', async (_how, known) => {
    await fc.assert(
      fc.asyncProperty(stairs, fc.double({ min: -120, max: 120, noNaN: true }), async (rule, value) => {
        const zones = await findZones(known ? [...rule.limits, 17] : [], async (asked) => ({
          verdict: verdictAt(rule, asked),
          numbers: known ? [] : [...rule.limits, asked, asked * 2],
        }));
        for (const at of [value, ...rule.limits]) {
          const zone = zones.find(
            ({ from, to, includesFrom, includesTo }) =>
              (at > from || (includesFrom && at === from)) && (at < to || (includesTo && at === to)),
          );
          expect(zone?.verdict ?? null).toBe(verdictAt(rule, at));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('are found by halving where no number says where they end', async () => {
    const zones = await findZones([0, 100], async (value) => ({
      verdict: value * value < 1_234 ? 'low' : 'high',
      numbers: [],
    }));
    expect(zones.map(({ verdict, from }) => [verdict, from])).toEqual([
      ['high', -Infinity],
      ['low', expect.closeTo(-35.1283, 3)],
      ['high', expect.closeTo(35.1283, 3)],
    ]);
  });
});
