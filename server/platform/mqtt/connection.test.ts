import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mosquittoMissing, startMosquitto, type Mosquitto } from '../../../tests/support/mosquitto.ts';
import type { BrokerSettings } from './connect-options.ts';
import { connectToBroker } from './connection.ts';
import type { BrokerConnection, InboundMessage } from './types.ts';
import { eventually } from '../../../tests/support/eventually.ts';

const TOPIC = 'aif/v1/s/a/l/e/t';
const quiet = { info: () => {}, warn: () => {} };

describe.skipIf(mosquittoMissing !== null)('connection to a real broker', () => {
  let folder: string;
  let broker: Mosquitto;
  const open: BrokerConnection[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'aif-connection-'));
    broker = await startMosquitto();
  });
  afterEach(async () => {
    for (const connection of open.splice(0)) await connection.close();
    await broker.close();
    rmSync(folder, { recursive: true });
  });

  function station(
    onMessage: (message: InboundMessage) => Promise<void> | undefined,
    settings: Partial<BrokerSettings> = {},
    {
      url = broker.url,
      ...more
    }: { url?: string; keepaliveSeconds?: number; readPauseMs?: () => number } = {},
  ): BrokerConnection {
    const connection = connectToBroker({
      ...more,
      url,
      settings: { mqttProtocol: '5', ...settings },
      topics: ['aif/v1/#'],
      dataFolder: folder,
      onMessage,
      log: quiet,
    });
    open.push(connection);
    return connection;
  }

  async function publish(count: number, qos: 0 | 1 | 2 = 1): Promise<void> {
    const client = await mqtt.connectAsync(broker.url);
    for (let index = 0; index < count; index += 1) await client.publishAsync(TOPIC, String(index), { qos });
    await client.endAsync();
  }

  const text = (message: InboundMessage) => Buffer.from(message.payload).toString();

  describe.each(['3.1.1', '5'] as const)('MQTT %s', (mqttProtocol) => {
    it('keeps messages coming while none is committed, and gets none again that was', async () => {
      const first: InboundMessage[] = [];
      const connection = station((message) => void first.push(message), { mqttProtocol });
      await eventually(() => expect(connection.state().state).toBe('connected'));
      await publish(15);
      await eventually(() => expect(first).toHaveLength(15));
      for (const message of first.slice(0, 5)) message.committed();
      await new Promise((resolve) => setTimeout(resolve, 50));
      await connection.close();

      const second: InboundMessage[] = [];
      station((message) => void second.push(message), { mqttProtocol });
      await eventually(() => expect(second).toHaveLength(10));
      expect(second.map(text)).toEqual(['5', '6', '7', '8', '9', '10', '11', '12', '13', '14']);
      expect(second.every((message) => message.delivery?.repeated)).toBe(true);
      expect(second.map((message) => message.delivery?.key)).toEqual(
        first.slice(5).map((message) => message.delivery?.key),
      );
    });

    it('gets what was published while it was away', async () => {
      const first = station(() => undefined, { mqttProtocol });
      await eventually(() => expect(first.state().state).toBe('connected'));
      await first.close();
      await publish(50);
      const got: string[] = [];
      station(
        (message) => {
          got.push(text(message));
          message.committed();
          return undefined;
        },
        { mqttProtocol },
      );
      await eventually(() => expect(got).toHaveLength(50));
    });
  });

  it('is read now and then where that is allowed, and at once after an acknowledgement', async () => {
    const reads = new Set<number>();
    let turn = 0;
    const got: InboundMessage[] = [];
    let pauseMs = 150;
    const connection = station(
      (message) => {
        got.push(message);
        if (!reads.has(turn)) setImmediate(() => (turn += 1));
        reads.add(turn);
        return undefined;
      },
      {},
      { readPauseMs: () => pauseMs },
    );
    await eventually(() => expect(connection.state().state).toBe('connected'));
    const client = await mqtt.connectAsync(broker.url);
    for (let index = 0; index < 100; index += 1) {
      await client.publishAsync(TOPIC, String(index), { qos: 1 });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await eventually(() => expect(got).toHaveLength(100));
    expect(got.map(text)).toEqual(Array.from({ length: 100 }, (_, index) => String(index)));
    expect(reads.size).toBeLessThan(40);
    pauseMs = 60_000;
    for (const more of ['pauses', 'waits']) {
      await client.publishAsync(TOPIC, more, { qos: 1 });
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(got.map(text).at(-1)).toBe('pauses');
    got[0]?.committed();
    await eventually(() => expect(got.map(text).at(-1)).toBe('waits'));
    await client.endAsync();
  });

  it('has QoS 2 publications delivered with QoS 1, so that they too wait for the commit', async () => {
    const got: InboundMessage[] = [];
    const connection = station((message) => void got.push(message));
    await eventually(() => expect(connection.state().state).toBe('connected'));
    await publish(3, 2);
    await eventually(() => expect(got).toHaveLength(3));
    expect(got.every((message) => message.delivery !== null)).toBe(true);
  });

  it('stays connected however long the handler asks it to wait', async () => {
    const got: InboundMessage[] = [];
    let goOn = () => {};
    const states: string[] = [];
    const connection = station(
      (message) => {
        got.push(message);
        message.committed();
        return got.length === 1 ? new Promise<void>((resolve) => (goOn = resolve)) : undefined;
      },
      {},
      { keepaliveSeconds: 1 },
    );
    await eventually(() => expect(connection.state().state).toBe('connected'));
    connection.onStateChange(({ state }) => states.push(state));
    await publish(5);
    await eventually(() => expect(got).toHaveLength(1));
    // Twice what a broker and a client wait for each other.
    await new Promise((resolve) => setTimeout(resolve, 3_500));
    expect(states).toEqual([]);
    goOn();
    await eventually(() => expect(got.map(text)).toEqual(['0', '1', '2', '3', '4']));
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(states).toEqual([]);
  });

  it('stops reading while the handler asks it to wait', async () => {
    const got: InboundMessage[] = [];
    let goOn = () => {};
    const connection = station((message) => {
      got.push(message);
      message.committed();
      return got.length === 3 ? new Promise<void>((resolve) => (goOn = resolve)) : undefined;
    });
    await eventually(() => expect(connection.state().state).toBe('connected'));
    await publish(10);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(got).toHaveLength(3);
    goOn();
    await eventually(() => expect(got).toHaveLength(10));
  });

  it('notices that the broker had forgotten the session, also after a restart of the station', async () => {
    await broker.close();
    broker = await startMosquitto({ persistence: false });
    const connection = station(() => undefined);
    await eventually(() => expect(connection.state().state).toBe('connected'));
    await broker.restart();
    await eventually(() => expect(connection.state().sessionLost?.count).toBe(1));
    await connection.close();
    await broker.restart();
    const next = station(() => undefined);
    expect(next.state().sessionLost?.count).toBe(1);
    await eventually(() => expect(next.state().sessionLost?.count).toBe(2));
  });

  it('takes no message of a new session for one of the session before', async () => {
    await broker.close();
    broker = await startMosquitto({ persistence: false });
    const first: InboundMessage[] = [];
    const connection = station((message) => void first.push(message));
    await eventually(() => expect(connection.state().state).toBe('connected'));
    await publish(1);
    await eventually(() => expect(first).toHaveLength(1));
    await connection.close();
    await broker.restart();
    const second: InboundMessage[] = [];
    const next = station((message) => void second.push(message));
    await eventually(() => expect(next.state().state).toBe('connected'));
    await publish(1);
    await eventually(() => expect(second).toHaveLength(1));
    await next.close();
    const again: InboundMessage[] = [];
    station((message) => void again.push(message));
    await eventually(() => expect(again).toHaveLength(1));
    // Both are the first message of their session, for which the broker has the same packet identifier.
    expect(second[0]?.delivery?.key).not.toBe(first[0]?.delivery?.key);
    expect(again[0]?.delivery).toEqual({ key: second[0]?.delivery?.key, repeated: true });
  });

  it('shows when the broker goes away and comes back', async () => {
    const states: string[] = [];
    const connection = station(() => undefined);
    connection.onStateChange(({ state }) => states.push(state));
    await eventually(() => expect(connection.state().state).toBe('connected'));
    await broker.stop();
    await eventually(() => expect(connection.state().state).toBe('reconnecting'));
    await eventually(() => expect(connection.state().lastError).toContain('nothing listens there'));
    await broker.start();
    await eventually(() => expect(connection.state().state).toBe('connected'));
    expect(connection.state().lastError).toBeUndefined();
    expect(states.filter((state) => state === 'connected')).toHaveLength(2);
  });

  it('does not show user or password', () => {
    const connection = station(
      () => undefined,
      {},
      { url: broker.url.replace('mqtt://', 'mqtt://hans:geheim@') },
    );
    expect(connection.state().url).toBe(broker.url);
  });
});
