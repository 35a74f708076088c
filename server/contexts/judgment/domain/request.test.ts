import { describe, expect, it } from 'vitest';
import { checkFeedback, checkTime } from './request.ts';

const NOW = Date.UTC(2026, 0, 2, 3);

describe('checkTime', () => {
  it('gives the time, past or present, also with an offset', () => {
    expect(checkTime('2026-01-02T03:00:00.000Z', NOW)).toBe(NOW);
    expect(checkTime('2026-01-02T12:00:00+09:00', NOW)).toBe(NOW);
    expect(checkTime('1999-12-31T23:59:59Z', NOW)).toBe(Date.UTC(1999, 11, 31, 23, 59, 59));
  });

  it('allows for clocks that differ, and no more', () => {
    expect(checkTime('2026-01-02T03:05:00Z', NOW)).toBe(NOW + 300_000);
    expect(() => checkTime('2026-01-02T03:05:00.001Z', NOW)).toThrow('at: lies in the future');
  });

  it('refuses a time that does not exist', () => {
    expect(() => checkTime('2026-01-02T03:00:00+99:99', NOW)).toThrow('at: is no time that exists');
  });
});

describe('checkFeedback', () => {
  const declared = ['OK', 'BAD'];
  it.each([
    [{ agree: true }, 'BAD'],
    [{ agree: true, correctVerdict: 'BAD' }, 'BAD'],
    [{ agree: false, reason: 'no' }, 'BAD'],
    [{ agree: false, correctVerdict: 'OK' }, 'BAD'],
    [{ agree: false, correctVerdict: 'HOLD' }, 'BAD'],
    [{ agree: false, correctVerdict: 'OK' }, 'HOLD'],
  ])('takes %j on %s', (feedback, verdict) => {
    expect(() => checkFeedback(feedback, verdict, declared)).not.toThrow();
  });

  it.each([
    [{ agree: false, correctVerdict: 'MAYBE' }, 'must be one of OK, BAD'],
    [{ agree: false, correctVerdict: 'BAD' }, 'is the verdict that was given'],
    [{ agree: true, correctVerdict: 'OK' }, 'contradicts'],
  ])('refuses %j', (feedback, message) => {
    expect(() => checkFeedback(feedback, 'BAD', declared)).toThrow(message);
  });
});
