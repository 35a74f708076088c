import { describe, expect, it } from 'vitest';
import { textOfReason } from '../../../../../../shared/contract/reasons.ts';
import { topicMappingSchema, type TopicMapping } from '../../../../../../shared/contract/topic-mappings.ts';
import type { FieldRole } from '../../../../../../shared/contract/topic-payloads.ts';
import { formOf } from '../../topic-form.ts';
import { compileMapping } from '../compile.ts';
import { readMapped } from '../read-mapped.ts';
import { guessMapping, pickField, roleOf, seenPayload } from './guess.ts';
import { picksOf } from './picks.ts';

const NOW = Date.UTC(2026, 10, 28, 12);
const T = NOW - 2_000;
const arrival = { at: NOW, zone: 'Asia/Seoul' };
const bytes = (payload: unknown) =>
  new TextEncoder().encode(typeof payload === 'string' ? payload : JSON.stringify(payload));

function seenOf(payload: unknown) {
  const seen = seenPayload(bytes(payload), arrival);
  if ('fault' in seen) throw new Error(textOfReason(seen.fault, 'en'));
  return seen;
}

function guessed(topic: string, payload: unknown, others: readonly string[] = []): TopicMapping {
  const guess = guessMapping(topic, seenOf(payload), { arrival, seen: others });
  if ('fault' in guess) throw new Error(textOfReason(guess.fault, 'en'));
  return topicMappingSchema.parse({ id: 'g', name: 'G', ...guess });
}

/** What the reader of the ingest makes of the payload by a mapping: `[value, quality, seconds before now]` by tag. */
function read(mapping: TopicMapping, topic: string, payload: unknown) {
  const compiled = compileMapping(mapping);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults));
  const target = formOf(topic, [compiled.mapping]);
  if (target.kind !== 'mapped') throw new Error(`the pattern ${mapping.pattern} does not match ${topic}`);
  const { readings, faults } = readMapped(target, bytes(payload), NOW);
  expect(faults).toEqual([]);
  return readings.map(({ path, value, quality, at }) => [
    path,
    value,
    quality,
    at === null ? null : (NOW - at) / 1_000,
  ]);
}

const iso = (at: number) => new Date(at).toISOString();

interface Case {
  readonly topic: string;
  readonly others?: readonly string[];
  readonly payload: unknown;
  readonly pattern: string;
  readonly values: readonly (readonly unknown[])[];
}

