import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisRange, axisTicks, tickLabel } from './axis-range.ts';

const AUTO = { mode: 'auto' } as const;
const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });

describe('axisRange', () => {
  it('holds every value between round limits, with a few ticks', () => {
    fc.assert(
      fc.property(value, value, fc.integer({ min: 2, max: 12 }), (a, b, parts) => {
        const range = axisRange(AUTO, Math.min(a, b), Math.max(a, b), undefined, parts);
        expect(range.min).toBeLessThanOrEqual(Math.min(a, b));
        expect(range.max).toBeGreaterThanOrEqual(Math.max(a, b));
        expect(range.max).toBeGreaterThan(range.min);
        const ticks = axisTicks(range);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(parts + 4);
      }),
    );
  });

  it('does not move while the values fit and fill it, grows at once, shrinks when they are lost in it', () => {
    const first = axisRange(AUTO, 10, 90, undefined, 5);
    expect(axisRange(AUTO, 15, 85, first, 5)).toBe(first);
    expect(axisRange(AUTO, 10, 150, first, 5).max).toBeGreaterThanOrEqual(150);
    expect(axisRange(AUTO, 50, 52, first, 5).max).toBeLessThan(60);
  });

  it('does not blow up the noise of a steady value, and shows what moves in full', () => {
    const steady = axisRange(AUTO, 7.01, 7.03, undefined, 6);
    expect(steady.max - steady.min).toBeGreaterThan(0.1);
    const moving = axisRange(AUTO, 6, 8, undefined, 6);
    expect((8 - 6) / (moving.max - moving.min)).toBeGreaterThan(0.5);
  });

  it('keeps fixed limits whatever the values', () => {
    const fixed = { mode: 'fixed', min: 0, max: 10 } as const;
    expect(axisRange(fixed, -100, 100, undefined, 5)).toMatchObject({ min: 0, max: 10 });
  });

  it('keeps zero at the foot of what is never negative', () => {
    expect(axisRange(AUTO, 0, 1_150, undefined, 6).min).toBe(0);
  });

  it('labels with the digits of the step', () => {
    expect(tickLabel(0.30000000000000004, 0.1)).toBe('0.3');
    expect(tickLabel(-20, 5)).toBe('−20');
    expect(tickLabel(-0, 5)).toBe('0');
    expect(tickLabel(2e9, 1e8)).toBe('2.0e9');
    expect(tickLabel(-1.5e6, 5e5)).toBe('−1.5e6');
    expect(tickLabel(-500_000, 5e5)).toBe('−500000');
    expect(tickLabel(-0.00000125, 2.5e-7)).toBe('−1.3e−6');
  });
});
