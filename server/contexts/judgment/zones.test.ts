import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestCore, type TestCore } from '../../../tests/support/test-core.ts';

/** Zones asked of the shipped rules and of some of the tests' own, with the real rule workers. */
let station: TestCore;
beforeAll(async () => {
  station = await openTestCore();
  station.triggers();
});
afterAll(() => station.close());

const PUMP = 'site/area/line-1/pump-1';

async function zonesOf(path: string, rulesetId: string) {
  const { items } = await station.core.judgment.zones(path);
  return items
    .find((item) => item.rulesetId === rulesetId)
    ?.zones.map(({ verdict, from, includesFrom }) => [verdict, includesFrom ? '≥' : '>', from]);
}

const zones = (bc: number, cd: number, ab: number) => [
  ['READING_IMPLAUSIBLE', '≥', null],
  ['ZONE_A', '≥', 0],
  ['ZONE_B', '>', ab],
  ['ZONE_C', '>', bc],
  ['ZONE_D', '>', cd],
];

describe('zones that a rule works out', () => {
  it('are those of the machine’s class, and change with it', async () => {
    const vibration = () => zonesOf(`${PUMP}/vibration_velocity`, 'bearing-vibration');
    await station.value(`${PUMP}/vibration_velocity`, 1.1);
    expect(await vibration()).toEqual(zones(2.8, 4.5, 1.4));
    await station.value(`${PUMP}/machine_group`, 'group-1');
    await station.value(`${PUMP}/foundation`, 'flexible');
    expect(await vibration()).toEqual(zones(7.1, 11, 3.5));
  });

  it('are shown also while the machine stands still, of the same class', async () => {
    await station.value(`${PUMP}/running`, false);
    expect(await zonesOf(`${PUMP}/vibration_velocity`, 'bearing-vibration')).toEqual(zones(7.1, 11, 3.5));
  });

  it('depend on the other inputs as they are, also where no limit is a number of the ruleset', async () => {
    await station.add({
      id: 'by-load',
      trigger: { kind: 'change' },
      source: '#{ verdict: if heat > 40.0 + load * 2.0 { "BAD" } else { "OK" } }',
      inputs: [
        { name: 'heat', type: 'number', tag: 'site/*/*/oven/heat', take: 'max', windowSeconds: 10 },
        { name: 'load', type: 'number', tag: 'site/*/*/oven/load' },
      ],
    });
    await station.value('site/area/line-1/oven/heat', 20);
    await station.value('site/area/line-1/oven/load', 7.5);
    expect(await zonesOf('site/area/line-1/oven/heat', 'by-load')).toEqual([
      ['OK', '≥', null],
      ['BAD', expect.any(String), expect.closeTo(55, 4)],
    ]);
  });
});

describe('zones of versions', () => {
  const tag = 'site/area/line-1/mill/heat';
  const limited = (limit: number, pattern = 'site/*/*/mill/heat') =>
    station.add({
      id: 'changed',
      trigger: { kind: 'change' },
      source: `#{ verdict: if heat > ${limit}.0 { "BAD" } else { "OK" } }`,
      inputs: [{ name: 'heat', type: 'number', tag: pattern }],
    });
  const borders = async (since?: number) =>
    (await station.core.judgment.zones(tag, since)).items
      .filter(({ rulesetId }) => rulesetId === 'changed')
      .map(({ version, from, to, zones: found }) => [
        version,
        from === null ? null : Date.parse(from),
        to === null ? null : Date.parse(to),
        found[1]?.from,
      ]);

  it('stand while each was in force, also one that was so twice or has ceased to read the tag', async () => {
    const start = station.now;
    await station.value(tag, 5);
    await limited(10);
    station.pass(60_000);
    await limited(20);
    station.pass(60_000);
    await limited(10);
    station.pass(60_000);
    expect(await borders()).toEqual([[1, null, null, 10]]);
    expect(await borders(start)).toEqual([
      [1, null, start + 60_000, 10],
      [2, start + 60_000, start + 120_000, 20],
      [1, start + 120_000, null, 10],
    ]);
    expect(await borders(start + 90_000)).toEqual([
      [2, null, start + 120_000, 20],
      [1, start + 120_000, null, 10],
    ]);
    expect(await borders(start + 150_000)).toEqual([[1, null, null, 10]]);
    await limited(10, 'site/*/*/lathe/heat');
    expect(await borders()).toEqual([]);
    expect(await borders(start + 150_000)).toEqual([[1, null, start + 180_000, 10]]);
  });
});

it('a rule that fails when it is asked is neither suspended nor shown', async () => {
  const id = 'fails';
  const inputs = [{ name: 'x', type: 'number', tag: 'site/*/*/saw/x' }];
  await station.add({ id, source: 'throw "no"', inputs, trigger: { kind: 'change' } });
  await station.value('site/area/line-1/saw/x', 20);
  expect(await station.core.judgment.zones('site/area/line-1/saw/x')).toEqual({ items: [] });
  expect(station.core.engine.suspended()).toEqual([]);
});

it('a tag that nothing judges has none, nor has one that is not known', async () => {
  await station.value('site/area/line-1/lamp/light', 1);
  expect(await station.core.judgment.zones('site/area/line-1/lamp/light')).toEqual({ items: [] });
  expect(await station.core.judgment.zones('no/such/tag/at/all')).toEqual({ items: [] });
});
