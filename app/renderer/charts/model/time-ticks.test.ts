import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeTicks } from './time-ticks.ts';

const NOON = new Date(2026, 6, 14, 12, 0, 0).getTime();

describe('timeTicks', () => {
  it('stands on round local times within the window, in order, about as many as wanted', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_000, max: 732 * 86_400_000 }),
        fc.integer({ min: 0, max: 86_400_000 }),
        (span, shift) => {
          const from = NOON + shift;
          const ticks = timeTicks(from, from + span, 10).map(({ value }) => value);
          expect(
            ticks.every(
              (value, i) =>
                value >= from && value <= from + span && (i === 0 || value > (ticks[i - 1] as number)),
            ),
          ).toBe(true);
          expect(ticks.length).toBeGreaterThanOrEqual(3);
          expect(ticks.length).toBeLessThanOrEqual(13);
          expect(ticks.every((value) => value % (span < 20_000 ? 20 : 1_000) === 0)).toBe(true);
        },
      ),
    );
  });

  it('writes the date where it begins and on the first tick only', () => {
    const from = new Date(2026, 6, 14, 22, 0, 0).getTime();
    const labels = timeTicks(from, from + 4 * 3_600_000, 4).map(({ label }) => label);
    expect(labels).toEqual([['22:00', '07-14'], '23:00', ['00:00', '07-15'], '01:00', '02:00']);
  });

  it('shows parts of a second, and months and years', () => {
    expect(timeTicks(NOON, NOON + 1_000, 5).map(({ label }) => label)).toEqual([
      ['12:00:00.0', '07-14'],
      '12:00:00.2',
      '12:00:00.4',
      '12:00:00.6',
      '12:00:00.8',
      '12:00:01.0',
    ]);
    const twoYears = timeTicks(NOON, NOON + 730 * 86_400_000, 10).map(({ label }) => label);
    expect(twoYears.slice(0, 3)).toEqual(['2026-10', '2027-01', '2027-04']);
  });

  it('shows days over a week', () => {
    const from = new Date(2026, 6, 14).getTime();
    expect(timeTicks(from, from + 7 * 86_400_000, 8).map(({ label }) => label)).toContain('07-20');
  });
});
