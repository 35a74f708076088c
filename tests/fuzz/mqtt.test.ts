import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HubMemory } from '../../server/contexts/data-hub/domain/memory.ts';
import { readBatch } from '../../server/contexts/data-hub/domain/read-batch.ts';
import { NO_TAGS } from '../../server/contexts/data-hub/domain/tags/registry.ts';
import type { Source } from '../../shared/contract/sources.ts';
import { openBrokerStation, type BrokerStation } from '../support/broker-station.ts';
import { mosquittoMissing } from '../support/mosquitto.ts';
import { createRandom } from '../support/random.ts';
import { FUZZ_SECONDS, FUZZ_SEED } from './fuzz-seconds.ts';

/**
 * Made-up messages through a real broker into a real station: in our own form, for one tag and for a machine, and Sparkplug. Every value
 * of every message is stored or counted, and good ones between them come through.
 */
const MACHINE = 'aif/v1/junk/area/line/machine';
const OWN_TOPICS = [
  `${MACHINE}/value`,
  `${MACHINE}/text`,
  MACHINE,
  'aif/v1/라인/구역/x/압착/온도',
  'aif/v1/short',
];
const SPARKPLUG_TOPICS = [
  'NBIRTH/N',
  'DBIRTH/N/d',
  'NDATA/N',
  'DDATA/N/d',
  'DDEATH/N/d',
  'NDEATH/N',
  'ELSE/N',
  'NBIRTH/M',
]
  .map((rest) => `spBv1.0/G/${rest}`)
  .concat('spBv1.0/STATE/other', 'spBv1.0//NDATA/N');
const OWN = [
  '12.5',
  'RUNNING',
  'true',
  '{"v":1,"t":1763899200000,"q":192,"seq":7,"u":"Cel"}',
  '[{"v":1,"t":"2026-11-28T01:00:00Z"},{"v":"x","t":"2026-11-28T01:00:01Z"}]',
  '{"t":1763899200000,"values":{"a":1,"b":{"v":2,"q":0},"각":"x"}}',
  '{"values":{"__proto__":1,"constructor":{"v":1}},"seq":1}',
  '[[[[1]]]]',
].map((text) => new TextEncoder().encode(text));
const PIECES = ['{', '"', ']', ',1', '\\', '1e999', '\ud55c', '"v":', '[1,2]', '\u0000', 'null', '-'].map(
  (text) => new TextEncoder().encode(text),
);
const recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, '../support/sparkplug/recorded-payloads.json'), 'utf8'),
) as { base64: string }[];
const SPARKPLUG = recorded.map(({ base64 }) => new Uint8Array(Buffer.from(base64, 'base64')));

const random = createRandom(FUZZ_SEED);
const below = (limit: number) => Math.floor(random() * limit);
const oneOf = <T>(items: readonly T[]): T => items[below(items.length)] as T;

/** Bits turned, pieces put in, taken out or doubled, cut short; some with nothing of a payload at all, a few very long. */
function mutated(seeds: readonly Uint8Array[]): Buffer {
  if (random() < 0.1) return Buffer.from(Array.from({ length: below(200) }, () => below(256)));
  if (random() < 0.002) return Buffer.alloc(1_500_000, oneOf(PIECES));
  const bytes = [...oneOf(seeds)];
  for (let change = below(5); change > 0 && bytes.length > 0; change -= 1) {
    const at = below(bytes.length);
    const kind = below(5);
    if (kind === 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
    else if (kind === 1) bytes.splice(at, 0, ...oneOf(PIECES));
    else if (kind === 2) bytes.splice(at, 1 + below(4));
    else if (kind === 3) bytes.splice(at, 0, ...bytes.slice(at, at + below(40)));
    else bytes.length = at;
  }
  return Buffer.from(bytes);
}

let open: BrokerStation;
beforeAll(async () => {
  if (mosquittoMissing === null) open = await openBrokerStation();
});
afterAll(() => open?.close());

/** Values and faults of messages in our own form, as the station's own reading of a payload finds them. */
function valuesIn(messages: readonly { topic: string; payload: Buffer }[], memory: HubMemory): number {
  const read = readBatch(
    messages.map((message) => ({
      ...message,
      source: 'broker',
      receivedAt: Date.now(),
      retained: false,
      delivery: null,
    })),
    memory,
  );
  return read.messages.reduce((sum, { readings, faults }) => sum + readings.length + faults.length, 0);
}

async function receivedOf(id: string): Promise<number> {
  const { body } = await open.station.call('GET', `/api/v1/sources/${id}`);
  return (body as Source).counters.received;
}

it.skipIf(mosquittoMissing !== null)(
  `messages made up for every form are stored or counted, and nothing else is lost (${mosquittoMissing ?? 'real broker'})`,
  async () => {
    const memory = new HubMemory({ tags: NO_TAGS, topics: [], deliveries: [], sources: [] });
    const endAt = performance.now() + FUZZ_SECONDS * 1_000;
    const good = `${MACHINE}/good`;
    let [expected, own, sparkplug, sentGood] = [0, 0, 0, 0];
    while (performance.now() < endAt) {
      const batch = Array.from({ length: 100 }, () =>
        random() < 0.6
          ? { topic: oneOf(OWN_TOPICS), payload: mutated(OWN) }
          : { topic: oneOf(SPARKPLUG_TOPICS), payload: mutated(SPARKPLUG) },
      );
      sentGood += 1;
      batch.push({
        topic: good,
        payload: Buffer.from(`{"v":${sentGood},"t":${Date.now()},"seq":${sentGood}}`),
      });
      const inOwnForm = batch.filter(({ topic }) => topic.startsWith('aif/'));
      expected += valuesIn(inOwnForm, memory);
      own += inOwnForm.length;
      sparkplug += batch.length - inOwnForm.length;
      await Promise.all(
        batch.map(({ topic, payload }) => open.publisher.publishAsync(topic, payload, { qos: 1 })),
      );
    }
    await open.until(async () => (await open.tag('junk/area/line/machine/good')).last?.value === sentGood);
    await open.until(async () => (await receivedOf('broker')) >= expected);
    const counters = await open.counters();
    console.log(
      `${own} messages in our form with ${expected} values and faults, ${sparkplug} of Sparkplug; ${JSON.stringify(counters)}`,
    );
    expect(await receivedOf('broker')).toBe(expected);
    const { received, stored, duplicate, unreadable, filtered } = counters;
    expect(stored + duplicate + unreadable + filtered).toBe(received);
    expect(unreadable).toBeGreaterThan(own / 10);
    expect(received - expected).toBeGreaterThan(sparkplug / 10);
    // Each good one is there, however the ones around it were.
    const goods = open.rows<{ value: number }>(
      "SELECT DISTINCT value FROM sample JOIN tag ON tag.id = tag_id WHERE path = 'junk/area/line/machine/good'",
    );
    expect(goods).toHaveLength(sentGood);
    expect(open.station.log()).not.toMatch(/"level":[56]\d/);
    expect((await open.station.call('GET', '/readyz')).status).toBe(200);
  },
);
