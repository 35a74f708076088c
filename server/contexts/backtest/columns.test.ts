import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowOf, rowsOf } from '../../../tests/support/rows-of-history.ts';
import { openTestCore, type TestCore } from '../../../tests/support/test-core.ts';
import { tagPatchSchema } from '../../../shared/contract/tags.ts';

const ACTOR = { id: 'station', name: '김하나' };
const iso = (at: number) => new Date(at).toISOString();
const SPAN_MS = 400_000;
const sampleArbitrary = fc.record({
  after: fc.integer({ min: 1, max: 9_000 }),
  value: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: -40, max: 40 }).map((tenths) => 50 + tenths / 10) },
    { weight: 1, arbitrary: fc.constantFrom(true, false, 0, 1, 'auto', 'manual', 'x', null) },
  ),
  quality: fc.constantFrom(192, 192, 192, 192, 192, 0, 500),
});
const TAKES = ['mean', 'min', 'max', 'stddev', 'slope', 'count', 'changes'] as const;
const windowArbitrary = fc.record({
  tag: fc.constantFrom('a', 'b', 'c'),
  take: fc.constantFrom(...TAKES),
  windowSeconds: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.constantFrom(0.7, 33.3)),
  optional: fc.boolean(),
});
const lastArbitrary = fc.record({
  tag: fc.constantFrom('a', 'b', 'c'),
  type: fc.constantFrom('number', 'boolean', 'text'),
  optional: fc.boolean(),
  maxAgeSeconds: fc.constantFrom(undefined, 3, 30),
});

describe('columns', () => {
  let test: TestCore;
  beforeAll(async () => {
    test = await openTestCore();
  });
  afterAll(() => test.close());

  it('say of any instant what judging as of it says, of thinned tags too (property)', async () => {
    let machines = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(...[0, 1, 2].map(() => fc.array(sampleArbitrary, { minLength: 1, maxLength: 80 }))),
        fc.array(windowArbitrary, { minLength: 1, maxLength: 6 }),
        fc.array(lastArbitrary, { minLength: 1, maxLength: 4 }),
        fc.uniqueArray(fc.integer({ min: 0, max: SPAN_MS }), { minLength: 3, maxLength: 25 }),
        async (series, windows, lasts, offsets) => {
          const machine = `m${(machines += 1)}`;
          test.now += SPAN_MS;
          const start = test.now;
          // One of the tags is thinned.
          await test.value(`s/a/l/${machine}/c`, 50, { at: start - 1 });
          const storage = { mode: 'change', deadband: 0.5, maxIntervalSeconds: 20 } as const;
          await test.core.hub.patchTag(`s/a/l/${machine}/c`, tagPatchSchema.parse({ storage }), ACTOR);
          for (const [index, samples] of series.entries()) {
            let at = start;
            for (const { after, value, quality } of samples) {
              at += after;
              await test.value(`s/a/l/${machine}/${'abc'[index]}`, value, { at, quality });
            }
          }
          test.now += SPAN_MS;
          const ruleset = {
            id: machine,
            source: '#{ verdict: "OK" }',
            inputs: [
              ...windows.map((each, index) => ({
                name: `w${index}`,
                type: 'number',
                ...each,
                tag: `s/a/l/${machine}/${each.tag}`,
              })),
              ...lasts.map((each, index) => ({
                name: `l${index}`,
                ...each,
                tag: `s/a/l/${machine}/${each.tag}`,
              })),
            ],
          };
          await test.add(ruleset);
          const { manifest } = await test.core.rules.runnable(machine, 1);
          const instants = offsets.toSorted((a, b) => a - b).map((offset) => start + offset);
          const judged = [];
          for (const at of instants)
            judged.push(
              rowOf(
                await test.execute({
                  rulesetId: machine,
                  at: iso(at),
                  context: { equipment: `s/a/l/${machine}` },
                }),
              ),
            );
          expect(rowsOf(test, { manifest }, [start, start + SPAN_MS], instants)).toEqual(judged);
        },
      ),
      { numRuns: 15 },
    );
  });
});
