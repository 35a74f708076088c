import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestHub, type TestHub } from '../../../tests/support/test-hub.ts';
import type { TagPatch } from '../../../shared/contract/tags.ts';
import { tagPatchSchema } from '../../../shared/contract/tags.ts';
import { DATA_TYPE, type Metric } from '../../../shared/sparkplug/payload.ts';
import { encodePayload } from '../../../shared/sparkplug/encode.ts';
import type { CommittedSample } from './domain/batch.ts';
import type { DataHubStore } from './ports.ts';

const OLD = 's/a/l1/press-1/temp';
const NEW = 's/a/l2/press-7/temperature';
const ACTOR = { id: 'station', name: '김하나' };

let test: TestHub;
beforeEach(async () => {
  test = await openTestHub();
});
afterEach(() => test.close());

/** As the contract gives it to the service. */
const patch = (path: string, changes: object) =>
  test.hub.patchTag(path, tagPatchSchema.parse(changes) as TagPatch, ACTOR);
const idOf = async (path: string) => (await test.hub.tagPlace(path)).id;
const valuesOf = async (path: string) =>
  (await test.hub.samples(path, { points: 100 })).items.map(({ value }) => value);
let seconds = 0;
const send = (address: string, v: unknown) =>
  test.send(`aif/v1/${address}`, JSON.stringify({ v, t: test.now - 60_000 + (seconds += 1) * 10 }));

describe('what a tag is', () => {
  it('keeps unit, names, range and limits over a restart', async () => {
    await send(OLD, 21);
    const settings = {
      unit: 'Cel',
      name: { ko: ' 프레스 온도 ', en: 'Press temperature' },
      range: { low: -40, high: 150 },
      limits: { low: 20, high: 90 },
      storage: { retentionDays: 30 },
    };
    const changed = await patch(OLD, settings);
    expect(changed).toMatchObject({
      ...settings,
      name: { ko: '프레스 온도' },
      kind: 'measure',
      sorted: true,
    });
    await test.reopen();
    expect(await test.hub.tag(OLD)).toEqual(changed);
    expect(await patch(OLD, { unit: null, limits: { high: null } })).toMatchObject({
      unit: null,
      limits: { low: 20, high: null },
      range: { low: -40, high: 150 },
    });
  });

  it('marks a value outside the range and leaves it as it is', async () => {
    await send(OLD, 21);
    await patch(OLD, { range: { high: 150 } });
    await send(OLD, 151);
    expect((await test.hub.tag(OLD)).last).toMatchObject({ value: 151, quality: 192, outOfRange: 'above' });
    expect(await valuesOf(OLD)).toEqual([21, 151]);
  });

  it.each([
    [{ unit: '°C' }, /write Cel/],
    [{ range: { low: 5, high: 5 } }, /above the lower/],
    [{ path: 'a/b/c' }, /site\/area/],
    [{ colour: 'red' }, /olour/],
  ])('refuses %j at the border', (changes, reason) => {
    expect(JSON.stringify(tagPatchSchema.safeParse(changes).error?.issues)).toMatch(reason);
  });

  it('refuses what does not go together with what was set before', async () => {
    await send(OLD, 21);
    await patch(OLD, { range: { low: 10 } });
    await expect(patch(OLD, { range: { high: 9 } })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      fields: [{ path: 'range.high' }],
    });
    await expect(patch(OLD, { counter: { modulus: 65_536 } })).rejects.toMatchObject({
      fields: [{ path: 'counter.modulus' }],
    });
    await expect(patch('s/a/l1/press-1/nope', {})).rejects.toMatchObject({ code: 'TAG_NOT_FOUND' });
  });

  it('does not change tags while the store cannot write', async () => {
    let broken = false;
    const failing = await openTestHub({
      wrapStore: (store): DataHubStore => ({
        ...store,
        commit: (batch) => (broken ? Promise.reject(new Error('disk full')) : store.commit(batch)),
      }),
    });
    await failing.send(`aif/v1/${OLD}`, '1');
    broken = true;
    const sent = failing.send(`aif/v1/${OLD}`, '2');
    while (failing.hub.state().failure === null) await new Promise((resolve) => setTimeout(resolve, 5));
    await expect(failing.hub.patchTag(OLD, { unit: 'Cel' }, ACTOR)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    });
    broken = false;
    await sent;
    await failing.hub.patchTag(OLD, { unit: 'Cel' }, ACTOR);
    await failing.close();
  });
});

