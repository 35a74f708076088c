import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTestCore, type TestCore } from '../../tests/support/test-core.ts';

let test: TestCore;
beforeEach(async () => {
  test = await openTestCore();
});
afterEach(() => test.close());

const ruleset = (source: string) => ({ id: 'press', source, verdicts: { OK: 'normal' as const } });

it('ends the shown suspension when another version is activated', async () => {
  await test.add(ruleset('throw "no"'));
  for (let time = 0; time < 3; time += 1)
    await test.execute({ rulesetId: 'press', input: { x: 1 }, useCache: false });
  expect(test.core.engine.suspended()).toEqual(['press']);
  expect(test.core.engine.suspensionOf('press').suspendedUntil).toBeDefined();

  await test.add(ruleset('#{ verdict: "OK", confidence: 1.0, reasons: [] }'));
  expect(test.core.engine.suspended()).toEqual([]);
  expect(test.core.engine.suspensionOf('press')).toEqual({});
  expect((await test.execute({ rulesetId: 'press', input: { x: 1 }, useCache: false })).verdict).toBe('OK');
});
