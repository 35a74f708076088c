import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Backup } from '../../../../shared/contract/backups.ts';
import { notKept } from './kept.ts';
import { lastDue, nextDue } from './schedule.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A Thursday noon, in the machine's own time. */
const NOON = new Date(2026, 0, 15, 12).getTime();

const backup = (at: number, kind: Backup['kind'] = 'scheduled'): Backup => ({
  name: `at-${at}`,
  createdAt: new Date(at).toISOString(),
  ...{ kind, bytes: 1, sha256: '', schema: '', version: '' },
});
const keptOf = (ats: readonly number[], rule: { days: number; weeks: number }): number[] => {
  const all = ats.map((at) => backup(at));
  const gone = new Set(notKept(all, rule));
  return all.filter((one) => !gone.has(one)).map(({ createdAt }) => (NOON - Date.parse(createdAt)) / DAY);
};

it('keeps the newest of each day and of each week', () => {
  const everyDay = Array.from({ length: 40 }, (_, days) => NOON - days * DAY);
  // Weeks end on Sunday: the last ones were 4, 11 and 18 days ago; of this week today's is the newest.
  expect(keptOf(everyDay, { days: 3, weeks: 4 })).toEqual([0, 1, 2, 4, 11, 18]);
});

it('takes the newest of several of one day', () => {
  expect(keptOf([NOON, NOON - HOUR, NOON - 2 * HOUR], { days: 7, weeks: 4 })).toEqual([0]);
});

it('leaves a station that was off for months its last ones', () => {
  const ats = [200, 201, 202].map((days) => NOON - days * DAY);
  expect(keptOf(ats, { days: 3, weeks: 0 })).toEqual([200, 201, 202]);
});

it('never takes away what was made by hand, nor the newest, and never keeps more than the rule', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 0, max: 400 * 24 }), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 0, max: 10 }),
      (hours, days, weeks) => {
        const scheduled = hours.map((ago) => backup(NOON - ago * HOUR));
        const manual = backup(NOON - 500 * DAY, 'manual');
        const gone = notKept([...scheduled, manual], { days, weeks });
        const newest = scheduled.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1))[0];
        expect(gone).not.toContain(manual);
        expect(gone).not.toContain(newest);
        expect(scheduled.length - gone.length).toBeLessThanOrEqual(days + weeks);
        // What is kept stays kept: the rule does not eat itself up.
        expect(
          notKept(
            scheduled.filter((one) => !gone.includes(one)),
            { days, weeks },
          ),
        ).toEqual([]);
      },
    ),
  );
});

it('is due once a day at its time', () => {
  expect(new Date(lastDue(NOON, '03:30')).toString()).toBe(new Date(2026, 0, 15, 3, 30).toString());
  expect(new Date(lastDue(NOON, '12:00')).toString()).toBe(new Date(2026, 0, 15, 12).toString());
  expect(new Date(lastDue(NOON, '12:01')).toString()).toBe(new Date(2026, 0, 14, 12, 1).toString());
  expect(new Date(nextDue(NOON, '12:00')).toString()).toBe(new Date(2026, 0, 16, 12).toString());
  expect(new Date(nextDue(NOON, '12:01')).toString()).toBe(new Date(2026, 0, 15, 12, 1).toString());
});