const CASES: Readonly<Record<string, Case>> = {
  'Kepware IoT gateway': {
    topic: 'iotgateway',
    payload: {
      timestamp: T + 500,
      values: [
        { id: 'Channel1.Press4.Temp', v: 71.5, q: true, t: T },
        { id: 'Channel1.Press4.Run', v: true, q: false, t: T - 1_000 },
      ],
    },
    pattern: 'iotgateway',
    values: [
      ['unsorted/-/-/-/Channel1.Press4.Temp', 71.5, 192, 2],
      ['unsorted/-/-/-/Channel1.Press4.Run', true, 0, 3],
    ],
  },
  'Node-RED, numbers as text and local time': {
    topic: 'nodered/line1/oven-2',
    others: ['nodered/line2/oven-1'],
    payload: {
      _msgid: 'a1b2c3',
      topic: 'oven',
      payload: { temperature: '181.5', humidity: '12.0' },
      time: '2026-11-28 20:59:58',
    },
    pattern: 'nodered/{line}/{equipment}',
    values: [
      ['unsorted/-/line1/oven-2/temperature', 181.5, 192, 2],
      ['unsorted/-/line1/oven-2/humidity', 12, 192, 2],
    ],
  },
  'Ignition, metrics with names': {
    topic: 'ignition/hall-3/edge-1',
    payload: {
      timestamp: T,
      seq: 12,
      metrics: [
        { name: 'Press/Temperature', timestamp: T, dataType: 'Float', value: 88.25, qualityCode: 192 },
        { name: 'Press/Count', timestamp: T - 500, dataType: 'Int32', value: 41, qualityCode: 192 },
      ],
    },
    pattern: 'ignition/{line}/{equipment}',
    values: [
      ['unsorted/-/hall-3/edge-1/Press.Temperature', 88.25, 192, 2],
      ['unsorted/-/hall-3/edge-1/Press.Count', 41, 192, 2.5],
    ],
  },
  'Zigbee sensor': {
    topic: 'zigbee2mqtt/motor-room',
    others: ['zigbee2mqtt/paint-shop'],
    payload: {
      battery: 97,
      humidity: 41.2,
      temperature: 23.41,
      linkquality: 131,
      last_seen: iso(T),
      update: { state: 'idle' },
    },
    pattern: 'zigbee2mqtt/{equipment}',
    values: [
      ['unsorted/-/-/motor-room/battery', 97, 192, 2],
      ['unsorted/-/-/motor-room/humidity', 41.2, 192, 2],
      ['unsorted/-/-/motor-room/temperature', 23.41, 192, 2],
      ['unsorted/-/-/motor-room/linkquality', 131, 192, 2],
    ],
  },
  'Telegraf, a batch of metrics': {
    topic: 'telegraf',
    payload: {
      metrics: [
        { fields: { rpm: 1450, load: 0.7 }, name: 'spindle', tags: { host: 'mill-1' }, timestamp: T / 1_000 },
        {
          fields: { rpm: 1460, load: 0.8 },
          name: 'spindle',
          tags: { host: 'mill-1' },
          timestamp: T / 1_000 - 10,
        },
      ],
    },
    pattern: 'telegraf',
    values: [
      ['unsorted/-/-/mill-1/rpm', 1450, 192, 2],
      ['unsorted/-/-/mill-1/load', 0.7, 192, 2],
      ['unsorted/-/-/mill-1/rpm', 1460, 192, 12],
      ['unsorted/-/-/mill-1/load', 0.8, 192, 12],
    ],
  },
  'a batch of one signal': {
    topic: 'busan/press/L2/press-4/temperature',
    others: ['busan/press/L1/press-1/temperature', 'busan/press/L2/press-4/pressure'],
    payload: [
      { ts: iso(T), value: 70.5, status: 'GOOD' },
      { ts: iso(T - 1_000), value: 70.4, status: 'bad' },
    ],
    pattern: 'busan/press/{line}/{equipment}/{tag}',
    values: [
      ['busan/press/L2/press-4/temperature', 70.5, 192, 2],
      ['busan/press/L2/press-4/temperature', 70.4, 0, 3],
    ],
  },
  'pairs of time and value': {
    topic: 'plc/L2/press-4/temperature',
    payload: [
      [T, 70.5],
      [T - 100, 70.4],
    ],
    pattern: 'plc/{line}/{equipment}/{tag}',
    values: [
      ['unsorted/-/L2/press-4/temperature', 70.5, 192, 2],
      ['unsorted/-/L2/press-4/temperature', 70.4, 192, 2.1],
    ],
  },
  'readings by their name, each with its time': {
    topic: 'edge/v1/L2/press-4/data',
    payload: {
      device: 'gw-7',
      readings: {
        temp: { value: 70.5, unit: 'Cel', ts: iso(T) },
        압력: { value: 5.2, unit: 'bar', ts: iso(T - 3_000) },
      },
    },
    pattern: 'edge/v1/{line}/{equipment}/data',
    values: [
      ['unsorted/-/L2/press-4/temp', 70.5, 192, 2],
      ['unsorted/-/L2/press-4/압력', 5.2, 192, 5],
    ],
  },
  'a machine that only the payload names': {
    topic: 'gateway/events',
    payload: { 설비명: '프레스-4', line: 'L2', 온도: 70.5, 시각: iso(T) },
    pattern: 'gateway/events',
    values: [['unsorted/-/L2/프레스-4/온도', 70.5, 192, 2]],
  },
  'one value beside what is said of it': {
    topic: 'opcua/press-4/temp',
    payload: { value: 70.5, min: 0, max: 200, decimals: 1, quality: 'Good', sourceTime: T * 1_000 },
    pattern: 'opcua/{equipment}/{tag}',
    values: [['unsorted/-/-/press-4/temp', 70.5, 192, 2]],
  },
  'a value under the name that ends the topic': {
    topic: 'plc/L2/press-4/temperature',
    payload: { temp: '70,5', ts: '28.11.2026 20:59:58' },
    pattern: 'plc/{line}/{equipment}/{tag}',
    values: [['unsorted/-/L2/press-4/temperature', 70.5, 192, 2]],
  },
  'channels of an array': {
    topic: 'daq/rig-1',
    payload: { t: T, channels: [1.5, 2.5] },
    pattern: 'daq/{equipment}',
    values: [
      ['unsorted/-/daq/rig-1/0', 1.5, 192, 2],
      ['unsorted/-/daq/rig-1/1', 2.5, 192, 2],
    ],
  },
  'a plain number with a decimal comma': {
    topic: '/plc/L2/press-4/temperature',
    payload: '70,5',
    pattern: '/plc/{line}/{equipment}/{tag}',
    values: [['unsorted/-/L2/press-4/temperature', 70.5, 192, null]],
  },
};

