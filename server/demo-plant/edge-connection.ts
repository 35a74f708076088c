import type { IClientOptions, MqttClient } from 'mqtt';
import { decodePayload } from '../../shared/sparkplug/decode.ts';
import { SparkplugError } from '../../shared/sparkplug/payload.ts';
import { REBIRTH_METRIC, topicOf } from '../../shared/sparkplug/topic.ts';
import { atMost } from '../platform/at-most.ts';
import type { DemoPlantLog } from './demo-plant.ts';
import { EdgeNode, type EdgeMessage, type EdgeNodeIdentity, type EdgeValue } from './domain/edge-node.ts';

export const CONNECTS_AGAIN = 'It connects again by itself; check the broker if it does not.';

export interface EdgeConnectionOptions {
  readonly identity: EdgeNodeIdentity;
  /** Opens the connection with these options; called once. */
  readonly connect: (options: Pick<IClientOptions, 'will'>) => MqttClient;
  readonly log: DemoPlantLog;
  /** Wall clock in epoch milliseconds. */
  readonly now: () => number;
}

/** An edge node on a broker. */
export interface EdgeConnection {
  readonly client: MqttClient;
  /** Sends what has changed; kept for the next birth while the broker is away. */
  publish(device: string, values: readonly EdgeValue[]): void;
  deviceDeath(device: string): void;
  /** Says its death and disconnects. */
  close(): Promise<void>;
}

const LEAVE_WITHIN_MS = 1_000;

/** A node's messages are QoS 0 and never retained; only its death, as a will, is QoS 1 (3.0, chapter 6). */
export function openEdgeConnection(options: EdgeConnectionOptions): EdgeConnection {
  const { identity, log, now } = options;
  const edge = new EdgeNode(identity, now());
  const nextWill = (): NonNullable<IClientOptions['will']> => {
    const { topic, payload } = edge.nextWill(now());
    return { topic, payload: Buffer.from(payload), qos: 1, retain: false };
  };
  const client = options.connect({ will: nextWill() });
  const commands = topicOf(identity, 'NCMD');
  let isBorn = false;
  const send = (messages: readonly EdgeMessage[]) => {
    if (!isBorn || !client.connected) return;
    for (const { topic, payload } of messages)
      client.publish(topic, Buffer.from(payload), { qos: 0, retain: false });
  };
  const beBorn = () => {
    isBorn = true;
    send(edge.births(now()));
  };
  client.on('connect', () => {
    isBorn = false;
    client.subscribe(commands, { qos: 1 }, (error) => {
      if (error === null || error === undefined) beBorn();
      else
        log.warn(
          { error: error.message, action: 'Check what the broker lets the demo plant subscribe to.' },
          'edge node: its commands cannot be subscribed to',
        );
    });
  });
  client.on('reconnect', () => {
    client.options.will = nextWill();
  });
  client.on('message', (topic, payload) => {
    if (topic !== commands || !wantsRebirth(payload)) return;
    log.info({}, 'edge node: rebirth');
    beBorn();
  });
  client.on('error', (error) =>
    log.warn({ error: error.message, action: CONNECTS_AGAIN }, 'edge node: connection'),
  );

  return {
    client,
    publish: (device, values) => send(edge.data(device, values, now())),
    deviceDeath: (device) => send(edge.deviceDeath(device, now())),
    async close() {
      if (client.connected) {
        const { topic, payload } = edge.death(now());
        const said = client.publishAsync(topic, Buffer.from(payload), { qos: 1, retain: false });
        await atMost(LEAVE_WITHIN_MS, said);
      }
      await new Promise<void>((resolve) => client.end(false, {}, () => resolve()));
    },
  };
}

function wantsRebirth(bytes: Uint8Array): boolean {
  try {
    return decodePayload(bytes).metrics.some(
      ({ name, value }) => name === REBIRTH_METRIC && value?.kind === 'boolean' && value.value,
    );
  } catch (error) {
    if (error instanceof SparkplugError) return false;
    throw error;
  }
}
