import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createThrottle } from './throttle.ts';

describe('createThrottle', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('acts at once, then once per span, and never forgets the last request', () => {
    const action = vi.fn();
    const ask = createThrottle(100, action);
    ask();
    expect(action).toHaveBeenCalledTimes(1);
    for (let i = 0; i < 50; i += 1) ask();
    expect(action).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(100);
    expect(action).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(1_000);
    expect(action).toHaveBeenCalledTimes(2);
    ask();
    expect(action).toHaveBeenCalledTimes(3);
  });
});