describe('a mapping guessed from a topic and its payload', () => {
  it.each(Object.entries(CASES))('%s', (_name, { topic, others, payload, pattern, values }) => {
    const mapping = guessed(topic, payload, others);
    expect(mapping.pattern).toBe(pattern);
    expect(read(mapping, topic, payload)).toEqual(values);
  });

  it('says so where nothing looks like a value, or the payload is no JSON', () => {
    const nothing = guessMapping('a/b', seenOf({ text: 'hello' }), { arrival, seen: [] });
    expect(nothing).toMatchObject({ fault: { code: 'noValueGuessed' } });
    expect(seenPayload(bytes('{"a": '), arrival)).toMatchObject({ fault: { code: 'notJson' } });
    expect(seenPayload(new Uint8Array([0xff, 0xfe]), arrival)).toMatchObject({ fault: { code: 'notUtf8' } });
  });

  it('reads further lines and machines too, where those heard of so far are of one', () => {
    const others = ['acme/busan/press/L2/press-4/load', 'acme/busan/press/L2/press-4/speed'];
    expect(guessed('acme/busan/press/L2/press-4/temp', '1', others)).toMatchObject({
      pattern: 'acme/busan/press/{line}/{equipment}/{tag}',
      tag: 'busan/press/{line}/{equipment}/{tag}',
    });
  });

  it('never begins a pattern with a wildcard, and keeps topics apart that a tag has too few levels for', () => {
    const topic = 'acme/site-1/area-1/line-1/cell-1/m-1/temp';
    const others = ['acme/site-2/area-2/line-2/cell-2/m-2/load'];
    expect(guessed(topic, '1', others)).toMatchObject({
      pattern: 'acme/{part1}/{site}/{area}/{line}/{equipment}/{tag}',
      tag: '{part1}.{site}/{area}/{line}/{equipment}/{tag}',
    });
    expect(guessed('press-4', '1')).toMatchObject({ pattern: 'press-4', tag: 'press-4' });
  });
});

