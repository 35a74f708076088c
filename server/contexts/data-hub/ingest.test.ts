import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openTestHub, type TestHub } from '../../../tests/support/test-hub.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import { eventually } from '../../../tests/support/eventually.ts';

const PATH = 's/a/l/e/t';
const TOPIC = `aif/v1/${PATH}`;
const bytes = (text: string) => new TextEncoder().encode(text);

const open: TestHub[] = [];
async function openHub(options?: Parameters<typeof openTestHub>[0]): Promise<TestHub> {
  const test = await openTestHub(options);
  open.push(test);
  return test;
}
afterEach(async () => {
  for (const test of open.splice(0)) await test.close();
});

async function rowCount(test: TestHub): Promise<number> {
  const [row] = test.rows<{ n: number }>('SELECT count(*) AS n FROM sample');
  return row?.n ?? 0;
}

describe('accounts', () => {
  it('are right to the row after any mixture of messages, orders and restarts (property)', async () => {
    const element = fc.record(
      {
        v: fc.oneof({ weight: 5, arbitrary: fc.integer() }, { weight: 1, arbitrary: fc.constant({}) }),
        t: fc.oneof(
          { weight: 8, arbitrary: fc.integer({ min: 0, max: 8 }).map((n) => Date.UTC(2026, 10, 23, 11) + n) },
          { weight: 1, arbitrary: fc.constantFrom('x', 0, Date.UTC(2026, 10, 23, 15)) },
        ),
        seq: fc.integer({ min: 0, max: 3 }),
      },
      { requiredKeys: ['v'] },
    );
    const payload = fc.oneof(
      element.map((one) => JSON.stringify(one)),
      fc.array(element, { maxLength: 4 }).map((many) => JSON.stringify(many)),
      fc.constantFrom('1', 'text', '', '{'),
    );
    const message = fc.record({
      topic: fc.constantFrom(TOPIC, 'aif/v1/s/a/l/e/u', 'aif/v1/s/a/l/e', 'aif/v1/short'),
      payload,
      restart: fc.integer({ min: 0, max: 80 }).map((n) => n === 0),
    });
    const test = await openHub();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 40 }), async (messages) => {
        // Every run in a site of its own, so that all of them go through one hub.
        run += 1;
        const inRun = (topic: string) => topic.replace('v1/s', `v1/s${run}`);
        const start = { ...test.hub.counters(), rows: await rowCount(test) };
        const expected = new Map<string, Set<string>>();
        let unsourced = 0;
        let values = 0;
        let sent: Promise<void>[] = [];
        for (const each of messages) {
          if (each.restart) {
            await Promise.all(sent);
            sent = [];
            await test.reopen();
          }
          sent.push(test.send(inRun(each.topic), each.payload));
          const read = model(each.topic, each.payload);
          values += read.values;
          for (const { key, tag } of read.stored) {
            if (key === null) unsourced += 1;
            else expected.set(tag, (expected.get(tag) ?? new Set()).add(key));
          }
        }
        await Promise.all(sent);
        const distinct = [...expected.values()].reduce((sum, keys) => sum + keys.size, 0) + unsourced;
        const now = test.hub.counters();
        const [received, stored, duplicate, unreadable, late] = (
          ['received', 'stored', 'duplicate', 'unreadable', 'late'] as const
        ).map((name) => now[name] - start[name]) as [number, number, number, number, number];
        expect(received).toBe(values);
        expect(stored).toBe(distinct);
        expect(received).toBe(stored + duplicate + unreadable);
        expect(late).toBeLessThanOrEqual(stored);
        expect((await rowCount(test)) - start.rows).toBe(stored);
        const { items } = await test.hub.tags({ limit: 500, search: `s${run}/` });
        expect(items.reduce((sum, tag) => sum + tag.counters.stored, 0)).toBe(stored);
      }),
      { numRuns: 60 },
    );
    const accounts = async () => [test.hub.counters(), await test.hub.topics({ limit: 500 })];
    const before = await accounts();
    await test.reopen();
    expect(await accounts()).toEqual(before);
  }, 60_000);

  /** What the messages of the property mean, written down apart from the code under test. */
  function model(topic: string, payload: string) {
    if (topic !== TOPIC && topic !== 'aif/v1/s/a/l/e/u') {
      const isBatch = topic.endsWith('/e') && payload.startsWith('[') && payload !== '[]';
      return { values: isBatch ? (JSON.parse(payload) as unknown[]).length : 1, stored: [] };
    }
    if (payload === '' || payload === '{' || payload === '[]') return { values: 1, stored: [] };
    if (payload === '1' || payload === 'text') return { values: 1, stored: [{ tag: topic, key: null }] };
    const parsed = JSON.parse(payload) as { v: unknown; t?: unknown; seq?: number }[] | { v: unknown };
    const elements = (Array.isArray(parsed) ? parsed : [parsed]) as {
      v: unknown;
      t?: unknown;
      seq?: number;
    }[];
    const stored = elements
      .filter(({ v, t }) => typeof v === 'number' && (t === undefined || (typeof t === 'number' && t > 0)))
      .map(({ t, seq }) => ({
        tag: topic,
        key: t === undefined ? null : `${String(t)}:${seq ?? 'none'}`,
      }));
    return { values: elements.length, stored };
  }
});