describe('what its source says', () => {
  const birth = (properties: Metric['properties'], time = 0) =>
    test.send(
      'spBv1.0/G/NBIRTH/N',
      encodePayload({
        timestamp: test.now + time,
        seq: 0,
        metrics: [
          { name: 'bdSeq', datatype: DATA_TYPE.Int64, value: { kind: 'long', value: 1 } },
          {
            name: 'Temp',
            timestamp: test.now + time,
            datatype: DATA_TYPE.Double,
            value: { kind: 'double', value: 5 },
            ...(properties === undefined ? {} : { properties }),
          },
        ],
      }),
    );
  const text = (value: string) => ({ value: { kind: 'string', value } }) as const;
  const number = (value: number) => ({ value: { kind: 'double', value } }) as const;
  const TAG = 'G/sparkplug/N/node/Temp';

  it('fills what nobody has set, and what somebody sets wins', async () => {
    await birth([
      ['engUnit', text('°C')],
      ['engLow', number(0)],
      ['engHigh', number(120)],
    ]);
    expect(await test.hub.tag(TAG)).toMatchObject({ unit: 'Cel', range: { low: 0, high: 120 } });
    await patch(TAG, { unit: 'K', range: { low: 200 } });
    await birth([['engUnit', text('degF')]], 1_000);
    await test.reopen();
    expect(await test.hub.tag(TAG)).toMatchObject({
      unit: 'K',
      range: { low: 200, high: null },
      said: { unit: 'degF', range: { low: null, high: null } },
    });
    expect(await patch(TAG, { unit: null })).toMatchObject({ unit: '[degF]' });
  });

  it('a unit nobody can read is shown as said, not as the unit', async () => {
    await birth([['engUnit', text('furlong')]]);
    expect(await test.hub.tag(TAG)).toMatchObject({ unit: null, said: { unit: 'furlong' } });
  });
});

describe('another place', () => {
  it('history, signals and who looks go along; the old path leads to it, also after a restart', async () => {
    await send(OLD, 1);
    const seen: CommittedSample[] = [];
    const id = await idOf(OLD);
    await patch(OLD, { path: NEW });
    test.hub.onCommitted((samples) => seen.push(...samples.of(() => true)));
    await send(OLD, 2);
    expect(seen.map(({ path }) => path)).toEqual([NEW]);
    expect(await valuesOf(NEW)).toEqual([1, 2]);
    await test.reopen();
    await send(OLD, 3);
    expect(await test.hub.tagPlace(OLD)).toEqual({ id, path: NEW, moved: true });
    expect((await test.hub.samples(OLD, { points: 100 })).path).toBe(NEW);
    expect(await valuesOf(OLD)).toEqual([1, 2, 3]);
    expect(test.hub.tagPaths()).toEqual([NEW]);
    expect(test.hub.equipmentPaths()).toEqual(['s/a/l2/press-7']);
    expect((await test.hub.tag(NEW)).addresses).toEqual([OLD]);
  });

  it('a source that takes over the new name fills the same tag, whatever it is called later', async () => {
    await send(OLD, 1);
    await patch(OLD, { path: NEW });
    await send(NEW, 2);
    await patch(NEW, { path: 's/a/l3/m/t' });
    await test.reopen();
    await send(NEW, 3);
    await send(OLD, 4);
    expect(await valuesOf('s/a/l3/m/t')).toEqual([1, 2, 3, 4]);
    expect((await test.hub.tag('s/a/l3/m/t')).addresses).toEqual([OLD, NEW]);
    expect(test.hub.tagPaths()).toEqual(['s/a/l3/m/t']);
  });

  it('both addresses in one message: each value once, in one tag', async () => {
    await send(OLD, 1);
    await patch(OLD, { path: NEW });
    await Promise.all([send(OLD, 2), send(NEW, 3), send(OLD, 4)]);
    expect(await valuesOf(NEW)).toEqual([1, 2, 3, 4]);
  });

  it('two tags change places in one go, and their signals stay their own', async () => {
    await send(OLD, 1);
    await send(NEW, 10);
    const [one, other] = [await idOf(OLD), await idOf(NEW)];
    await test.hub.editTags(
      [
        { id: one, patch: { path: NEW } },
        { id: other, patch: { path: OLD } },
      ],
      ACTOR,
    );
    await send(OLD, 2);
    await test.reopen();
    await send(NEW, 20);
    expect(await valuesOf(NEW)).toEqual([1, 2]);
    expect(await valuesOf(OLD)).toEqual([10, 20]);
  });

  it('a place that is taken is refused, all or nothing', async () => {
    await send(OLD, 1);
    await send(NEW, 2);
    await send('s/a/l1/press-1/x', 3);
    const edits = [
      { id: await idOf('s/a/l1/press-1/x'), patch: { unit: 'Cel' } },
      { id: await idOf(OLD), patch: { path: NEW } },
    ];
    await expect(test.hub.editTags(edits, ACTOR)).rejects.toMatchObject({
      code: 'CONFLICT',
      fields: [{ path: 'edits.1.patch.path' }],
    });
    expect((await test.hub.tag('s/a/l1/press-1/x')).unit).toBeNull();
  });

  it('a window of a rule is whole at the new path at once', async () => {
    for (const each of [1, 2, 3]) await send(OLD, each);
    test.hub.windows.register(OLD, 'mean', 600);
    await test.hub.settled();
    test.hub.onTagsChanged(() => test.hub.windows.register(NEW, 'mean', 600));
    const moving = patch(OLD, { path: NEW });
    const told: unknown[] = [];
    test.hub.onCommitted((samples) => {
      const [sample] = samples.of(() => true);
      told.push(test.hub.windows.value(NEW, 'mean', 600, sample?.at ?? 0)?.value);
    });
    // Sent while the change is under way: the next batch must find the window loaded.
    await Promise.all([moving, send(OLD, 6)]);
    await test.hub.settled();
    expect(test.hub.windows.value(NEW, 'mean', 600, test.now)?.value).toBe(3);
    expect(told).toEqual([3]);
  });

  it('a window that is open goes on at the new path', async () => {
    await send(OLD, 1);
    const abort = new AbortController();
    const batches = test.hub.watch([OLD], abort.signal)[Symbol.asyncIterator]();
    await patch(OLD, { path: NEW });
    const next = batches.next();
    await send(OLD, 2);
    expect((await next).value).toMatchObject({ tag: [0], value: [2] });
    abort.abort();
    await batches.next();
  });

  it('pens of a saved view follow', async () => {
    await send(OLD, 1);
    await test.hub.saveView({ id: 'v', name: 'v', charts: [{ pens: [OLD], spanSeconds: 60 }] });
    await patch(OLD, { path: NEW });
    expect((await test.hub.views())[0]?.charts[0]?.pens).toEqual([NEW]);
  });
});

