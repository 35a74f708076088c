import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTestHub, type TestHub } from '../../../tests/support/test-hub.ts';
import { tagPatchSchema } from '../../../shared/contract/tags.ts';
import { readHttpLine } from './domain/http-line.ts';

const MACHINE = 's/a/l1/press-1';
const TAG = `${MACHINE}/temp`;
const ACTOR = { id: 'station', name: '김하나' };

let test: TestHub;
beforeEach(async () => {
  test = await openTestHub();
});
afterEach(() => test.close());

let seconds = 0;
const time = () => test.now - 60_000 + (seconds += 1) * 10;
const send = (v: unknown, more: object = {}) =>
  test.send(`aif/v1/${TAG}`, JSON.stringify({ v, t: time(), ...more }));
const unit = async (path = TAG) => (await test.hub.tag(path)).unit;
const stored = async () =>
  (await test.hub.samples(TAG, { points: 100 })).items.map(({ value, quality }) => [value, quality]);
const setUnit = (code: string | null) => test.hub.patchTag(TAG, tagPatchSchema.parse({ unit: code }), ACTOR);

it('the first unit a payload says becomes that of the tag, and stays it over a restart', async () => {
  await send(20);
  expect(await unit()).toBeNull();
  await send(21, { u: '°C' });
  expect(await unit()).toBe('Cel');
  await test.reopen();
  expect(await unit()).toBe('Cel');
  await send(22, { u: 'Cel' });
  await send(23);
  expect(await stored()).toEqual([20, 21, 22, 23].map((value) => [value, 192]));
});

it('a value in another unit is kept as it came and as bad, within one message too; the next one is not', async () => {
  const batch = [20, 68, 21].map((v, index) => ({ v, t: time(), u: index === 1 ? 'degF' : 'Cel' }));
  await test.send(`aif/v1/${TAG}`, JSON.stringify(batch));
  expect(await unit()).toBe('Cel');
  await send(70, { u: '[degF]', q: 192 });
  await send(22);
  expect(await stored()).toEqual([
    [20, 192],
    [68, 4],
    [21, 192],
    [70, 4],
    [22, 192],
  ]);
});

it('a unit that a person has set is the one that counts', async () => {
  await send(20);
  await setUnit('K');
  await send(21, { u: 'Cel' });
  await setUnit('Cel');
  await send(22, { u: 'Cel' });
  expect(await stored()).toEqual([
    [20, 192],
    [21, 4],
    [22, 192],
  ]);
});

it('the same unit in another spelling is no other one', async () => {
  await send(20);
  for (const [code, others] of [
    ['L/min', ['l/min', 'LPM', 'L/min']],
    ['{pcs}', ['ea', '1', '개']],
    ['/min', ['rpm', '{rev}/min']],
  ] as const) {
    await setUnit(code);
    for (const u of others) await send(21, { u });
  }
  expect((await stored()).map(([, quality]) => quality)).toEqual(Array.from({ length: 9 }, () => 192));
  await send(22, { u: 'Hz' });
  expect((await stored()).at(-1)).toEqual([22, 4]);
});

it('what is no unit says nothing, as further members of a payload always have', async () => {
  for (const u of ['furlongs', 5, '', null, { is: 'Cel' }, 'C'.repeat(40)]) await send(20, { u });
  expect(await unit()).toBeNull();
  await send(21, { u: 'Cel' });
  await send(22, { u: 'furlongs' });
  expect((await stored()).every(([, quality]) => quality === 192)).toBe(true);
});

it('a grouped message says units by name', async () => {
  const values = { temp: 20, speed: 3 };
  await test.send(`aif/v1/${MACHINE}`, JSON.stringify({ t: time(), values, units: { temp: 'Cel' } }));
  expect([await unit(), await unit(`${MACHINE}/speed`)]).toEqual(['Cel', null]);
});

it('lines of HTTP say them in the same way', () => {
  const read = (line: object) => readHttpLine(Buffer.from(JSON.stringify(line)), test.now).content;
  expect(read({ tag: TAG, v: 20, u: 'Cel' }).readings).toMatchObject([{ path: TAG, value: 20, unit: 'Cel' }]);
  expect(read({ equipment: MACHINE, values: { temp: 20 }, units: { temp: 'Cel' } }).readings).toMatchObject([
    { path: TAG, unit: 'Cel' },
  ]);
});
