import { describe, expect, it } from 'vitest';
import {
  arrival,
  bytes,
  guessed,
  iso,
  read,
  seenOf,
  T,
} from '../../../../../../tests/support/mapping-guess.ts';
import { guessMapping, seenPayload } from './guess.ts';

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
  'readings by their name beside other members': {
    topic: 'edge/v1/L2/press-4',
    payload: {
      ts: T,
      temp: { val: 70.5, q: 192 },
      state: { val: 'RUN', q: 0 },
    },
    pattern: 'edge/v1/{line}/{equipment}',
    values: [
      ['unsorted/-/L2/press-4/temp', 70.5, 192, 2],
      ['unsorted/-/L2/press-4/state', 'RUN', 0, 2],
    ],
  },
  'OPC UA messages, a status and a time for each field': {
    topic: 'opcua/json/data/L2/press-4',
    payload: {
      MessageId: '17',
      MessageType: 'ua-data',
      Messages: [
        {
          DataSetWriterId: 4,
          SequenceNumber: 12,
          Timestamp: iso(T + 400),
          Payload: {
            Temp: { Value: 70.5, SourceTimestamp: iso(T), StatusCode: { Code: 0, Symbol: 'Good' } },
            Force: { Value: 12, SourceTimestamp: iso(T - 1_000), StatusCode: { Code: 1, Symbol: 'Bad' } },
          },
        },
      ],
    },
    pattern: 'opcua/json/data/{line}/{equipment}',
    values: [
      ['unsorted/-/L2/press-4/Temp', 70.5, 192, 2],
      ['unsorted/-/L2/press-4/Force', 12, 0, 3],
    ],
  },
  'Tasmota, a sensor within and local time': {
    topic: 'tele/press-4/SENSOR',
    payload: { Time: '2026-11-28T20:59:58', AM2301: { Temperature: 24.4, Humidity: 50.1 }, TempUnit: 'C' },
    pattern: 'tele/{equipment}/SENSOR',
    values: [
      ['unsorted/-/-/press-4/Temperature', 24.4, 192, 2],
      ['unsorted/-/-/press-4/Humidity', 50.1, 192, 2],
    ],
  },
  'a LoRaWAN server': {
    topic: 'v3/plant@ttn/devices/vibration-7/up',
    payload: {
      end_device_ids: { device_id: 'vibration-7' },
      received_at: iso(T + 300),
      uplink_message: {
        f_port: 2,
        decoded_payload: { rms: 2.7, temperature: 41.5 },
        rx_metadata: [{ rssi: -71, snr: 9.5 }],
        received_at: iso(T),
      },
    },
    pattern: 'v3/{line}/devices/{equipment}/up',
    values: [
      ['unsorted/-/plant@ttn/vibration-7/rms', 2.7, 192, 2],
      ['unsorted/-/plant@ttn/vibration-7/temperature', 41.5, 192, 2],
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
    expect(seenPayload(bytes('{"a": '), arrival)).toMatchObject({ fault: { code: 'jsonEnds' } });
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
