import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_SPAN_MS, MIN_SPAN_MS, type TimeRange } from '../model/time-window.ts';
import { Pinch } from './pinch.ts';

const NOW = Date.parse('2026-07-14T05:00:00.000Z');
const HOUR = 3_600_000;
const HOURS: TimeRange = { mode: 'fixed', from: NOW - 4 * HOUR, to: NOW };

function pulled(from: readonly [number, number], to: readonly [number, number], range: TimeRange = HOURS) {
  const pinch = new Pinch();
  pinch.begin(1, from[0], range);
  pinch.begin(2, from[1], range);
  pinch.move(1, to[0], NOW);
  const shown = pinch.move(2, to[1], NOW);
  if (shown?.mode !== 'fixed') throw new Error('nothing was pulled');
  return shown;
}

describe('two fingers', () => {
  it('keep the times under them', () => {
    const place = fc.double({ min: 0.05, max: 0.95, noNaN: true });
    fc.assert(
      fc.property(place, place, place, place, (a, b, c, d) => {
        const from = [Math.min(a, b), Math.max(a, b)] as const;
        const to = [Math.min(c, d), Math.max(c, d)] as const;
        fc.pre(from[1] - from[0] > 0.02 && to[1] - to[0] > 0.02);
        const shown = pulled(from, to);
        fc.pre(shown.from < NOW);
        for (const [index, fraction] of to.entries()) {
          const time = shown.from + (shown.to - shown.from) * fraction;
          expect(time).toBeCloseTo(NOW - 4 * HOUR + 4 * HOUR * (from[index] ?? 0), -2);
        }
      }),
    );
  });

  it('show neither less than a second, nor more than two years, nor only time to come', () => {
    const second: TimeRange = { mode: 'fixed', from: NOW - 1_000, to: NOW };
    const years: TimeRange = { mode: 'fixed', from: NOW - MAX_SPAN_MS, to: NOW };
    const least = pulled([0.4, 0.6], [0.1, 0.9], second);
    expect(least.to - least.from).toBe(MIN_SPAN_MS);
    const most = pulled([0.1, 0.9], [0.4, 0.41], years);
    expect(most.to - most.from).toBe(MAX_SPAN_MS);
    expect(pulled([0.8, 0.9], [0.05, 0.15]).from).toBeLessThanOrEqual(NOW);
  });

  it('do nothing one by one, nor when one of them is gone', () => {
    const pinch = new Pinch();
    pinch.begin(1, 0.2, HOURS);
    expect(pinch.move(1, 0.4, NOW)).toBeUndefined();
    pinch.begin(2, 0.8, HOURS);
    expect(pinch.isOn).toBe(true);
    pinch.end(1);
    expect([pinch.isOn, pinch.move(2, 0.5, NOW)]).toEqual([false, undefined]);
  });
});