describe('repeated deliveries', () => {
  it.each([false, true])(
    'of values without a source time are counted, not stored again (restart: %s)',
    async (restart) => {
      const test = await openHub();
      const delivery = { key: '7', repeated: false };
      await test.send(TOPIC, '5', { delivery });
      await test.send(TOPIC, '{', { delivery: { key: '8', repeated: false } });
      if (restart) await test.reopen();
      await test.send(TOPIC, '5', { delivery: { key: '7', repeated: true } });
      await test.send(TOPIC, '{', { delivery: { key: '8', repeated: true } });
      expect(test.hub.counters()).toMatchObject({ received: 4, stored: 1, duplicate: 2, unreadable: 1 });
      await test.send(TOPIC, '6', { delivery: { key: '7', repeated: true } });
      await test.send(TOPIC, '5', { delivery: { key: '9', repeated: true } });
      await test.send(TOPIC, '5', { delivery: { key: '7', repeated: false } });
      expect(test.hub.counters()).toMatchObject({ stored: 4, duplicate: 2 });
    },
  );

  it('are recognised while the first is still waiting for its commit', async () => {
    const test = await openHub();
    const first = test.send(TOPIC, '5', { delivery: { key: '7', repeated: false } });
    const second = test.send(TOPIC, '5', { delivery: { key: '7', repeated: true } });
    await Promise.all([first, second]);
    expect(test.hub.counters()).toMatchObject({ received: 2, stored: 1, duplicate: 1 });
  });
});

describe('a retained message', () => {
  it('of unknown age is stale, and no news when the tag shows it already', async () => {
    const test = await openHub();
    await test.send(TOPIC, '5', { retained: true });
    expect(test.hub.lastValue(PATH)).toMatchObject({ value: 5, quality: 500 });
    await test.send(TOPIC, '6');
    await test.send(TOPIC, '6', { retained: true });
    expect(test.hub.lastValue(PATH)).toMatchObject({ value: 6, quality: 192 });
    expect(test.hub.counters()).toMatchObject({ received: 3, stored: 2, duplicate: 1 });
  });

  it('with a source time is what its time says', async () => {
    const test = await openHub();
    const payload = JSON.stringify({ v: 5, t: test.now - 60_000 });
    await test.send(TOPIC, payload, { retained: true });
    await test.send(TOPIC, payload, { retained: true });
    expect(test.hub.lastValue(PATH)).toMatchObject({ quality: 192, at: test.now - 60_000 });
    expect(test.hub.counters()).toMatchObject({ stored: 1, duplicate: 1 });
  });
});

describe('a source whose clock is ahead', () => {
  it('is stored and shown as suspect, and blocks nothing', async () => {
    const test = await openHub();
    test.hub.windows.register(PATH, 'mean', 600);
    const send = (v: number, t: number) => test.send(TOPIC, JSON.stringify({ v, t }));
    await send(1, test.now - 1_000);
    await send(99, test.now + 3_600_000);
    expect(test.hub.lastValue(PATH)).toMatchObject({ value: 99, quality: 64 });
    await send(3, test.now - 500);
    expect(test.hub.lastValue(PATH)).toMatchObject({ value: 3, quality: 192 });
    expect(test.hub.counters()).toMatchObject({ stored: 3, late: 0 });
    expect(test.hub.windows.value(PATH, 'mean', 600, test.now)).toMatchObject({ value: 2, count: 2 });
    await test.reopen();
    test.hub.windows.register(PATH, 'mean', 600);
    await test.hub.settled();
    expect(test.hub.windows.value(PATH, 'mean', 600, test.now)).toMatchObject({ value: 2, count: 2 });
    // When the wall clock gets there, the same time is the same sample.
    test.now += 3_600_000;
    await send(98, test.now);
    expect(test.hub.counters()).toMatchObject({ stored: 3, duplicate: 1 });
  });
});

