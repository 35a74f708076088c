import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../shared/contract/errors.ts';
import type { TopicMapping, TopicMappings } from '../../shared/contract/topic-mappings.ts';
import { openBrokerStation, type BrokerStation } from '../support/broker-station.ts';
import { eventually } from '../support/eventually.ts';
import { mosquittoMissing } from '../support/mosquitto.ts';

/** As the interface names it: a line and a machine in the topic, a level nobody needs, then the tag. */
const PLC: TopicMapping = {
  id: 'plc',
  name: 'PLC gateway',
  enabled: true,
  pattern: 'plc/{line}/{equipment}/+/{tag}',
  tag: 'busan/press/{line}/{equipment}/{tag}',
  payload: {
    form: 'json',
    samples: '$',
    values: ['@.value'],
    value: '@@',
    rename: {},
    fields: {},
    numbers: 'text',
    time: { path: '@.ts', format: 'epochSeconds' },
    quality: { path: '@.status', words: { GOOD: 192, BAD: 0 } },
    seq: '@.n',
  },
};

describe.skipIf(mosquittoMissing !== null)("the plant's own topics on a real broker", () => {
  let station: BrokerStation;
  let version = 0;

  beforeAll(async () => {
    station = await openBrokerStation({ config: { mqttTopics: ['aif/v1/#'] } });
  }, 120_000);
  afterAll(() => station.close());

  async function save(mappings: readonly TopicMapping[]): Promise<TopicMappings> {
    const answer = await station.station.call('POST', '/api/v1/topic-mappings', {
      baseVersion: version,
      mappings,
    });
    expect(answer.body).toMatchObject({ version: version + 1 });
    version += 1;
    return answer.body as TopicMappings;
  }

  const publish = (topic: string, payload: unknown) =>
    station.publisher.publishAsync(topic, typeof payload === 'string' ? payload : JSON.stringify(payload), {
      qos: 1,
    });
  const valueOf = async (path: string) => (await station.tag(path)).last?.value;

  it('reads a pattern from the moment it is saved, without a restart', async () => {
    await save([PLC]);
    const seconds = Math.floor(Date.now() / 1_000) - 60;
    // A subscription is made a moment after the answer.
    await eventually(async () => {
      await publish('plc/L2/press-1/io/temperature', { value: 96.2, ts: seconds, status: 'good', n: 1 });
      expect(await valueOf('busan/press/L2/press-1/temperature')).toBe(96.2);
    });
    const { last } = await station.tag('busan/press/L2/press-1/temperature');
    expect(last).toMatchObject({ quality: 192, at: new Date(seconds * 1_000).toISOString() });
  });

  it('keeps a payload that cannot be read, counts it and goes on', async () => {
    await publish('plc/L2/press-1/io/pressure', '{"value": oops');
    await publish('plc/L2/press-1/io/pressure', { value: 5, status: 'UNHEARD' });
    await publish('plc/L2/press-1/io/pressure', { value: 5.5, status: 'BAD' });
    await eventually(async () => {
      expect((await station.tag('busan/press/L2/press-1/pressure')).last).toMatchObject({
        value: 5.5,
        quality: 0,
      });
    });
    const rows = station.rows<{ reason: string }>(
      `SELECT reason FROM unreadable WHERE topic = 'plc/L2/press-1/io/pressure' ORDER BY id`,
    );
    expect(rows[0]?.reason).toMatch(/not valid JSON/);
    expect(rows[1]?.reason).toMatch(/quality "UNHEARD" is neither a code nor one of the words/);
    const [topic] = station.rows<{ received: number; stored: number; unreadable: number }>(
      `SELECT received, stored, unreadable FROM topic WHERE topic = 'plc/L2/press-1/io/pressure'`,
    );
    expect(topic).toEqual({ received: 3, stored: 1, unreadable: 2 });
  });

  it('loses nothing of a mapped topic over a kill', async () => {
    const killed = station.restart();
    for (let n = 1; n <= 200; n += 1)
      await publish('plc/L9/mill-1/io/current', { value: n, ts: 1_700_000_000 + n });
    await killed;
    await eventually(() => {
      const [row] = station.rows<{ stored: number; received: number; duplicate: number }>(
        `SELECT stored, received, duplicate FROM topic WHERE topic = 'plc/L9/mill-1/io/current'`,
      );
      expect(row?.stored).toBe(200);
    });
  }, 120_000);

  it('leaves the topics of a pattern that is taken away, and takes it back by undo', async () => {
    await save([]);
    const receivedOf = (topic: string) =>
      station.rows<{ received: number }>(`SELECT received FROM topic WHERE topic = '${topic}'`)[0]
        ?.received ?? 0;
    const sessionTopics = async () =>
      (await import('node:fs')).readFileSync(`${station.folder}/mqtt-session.json`, 'utf8');
    await eventually(async () => expect(await sessionTopics()).not.toContain('plc'));
    const before = receivedOf('plc/L2/press-1/io/temperature');
    await publish('plc/L2/press-1/io/temperature', { value: 1 });
    await publish('aif/v1/s/a/l/e/after', '1');
    // What came after it is here, so it would be too.
    await eventually(async () => expect(await valueOf('s/a/l/e/after')).toBe(1));
    expect(receivedOf('plc/L2/press-1/io/temperature')).toBe(before);

    const restored = await station.station.call('POST', '/api/v1/topic-mappings/restore', {
      baseVersion: version,
      version: 1,
    });
    version += 1;
    expect((restored.body as TopicMappings).mappings).toEqual([PLC]);
    await eventually(async () => {
      await publish('plc/L2/press-1/io/temperature', { value: 97.5 });
      expect(await valueOf('busan/press/L2/press-1/temperature')).toBe(97.5);
    });
    const { items } = (await station.station.call('GET', '/api/v1/topic-mappings/versions')).body as {
      items: { version: number; change: unknown }[];
    };
    expect(items.map((item) => item.change)).toEqual([
      { added: ['PLC gateway'], changed: [], removed: [], reordered: false, restored: 1 },
      { added: [], changed: [], removed: ['PLC gateway'], reordered: false },
      { added: ['PLC gateway'], changed: [], removed: [], reordered: false },
    ]);
  });

  it('refuses what is wrong with its place, and what was made from an older version', async () => {
    const wrong = await station.station.call('POST', '/api/v1/topic-mappings', {
      baseVersion: version,
      mappings: [{ ...PLC, pattern: 'plc/{line', tag: 'busan/press/{line}/{cell' }],
    });
    expect(wrong.status).toBe(400);
    expect((wrong.body as Problem).errors?.map(({ path }) => path)).toEqual([
      'mappings.0.pattern',
      'mappings.0.tag',
    ]);
    const stale = await station.station.call('POST', '/api/v1/topic-mappings', {
      baseVersion: 1,
      mappings: [],
    });
    expect(stale).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
  });

  it('keeps the history of a tag that comes unsorted, is sorted, and gets its whole place from the mapping at last', async () => {
    const short = (tag: string): TopicMapping => ({
      ...PLC,
      id: 'short',
      name: 'Retrofit',
      pattern: 'retrofit/{equipment}/{tag}',
      tag,
    });
    const send = (value: number) => publish('retrofit/press-4/온도', { value, ts: 1_760_000_000 + value });
    const valuesOf = async (path: string) => {
      const encoded = encodeURI(path);
      const { body } = await station.station.call(
        'GET',
        `/api/v1/tags/${encoded}/samples?from=2025-10-01T00:00:00Z&to=2025-11-01T00:00:00Z`,
      );
      return (body as { items: { value: number }[] }).items.map(({ value }) => value).toSorted();
    };
    await save([PLC, short('{equipment}/{tag}')]);
    await eventually(async () => {
      await send(1);
      expect(await valueOf('unsorted/-/-/press-4/온도')).toBe(1);
    });
    const sorted = 'busan/press/L2/press-4/온도';
    const moved = await station.station.call(
      'PATCH',
      `/api/v1/tags/${encodeURI('unsorted/-/-/press-4/온도')}`,
      { path: sorted },
    );
    expect(moved.status).toBe(200);
    await send(2);
    await eventually(async () => expect(await valueOf(sorted)).toBe(2));
    // The mapping learns what people have said since: another address, the same tag.
    await save([PLC, short('busan/press/L2/{equipment}/{tag}')]);
    await eventually(async () => {
      await send(3);
      expect(await valueOf(sorted)).toBe(3);
    });
    expect(await valuesOf(sorted)).toEqual([1, 2, 3]);
    const { body } = await station.station.call('GET', '/api/v1/tags?search=press-4');
    expect((body as { items: { path: string }[] }).items.map(({ path }) => path)).toEqual([sorted]);
    await save([PLC]);
  });
});
