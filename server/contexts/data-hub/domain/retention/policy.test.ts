import { expect, it } from 'vitest';
import { causeOf, cutOf, policyOfTags } from './policy.ts';
import { forecast } from './forecast.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 28, 9, 30);

it('takes what is set for the tag, else the first rule that fits, else the default', () => {
  const policyOf = policyOfTags({
    days: 730,
    rules: [
      { pattern: '*/*/*/press-*/vibration', days: 30 },
      { pattern: '*/*/*/*/vibration', days: 90 },
    ],
    budgetBytes: null,
  });
  const days = (path: string, own: number | null = null) => policyOf({ path, days: own }).days;
  expect(days('s/a/l/press-1/vibration')).toBe(30);
  expect(days('s/a/l/mill/vibration')).toBe(90);
  expect(days('s/a/l/mill/temperature')).toBe(730);
  expect(days('s/a/l/mill/vibration', 7)).toBe(7);
  expect(policyOf({ path: 's/a/l/mill/vibration', days: 7 }).name).toBe('tag: 7 days');
  expect(policyOf({ path: 's/a/l/mill/vibration', days: null }).name).toBe('*/*/*/*/vibration: 90 days');
  const cause = (path: string, own: number | null) => causeOf(policyOf({ path, days: own }).name);
  expect(cause('s/a/l/mill/vibration', 0.5)).toEqual({ kind: 'tag', days: 0.5 });
  expect(cause('s/a/l/mill/vibration', null)).toEqual({
    kind: 'pattern',
    pattern: '*/*/*/*/vibration',
    days: 90,
  });
  expect(cause('s/a/l/mill/temperature', null)).toEqual({ kind: 'default', days: 730 });
  expect(causeOf('budget')).toEqual({ kind: 'budget' });
});

it('cuts at whole hours, and nowhere without a limit', () => {
  expect(cutOf({ days: 1, name: '' }, NOW)).toBe(Date.UTC(2026, 10, 27, 9));
  expect(cutOf({ days: null, name: '' }, NOW)).toBeNull();
});

it('tells when the budget is reached, or the disk before it', () => {
  const base = { bytes: 60, budgetBytes: 100, bytesPerDay: 4, freeBytes: 1_000, now: NOW };
  expect(forecast(base)).toEqual({ limit: 'budget', fullAt: NOW + 10 * DAY });
  expect(forecast({ ...base, freeBytes: 20 })).toEqual({ limit: 'disk', fullAt: NOW + 5 * DAY });
  expect(forecast({ ...base, budgetBytes: null })).toEqual({ limit: 'disk', fullAt: NOW + 250 * DAY });
  expect(forecast({ ...base, bytes: 120 })).toEqual({ limit: 'budget', fullAt: NOW });
  expect(forecast({ ...base, bytesPerDay: null })).toBeNull();
  expect(forecast({ ...base, bytesPerDay: 0 })).toBeNull();
});
