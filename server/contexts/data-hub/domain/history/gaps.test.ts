import { expect, it } from 'vitest';
import { Columns, KIND } from './columns.ts';
import { gapsOf } from './gaps.ts';
import { segmentOf } from './segment.ts';
import { figuresOf } from './statistics.ts';

function segmentAt(times: readonly number[]) {
  const columns = new Columns();
  times.forEach((at, index) => columns.insert(at, index, 192, KIND.number, 1));
  return segmentOf(columns);
}

const MINUTE = 60_000;
/** Two hundred values a minute apart, one quarter of an hour missing; then one a second, with twenty seconds missing. */
const slow = Array.from({ length: 200 }, (_, index) => (index + (index >= 100 ? 15 : 0)) * MINUTE);
const begin = (slow.at(-1) ?? 0) + MINUTE;
const fast = Array.from({ length: 2_000 }, (_, index) => begin + (index + (index >= 700 ? 20 : 0)) * 1_000);
const segments = [segmentAt(slow), segmentAt(fast.slice(0, 1_000)), segmentAt(fast.slice(1_000))];
const window = { from: 0, to: fast.at(-1) ?? 0 };

it('values that came more slowly before are no silence, but what is missing among them is', () => {
  const rule = { before: undefined, threshold: 5_000, factor: 5, limit: 100, parts: null };
  expect(gapsOf(segments, { ...window, ...rule })).toEqual([
    { from: 99 * MINUTE, to: 115 * MINUTE },
    { from: begin + 699_000, to: begin + 720_000 },
  ]);
  const figures = figuresOf(segments, { ...window, silenceMs: 5_000, factor: 5, before: undefined });
  // From the last slow value to the first fast one a value stood for as long as the fast ones' silence: it is none of theirs.
  expect(figures.coveredMs).toBe(window.to - 16 * MINUTE - 21_000 - MINUTE);
});

it('a change of pace within one chunk is no silence either', () => {
  const times = [...slow, ...fast.slice(0, 800)];
  const rule = { before: undefined, threshold: 5_000, factor: 5, limit: 100, parts: null };
  expect(gapsOf([segmentAt(times)], { from: 0, to: times.at(-1) ?? 0, ...rule })).toEqual([
    { from: 99 * MINUTE, to: 115 * MINUTE },
    { from: begin + 699_000, to: begin + 720_000 },
  ]);
});

it('of each part of a drawn window the longest silence is told, however many there are', () => {
  // Ten values a tenth of a second apart, then two seconds of nothing.
  const times = Array.from({ length: 200 }, (_, index) => index * 100 + Math.floor(index / 10) * 2_000);
  const rule = { before: undefined, threshold: 1_500, factor: 5, limit: 3 };
  const told = (parts: number | null) => gapsOf([segmentAt(times)], { from: 0, to: 59_999, ...rule, parts });
  expect(told(null)).toHaveLength(3);
  expect(told(10).map(({ from }) => Math.floor(from / 6_000))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});
