import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MqttClient, type IClientOptions } from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEmbeddedBroker } from './embedded-broker.ts';
import type { BrokerConnection, InboundMessage } from './types.ts';
import { eventually } from '../../../tests/support/eventually.ts';

const TOPIC = 'aif/v1/s/a/l/e/t';

describe.skipIf(process.platform === 'win32')('embedded broker', () => {
  let folder: string;
  let socket: string;
  let broker: BrokerConnection;
  let got: InboundMessage[];
  const clients: MqttClient[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'aif-broker-'));
    socket = join(folder, 'mqtt.sock');
    got = [];
    broker = await startEmbeddedBroker({
      socket,
      topics: ['aif/v1/#'],
      onMessage: (message) => void got.push(message),
      log: { info: () => {}, warn: () => {} },
    });
  });
  afterEach(async () => {
    await broker.close();
    for (const opened of clients.splice(0)) await opened.endAsync(true);
    rmSync(folder, { recursive: true });
  });

  async function client(options: IClientOptions = {}): Promise<MqttClient> {
    const created = new MqttClient(() => createConnection(socket), { reconnectPeriod: 50, ...options });
    created.on('error', () => {});
    clients.push(created);
    if (!created.connected) await new Promise((resolve) => created.once('connect', resolve));
    return created;
  }

  it('lets only its user open the socket', () => {
    expect(statSync(socket).mode & 0o777).toBe(0o600);
    expect(broker.state()).toMatchObject({ embedded: true, state: 'connected' });
  });

  it.each([1, 2] as const)('acknowledges QoS %d to the publisher only after the commit', async (qos) => {
    const publisher = await client();
    let acknowledged = 0;
    for (let index = 0; index < 20; index += 1)
      void publisher.publishAsync(TOPIC, String(index), { qos }).then(() => (acknowledged += 1));
    await eventually(() => expect(got).toHaveLength(20));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(acknowledged).toBe(0);
    for (const message of got) message.committed();
    await eventually(() => expect(acknowledged).toBe(20));
  });

  it('has a publisher send again what was not committed when the connection broke', async () => {
    const publisher = await client();
    void publisher.publishAsync(TOPIC, '5', { qos: 1 });
    await eventually(() => expect(got).toHaveLength(1));
    publisher.stream.destroy();
    await eventually(() => expect(got).toHaveLength(2));
    expect(got[1]?.delivery?.key).toBe(got[0]?.delivery?.key);
  });

  it('tells which deliveries may be repeated ones', async () => {
    const publisher = await client({ clientId: 'plc' });
    publisher.publish(TOPIC, '5', { qos: 1, dup: true });
    publisher.publish(TOPIC, '6', { qos: 0 });
    await eventually(() => expect(got).toHaveLength(2));
    expect(got[0]?.delivery).toEqual({ key: expect.stringMatching(/^plc:\d+$/) as string, repeated: true });
    expect(got[1]?.delivery).toBeNull();
  });

  it('passes other topics between its clients without the station', async () => {
    const listener = await client();
    await listener.subscribeAsync('aif-demo/v1/#', { qos: 1 });
    const heard: string[] = [];
    listener.on('message', (topic) => heard.push(topic));
    const publisher = await client();
    await publisher.publishAsync('aif-demo/v1/state', '{}', { qos: 1, retain: true });
    await eventually(() => expect(heard).toEqual(['aif-demo/v1/state']));
    expect(got).toEqual([]);
  });

  it('also gives its clients the signals', async () => {
    const listener = await client();
    await listener.subscribeAsync('aif/v1/#', { qos: 1 });
    const heard: string[] = [];
    listener.on('message', (_topic, payload) => heard.push(payload.toString()));
    const publisher = await client();
    void publisher.publishAsync(TOPIC, '7', { qos: 1 });
    await eventually(() => expect(got).toHaveLength(1));
    got[0]?.committed();
    await eventually(() => expect(heard).toEqual(['7']));
  });
});
