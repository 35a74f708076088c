import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RateTable } from './request-rates.ts';

function table(perSecond: number, burst: number) {
  let now = 1_000;
  const rates = new RateTable({ perSecond, burst }, () => now);
  return { take: (address = '192.0.2.1') => rates.take(address), wait: (ms: number) => (now += ms) };
}

it('lets a burst through, then says how long to wait, and that is enough', () => {
  const { take, wait } = table(2, 3);
  expect([take(), take(), take()]).toEqual([0, 0, 0]);
  expect(take()).toBe(1);
  wait(1_000);
  expect([take(), take(), take()]).toEqual([0, 0, 1]);
  const slow = table(0.1, 1);
  expect([slow.take(), slow.take()]).toEqual([0, 10]);
  slow.wait(10_000);
  expect(slow.take()).toBe(0);
});

it('never lets more through than burst and rate', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 300 }), (pauses) => {
      const { take, wait } = table(10, 5);
      let passed = 0;
      let elapsed = 0;
      for (const pause of pauses) {
        wait(pause);
        elapsed += pause;
        if (take() === 0) passed += 1;
      }
      expect(passed).toBeLessThanOrEqual(5 + (elapsed / 1_000) * 10 + 1e-6);
    }),
  );
});

it('an address has used up the place of hardly any other', () => {
  const { take } = table(1, 1);
  expect(take('192.0.2.1')).toBe(0);
  const shut = Array.from({ length: 40 }, (_, n) => take(`198.51.100.${n}`)).filter((wait) => wait > 0);
  expect(shut.length).toBeLessThan(20);
});

it('counts whoever has half of an IPv6 address as one, and IPv4 in both its forms', () => {
  const { take } = table(1, 1);
  expect([take('2001:db8:1:2:3:4:5:6'), take('2001:db8:1:2:aaaa::1')]).toEqual([0, 1]);
  expect([take('192.0.2.77'), take('::ffff:192.0.2.77')]).toEqual([0, 1]);
});
