import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { AppRouter } from '../../server/trpc/router.ts';
import { topicMappingSchema } from '../../shared/contract/topic-mappings.ts';
import { openBrokerStation, type BrokerStation } from '../support/broker-station.ts';
import { eventually } from '../support/eventually.ts';
import { mosquittoMissing } from '../support/mosquitto.ts';

const mapping = (fields: object) =>
  topicMappingSchema.parse({
    id: 'plc',
    name: 'PLC',
    pattern: 'plc/{line}/{equipment}/+/{tag}',
    tag: 'busan/press/{line}/{equipment}/{tag}',
    payload: { form: 'json', values: ['@.value'], time: { path: '@.ts' } },
    ...fields,
  });

describe.skipIf(mosquittoMissing !== null)('preview of a mapping over real payloads', () => {
  let station: BrokerStation;
  let client: ReturnType<typeof createWSClient>;
  let trpc: ReturnType<typeof createTRPCClient<AppRouter>>;

  beforeAll(async () => {
    station = await openBrokerStation({ config: { mqttTopics: ['aif/v1/#', 'odd/#'] } });
    const { http, token } = station.station;
    client = createWSClient({
      url: `${http.replace('http', 'ws')}/trpc`,
      WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
      connectionParams: { token },
    });
    trpc = createTRPCClient<AppRouter>({ links: [wsLink({ client })] });
  }, 120_000);
  afterAll(async () => {
    await client.close();
    await station.close();
  });

  const publish = (topic: string, payload: string, retain = false) =>
    station.publisher.publishAsync(topic, payload, { qos: 1, retain });

  it('shows topics, parts, values and faults before anything is saved, and the station takes none of it', async () => {
    await publish('plc/L1/press-1/a/temp', '{"value":7}', true);
    const listening = await trpc.topicMappings.listen.mutate({ filter: 'plc/{line}/{equipment}/+/{tag}' });
    expect(listening).toMatchObject({ filter: 'plc/+/+/+/+', state: 'listening' });
    const at = '2026-11-01T00:00:00.000Z';
    await publish('plc/L1/press-1/b/temp', JSON.stringify({ value: 8, ts: at }));
    await publish('plc/L2/press-2/a/load', '{"wert":1}');
    await publish('plc/L2/press-2/a/long', JSON.stringify({ value: 'x'.repeat(70_000) }));
    await publish('plc/other', '1');

    const draft = mapping({});
    const preview = await eventually(async () => {
      const found = await trpc.topicMappings.preview.query({
        mappings: [draft],
        id: 'plc',
        listening: listening.id,
      });
      expect(found.listening?.messages).toBe(4);
      return found;
    });
    expect(preview.topics.map(({ topic }) => topic)).toEqual([
      'plc/L1/press-1/a/temp',
      'plc/L1/press-1/b/temp',
      'plc/L2/press-2/a/load',
      'plc/L2/press-2/a/long',
    ]);
    const [retained, live, faulty, long] = preview.topics;
    expect(retained).toMatchObject({
      parts: { line: 'L1', equipment: 'press-1', tag: 'temp' },
      takenBy: null,
      messages: [
        { origin: 'retained', values: [{ path: 'busan/press/L1/press-1/temp', value: 7, at: null }] },
      ],
    });
    expect(live?.messages[0]?.values).toMatchObject([{ value: 8, at, quality: 192 }]);
    expect(faulty?.messages[0]).toMatchObject({ faults: [{ code: 'noValueFound', parameters: {} }] });
    expect(long?.messages[0]).toMatchObject({ isCut: true, values: [] });
    // The level that is thrown away made one tag of two topics.
    expect(preview.conflicts).toEqual([
      { path: 'busan/press/L1/press-1/temp', topics: ['plc/L1/press-1/a/temp', 'plc/L1/press-1/b/temp'] },
    ]);
    expect(preview.findings).toEqual([{ kind: 'merged', mapping: 'plc' }]);

    // Nothing of it has come into the station.
    await publish('aif/v1/s/a/l/e/after', '1');
    await eventually(async () => expect((await station.tag('s/a/l/e/after')).last?.value).toBe(1));
    expect(station.rows(`SELECT topic FROM topic WHERE topic LIKE 'plc/%'`)).toEqual([]);
    expect(station.rows(`SELECT topic FROM unreadable WHERE topic LIKE 'plc/%'`)).toEqual([]);
    expect(await trpc.topicMappings.stopListening.mutate({ id: listening.id })).toMatchObject({
      state: 'ended',
    });
  });

  it('says by exact reasoning which pattern takes the topics of another one', async () => {
    const first = mapping({ id: 'first', pattern: 'plc/L1/#', tag: 'a/b/c/d/{name}' });
    const check = await trpc.topicMappings.check.query({
      mappings: [
        first,
        mapping({}),
        mapping({ id: 'late', pattern: 'plc/L1/{equipment}/io/{tag}', tag: 'a/b/c/{equipment}/{tag}' }),
        mapping({ id: 'all', pattern: '#', tag: 'a/b/c/d/{name}' }),
        mapping({ id: 'own', pattern: 'aif/v1/{tag}', tag: 'a/b/c/d/{tag}' }),
      ],
    });
    expect(check.errors).toEqual([]);
    const findings = check.findings.filter(({ kind }) => kind !== 'merged');
    expect(findings).toEqual([
      { kind: 'shared', mapping: 'plc', by: 'first', topic: 'plc/L1/machine/group/signal' },
      { kind: 'swallowed', mapping: 'late', by: 'first', topic: 'plc/L1/machine/io/signal' },
      { kind: 'swallowed', mapping: 'late', by: 'plc', topic: 'plc/L1/machine/io/signal' },
      { kind: 'reserved', mapping: 'all', by: 'aif/v1/' },
      { kind: 'reserved', mapping: 'all', by: 'spBv1.0/' },
      { kind: 'shared', mapping: 'all', by: 'first', topic: 'plc/L1' },
      { kind: 'shared', mapping: 'all', by: 'plc', topic: 'plc/line/machine/group/signal' },
      { kind: 'shared', mapping: 'all', by: 'late', topic: 'plc/L1/machine/io/signal' },
      { kind: 'swallowed', mapping: 'own', by: 'aif/v1/' },
    ]);
  });

  it('tries the payloads that are kept because nothing reads them', async () => {
    await publish('aif/v1/odd', '{"value":3}');
    await eventually(() =>
      expect(station.rows(`SELECT id FROM unreadable WHERE topic = 'aif/v1/odd'`)).toHaveLength(1),
    );
    const draft = mapping({ pattern: 'aif/v1/{tag}', tag: 'a/b/c/d/{tag}' });
    const { topics } = await trpc.topicMappings.preview.query({
      mappings: [draft],
      id: 'plc',
      listening: null,
    });
    expect(topics).toMatchObject([
      {
        topic: 'aif/v1/odd',
        takenBy: 'aif/v1/',
        messages: [{ origin: 'unreadable', values: [{ value: 3 }] }],
      },
    ]);
  });

  it('makes a mapping from a payload that nothing reads, field by field, and shows what comes of it', async () => {
    const listening = await trpc.topicMappings.listen.mutate({ filter: '#' });
    const sent = { t: Date.now(), values: [{ id: 'temp', v: 71.5, q: true }] };
    await publish('kep/L2/press-4', JSON.stringify(sent));
    await publish('aif/v1/s/a/l/e/own', '1');
    await publish('kep/L3/press-9', '{"values":');
    const asked = { listening: listening.id, zone: 'Asia/Seoul' };
    const seen = await eventually(async () => {
      const found = await trpc.topicMappings.seen.query({
        mappings: [mapping({ pattern: 'kep/L3/#', tag: '{name}' })],
        listening: listening.id,
        search: 'KEP press',
      });
      expect(found.items).toHaveLength(2);
      return found;
    });
    expect(seen.items).toMatchObject([
      { topic: 'kep/L2/press-4', readBy: null, origin: 'live', text: JSON.stringify(sent) },
      { topic: 'kep/L3/press-9', readBy: 'plc' },
    ]);
    // The one kept as unreadable before, and the one heard now.
    expect(seen.own).toBeGreaterThan(0);

    const ofTopic = { ...asked, topic: 'kep/L2/press-4' };
    const guess = await trpc.topicMappings.guess.query(ofTopic);
    expect(guess).toMatchObject({
      mapping: { pattern: 'kep/{line}/{equipment}', tag: '{line}/{equipment}/{name}' },
      fault: null,
    });
    const guessed = { id: 'new', name: 'New', enabled: true, ...guess.mapping };
    const { fields } = await trpc.topicMappings.fields.query({ ...ofTopic, mapping: guessed });
    expect(fields.map(({ path, role }) => [path, role])).toEqual([
      ['$.t', 'time'],
      ['$.values[*]', 'none'],
      ['$.values[*].id', 'name'],
      ['$.values[*].v', 'value'],
      ['$.values[*].q', 'quality'],
    ]);
    const picked = await trpc.topicMappings.pick.query({
      ...ofTopic,
      mapping: guessed,
      path: '$.values[*].q',
      role: 'none',
    });
    expect(picked).toMatchObject({ fault: null, mapping: { payload: { time: { path: '$.t' } } } });
    expect(picked.mapping.payload).not.toHaveProperty('quality');
    const { topics } = await trpc.topicMappings.preview.query({
      mappings: [picked.mapping],
      id: 'new',
      listening: listening.id,
    });
    expect(topics[0]?.messages[0]?.values).toMatchObject([
      { path: 'unsorted/-/L2/press-4/temp', value: 71.5, at: new Date(sent.t).toISOString() },
    ]);

    // A payload that is broken still gives the pattern, and says why there is no more.
    const broken = await trpc.topicMappings.guess.query({ ...asked, topic: 'kep/L3/press-9' });
    expect(broken).toMatchObject({
      mapping: { pattern: 'kep/{equipment}/{tag}' },
      fault: { code: 'jsonEnds' },
    });
    await expect(trpc.topicMappings.guess.query({ ...asked, topic: 'nobody/sent' })).rejects.toThrow(
      /listen again/,
    );
  });

  it('makes a mapping from what is kept because nothing reads it, without listening', async () => {
    await fetch(`${station.station.http}/api/v1/ingest`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${station.station.token}`,
        'content-type': 'application/x-ndjson',
      },
      body: '{"no": "place"}',
    });
    await publish('odd/press-4/temp', `{"value":21.5,"time":"${new Date().toISOString()}"}`);
    await eventually(() => {
      const kept = station.rows<{ topic: string }>(`SELECT topic FROM unreadable`).map(({ topic }) => topic);
      expect(kept).toEqual(expect.arrayContaining(['http', 'odd/press-4/temp']));
    });
    const asked = { listening: null, zone: 'UTC' };
    const { items } = await trpc.topicMappings.seen.query({ mappings: [], listening: null, search: '' });
    // A line of HTTP has no topic that a mapping could read.
    expect(items).toMatchObject([{ topic: 'odd/press-4/temp', readBy: null, origin: 'unreadable' }]);
    const guess = await trpc.topicMappings.guess.query({ ...asked, topic: 'odd/press-4/temp' });
    expect(guess).toMatchObject({
      fault: null,
      mapping: {
        pattern: 'odd/{equipment}/{tag}',
        tag: 'odd/{equipment}/{tag}',
        payload: { values: ['@.value'], time: { path: '@.time', format: 'iso' } },
      },
    });
  });

  it('says why it cannot listen', async () => {
    await expect(trpc.topicMappings.listen.mutate({ filter: 'a/{b' })).rejects.toThrow(
      /no named part.*character 3/,
    );
  });
});