describe('picking fields of a payload', () => {
  const payload = {
    sent: T,
    batch: 'B-17',
    list: [
      { at: T, temp: 1.5, load: 3, ok: 'GOOD' },
      { at: T - 1_000, temp: 1.6, load: 4, ok: 'BAD' },
    ],
    other: [{ at: 5 }],
  };
  const seen = seenOf(payload);
  const fields = seen.form === 'json' ? seen.fields : [];

  function pick(mapping: TopicMapping, path: string, role: FieldRole) {
    const { payload: rule } = mapping;
    if (rule.form !== 'json') throw new Error('no JSON');
    return pickField(mapping, rule, fields, { path, role, arrival });
  }
  function picked(mapping: TopicMapping, path: string, role: FieldRole): TopicMapping {
    const result = pick(mapping, path, role);
    if ('fault' in result) throw new Error(textOfReason(result.fault, 'en'));
    return result;
  }
  function rolesOf({ payload: rule }: TopicMapping) {
    if (rule.form !== 'json') throw new Error('no JSON');
    const picks = picksOf(rule, fields);
    return Object.fromEntries(
      fields.flatMap((field) => {
        const { role } = roleOf(picks, field);
        return role === 'none' ? [] : [[field.path, role]];
      }),
    );
  }

  it('lists what is the same in every element once', () => {
    expect(fields.map(({ path, kind, count }) => `${path} ${kind} ${count}`)).toEqual([
      '$.sent number 1',
      '$.batch text 1',
      '$.list[*] object 2',
      '$.list[*].at number 2',
      '$.list[*].temp number 2',
      '$.list[*].load number 2',
      '$.list[*].ok text 2',
      '$.other[*] object 1',
      '$.other[*].at number 1',
    ]);
  });

  it('shows what a rule takes, and changes it field by field', () => {
    let mapping = topicMappingSchema.parse({
      id: 'm',
      name: 'M',
      pattern: 'plc/{line}/{equipment}/{tag}',
      tag: 'busan/press/{line}/{equipment}/{tag}',
      payload: {
        form: 'json',
        samples: '$.list[*]',
        values: ['@.temp'],
        numbers: 'point',
        rename: { a: 'b' },
      },
    });
    expect(rolesOf(mapping)).toEqual({ '$.list[*].temp': 'value' });
    mapping = picked(mapping, '$.sent', 'time');
    expect(mapping.payload).toMatchObject({ time: { path: '$.sent', format: 'epochMilliseconds' } });
    mapping = picked(mapping, '$.list[*].at', 'time');
    mapping = picked(mapping, '$.list[*].ok', 'quality');
    // A second value: without their names both would be one tag.
    mapping = picked(mapping, '$.list[*].load', 'value');
    expect(mapping.tag).toBe('busan/press/{line}/{equipment}/{tag}.{name}');
    mapping = picked(mapping, '$.batch', 'part');
    expect(mapping.payload).toMatchObject({
      samples: '$.list[*]',
      values: ['@.temp', '@.load'],
      time: { path: '@.at', format: 'epochMilliseconds' },
      quality: { path: '@.ok', words: { GOOD: 192, BAD: 0 } },
      fields: { batch: '$.batch' },
      numbers: 'point',
      rename: { a: 'b' },
    });
    expect(rolesOf(mapping)).toEqual({
      '$.batch': 'part',
      '$.list[*].at': 'time',
      '$.list[*].temp': 'value',
      '$.list[*].load': 'value',
      '$.list[*].ok': 'quality',
    });
    expect(read(mapping, 'plc/L2/p4/x', payload)[3]).toEqual(['busan/press/L2/p4/x.load', 4, 0, 3]);
    mapping = picked(mapping, '$.list[*].at', 'none');
    mapping = picked(mapping, '$.list[*].load', 'none');
    expect(mapping.payload).toMatchObject({ values: ['@.temp'] });
    expect('time' in mapping.payload).toBe(false);
  });

  it.each<[string, FieldRole, string]>([
    ['$.list[*].temp', 'none', 'pickAValue'],
    ['$.batch', 'time', 'pickNoTime'],
    ['$.other[*].at', 'part', 'pickElsewhere'],
    ['$.gone', 'value', 'pickGone'],
  ])('says why %s cannot be %s', (path, role, code) => {
    const mapping = topicMappingSchema.parse({
      id: 'm',
      name: 'M',
      pattern: 'plc/{tag}',
      tag: '{tag}',
      payload: { form: 'json', samples: '$.list[*]', values: ['@.temp'] },
    });
    expect(pick(mapping, path, role)).toMatchObject({ fault: { code } });
  });
});
