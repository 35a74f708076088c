import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createTicker } from './ticker.ts';

const START = Date.parse('2026-03-10T00:00:00.400Z');

beforeEach(() => {
  vi.useFakeTimers({ now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

function record() {
  const seconds: string[] = [];
  const ticker = createTicker({ now: Date.now, longestCatchUp: 5 }, (atMs, skipped) => {
    seconds.push(`${new Date(atMs).toISOString().slice(17, 23)}${skipped ? ' skipped' : ''}`);
  });
  return { seconds, ticker };
}

it('calls once for every whole second', () => {
  const { seconds, ticker } = record();
  vi.advanceTimersByTime(3_700);
  expect(seconds).toEqual(['01.000', '02.000', '03.000', '04.000']);
  ticker.stop();
  vi.advanceTimersByTime(5_000);
  expect(seconds).toHaveLength(4);
});

it('catches up a short hole second by second', () => {
  const { seconds, ticker } = record();
  vi.setSystemTime(START + 3_000);
  vi.advanceTimersByTime(600);
  expect(seconds).toEqual(['01.000', '02.000', '03.000', '04.000']);
  ticker.stop();
});

it('jumps over a long hole and says so', () => {
  const { seconds, ticker } = record();
  vi.advanceTimersByTime(600);
  vi.setSystemTime(START + 30_000);
  vi.advanceTimersByTime(1_000);
  expect(seconds).toEqual(['01.000', '31.000 skipped']);
  ticker.stop();
});

it('goes on after the clock was set back by hours', () => {
  const { seconds, ticker } = record();
  vi.advanceTimersByTime(600);
  vi.setSystemTime(START - 7_200_000);
  vi.advanceTimersByTime(2_000);
  expect(seconds[1]).toMatch(/skipped/);
  expect(seconds.length).toBeGreaterThanOrEqual(2);
  ticker.stop();
});
