import mqtt, { type MqttClient } from 'mqtt';
import { afterEach, describe, expect, it } from 'vitest';
import { decodePayload } from '../../shared/sparkplug/decode.ts';
import { DATA_TYPE } from '../../shared/sparkplug/payload.ts';
import type { EdgeConnection } from '../../server/demo-plant/edge-connection.ts';
import { openBrokerStation, type BrokerStation } from '../support/broker-station.ts';
import { openEdgeNode } from '../support/edge-node.ts';
import { mosquittoMissing } from '../support/mosquitto.ts';

/** The simulator's edge node and the station, both on a real Mosquitto. */
const METRICS = [
  { name: 'temperature', datatype: DATA_TYPE.Double },
  { name: 'mode', datatype: DATA_TYPE.String },
];
const PRESS = 'plant/sparkplug/gateway/press-1';
const STATE = 'spBv1.0/STATE/station-7';

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
}, 20_000);

async function openStation(config: Record<string, unknown> = {}, protocol: '3.1.1' | '5' = '5') {
  const station = await openBrokerStation({ config, protocol });
  open.push(station);
  return station;
}
function openNode({ broker }: BrokerStation): EdgeConnection {
  const edge = openEdgeNode(broker.url, { 'press-1': METRICS });
  open.push(edge);
  return edge;
}
const now = (value: number, mode = 'auto') => [
  { name: 'temperature', value, quality: 192, at: Date.now() },
  { name: 'mode', value: mode, quality: 192, at: Date.now() },
];
const lastOf = async (station: BrokerStation, tag = 'temperature') =>
  (await station.tag(`${PRESS}/${tag}`).catch(() => null))?.last ?? null;
const untilLast = (station: BrokerStation, value: unknown) =>
  station.until(async () => (await lastOf(station))?.value === value);

interface Seen {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: number;
  readonly retain: boolean;
}

/** Everything published on a topic from now on, and retained before. */
async function watch({ broker }: BrokerStation, topic: string): Promise<Seen[]> {
  const seen: Seen[] = [];
  const client: MqttClient = await mqtt.connectAsync(broker.url, { protocolVersion: 5 });
  open.push({ close: () => client.endAsync(true) });
  client.on('message', (from, payload, { qos, retain }) => seen.push({ topic: from, payload, qos, retain }));
  // Retain as published: a copy of the publisher's own flag.
  await client.subscribeAsync(topic, { qos: 1, rap: true });
  return seen;
}

describe.skipIf(mosquittoMissing)('an edge node and the station on one broker', () => {
  it('births, data and death arrive as tags; REST shows value, quality and time of the source', async () => {
    const station = await openStation();
    const edge = openNode(station);
    await station.until(async () => (await lastOf(station)) !== null);
    const values = now(96.25);
    edge.publish('press-1', values);
    await untilLast(station, 96.25);
    expect(await lastOf(station)).toMatchObject({
      quality: 192,
      at: new Date(values[0]?.at ?? 0).toISOString(),
    });
    expect(await lastOf(station, 'mode')).toMatchObject({ value: 'auto' });

    edge.deviceDeath('press-1');
    await untilLast(station, null);
    expect(await lastOf(station)).toMatchObject({ quality: 500 });
    edge.publish('press-1', now(97));
    await untilLast(station, 97);

    // Cut off without a word: the broker tells the death by the will.
    edge.client.options.reconnectPeriod = 2_000;
    edge.client.stream.destroy();
    await untilLast(station, null);
    expect(await lastOf(station)).toMatchObject({ quality: 500 });
    await untilLast(station, 97);
    const { unreadable, received, stored, duplicate } = await station.counters();
    expect(unreadable).toBe(0);
    expect(received).toBe(stored + duplicate);
  });

  it('a node that is there before the station is asked for its births, with QoS 0, not retained, and answers', async () => {
    const station = await openStation();
    const commands = await watch(station, 'spBv1.0/+/NCMD/+');
    const edge = openNode(station);
    await station.until(async () => (await lastOf(station)) !== null);
    edge.publish('press-1', now(50));
    await untilLast(station, 50);
    const restarted = station.restart();
    edge.publish('press-1', now(51));
    await restarted;
    await station.until(async () => (await lastOf(station))?.value === 51);
    expect(commands.length).toBeGreaterThan(0);
    for (const { topic, payload, qos, retain } of commands) {
      expect({ topic, qos, retain }).toEqual({ topic: 'spBv1.0/plant/NCMD/gateway', qos: 0, retain: false });
      const { metrics, seq, timestamp } = decodePayload(payload);
      expect(metrics).toMatchObject([
        { name: 'Node Control/Rebirth', value: { kind: 'boolean', value: true } },
      ]);
      expect(seq).toBeUndefined();
      expect(Math.abs(Number(timestamp) - Date.now())).toBeLessThan(60_000);
    }
  });
});

describe.skipIf(mosquittoMissing).each(['3.1.1', '5'] as const)('STATE over MQTT %s', (protocol) => {
  const stateOf = (seen: Seen | undefined) =>
    JSON.parse(String(seen?.payload ?? 'null')) as { online: boolean; timestamp: number };

  it('is online while the station is, retained with QoS 1; the will is offline with the same time', async () => {
    const station = await openStation({ sparkplugHostId: 'station-7' }, protocol);
    const seen = await watch(station, STATE);
    await station.until(() => Promise.resolve(seen.length === 1));
    expect(seen[0]).toMatchObject({ qos: 1, retain: true });
    const birth = stateOf(seen[0]);
    expect(Object.keys(birth).toSorted()).toEqual(['online', 'timestamp']);
    expect(birth.online).toBe(true);
    expect(Math.abs(birth.timestamp - Date.now())).toBeLessThan(60_000);

    // Someone says that this host is offline: it says at once that it is not.
    await station.publisher.publishAsync(STATE, '{"online":false,"timestamp":1}', { qos: 1, retain: true });
    await station.until(() => Promise.resolve(seen.length === 3));
    expect(stateOf(seen[2])).toEqual(birth);

    await station.station.kill();
    await station.until(() => Promise.resolve(seen.length === 4));
    expect(stateOf(seen[3])).toEqual({ online: false, timestamp: birth.timestamp });
    expect(seen[3]).toMatchObject({ qos: 1, retain: true });
  });

  it('says offline with the time of the end when the station stops', async () => {
    const station = await openStation({ sparkplugHostId: 'station-7' }, protocol);
    const seen = await watch(station, STATE);
    await station.until(() => Promise.resolve(seen.length === 1));
    const before = Date.now();
    await station.station.stop();
    await station.until(() => Promise.resolve(seen.length === 2));
    expect(stateOf(seen[1]).online).toBe(false);
    expect(stateOf(seen[1]).timestamp).toBeGreaterThanOrEqual(before);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(seen).toHaveLength(2);
  });
});

describe.skipIf(mosquittoMissing)('without a host name', () => {
  it('the station publishes no STATE', async () => {
    const station = await openStation();
    const seen = await watch(station, 'spBv1.0/STATE/#');
    openNode(station);
    await station.until(async () => (await lastOf(station)) !== null);
    expect(seen).toEqual([]);
  });
});