describe('limits', () => {
  it('refuses tags beyond its number with a reason, and counts further topics together', async () => {
    const test = await openHub({ limits: { tags: 2, topics: 3 } });
    for (const name of ['a', 'b', 'c', 'd', 'e']) await test.send(`aif/v1/s/a/l/e/${name}`, '1');
    expect(test.hub.tagPaths()).toEqual(['s/a/l/e/a', 's/a/l/e/b']);
    const { items } = await test.hub.topics({ limit: 10 });
    expect(items.map(({ topic, counters }) => [topic, counters.received, counters.unreadable])).toEqual([
      ['(further topics)', 2, 2],
      ['aif/v1/s/a/l/e/a', 1, 0],
      ['aif/v1/s/a/l/e/b', 1, 0],
      ['aif/v1/s/a/l/e/c', 1, 1],
    ]);
    const unreadable = await test.hub.unreadable({ limit: 1 });
    expect(unreadable.items[0]?.reason).toBe('the station has 2 tags, its limit: no new one is made');
  });

  it('a source that invents names leaves room for others, and is told of, also after a restart', async () => {
    const test = await openHub({ limits: { tags: 20, topics: 40 } });
    const limits = { perSecond: null, keptUnreadable: 10, names: 12 };
    const send = (source: string, tag: number) => test.send(`aif/v1/s/a/l/${source}/${tag}`, '1', { source });
    test.hub.sources.setLimits('mad', limits);
    for (let tag = 0; tag < 15; tag += 1) await send('mad', tag);
    await test.reopen();
    test.hub.sources.setLimits('mad', limits);
    for (let tag = 15; tag < 30; tag += 1) await send('mad', tag);
    for (let tag = 0; tag < 5; tag += 1) await send('calm', tag);
    expect(test.hub.tagPaths().filter((path) => path.includes('/mad/'))).toHaveLength(12);
    expect(test.hub.tagPaths().filter((path) => path.includes('/calm/'))).toHaveLength(5);
    expect(test.hub.sources.names('mad')).toEqual({
      tags: 12,
      topics: 12,
      refused: { values: 15, at: test.now },
    });
    expect(test.hub.sources.names('calm').refused).toEqual({ values: 0, at: null });
    expect(test.hub.sources.state('mad')?.counters).toMatchObject({
      received: 30,
      stored: 12,
      unreadable: 18,
    });
    expect(test.hub.sources.state('calm')?.counters).toMatchObject({ received: 5, stored: 5 });
    const { items } = await test.hub.unreadable({ limit: 1 });
    expect(items[0]?.reason).toBe('the source "mad" has made 12 tags, its limit: no new one is made');
    // What it has may go on, and with more room new ones too.
    await send('mad', 3);
    test.hub.sources.setLimits('mad', { ...limits, names: 13 });
    await send('mad', 99);
    expect(test.hub.sources.names('mad')).toMatchObject({ tags: 13 });
    expect(test.hub.counters()).toMatchObject({ stored: 19 });
  });

  it('keeps the newest 1,000 unreadable payloads and 4 KiB of each', async () => {
    const test = await openHub();
    await Promise.all(Array.from({ length: 1_100 }, (_, index) => test.send(TOPIC, `{${index}`)));
    await test.send(TOPIC, new Uint8Array(5_000).fill(0xff));
    const first = await test.hub.unreadable({ limit: 500 });
    const second = await test.hub.unreadable({ limit: 500, cursor: first.nextCursor });
    const third = await test.hub.unreadable({ limit: 500, cursor: second.nextCursor });
    expect([first, second, third].map(({ items }) => items.length)).toEqual([500, 500, 0]);
    expect(first.items[0]).toMatchObject({ size: 5_000 });
    expect(Buffer.from(first.items[0]?.payloadBase64 ?? '', 'base64')).toHaveLength(4_096);
    expect(test.hub.counters().unreadable).toBe(1_101);
  });

  it('asks the sender to wait when too much waits, and to go on after', async () => {
    const test = await openHub();
    const message = {
      source: 'broker',
      topic: TOPIC,
      payload: bytes('1'),
      receivedAt: test.now,
      retained: false,
      delivery: null,
    };
    let wait: Promise<void> | undefined;
    let taken = 0;
    while (wait === undefined && taken < 100_000) {
      wait = test.hub.receive(message);
      taken += 1;
    }
    expect(taken).toBeLessThan(10_000);
    await wait;
    expect(test.hub.state().waiting).toBeLessThan(taken);
    await test.hub.settled();
    expect(test.hub.counters().stored).toBe(taken);
  });
});

describe('a store that fails', () => {
  it('holds the acknowledgements, says why, and goes on by itself without loss', async () => {
    let failures = 3;
    const test = await openHub({
      wrapStore: (store) => ({
        ...store,
        commit: (batch) =>
          failures-- > 0
            ? Promise.reject(new AppError('STORE_UNAVAILABLE', 'the disk is full'))
            : store.commit(batch),
      }),
    });
    const committed = vi.fn();
    void test.send(TOPIC, '1').then(committed);
    await eventually(() =>
      expect(test.hub.state()).toMatchObject({ waiting: 1, failure: 'the disk is full' }),
    );
    expect(committed).not.toHaveBeenCalled();
    expect(test.hub.tagPaths()).toEqual([]);
    await eventually(() => expect(committed).toHaveBeenCalled());
    expect(test.hub.state()).toMatchObject({ waiting: 0, failure: null });
    expect(test.hub.counters()).toMatchObject({ received: 1, stored: 1 });
  });

  it('never acknowledges what was waiting when the hub was closed', async () => {
    const test = await openHub({
      wrapStore: (store) => ({
        ...store,
        commit: () => Promise.reject(new AppError('STORE_UNAVAILABLE', 'broken')),
      }),
    });
    const committed = vi.fn();
    void test.send(TOPIC, '1').then(committed);
    await test.close();
    open.splice(0);
    expect(committed).not.toHaveBeenCalled();
  });
});
