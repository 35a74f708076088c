import mqtt, { type MqttClient } from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountOf, describeMissing, runsOf } from './broker-account.ts';
import { eventually } from './eventually.ts';
import { mosquittoMissing, startMosquitto, type Mosquitto } from './mosquitto.ts';

const ACCOUNT = { clientId: 'subscriber', topic: 'a/b' };

describe.skipIf(mosquittoMissing)('what a broker’s own log says became of messages', () => {
  let broker: Mosquitto;
  let publisher: MqttClient;
  beforeEach(async () => {
    broker = await startMosquitto({ keepsLog: true });
    publisher = await mqtt.connectAsync(broker.url);
  });
  afterEach(async () => {
    await publisher.endAsync(true);
    await broker.close();
  });

  const publish = async (count: number) => {
    for (let index = 0; index < count; index += 1) await publisher.publishAsync('a/b', 'x', { qos: 1 });
  };

  /** Connects with the kept session, acknowledges the first messages and then nothing. */
  function subscriber(acknowledged: number) {
    const seen = { messages: 0 };
    const client = mqtt.connect(broker.url, { clientId: 'subscriber', clean: false, resubscribe: false });
    client.handleMessage = (_packet, callback) => {
      seen.messages += 1;
      callback(seen.messages > acknowledged ? new Error('not acknowledged') : undefined);
    };
    return { client, seen };
  }

  it('tells what came too early, what waits, what was sent and what was acknowledged', async () => {
    await publish(3);
    const first = subscriber(0);
    await first.client.subscribeAsync('a/#', { qos: 1 });
    first.client.stream.destroy();
    await first.client.endAsync(true);
    await publish(4);
    const second = subscriber(2);
    await eventually(() => expect(second.seen.messages).toBe(4));
    await eventually(() => expect(broker.log()).toContain('Received PUBACK from subscriber (Mid: 2'));
    await second.client.endAsync(true);
    await publish(2);
    const account = accountOf(broker.log(), ACCOUNT);
    expect(account).toEqual([
      'before the subscription',
      'before the subscription',
      'before the subscription',
      'acknowledged',
      'acknowledged',
      'sent, not acknowledged',
      'sent, not acknowledged',
      'never sent',
      'never sent',
    ]);
    expect(describeMissing([1, 2, 3, 5, 9, 10], account)).toBe(
      '1–3 before the subscription; 5 acknowledged; 9 never sent; 10 not taken by the broker',
    );
  });

  it('begins anew where the broker has forgotten the session', async () => {
    const first = subscriber(9);
    await first.client.subscribeAsync('a/#', { qos: 1 });
    await publish(1);
    await eventually(() => expect(first.seen.messages).toBe(1));
    await first.client.endAsync(true);
    await (await mqtt.connectAsync(broker.url, { clientId: 'subscriber', clean: true })).endAsync();
    await publish(1);
    const second = subscriber(9);
    await second.client.subscribeAsync('a/#', { qos: 1 });
    await publish(1);
    await eventually(() =>
      expect(accountOf(broker.log(), ACCOUNT)).toEqual([
        'acknowledged',
        'before the subscription',
        'acknowledged',
      ]),
    );
    await second.client.endAsync(true);
  });

  it('writes numbers as runs', () => {
    expect(runsOf([])).toEqual([]);
    expect(runsOf([1, 2, 3, 7, 9, 10])).toEqual(['1–3', '7', '9–10']);
  });
});
