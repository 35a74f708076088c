import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTestCore, type TestCore } from '../../../tests/support/test-core.ts';

const PRESS = 'site/area/line-1/press-1';
const MILL = 'site/area/line-1/mill-1';

let station: TestCore;
beforeEach(async () => {
  station = await openTestCore();
});
afterEach(() => station.close());

const hot = {
  id: 'hot',
  source: '#{ verdict: if t > 80.0 { "BAD" } else { "OK" } }',
  inputs: [{ name: 't', type: 'number', tag: '*/*/*/*/heat', maxAgeSeconds: 30 }],
  trigger: { kind: 'change' },
};

async function machine(path: string) {
  const { equipment } = await station.core.judgment.overview();
  return equipment.find((state) => state.path === path);
}

it('shows every machine, not judged before its first judgment', async () => {
  await station.value(`${MILL}/load`, 5);
  expect(await machine(MILL)).toEqual({
    path: MILL,
    line: 'line-1',
    equipment: 'mill-1',
    tagCount: 1,
    lastDataAt: new Date(station.now).toISOString(),
    lastReceivedAt: new Date(station.now).toISOString(),
    isRecorded: false,
    severity: null,
    judgments: [],
  });
});

it('shows the newest judgment of each ruleset by the time judged for, the worst as severity', async () => {
  await station.add(hot);
  const { settle } = station.triggers();
  await station.value(`${PRESS}/heat`, 90);
  await settle();
  expect(await machine(PRESS)).toMatchObject({
    severity: 'high',
    judgments: [{ rulesetId: 'hot', rulesetName: { en: 'Test hot' }, verdict: 'BAD', severity: 'high' }],
  });
  station.pass(1_000);
  await station.value(`${PRESS}/heat`, 60);
  await settle();
  expect(await machine(PRESS)).toMatchObject({ severity: 'normal', judgments: [{ verdict: 'OK' }] });
});

it('is not changed by somebody asking "what if", also not over a restart', async () => {
  await station.add(hot);
  const { settle } = station.triggers();
  await station.value(`${PRESS}/heat`, 90);
  await settle();
  station.pass(1_000);
  await station.execute({ rulesetId: 'hot', input: { t: 20 }, context: { equipment: PRESS } });
  expect(await machine(PRESS)).toMatchObject({ severity: 'high', judgments: [{ verdict: 'BAD' }] });
  await station.reopen();
  expect(await machine(PRESS)).toMatchObject({ severity: 'high', judgments: [{ verdict: 'BAD' }] });
});

it('keeps its states over a restart, of judged and of asked rulesets', async () => {
  await station.add(hot);
  await station.add({ ...hot, id: 'asked', trigger: { kind: 'request' } });
  const { settle } = station.triggers();
  await station.value(`${PRESS}/heat`, 60);
  await settle();
  await station.execute({ rulesetId: 'asked', input: { t: 99 }, context: { equipment: 'press-1' } });
  const before = await machine(PRESS);
  expect(before?.judgments).toHaveLength(2);
  await station.reopen();
  expect(await machine(PRESS)).toEqual(before);
});
