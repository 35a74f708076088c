import type { MqttClient } from 'mqtt';
import { createClient } from './client.ts';
import { secretsOf, type BrokerSettings } from './connect-options.ts';
import { describeFailure } from './connection-errors.ts';
import { newClientId } from './session-file.ts';
import { subscribe } from './subscription.ts';

/** What a look at a broker has found. */
export interface BrokerProbe {
  readonly connectedMs: number;
  /** What the broker refuses or weakens of the subscription; null where nothing. */
  readonly problem: string | null;
  readonly messages: number;
  /** A few of the topics that came. */
  readonly topics: readonly string[];
}

const LISTEN_MS = 2_000;
const MOST_TOPICS = 10;

export type ProbedBroker =
  { readonly url: string; readonly settings: BrokerSettings } | { readonly socket: string };

function clientOf(broker: ProbedBroker): MqttClient {
  const options = {
    clean: true,
    reconnectPeriod: 0,
    connectTimeout: 5_000,
    clientId: newClientId(),
  };
  if ('socket' in broker) return createClient({ socket: broker.socket, url: null }, options);
  const { settings, url } = broker;
  const protocolVersion = settings.mqttProtocol === '5' ? 5 : 4;
  return createClient({ url, socket: null }, { ...options, ...secretsOf(settings), protocolVersion });
}

function connected(client: MqttClient, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    client.once('connect', () => resolve());
    client.on('error', (error) => reject(new Error(describeFailure(error).text)));
    client.once('close', () => reject(new Error('the broker closed the connection')));
    signal.addEventListener('abort', () => reject(new Error('no answer in time')), { once: true });
  });
}

/**
 * Connects with an identity of its own, subscribes as the station does and listens for two seconds. Nothing is
 * acknowledged or taken from what the broker keeps for the station. Rejects with why it cannot.
 */
export async function probeBroker(
  broker: ProbedBroker,
  topics: readonly string[],
  signal: AbortSignal,
): Promise<BrokerProbe> {
  const startedAt = performance.now();
  const client = clientOf(broker);
  const seen = new Set<string>();
  let messages = 0;
  client.on('message', (topic) => {
    messages += 1;
    if (seen.size < MOST_TOPICS) seen.add(topic);
  });
  try {
    await connected(client, signal);
    const connectedMs = Math.round(performance.now() - startedAt);
    const problem = await subscribe(client, topics);
    await new Promise((resolve) => setTimeout(resolve, LISTEN_MS));
    return { connectedMs, problem: problem?.text ?? null, messages, topics: [...seen] };
  } finally {
    await client.endAsync(true);
  }
}
