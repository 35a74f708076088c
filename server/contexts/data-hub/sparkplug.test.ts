import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestHub, type TestHub } from '../../../tests/support/test-hub.ts';
import { encodePayload } from '../../../shared/sparkplug/encode.ts';
import { DATA_TYPE, type Metric, type Payload } from '../../../shared/sparkplug/payload.ts';
import type { RebirthRequest } from './domain/sparkplug/rebirths.ts';
import { tagPatchSchema } from '../../../shared/contract/tags.ts';
import { reason } from '../../../shared/contract/reasons.ts';

/** The host application as the hub is, on a real store, with an edge node written by hand. */
const NODE = 'spBv1.0/G';
const EQUIPMENT = 'G/sparkplug/N/press-1';

let test: TestHub;
let asked: RebirthRequest[];
let seq = 0;

function listen() {
  test.hub.sparkplug.onRebirthWanted((request) => asked.push(request));
  test.hub.sparkplug.connected();
}
beforeEach(async () => {
  test = await openTestHub();
  asked = [];
  listen();
});
afterEach(() => test.close());

const double = (name: string, value: number, more: Partial<Metric> = {}): Metric => ({
  name,
  timestamp: test.now,
  datatype: DATA_TYPE.Double,
  value: { kind: 'double', value },
  ...more,
});
const bdSeq = (value: number): Metric => ({
  name: 'bdSeq',
  datatype: DATA_TYPE.Int64,
  value: { kind: 'long', value },
});

/** Sends a message with the next number, unless one is named. */
function send(type: string, metrics: readonly Metric[], payload: Partial<Payload> = {}, device = 'press-1') {
  const topic = `${NODE}/${type}/N${type.startsWith('D') ? `/${device}` : ''}`;
  const numbered = type === 'NDEATH' ? {} : { seq };
  if (payload.seq === undefined && type !== 'NDEATH') seq = (seq + 1) % 256;
  return test.send(topic, encodePayload({ timestamp: test.now, metrics, ...numbered, ...payload }));
}

async function born(metrics: readonly Metric[] = [double('Motor/Temperature', 20, { alias: 7 })]) {
  seq = 0;
  await send('NBIRTH', [bdSeq(3), double('Load', 0.5, { alias: 1 })]);
  await send('DBIRTH', metrics);
}

async function last(name: string, equipment = EQUIPMENT) {
  return (await test.hub.tag(`${equipment}/${name}`)).last;
}
const step = (ms = 1_000) => (test.now += ms);
const byAlias = (alias: number, value: number, more: Partial<Metric> = {}): Metric => ({
  alias,
  timestamp: test.now,
  value: { kind: 'double', value },
  ...more,
});

