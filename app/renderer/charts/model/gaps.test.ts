import { describe, expect, it } from 'vitest';
import { GAP_MIN_MS, GapList } from './gaps.ts';

function observedEvery(step: number, count: number): GapList {
  const gaps = new GapList();
  for (let i = 1; i <= count; i += 1) gaps.observe((i - 1) * step, i * step, undefined);
  return gaps;
}

describe('GapList', () => {
  it('sees a pause that is long against the usual step, and no gap in steady data', () => {
    const gaps = observedEvery(1_000, 20);
    expect(gaps.list).toEqual([]);
    gaps.observe(20_000, 20_000 + 9_000, undefined);
    expect(gaps.list).toEqual([{ from: 20_000, to: 29_000 }]);
    expect(gaps.includes(25_000)).toBe(true);
    expect(gaps.includes(29_000)).toBe(false);
  });

  it('does not call slow data a gap, nor a pause shorter than the least', () => {
    expect(observedEvery(60_000, 20).list).toEqual([]);
    const fast = observedEvery(100, 20);
    fast.observe(2_000, 2_000 + GAP_MIN_MS, undefined);
    expect(fast.list).toEqual([]);
  });

  it('closes when late data fills it', () => {
    const gaps = observedEvery(1_000, 20);
    gaps.observe(20_000, 32_000, undefined);
    gaps.observe(20_000, 26_000, 32_000);
    expect(gaps.list).toEqual([]);
  });

  it('keeps the part that late data leaves open', () => {
    const gaps = observedEvery(1_000, 20);
    gaps.observe(20_000, 50_000, undefined);
    gaps.observe(20_000, 22_000, 50_000);
    expect(gaps.list).toEqual([{ from: 22_000, to: 50_000 }]);
  });

  it('lets the server say what its history shows', () => {
    const gaps = observedEvery(1_000, 20);
    gaps.observe(20_000, 40_000, undefined);
    gaps.replace(0, 60_000, [{ from: 3_000, to: 8_000 }]);
    expect(gaps.list).toEqual([{ from: 3_000, to: 8_000 }]);
  });
});
