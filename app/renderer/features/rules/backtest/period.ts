import type { BacktestRequest } from '../../../../../shared/contract/backtest.ts';

const HOUR_MS = 3_600_000;

/** Spans up to now; `all`: everything stored, `own`: from one time to another. */
export const PERIODS = ['shift', 'day', 'week', 'month', 'all', 'own'] as const;
export type PeriodName = (typeof PERIODS)[number];

const LENGTHS = { shift: 8 * HOUR_MS, day: 24 * HOUR_MS, week: 168 * HOUR_MS, month: 720 * HOUR_MS };

export interface PeriodDraft {
  readonly name: PeriodName;
  /** Epoch milliseconds, NaN while incomplete; of `own`. */
  readonly from: number;
  readonly to: number;
}

/** What a period means now; null where it is none. */
export function periodOf(
  { name, from, to }: PeriodDraft,
  now: number,
): Pick<BacktestRequest, 'from' | 'to'> | null {
  const instant = (at: number) => new Date(at).toISOString();
  if (name === 'all') return { to: instant(now) };
  if (name !== 'own') return { from: instant(now - LENGTHS[name]), to: instant(now) };
  return Number.isFinite(from) && Number.isFinite(to) && from < to && to <= now
    ? { from: instant(from), to: instant(to) }
    : null;
}
