import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DEEPEST_JSON, isNestedTooDeep } from './json-depth.ts';

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? 1 + Object.values(value).reduce<number>((most, item) => Math.max(most, depthOf(item)), 0)
    : 0;

it('counts levels as they are, whatever stands in texts', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 12 }), fc.integer({ min: 0, max: 12 }), (text, deepest) => {
      // Short texts are let through unread: white space makes this one long.
      const long = text + ' '.repeat(20);
      expect(isNestedTooDeep(long, deepest)).toBe(depthOf(JSON.parse(text)) > deepest);
    }),
    { numRuns: 500 },
  );
  expect(isNestedTooDeep(JSON.stringify({ text: '[{'.repeat(200) + '"\\' }))).toBe(false);
});

it.each(['[', '{"a":'])('takes 64 levels of %s and no more', (opening) => {
  expect(isNestedTooDeep(opening.repeat(DEEPEST_JSON) + ' '.repeat(80))).toBe(false);
  expect(isNestedTooDeep(opening.repeat(DEEPEST_JSON + 1))).toBe(true);
});
