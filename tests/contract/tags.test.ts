import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Tag, TagPage } from '../../shared/contract/data-hub.ts';
import { problemSchema } from '../../shared/contract/errors.ts';
import { connectToEmbeddedBroker, rest } from '../support/station-clients.ts';
import { eventually } from '../support/eventually.ts';
import { PRESS, startContractStation, type ContractStation } from './fixture.ts';

const TEMPERATURE = `${PRESS}/temperature`;
const MOVED = 'plant/area/line-2/press-9/온도';

let station: ContractStation;
beforeAll(async () => {
  station = await startContractStation();
});
afterAll(() => station.close());

const call = (method: string, path: string, body?: unknown) =>
  rest(station, method, `/api/v1/tags/${encodeURI(path)}`, body);
const tag = async (path: string) => (await call('GET', path)).body as Tag;

it('knows the tags of the plant', () =>
  eventually(async () => {
    const { body } = await rest(station, 'GET', '/api/v1/tags');
    expect(body).toMatchObject({ total: 2, items: [{ path: `${PRESS}/mode` }, { path: TEMPERATURE }] });
  }));

it('PATCH sets what a tag is, field by field, and refuses what is none', async () => {
  const changed = await call('PATCH', TEMPERATURE, {
    unit: 'Cel',
    name: { ko: '온도' },
    range: { high: 200 },
  });
  expect(changed).toMatchObject({ status: 200, body: { unit: 'Cel', name: { ko: '온도', en: null } } });
  expect(await tag(TEMPERATURE)).toEqual(changed.body);
  const refused = await call('PATCH', TEMPERATURE, { unit: 'rpm', range: { high: 'x' }, colour: 1 });
  const problem = problemSchema.parse(refused.body);
  expect(problem).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
  expect(problem.errors?.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['unit', 'range.high', 'colour']),
  );
  expect(JSON.stringify(problem)).toContain('write {rev}/min');
  expect((await call('PATCH', 'no/such/tag/at/all', { unit: 'Cel' })).status).toBe(404);
  expect((await call('PATCH', TEMPERATURE, { path: `${PRESS}/mode` })).body).toMatchObject({
    code: 'CONFLICT',
  });
});

it('derived tags are made, tried, changed, ended and taken back by REST', async () => {
  const post = (path: string, body?: unknown) => rest(station, 'POST', `/api/v1/${path}`, body);
  const inputs = [{ name: 't', tag: TEMPERATURE }];
  const derivation = { kind: 'expression', expression: 't * 2', inputs };
  const path = `${PRESS}/twice`;
  expect(await post('derived-tags/preview', { derivation })).toMatchObject({
    status: 200,
    body: { fault: null },
  });
  const { id } = (await post('derived-tags', { path, derivation })).body as { id: number };
  expect((await tag(path)).derived).toBe(true);
  expect(
    (await post('derived-tags', { path: `${PRESS}/x`, derivation: { ...derivation, expression: 't +' } }))
      .status,
  ).toBe(400);
  const own = `derived-tags/${id}`;
  const other = { ...derivation, expression: 't * 3' };
  expect(await post(own, { derivation: other })).toMatchObject({ status: 200, body: { path } });
  const state = () => rest(station, 'GET', `/api/v1/${own}`);
  expect(await state()).toMatchObject({ status: 200, body: { derivation: other } });
  expect(await post(`${own}/end`)).toMatchObject({ status: 200, body: { ended: true } });
  expect((await state()).status).toBe(404);
  const { body } = await rest(station, 'GET', '/api/v1/tag-changes?limit=3');
  const [ended, changed] = (body as { items: { id: number; kind: string }[] }).items;
  expect([ended?.kind, changed?.kind]).toEqual(['derivedEnded', 'derived']);
  expect(await post(`tag-changes/${ended?.id}/undo`)).toMatchObject({
    status: 200,
    body: { change: { kind: 'undo' } },
  });
  expect(await state()).toMatchObject({ body: { derivation: other } });
  expect((await post(`tag-changes/${changed?.id}x/undo`)).status).toBe(400);
});

it('a moved tag: the old path answers with 308, rulesets are bound to the new one, signals go on', async () => {
  const bound = async () => {
    const { body } = await rest(station, 'GET', '/api/v1/rulesets');
    const { items } = body as { items: { id: string; boundEquipment: string[] }[] };
    return items.find(({ id }) => id === 'press-watch')?.boundEquipment;
  };
  const temperature = await tag(TEMPERATURE);
  const moved = await call('PATCH', TEMPERATURE, { path: `plant/area/line-2/press-9/temperature` });
  expect(moved).toMatchObject({ status: 200, body: { id: temperature.id } });
  expect(await bound()).toContain('plant/area/line-2/press-9');

  const url = `${station.http}/api/v1/tags/${TEMPERATURE}/samples?points=10`;
  const headers = { authorization: `Bearer ${station.token}` };
  const pointer = await fetch(url, { headers, redirect: 'manual' });
  expect([pointer.status, pointer.headers.get('location')]).toEqual([
    308,
    '/api/v1/tags/plant/area/line-2/press-9/temperature/samples?points=10',
  ]);
  const followed = (await (await fetch(url, { headers })).json()) as { path: string; total: number };
  expect(followed).toMatchObject({ path: 'plant/area/line-2/press-9/temperature' });
  expect(followed.total).toBeGreaterThan(0);

  // A name in Korean too; and once more by the first path of all.
  await call('PATCH', TEMPERATURE, { path: MOVED });
  expect(await bound()).not.toContain('plant/area/line-2/press-9');
  const client = await connectToEmbeddedBroker(station.folder);
  await client.publishAsync(`aif/v1/${TEMPERATURE}`, JSON.stringify({ v: 99 }), { qos: 1 });
  await client.endAsync();
  await eventually(async () => expect((await tag(MOVED)).last?.value).toBe(99));
  expect((await tag(MOVED)).addresses).toEqual([TEMPERATURE]);
  expect(((await rest(station, 'GET', '/api/v1/tags?search=ㅇㄷ')).body as TagPage).items).toMatchObject([
    { path: MOVED },
  ]);
});