describe('births and data', () => {
  it('are tags by the names of the birth, with the time and quality of their source', async () => {
    await born();
    step();
    await send('DDATA', [byAlias(7, 21.5)]);
    expect(await last('Motor.Temperature')).toEqual({
      value: 21.5,
      quality: 192,
      at: new Date(test.now).toISOString(),
      receivedAt: new Date(test.now).toISOString(),
    });
    expect(await last('Load', 'G/sparkplug/N/node')).toMatchObject({ value: 0.5 });
    expect(test.hub.counters()).toEqual({
      received: 3,
      stored: 3,
      duplicate: 0,
      late: 0,
      unreadable: 0,
      filtered: 0,
      gap: 0,
    });
    expect(asked).toEqual([]);
  });

  it('leave out controls, bdSeq and what is transient', async () => {
    await born([
      double('Temperature', 1),
      double('Debug', 1, { isTransient: true }),
      {
        name: 'Device Control/Reboot',
        datatype: DATA_TYPE.Boolean,
        value: { kind: 'boolean', value: false },
      },
    ]);
    expect(new Set(test.hub.tagPaths())).toEqual(
      new Set([`${EQUIPMENT}/Temperature`, 'G/sparkplug/N/node/Load']),
    );
  });

  it('carry the property Quality, and a value that is none is bad', async () => {
    const quality = (value: number): Partial<Metric> => ({
      properties: [['Quality', { type: DATA_TYPE.Int32, value: { kind: 'int', value } }]],
    });
    await born([double('a', 1, quality(500)), double('b', 2, quality(0)), double('c', Number.NaN)]);
    expect(await last('a')).toMatchObject({ value: 1, quality: 500 });
    expect(await last('b')).toMatchObject({ value: 2, quality: 0 });
    expect(await last('c')).toMatchObject({ value: null, quality: 0 });
  });

  it('a unit a person has set counts before that of a birth which is committed together with the value', async () => {
    const engUnit = (unit: string): Partial<Metric> => ({
      properties: [['engUnit', { type: DATA_TYPE.String, value: { kind: 'string', value: unit } }]],
    });
    await born([double('Temperature', 20, engUnit('degC'))]);
    const path = `${EQUIPMENT}/Temperature`;
    await test.hub.patchTag(path, tagPatchSchema.parse({ unit: 'K' }), { id: 'station', name: '김하나' });
    step();
    seq = 0;
    await Promise.all([
      send('NBIRTH', [bdSeq(4)]),
      send('DBIRTH', [double('Temperature', 21, engUnit('degF'))]),
      test.send(`aif/v1/${path}`, JSON.stringify({ v: 300, t: test.now + 10, u: 'K' })),
    ]);
    expect(await last('Temperature')).toMatchObject({ value: 300, quality: 192 });
  });

  it('historical values go into their own time and never become the live value', async () => {
    await born();
    const bornAt = test.now;
    step(10_000);
    const samples: boolean[] = [];
    test.hub.onCommitted((committed) => samples.push(...committed.of(() => true).map(({ late }) => late)));
    await send('DDATA', [byAlias(7, 99, { isHistorical: true, timestamp: bornAt + 5_000 })]);
    expect(await last('Motor.Temperature')).toMatchObject({ value: 20 });
    expect(samples).toEqual([true]);
    const { items } = await test.hub.samples(`${EQUIPMENT}/Motor.Temperature`, { points: 100 });
    expect(items.map(({ value }) => value)).toEqual([20, 99]);
  });

  it('a rebirth repeats values, which are counted as duplicates; a changed quality at the same time is kept', async () => {
    await born();
    const { stored } = test.hub.counters();
    const temperature = double('Motor/Temperature', 20, { alias: 7 });
    await born([temperature]);
    expect(test.hub.counters()).toMatchObject({ stored, duplicate: 2 });
    const bad = {
      ...temperature,
      properties: [['Quality', { value: { kind: 'int', value: 0 } as const }]] as const,
    };
    await born([bad]);
    expect(await last('Motor.Temperature')).toMatchObject({ value: 20, quality: 0 });
    await test.reopen();
    listen();
    await born([temperature]);
    expect(await last('Motor.Temperature')).toMatchObject({ value: 20, quality: 192 });
  });

  it('several values of one moment are all kept, each once', async () => {
    await born();
    step();
    const values = Array.from({ length: 60 }, (_, index) => 21 + index);
    await Promise.all(values.map((value) => send('DDATA', [byAlias(7, value)])));
    expect(test.hub.counters()).toMatchObject({ stored: 62, duplicate: 0 });
    expect(await last('Motor.Temperature')).toMatchObject({ value: 80 });
    const { items } = await test.hub.samples(`${EQUIPMENT}/Motor.Temperature`, { points: 100 });
    expect(items.map(({ value }) => value)).toEqual([20, ...values]);
  });

  it('templates become a tag a member, their definitions none', async () => {
    const member = (value: number): Metric => ({
      name: 'rpm',
      datatype: DATA_TYPE.Int32,
      timestamp: test.now,
      value: { kind: 'int', value },
    });
    const template = (value: number, isDefinition = false): Metric => ({
      name: isDefinition ? 'motor-type' : 'Motor 1',
      datatype: DATA_TYPE.Template,
      timestamp: test.now,
      value: {
        kind: 'template',
        value: {
          isDefinition,
          metrics: [member(value)],
          parameters: [{ name: 'maker', type: DATA_TYPE.String, value: { kind: 'string', value: 'ACME' } }],
        },
      },
    });
    seq = 0;
    await send('NBIRTH', [bdSeq(0), template(0, true)]);
    await send('DBIRTH', [template(1450)]);
    step();
    await send('DDATA', [template(1460)]);
    expect(await last('Motor 1.rpm')).toMatchObject({ value: 1460 });
    expect(await last('Motor 1.maker')).toMatchObject({ value: 'ACME' });
    expect(test.hub.tagPaths()).toHaveLength(2);
  });
});

