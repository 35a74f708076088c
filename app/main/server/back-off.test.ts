import { describe, expect, it } from 'vitest';
import { BackOff } from './back-off.ts';

describe('BackOff', () => {
  it('doubles while ends follow one another and gives up at the sixth', () => {
    const backOff = new BackOff();
    expect([0, 1, 2, 3, 4, 5].map((second) => backOff.nextDelay(second * 1_000))).toEqual([
      100,
      200,
      400,
      800,
      1_600,
      null,
    ]);
  });

  it('forgets ends older than a minute', () => {
    const backOff = new BackOff();
    for (let end = 0; end < 5; end += 1) backOff.nextDelay(end);
    expect(backOff.nextDelay(60_010)).toBe(100);
    expect(backOff.recentEnds).toBe(1);
  });

  it('never gives up on ends that are far apart', () => {
    const backOff = new BackOff();
    for (let end = 0; end < 100; end += 1) expect(backOff.nextDelay(end * 13_000)).not.toBeNull();
  });

  it('starts over when it is told to', () => {
    const backOff = new BackOff();
    for (let end = 0; end < 5; end += 1) backOff.nextDelay(end);
    backOff.reset();
    expect(backOff.nextDelay(6)).toBe(100);
  });
});
