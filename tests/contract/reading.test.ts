import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { samplesSchema, tagPageSchema } from '../../shared/contract/data-hub.ts';
import { sampleColumnsSchema } from '../../shared/contract/sample-columns.ts';
import { unpackColumns } from '../../app/renderer/charts/feed/unpack-columns.ts';
import { pageOf } from '../../shared/contract/common.ts';
import { rulesetSummarySchema, rulesetVersionSchema } from '../../shared/contract/rules.ts';
import { rest } from '../support/station-clients.ts';
import { codeOf, DOORS, valueOf, type Door } from './doors.ts';
import { PRESS, RULESETS, SAMPLES, startContractStation, type ContractStation } from './fixture.ts';

let station: ContractStation;
beforeAll(async () => {
  station = await startContractStation();
});
afterAll(() => station.close());

describe.each(DOORS.map((open) => ({ open, name: open.name })))('$name', ({ open }) => {
  let door: Door;
  beforeAll(() => {
    door = open(station);
  });
  afterAll(() => door.close());

  it('tags with last value and counters, in pages and by search', async () => {
    const page = tagPageSchema.parse(valueOf(await door.tags({})));
    expect(page.items.map((tag) => tag.path)).toEqual([`${PRESS}/mode`, `${PRESS}/temperature`]);
    expect(page.items[1]).toMatchObject({
      last: { value: 63.9, quality: 192, at: new Date(station.newestAt).toISOString() },
      counters: {
        received: SAMPLES,
        stored: SAMPLES,
        duplicate: 0,
        late: 0,
        unreadable: 0,
        filtered: 0,
        gap: 0,
      },
    });
    const first = tagPageSchema.parse(valueOf(await door.tags({ limit: 1 })));
    const second = tagPageSchema.parse(valueOf(await door.tags({ limit: 1, cursor: first.nextCursor })));
    expect([...first.items, ...second.items]).toEqual(page.items);
    expect(second).not.toHaveProperty('nextCursor');
    const found = tagPageSchema.parse(valueOf(await door.tags({ search: 'TEMP', equipment: PRESS })));
    expect(found.items.map((tag) => tag.path)).toEqual([`${PRESS}/temperature`]);
  });

  it('samples of a tag, oldest first, of a window and thinned with their extremes', async () => {
    const from = new Date(station.newestAt - 60_000).toISOString();
    const all = samplesSchema.parse(valueOf(await door.samples(`${PRESS}/temperature`, { from })));
    expect(all).toMatchObject({ path: `${PRESS}/temperature`, from, total: SAMPLES, thinned: false });
    expect(all.items.map((item) => item.value)).toEqual(
      Array.from({ length: SAMPLES }, (_, index) => 60 + index / 10),
    );
    expect(all.items.at(-1)).toEqual({
      at: new Date(station.newestAt).toISOString(),
      value: 63.9,
      quality: 192,
    });
    const to = new Date(station.newestAt - 30_000).toISOString();
    const part = samplesSchema.parse(valueOf(await door.samples(`${PRESS}/temperature`, { from, to })));
    expect(part.items.map((item) => item.value)).toEqual(
      Array.from({ length: 10 }, (_, index) => 60 + index / 10),
    );
    const thinned = samplesSchema.parse(
      valueOf(await door.samples(`${PRESS}/temperature`, { from, points: 10 })),
    );
    expect(thinned).toMatchObject({ total: SAMPLES, thinned: true });
    expect(thinned.items.length).toBeLessThanOrEqual(10);
    expect(thinned.items.map((item) => item.value)).toEqual(expect.arrayContaining([60, 63.9]));
  });

  it('the same samples as columns, where a window asks', async () => {
    const { sampleColumns } = door;
    if (!sampleColumns) return;
    for (const [tag, points] of [
      ['temperature', 500],
      ['temperature', 10],
      ['mode', 500],
    ] as const) {
      const query = { from: new Date(station.newestAt - 60_000).toISOString(), points };
      const path = `${PRESS}/${tag}`;
      const { items, total, thinned } = samplesSchema.parse(valueOf(await door.samples(path, query)));
      const packed = sampleColumnsSchema.parse(valueOf(await sampleColumns(path, query)));
      const { times, values, qualities, others } = unpackColumns(packed);
      const rows = Array.from(times, (at, index) => ({
        at: new Date(at).toISOString(),
        value: others ? others[index] : values[index],
        quality: qualities[index],
      }));
      expect([rows, packed.total, packed.thinned]).toEqual([items, total, thinned]);
    }
    expect(codeOf(await sampleColumns(`${PRESS}/nothing`, {}))).toBe('TAG_NOT_FOUND');
    expect(codeOf(await sampleColumns(`${PRESS}/mode`, { colour: 'red' }))).toBe('VALIDATION_FAILED');
  });

  it.each([
    ['an unknown tag', `${PRESS}/nothing`, {}, 'TAG_NOT_FOUND'],
    ['no tag path', 'press-1', {}, 'TAG_NOT_FOUND'],
    ['too few points', `${PRESS}/temperature`, { points: 1 }, 'VALIDATION_FAILED'],
    ['a time that is none', `${PRESS}/temperature`, { from: 'today' }, 'VALIDATION_FAILED'],
    ['an unknown field', `${PRESS}/temperature`, { colour: 'red' }, 'VALIDATION_FAILED'],
  ])('refuses samples of %s', async (_what, path, query, code) => {
    const answer = await door.samples(path, query);
    expect(codeOf(answer)).toBe(code);
  });

  it('rulesets in pages and one version whole', async () => {
    const schema = pageOf(rulesetSummarySchema);
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = schema.parse(
        valueOf(await door.rulesets({ limit: 3, ...(cursor === undefined ? {} : { cursor }) })),
      );
      ids.push(...page.items.map((item) => item.id));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    const shipped = ['bearing-vibration', 'defect-rate', 'press-thermal', 'sensor-health', 'tool-wear'];
    expect(ids).toEqual([...shipped, ...RULESETS.map((ruleset) => ruleset.id)].sort());

    const { items } = schema.parse(valueOf(await door.rulesets({})));
    expect(items.find((item) => item.id === 'press-watch')).toMatchObject({
      version: 1,
      state: 'active',
      inputCount: 2,
      boundEquipment: [PRESS],
      trigger: { kind: 'request' },
    });
    const version = rulesetVersionSchema.parse(valueOf(await door.rulesetVersion('limit', 1)));
    expect(version).toMatchObject({ id: 'limit', version: 1, state: 'active', source: RULESETS[0]?.source });
    expect(version.hash).toBe(items.find((item) => item.id === 'limit')?.hash);
    // What the file leaves out is told with its default.
    expect(version.manifest).toMatchObject({ cacheSeconds: 300, confidenceThreshold: 0.7 });
  });

  it.each([
    ['an unknown ruleset', 'nothing', 1, 'RULESET_NOT_FOUND'],
    ['an unknown version', 'limit', 2, 'RULESET_NOT_FOUND'],
    ['version 0', 'limit', 0, 'VALIDATION_FAILED'],
    ['half a version', 'limit', 1.5, 'VALIDATION_FAILED'],
    ['an id that is none', 'LIMIT!', 1, 'VALIDATION_FAILED'],
  ])('refuses %s', async (_what, id, version, code) => {
    const answer = await door.rulesetVersion(id, version);
    expect(codeOf(answer)).toBe(code);
  });
});

it.each([
  ['/judgments?', 'to'],
  [`/tags/${PRESS}/temperature/samples?`, 'from'],
  [`/tags/${PRESS}/temperature/statistics?`, 'from'],
  [`/export?tag=${PRESS}/temperature&`, 'from'],
])('REST %s… refuses a period whose end is before its beginning', async (path, field) => {
  const between = (from: string, to: string) => rest(station, 'GET', `/api/v1${path}from=${from}&to=${to}`);
  const [first, second] = ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'];
  expect(await between(second, first)).toMatchObject({
    status: 400,
    type: expect.stringContaining('application/problem+json') as string,
    body: { code: 'VALIDATION_FAILED', errors: [{ path: field }] },
  });
  expect((await between(first, second)).status).toBe(200);
  // A moment is a period too.
  expect((await between(first, first)).status).toBe(200);
});
