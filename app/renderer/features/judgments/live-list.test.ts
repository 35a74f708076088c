import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  emptyList,
  neighbour,
  release,
  withHead,
  withOlder,
  type Listed,
  type LiveList,
} from './live-list.ts';

const item = (minute: number): Listed => ({
  id: `id-${String(minute).padStart(4, '0')}`,
  at: new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString(),
});
/** A page of the newest `size` of the minutes 1…`newest`. */
const head = (newest: number, size = 3) => ({
  items: Array.from({ length: size }, (_, index) => item(newest - index)),
  nextCursor: `after-${newest - size + 1}`,
});
const minutes = (list: readonly Listed[]): number[] => list.map(({ id }) => Number(id.slice(3)));
const start = withHead(emptyList<Listed>(), head(10), false);

describe('a list nobody reads', () => {
  it('takes newcomers in at the top and keeps the older ones', () => {
    const list = withHead(start, head(12), false);
    expect(minutes(list.shown)).toEqual([12, 11, 10, 9, 8]);
    expect(list.waiting).toEqual([]);
    expect(list.nextCursor).toBe('after-8');
  });

  it('starts afresh when more came than a page holds', () => {
    const list = withHead(start, head(20), false);
    expect(minutes(list.shown)).toEqual([20, 19, 18]);
    expect(list.nextCursor).toBe('after-18');
  });

  it('renews what it shows, e.g. after feedback', () => {
    const changed = {
      items: [{ ...item(10), at: item(10).at, note: 'new' } as Listed, item(9)],
      nextCursor: 'x',
    };
    expect(withHead(start, changed, true).shown[0]).toHaveProperty('note', 'new');
  });
});

describe('a list someone reads', () => {
  it('never moves, and counts what waits', () => {
    const held = withHead(withHead(start, head(11), true), head(12), true);
    expect(minutes(held.shown)).toEqual([10, 9, 8]);
    expect(minutes(held.waiting)).toEqual([12, 11]);
    expect(minutes(release(held).shown)).toEqual([12, 11, 10, 9, 8]);
    expect(release(held).waiting).toEqual([]);
  });

  it('starts afresh on release when there is a hole between', () => {
    const held = withHead(start, head(20), true);
    expect(minutes(held.shown)).toEqual([10, 9, 8]);
    expect(held.gap).toBe(true);
    const later = withHead(held, head(21), true);
    const list = release(later);
    expect(minutes(list.shown)).toEqual([21, 20, 19, 18]);
    expect(list.gap).toBe(false);
  });

  it('places late ones where their time is, and leaves those beyond the loaded part to paging', () => {
    const late = {
      items: [item(10), { id: 'late', at: item(9).at }, item(9), item(8), item(3)],
      nextCursor: 'c',
    };
    const list = withHead(start, late, false);
    expect(list.shown.map(({ id }) => id)).toEqual(['id-0010', 'late', 'id-0009', 'id-0008']);
  });
});

describe('paging', () => {
  it('appends older pages once, whatever overlaps', () => {
    const list = withOlder(start, { items: [item(8), item(7), item(6)], nextCursor: 'after-6' });
    expect(minutes(list.shown)).toEqual([10, 9, 8, 7, 6]);
    expect(withOlder(list, { items: [item(5)] }).nextCursor).toBeUndefined();
  });

  it('walks to neighbours without leaving the list', () => {
    expect(neighbour(start.shown, undefined, 1)?.id).toBe('id-0010');
    expect(neighbour(start.shown, 'id-0010', 1)?.id).toBe('id-0009');
    expect(neighbour(start.shown, 'id-0010', -1)?.id).toBe('id-0010');
    expect(neighbour([], 'x', 1)).toBeUndefined();
  });
});

describe('whatever happens', () => {
  it('shows each judgment once, newest first, and moves nothing under a reader', () => {
    const step = fc.record({
      grow: fc.integer({ min: 0, max: 6 }),
      hold: fc.boolean(),
      release: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let newest = 10;
        let list: LiveList<Listed> = start;
        for (const { grow, hold, release: ask } of steps) {
          newest += grow;
          const before = minutes(list.shown);
          list = withHead(list, head(newest), hold);
          if (hold) expect(minutes(list.shown)).toEqual(before);
          if (ask) list = release(list);
          const now = minutes(list.shown);
          expect(now).toEqual([...new Set(now)].sort((a, b) => b - a));
          expect(Math.max(...now, ...minutes(list.waiting))).toBe(newest);
        }
      }),
    );
  });
});
