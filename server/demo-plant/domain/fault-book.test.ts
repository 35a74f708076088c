import { expect, it } from 'vitest';
import { createFaultBook } from './fault-book.ts';
import { MACHINES } from './plant-model.ts';

const overheat = {
  action: 'start',
  fault: 'overheating',
  equipment: 'press-1',
  severity: 0.5,
} as const;

it('starts, changes and stops a fault', () => {
  const book = createFaultBook();
  expect(book.apply(overheat, 1_000)).toEqual({ done: true });
  expect(book.severity('press-1', 'overheating')).toBe(0.5);
  expect(book.severity('press-2', 'overheating')).toBe(0);
  book.apply({ ...overheat, severity: 1 }, 9_000);
  expect(book.active()).toEqual([
    { fault: 'overheating', equipment: 'press-1', severity: 1, startedAtMs: 1_000 },
  ]);
  expect(book.apply({ action: 'stop', fault: 'overheating', equipment: 'press-1' }, 9_500)).toEqual({
    done: true,
  });
  expect(book.active()).toEqual([]);
});

it('takes a machine by its whole path', () => {
  const book = createFaultBook();
  book.apply({ ...overheat, equipment: 'demo/press-shop/line-1/press-1' }, 0);
  expect(book.active()[0]?.equipment).toBe('press-1');
});

it('ends everything with reset', () => {
  const book = createFaultBook();
  book.apply(overheat, 0);
  book.apply({ action: 'start', fault: 'dropout', equipment: 'oven-1', severity: 1 }, 0);
  book.apply({ action: 'reset' }, 1);
  expect(book.active()).toEqual([]);
});

it.each([
  [{ ...overheat, equipment: 'press-9' }, 'no machine "press-9" in the demo plant'],
  [{ ...overheat, equipment: 'oven-1' }, '"overheating" cannot happen to oven-1'],
  [{ action: 'stop', fault: 'leak', equipment: 'press-1' } as const, '"leak" is not active on press-1'],
])('refuses %j with a reason', (command, reason) => {
  expect(createFaultBook().apply(command, 0)).toEqual({ done: false, reason });
});

it('tells faults of the process from those of sensors', () => {
  const book = createFaultBook();
  book.apply({ action: 'start', fault: 'frozen-sensor', equipment: 'press-1', severity: 1 }, 0);
  expect(book.processFaultActive(MACHINES)).toBe(false);
  book.apply(overheat, 0);
  expect(book.processFaultActive(MACHINES)).toBe(true);
});
