import { describe, expect, it } from 'vitest';
import type { BacktestSide } from '../../../../../shared/contract/backtest.ts';
import { callCount, comparedCount, perShift, totalCost } from './figures.ts';
import { periodOf } from './period.ts';

const TRUTH = { hits: 3, misses: 2, falseCalls: 5, correct: 4, held: 1, unknown: 1 };
const outcome = (severity: 'normal' | 'high', starts: number, holdCause?: string) => ({
  ...{ verdict: 'X', severity, rows: starts, durationMs: 0, starts },
  ...(holdCause === undefined ? {} : { holdCause }),
});

describe('figures of a backtest', () => {
  it('costs are misses and false calls at their price; what was not judged or is not known counts as nothing', () => {
    expect(totalCost(TRUTH, { miss: 1_000, falseCall: 20 })).toBe(2_100);
    expect(comparedCount(TRUTH)).toBe(14);
  });

  it('calls are times something abnormal began', () => {
    const outcomes = [outcome('normal', 7), outcome('high', 4), outcome('high', 9, 'INPUT_STALE')];
    expect(callCount({ outcomes } as BacktestSide)).toBe(4);
  });

  it('a period of less than a shift counts as one', () => {
    const of = (hours: number) => ({
      period: {
        from: '2026-01-01T00:00:00.000Z',
        to: new Date(Date.UTC(2026, 0, 1) + hours * 3_600_000).toISOString(),
      },
    });
    expect(perShift(6, of(24), 8)).toBe(2);
    expect(perShift(6, of(24), 12)).toBe(3);
    expect(perShift(6, of(1), 8)).toBe(6);
  });
});

describe('periods', () => {
  const NOW = Date.UTC(2026, 0, 31);
  it('end now, begin where they are asked to or with the history; an own one lies in the past', () => {
    const draft = { from: NOW - 3_600_000, to: NOW };
    expect(periodOf({ name: 'month', ...draft }, NOW)?.from).toBe('2026-01-01T00:00:00.000Z');
    expect(periodOf({ name: 'all', ...draft }, NOW)).toEqual({ to: '2026-01-31T00:00:00.000Z' });
    expect(periodOf({ name: 'own', ...draft }, NOW)?.from).toBe('2026-01-30T23:00:00.000Z');
    for (const wrong of [
      { ...draft, from: NaN },
      { from: NOW, to: NOW - 1 },
      { from: NOW, to: NOW + 1 },
    ])
      expect(periodOf({ name: 'own', ...wrong }, NOW)).toBeNull();
  });
});