describe('deaths', () => {
  it('of a node: every tag of it and its devices is without value from then on', async () => {
    await born();
    step();
    await send('NDEATH', [bdSeq(3)]);
    for (const [name, equipment] of [
      ['Motor.Temperature', EQUIPMENT],
      ['Load', 'G/sparkplug/N/node'],
    ] as const)
      expect(await last(name, equipment)).toMatchObject({
        value: null,
        quality: 500,
        at: new Date(test.now).toISOString(),
      });
    await send('NDEATH', [bdSeq(3)]);
    expect(test.hub.counters()).toMatchObject({ received: 4, stored: 4 });
  });

  it('of another session of the node says nothing', async () => {
    await born();
    await send('NDEATH', [bdSeq(2)]);
    expect(await last('Motor.Temperature')).toMatchObject({ value: 20 });
    expect(asked).toMatchObject([{ reason: reason('spOtherSession', { came: 2, born: 3 }) }]);
    step();
    await send('DDATA', [byAlias(7, 21)]);
    step(31_000);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await last('Motor.Temperature')).toMatchObject({ value: 21 });
  });

  it('of a session nobody knows, and nothing more: the node is gone', async () => {
    await born();
    await send('NDEATH', [bdSeq(4)]);
    step(31_000);
    await expect.poll(() => last('Motor.Temperature')).toMatchObject({ value: null, quality: 500 });
    await expect.poll(() => last('Load', 'G/sparkplug/N/node')).toMatchObject({ value: null, quality: 500 });
  });

  it('of a device ends its tags at the time the message says; a new birth brings them back', async () => {
    await born();
    step();
    await send('DDEATH', [], { timestamp: test.now - 400 });
    expect(await last('Motor.Temperature')).toMatchObject({
      value: null,
      quality: 500,
      at: new Date(test.now - 400).toISOString(),
    });
    expect(await last('Load', 'G/sparkplug/N/node')).toMatchObject({ value: 0.5 });
    step();
    await send('DBIRTH', [double('Motor/Temperature', 30, { alias: 7 })]);
    expect(await last('Motor.Temperature')).toMatchObject({ value: 30, quality: 192 });
    expect(asked).toEqual([]);
  });

  it('is dated by the clock of the node, so that values after it are newer even where that clock is late', async () => {
    const behind = 60_000;
    const late = () => ({ timestamp: test.now - behind });
    seq = 0;
    await send('NBIRTH', [bdSeq(3)], late());
    await send('DBIRTH', [double('T', 20, late())], late());
    step();
    await send('NDEATH', [bdSeq(3)]);
    expect(await last('T')).toMatchObject({ value: null });
    step();
    seq = 0;
    await send('NBIRTH', [bdSeq(4)], late());
    await send('DBIRTH', [double('T', 21, late())], late());
    expect(await last('T')).toMatchObject({ value: 21, quality: 192 });
  });

  it('is over with the birth, though its values are from before it', async () => {
    await born();
    const acquiredAt = test.now;
    step();
    await send('NDEATH', [bdSeq(3)]);
    step();
    const unchanged = double('Motor/Temperature', 20, { alias: 7, timestamp: acquiredAt });
    await born([unchanged]);
    const shown = { value: 20, quality: 192, at: new Date(test.now).toISOString() };
    expect(await last('Motor.Temperature')).toMatchObject(shown);
    await born([unchanged]);
    expect(await last('Motor.Temperature')).toMatchObject(shown);
    const { items } = await test.hub.samples(`${EQUIPMENT}/Motor.Temperature`, { points: 100 });
    expect(items.map(({ value, quality }) => [value, quality])).toEqual([
      [20, 192],
      [null, 500],
      [20, 192],
    ]);
  });

  it('of what a new birth names no more', async () => {
    await born([double('a', 1), double('b', 2)]);
    step();
    await send('DBIRTH', [double('a', 3)]);
    expect(await last('a')).toMatchObject({ value: 3 });
    expect(await last('b')).toMatchObject({ value: null, quality: 500 });
  });
});

