import { afterEach, describe, expect, it, vi } from 'vitest';
import { textOfReason, type Reason } from '../../../shared/contract/reasons.ts';
import { KeptRuns } from './kept-runs.ts';

interface Run {
  readonly key: number;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  readonly why: Reason | null;
  readonly found: number;
}

const begun = (key: number): Run => ({ key, state: 'running', why: null, found: 0 });
const never = () => new Promise<void>(() => undefined);

describe('runs that are kept', () => {
  afterEach(() => vi.useRealTimers());

  it('one that takes too long is given up; what it has found stays, and it says what to do', () => {
    vi.useFakeTimers();
    const runs = new KeptRuns<Run>('run');
    let stopped: AbortSignal | undefined;
    const { key } = runs.start('a', begun, (update, signal) => {
      stopped = signal;
      update({ found: 3 });
      return never();
    });
    for (let second = 0; second < 59; second += 1) {
      vi.advanceTimersByTime(1_000);
      expect(runs.get(key).state).toBe('running');
    }
    vi.advanceTimersByTime(1_000);
    const { state, found, why } = runs.get(key);
    expect({ state, found, isStopped: stopped?.aborted }).toEqual({
      ...{ state: 'failed', found: 3, isStopped: true },
    });
    expect(why && textOfReason(why, 'ko')).toContain('60초를 넘어');
  });

  it('one that nobody asks about any more is stopped: its page was left', () => {
    vi.useFakeTimers();
    const runs = new KeptRuns<Run>('run');
    let stopped: AbortSignal | undefined;
    const { key } = runs.start('a', begun, (_, signal) => {
      stopped = signal;
      return never();
    });
    vi.advanceTimersByTime(9_000);
    expect(runs.get(key).state).toBe('running');
    vi.advanceTimersByTime(9_999);
    expect(stopped?.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect([runs.get(key).state, stopped?.aborted]).toEqual(['cancelled', true]);
  });

  it('ends when the same is asked anew, not when something else is', () => {
    const runs = new KeptRuns<Run>('run');
    const first = runs.start('a', begun, never);
    const other = runs.start('b', begun, never);
    const second = runs.start('a', begun, never);
    const states = [first, other, second].map(({ key }) => runs.get(key).state);
    expect(states).toEqual(['cancelled', 'running', 'running']);
    runs.close();
  });

  it('keeps the newest eight', () => {
    const runs = new KeptRuns<Run>('run');
    const keys = Array.from({ length: 9 }, (_, of) => runs.start(`${of}`, begun, never).key);
    expect(() => runs.get(keys[0] ?? 0)).toThrow(/begin another/);
    expect(runs.get(keys[1] ?? 0).state).toBe('running');
    runs.close();
  });
});
