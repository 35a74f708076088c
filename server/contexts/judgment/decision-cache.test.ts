import { expect, it } from 'vitest';
import { DecisionCache } from './decision-cache.ts';
import { holdDecision, type Decision } from './domain/decide.ts';

const decision: Decision = { verdict: 'OK', severity: 'normal', claimed: null, reasons: [], trace: [] };
const open = () => {
  const clock = { now: 0 };
  let computed = 0;
  const cache = new DecisionCache(() => clock.now);
  const get = (key: string, result: () => Promise<Decision> = async () => decision, seconds = 10) =>
    cache.getOrCompute(key, seconds, () => {
      computed += 1;
      return result();
    });
  return { cache, clock, get, computed: () => computed };
};

it('computes once for callers at the same time and later ones', async () => {
  const { cache, get, computed } = open();
  await Promise.all([get('a'), get('a'), get('a')]);
  await get('a');
  expect(computed()).toBe(1);
  expect([cache.hits, cache.misses]).toEqual([3, 1]);
});

it('gives a failure to all who wait, and keeps nothing of it', async () => {
  const { get, computed } = open();
  const failing = async () => Promise.reject(new Error('store'));
  const both = await Promise.allSettled([get('a', failing), get('a', failing)]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect((await get('a')).cached).toBe(false);
  expect(computed()).toBe(2);
});

it('keeps no hold', async () => {
  const { get } = open();
  const hold = async () => holdDecision('RULE_ERROR', { ko: 'x', en: 'x' });
  expect((await get('a', hold)).cached).toBe(false);
  expect((await get('a')).cached).toBe(false);
  expect((await get('a')).cached).toBe(true);
});

it('forgets the oldest beyond its size', async () => {
  const { get } = open();
  for (let key = 0; key <= 10_000; key += 1) await get(String(key));
  expect((await get('10000')).cached).toBe(true);
  expect((await get('1')).cached).toBe(true);
  expect((await get('0')).cached).toBe(false);
});

it('keeps what was renewed when its time is over', async () => {
  const { clock, get } = open();
  await get('a');
  clock.now = 10_000;
  expect((await get('a')).cached).toBe(false);
  clock.now = 19_999;
  expect((await get('a')).cached).toBe(true);
});