describe('order', () => {
  it('a message missing and not coming asks for a rebirth after the reorder timeout', async () => {
    await born();
    seq += 1;
    step();
    await send('DDATA', [byAlias(7, 22)]);
    expect(await last('Motor.Temperature')).toMatchObject({ value: 22 });
    expect(test.hub.counters().gap).toBe(1);
    expect(asked).toEqual([]);
    step(2_000);
    await expect.poll(() => asked.length).toBe(1);
    expect(asked[0]).toMatchObject({ group: 'G', node: 'N', reason: reason('spMissing', { count: 1 }) });
  });

  it('one that comes late after all fills its hole and nobody is asked', async () => {
    await born();
    const missed = seq;
    seq += 1;
    step();
    await send('DDATA', [byAlias(7, 22)]);
    await send('DDATA', [byAlias(7, 21, { timestamp: test.now - 500 })], { seq: missed });
    step(5_000);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(asked).toEqual([]);
    expect(test.hub.counters()).toMatchObject({ gap: 0, late: 1 });
    expect(await last('Motor.Temperature')).toMatchObject({ value: 22 });
  });

  it('numbers start again after 255', async () => {
    await born();
    for (let count = 0; count < 600; count += 1) {
      step(10);
      await send('DDATA', [byAlias(7, count)]);
    }
    expect(asked).toEqual([]);
    expect(test.hub.counters()).toMatchObject({ gap: 0, unreadable: 0 });
  });
});

describe('what cannot be read for want of a birth', () => {
  it('is counted, kept and asked for, at most once in ten seconds and ever more rarely', async () => {
    for (let second = 0; second < 60; second += 1) {
      await send('DDATA', [byAlias(7, second)]);
      step();
    }
    expect(test.hub.counters()).toMatchObject({ received: 60, unreadable: 60 });
    // At 0, 10 and 30 s.
    expect(asked).toHaveLength(3);
    const page = await test.hub.unreadable({ limit: 1 });
    expect(page.items[0]?.reason).toContain('was not born');
  });

  it('an unknown alias asks too, and the known values of the message count', async () => {
    await born();
    step();
    await send('DDATA', [byAlias(7, 21), byAlias(8, 1)]);
    expect(asked).toMatchObject([{ reason: reason('spUnknownAlias', { alias: '8' }) }]);
    expect(await last('Motor.Temperature')).toMatchObject({ value: 21 });
    expect(test.hub.counters()).toMatchObject({ received: 4, stored: 3, unreadable: 1 });
  });

  it('what is no payload, no topic of Sparkplug, or retained is unreadable; commands and STATE are no signals', async () => {
    await test.send('spBv1.0/G/NBIRTH/N', new Uint8Array([0xff]));
    await test.send('spBv1.0/G/NOTHING/N', new Uint8Array());
    await test.send('spBv1.0/G/DDATA/N', new Uint8Array());
    await test.send('spBv1.0/G/NBIRTH/N', encodePayload({ metrics: [] }), { retained: true });
    await test.send('spBv1.0/G/NCMD/N', new Uint8Array([1]));
    await test.send('spBv1.0/STATE/host', '{"online":true,"timestamp":1}');
    expect(test.hub.counters()).toMatchObject({ received: 4, unreadable: 4 });
  });
});

describe('the station itself', () => {
  it('asks every known node after a restart, and takes for gone what does not answer', async () => {
    await born();
    await test.reopen();
    asked = [];
    listen();
    expect(asked).toMatchObject([{ group: 'G', node: 'N' }]);
    expect(await last('Motor.Temperature')).toMatchObject({ value: 20 });
    step(31_000);
    await expect.poll(() => last('Motor.Temperature')).toMatchObject({ value: null, quality: 500 });
    await born();
    expect(await last('Motor.Temperature')).toMatchObject({ value: 20, quality: 192 });
  });

  it('marks everything when it loses the broker', async () => {
    await born();
    step();
    test.hub.sparkplug.disconnected();
    await expect.poll(() => last('Motor.Temperature')).toMatchObject({ value: null, quality: 500 });
    step();
    test.hub.sparkplug.connected();
    expect(asked).toHaveLength(1);
  });
});
