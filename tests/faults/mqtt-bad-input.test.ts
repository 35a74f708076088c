import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrokerStation, type BrokerStation } from '../support/broker-station.ts';
import { mosquittoMissing } from '../support/mosquitto.ts';

/**
 * What a plant sends by mistake, through a real broker into a real station: each is kept with a reason or stored
 * marked, nothing else is lost, and the stream goes on.
 */
const TAG = 'aif/v1/junk/area/line/machine/value';
const DAY_MS = 86_400_000;
const bytes = (...values: number[]) => Buffer.from(values);

const UNREADABLE: readonly (readonly [
  name: string,
  topic: string,
  payload: string | Buffer,
  reason: RegExp,
])[] = [
  ['broken JSON', TAG, '{"v":1', /not valid JSON/],
  ['10 MB', TAG, Buffer.alloc(10_485_760, 0x31), /10485760 bytes; 1048576 are allowed/],
  ['wrong UTF-8', TAG, bytes(0x31, 0xc3, 0x28), /not UTF-8/],
  ['binary', TAG, bytes(0, 1, 2, 3), /control characters/],
  ['NaN', TAG, 'NaN', /not a finite number/],
  ['infinite', TAG, '{"v":1e999}', /outside the range/],
  ['empty', TAG, '', /empty/],
  ['no value', TAG, '{"temperature":5}', /no "v"/],
  ['nested', TAG, '{"v":{"a":1}}', /not a number, boolean or text/],
  ['time before 2000', TAG, '{"v":1,"t":"1970-01-01T00:00:05Z"}', /before 2000/],
  ['time in seconds', TAG, '{"v":1,"t":1763899200}', /looks like seconds/],
  ['time in the year 2099', TAG, '{"v":1,"t":"2099-01-01T00:00:00Z"}', /more than a year ahead/],
  ['time without zone', TAG, '{"v":1,"t":"2026-01-01T00:00:00"}', /no zone/],
  ['long text', TAG, JSON.stringify('x'.repeat(10_001)), /10000 are allowed/],
  ['too few levels', 'aif/v1/junk/value', '1', /2 levels/],
  ['too many levels', 'aif/v1/a/b/c/d/e/f', '1', /6 levels/],
  ['empty level', 'aif/v1/junk//line/machine/value', '1', /empty level/],
  ['a value for a machine', 'aif/v1/junk/area/line/machine', '5', /grouped message/],
];

describe.skipIf(mosquittoMissing)('bad input over MQTT', () => {
  let open: BrokerStation;
  let good = 0;
  beforeAll(async () => {
    open = await openBrokerStation();
    await sendGood();
  });
  afterAll(() => open.close());

  const publish = (topic: string, payload: string | Buffer) =>
    open.publisher.publishAsync(topic, payload, { qos: 1 });

  /** A good value after the bad one must come through at once. */
  async function sendGood(): Promise<void> {
    good += 1;
    await publish(
      `aif/v1/junk/area/line/machine/good`,
      JSON.stringify({ v: good, t: Date.now(), seq: good }),
    );
    await open.until(async () => {
      const tag = await open.tag('junk/area/line/machine/good').catch(() => null);
      return tag?.last?.value === good;
    });
  }

  it.each(UNREADABLE)('%s', async (_name, topic, payload, reason) => {
    const before = await open.counters();
    await publish(topic, payload);
    await sendGood();
    const after = await open.counters();
    expect(after.unreadable - before.unreadable).toBe(1);
    expect(after.received - before.received).toBe(2);
    const [kept] = open.rows<{ topic: string; reason: string; size: number; payload: Buffer }>(
      'SELECT topic, reason, size, payload FROM unreadable ORDER BY id DESC LIMIT 1',
    );
    const sent = Buffer.from(payload);
    expect(kept?.topic).toBe(topic);
    expect(kept?.reason).toMatch(reason);
    expect(kept?.size).toBe(sent.length);
    expect(Buffer.compare(kept?.payload ?? Buffer.alloc(0), sent.subarray(0, 4_096))).toBe(0);
  });

  it('a clock two hours ahead is stored in its own time, marked, and keeps nothing else out', async () => {
    const path = 'junk/area/line/machine/ahead';
    const t = Date.now() + 2 * 3_600_000;
    await publish(`aif/v1/${path}`, JSON.stringify({ v: 1, t }));
    await open.until(async () => (await open.tag(path).catch(() => null))?.last?.quality === 64);
    await publish(`aif/v1/${path}`, JSON.stringify({ v: 2, t: Date.now() }));
    await open.until(async () => (await open.tag(path)).last?.value === 2);
    const { items } = await open.samples(path, Date.now() - 60_000, t);
    expect(items.map(({ value, quality }) => [value, quality])).toEqual([
      [2, 192],
      [1, 64],
    ]);
  });

  it('years-old data is late data, in its own time', async () => {
    const path = 'junk/area/line/machine/old';
    const old = Date.UTC(2001, 0, 1);
    await publish(`aif/v1/${path}`, JSON.stringify({ v: 2, t: Date.now() - DAY_MS }));
    await publish(`aif/v1/${path}`, JSON.stringify({ v: 1, t: old }));
    await open.until(async () => (await open.tag(path).catch(() => null))?.counters.late === 1);
    const tag = await open.tag(path);
    expect(tag.last?.value).toBe(2);
    expect(tag.counters).toMatchObject({ stored: 2, late: 1, unreadable: 0 });
    expect((await open.samples(path, old - 1, old + 1)).items).toHaveLength(1);
  });

  it('an unknown tag is made known on first sight, odd names and all', async () => {
    await publish('aif/v1/junk/구역/line 1/프레스-1/온도 (°C)', '21.5');
    await open.until(
      async () => (await open.tag('junk/구역/line 1/프레스-1/온도 (°C)').catch(() => null)) !== null,
    );
    expect((await open.tag('junk/구역/line 1/프레스-1/온도 (°C)')).last?.value).toBe(21.5);
  });

  it('accounts for everything sent', async () => {
    const { received, stored, duplicate, unreadable } = await open.counters();
    expect(unreadable).toBe(UNREADABLE.length);
    expect(received).toBe(stored + duplicate + unreadable);
    const [row] = open.rows<{ n: number }>('SELECT count(*) AS n FROM sample');
    expect(row?.n).toBe(stored);
  });
});
