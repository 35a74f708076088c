import { expect, it } from 'vitest';
import fc from 'fast-check';
import { Turns } from './turns.ts';

it('a lane with much to do waits for itself, in its own order', () => {
  const turns = new Turns<string>();
  for (const item of ['a1', 'a2', 'a3', 'a4']) turns.add('a', item);
  turns.add('b', 'b1');
  expect(turns.take()).toBe('a1');
  turns.add('c', 'c1');
  expect([turns.sizeOf('a'), turns.sizeOf('b'), turns.size]).toEqual([3, 1, 5]);
  expect(Array.from({ length: 6 }, () => turns.take())).toEqual(['b1', 'a2', 'c1', 'a3', 'a4', undefined]);
});

it('gives everything back, and no lane waits for more than one of each other', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5)), (lanes) => {
      const turns = new Turns<{ lane: number; number: number }>();
      lanes.forEach((lane, number) => turns.add(`${lane}`, { lane, number }));
      const taken = lanes.map(() => turns.take());
      expect(turns.take()).toBeUndefined();
      expect(turns.size).toBe(0);
      for (const lane of new Set(lanes)) {
        const own = taken.flatMap((item, place) =>
          item?.lane === lane ? [{ place, number: item.number }] : [],
        );
        const count = new Set(lanes).size;
        own.forEach(({ place, number }, index) => {
          expect(place).toBeLessThan((index + 1) * count);
          expect(number).toBeGreaterThan(own[index - 1]?.number ?? -1);
        });
      }
    }),
  );
});
