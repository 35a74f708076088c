import { describe, expect, it } from 'vitest';
import { Suspensions } from './suspension.ts';

const KEY = 'press-thermal@sha256';

function failing(times: number, suspensions = new Suspensions(), at = 1_000): Suspensions {
  for (let i = 0; i < times; i++) suspensions.failed(KEY, 'NOT_FINITE', at);
  return suspensions;
}

describe('suspension of a rule that keeps failing', () => {
  it('lets a rule run that never failed', () => {
    expect(new Suspensions().admit(KEY, 0)).toBe(true);
  });

  it('suspends at the third failure in a row, not before', () => {
    const suspensions = new Suspensions();
    expect(suspensions.failed(KEY, 'NOT_FINITE', 1_000)).toBe(false);
    expect(suspensions.failed(KEY, 'NOT_FINITE', 1_001)).toBe(false);
    expect(suspensions.admit(KEY, 1_002)).toBe(true);
    expect(suspensions.failed(KEY, 'NOT_FINITE', 1_002)).toBe(true);
    expect(suspensions.admit(KEY, 1_003)).toBe(false);
    expect(suspensions.suspendedUntil(KEY)).toBe(61_002);
  });

  it('starts to count afresh after a success', () => {
    const suspensions = failing(2);
    suspensions.succeeded(KEY);
    expect(failing(2, suspensions).admit(KEY, 2_000)).toBe(true);
  });

  it('keeps a rule suspended for 60 s and then allows exactly one trial', () => {
    const suspensions = failing(3);
    expect(suspensions.admit(KEY, 60_999)).toBe(false);
    expect(suspensions.admit(KEY, 61_000)).toBe(true);
    expect(suspensions.admit(KEY, 61_000)).toBe(false);
  });

  it('suspends again at once when the trial fails', () => {
    const suspensions = failing(3);
    suspensions.admit(KEY, 61_000);
    expect(suspensions.failed(KEY, 'TIMEOUT', 61_050)).toBe(true);
    expect(suspensions.admit(KEY, 121_049)).toBe(false);
    expect(suspensions.admit(KEY, 121_050)).toBe(true);
  });

  it('frees the rule when the trial succeeds', () => {
    const suspensions = failing(3);
    suspensions.admit(KEY, 61_000);
    suspensions.succeeded(KEY);
    expect(suspensions.suspendedUntil(KEY)).toBeUndefined();
    expect(suspensions.admit(KEY, 61_001)).toBe(true);
  });

  it('allows another trial when the first said nothing about the rule', () => {
    const suspensions = failing(3);
    suspensions.admit(KEY, 61_000);
    suspensions.undecided(KEY);
    expect(suspensions.admit(KEY, 61_100)).toBe(true);
  });

  it('is not prolonged by runs that began before it', () => {
    const suspensions = failing(3);
    expect(suspensions.failed(KEY, 'NOT_FINITE', 30_000)).toBe(false);
    expect(suspensions.suspendedUntil(KEY)).toBe(61_000);
  });

  it('keeps rules and versions apart', () => {
    const suspensions = failing(3);
    expect(suspensions.admit('press-thermal@other', 2_000)).toBe(true);
  });

  it('shows what is suspended, since when and by what', () => {
    expect(failing(3).list()).toEqual([{ key: KEY, failures: 3, until: 61_000, code: 'NOT_FINITE' }]);
    expect(failing(2).list()).toEqual([]);
  });
});