describe('changes', () => {
  it('say who did what, and are taken back one after the other', async () => {
    await send(OLD, 1);
    await patch(OLD, { unit: 'Cel' });
    await patch(OLD, { path: NEW, name: { ko: '온도' } });
    const { items } = await test.hub.tagChanges({ limit: 10 });
    expect(items).toMatchObject([
      { by: '김하나', kind: 'edit', tags: 1, moved: 1, first: OLD, undone: false },
      { kind: 'edit', tags: 1, moved: 0 },
    ]);
    const [move, unit] = items.map(({ id }) => id) as [number, number];
    await test.hub.undoTagChange(move, ACTOR);
    expect(await test.hub.tag(OLD)).toMatchObject({ path: OLD, unit: 'Cel', name: { ko: null } });
    await expect(test.hub.undoTagChange(move, ACTOR)).rejects.toMatchObject({ code: 'CONFLICT' });
    await test.reopen();
    await test.hub.undoTagChange(unit, ACTOR);
    expect((await test.hub.tag(OLD)).unit).toBeNull();
    expect((await test.hub.tagChanges({ limit: 10 })).items.map(({ undone }) => undone)).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it('are not taken back over a later one', async () => {
    await send(OLD, 1);
    await patch(OLD, { unit: 'Cel' });
    await patch(OLD, { unit: 'K' });
    const { items } = await test.hub.tagChanges({ limit: 10 });
    await expect(test.hub.undoTagChange(items[1]?.id ?? 0, ACTOR)).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect((await test.hub.tag(OLD)).unit).toBe('K');
  });

  it('that change nothing are none', async () => {
    await send(OLD, 1);
    await patch(OLD, { unit: null, path: OLD });
    expect((await test.hub.tagChanges({ limit: 10 })).items).toEqual([]);
  });
});

describe('search', () => {
  const found = async (search: string) =>
    (await test.hub.tags({ search, limit: 100 })).items.map(({ path }) => path);

  it('finds every word in path, names and unit, Korean by its first consonants too', async () => {
    await send('수원/프레스장/1라인/프레스-1/온도', 1);
    await send(OLD, 1);
    await patch(OLD, { unit: 'Cel', name: { ko: '금형 온도', en: 'Die temperature' } });
    const all = [OLD, '수원/프레스장/1라인/프레스-1/온도'];
    expect(await found('')).toEqual(all);
    expect(await found('PRESS die')).toEqual([OLD]);
    expect(await found('온도')).toEqual(all);
    expect(await found('ㅇㄷ')).toEqual(all);
    expect(await found('ㄱㅎ')).toEqual([OLD]);
    expect(await found('°c')).toEqual([OLD]);
    expect(await found('ㅍㄹㅅ ㅇㄷ')).toEqual(['수원/프레스장/1라인/프레스-1/온도']);
    expect(await found('nothing')).toEqual([]);
    await patch(OLD, { name: { ko: '압력' } });
    expect(await found('ㄱㅎ')).toEqual([]);
    expect(await found('ㅇㄹ')).toEqual([OLD]);
  });

  it('gives pages with the number of all', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) await send(`s/a/l/m/${name}`, 1);
    const first = await test.hub.tags({ search: 's/a', limit: 2 });
    const second = await test.hub.tags({ search: 's/a', limit: 2, cursor: first.nextCursor });
    const third = await test.hub.tags({ search: 's/a', limit: 2, cursor: second.nextCursor });
    expect([first, second, third].map(({ items }) => items.map(({ path }) => path.at(-1)))).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['e'],
    ]);
    expect(third).toMatchObject({ total: 5 });
    expect(third.nextCursor).toBeUndefined();
    expect((await test.hub.tagNames()).path).toHaveLength(5);
  });
});
