import { expect, it } from 'vitest';
import fc from 'fast-check';
import { Facts } from './facts.ts';

/** Two of these have one hash. */
const NAMES = fc.oneof(fc.constantFrom('costarring', 'liquid', 'a', 'b'), fc.string({ maxLength: 3 }));
const ENTRIES = fc.array(fc.tuple(NAMES, fc.integer({ min: 1, max: 3 })), { maxLength: 60 });
const factsOf = (entries: readonly (readonly [string, number])[], from = new Facts<number>()) =>
  entries.reduce((facts, [name, fact]) => facts.with(name, fact), from);

it('knows what a map would', () => {
  fc.assert(
    fc.property(ENTRIES, NAMES, (entries, name) => {
      expect(factsOf(entries).get(name)).toBe(new Map(entries).get(name));
    }),
    { numRuns: 2_000 },
  );
});

it('joins what both know, whatever they share', () => {
  fc.assert(
    fc.property(ENTRIES, ENTRIES, ENTRIES, (shared, left, right) => {
      const base = factsOf(shared);
      const joined = factsOf(left, base).join(factsOf(right, base), (x, y) => x | y);
      const [a, b] = [new Map([...shared, ...left]), new Map([...shared, ...right])];
      for (const name of new Set([...a.keys(), ...b.keys()])) {
        const [x, y] = [a.get(name), b.get(name)];
        expect(joined.get(name)).toBe(x === undefined || y === undefined ? undefined : x | y);
      }
    }),
    { numRuns: 2_000 },
  );
});
