import type { IClientOptions } from 'mqtt';
import { AppError } from '../../../shared/contract/errors.ts';
import { createClient, type BrokerAddress } from './client.ts';
import { describeFailure } from './connection-errors.ts';
import { newClientId } from './session-file.ts';

export interface ListenerOptions {
  readonly address: BrokerAddress;
  /** User, password, certificates. */
  readonly secrets: IClientOptions;
  readonly filter: string;
  readonly onMessage: (message: { topic: string; payload: Uint8Array; retained: boolean }) => void;
  /** The connection has ended without having been closed. */
  readonly onEnd: (cause: string) => void;
}

export interface Listener {
  close(): void;
}

const CONNECT_WITHIN_MS = 10_000;

/**
 * Listens in on topics beside the station's own connection: a client and a session of its own that ends with it, QoS 0,
 * so that nothing is acknowledged and nothing waits for it. Error `BROKER_UNAVAILABLE` with the cause.
 */
export async function listenIn(options: ListenerOptions): Promise<Listener> {
  const { address, secrets, filter, onMessage, onEnd } = options;
  const client = createClient(address, {
    ...secrets,
    clientId: newClientId(),
    protocolVersion: 4,
    clean: true,
    reconnectPeriod: 0,
    connectTimeout: CONNECT_WITHIN_MS,
  });
  let cause = 'the broker does not answer';
  client.on('error', (error) => (cause = describeFailure(error).text));
  client.on('message', (topic, payload, { retain }) => onMessage({ topic, payload, retained: retain }));
  try {
    await new Promise<void>((resolve, reject) => {
      client.once('connect', () => resolve());
      client.once('close', () => reject(new Error(cause)));
    });
    await client.subscribeAsync(filter, { qos: 0 });
  } catch (error) {
    client.end(true);
    const text = error instanceof Error ? error.message : String(error);
    throw new AppError('BROKER_UNAVAILABLE', `listening to ${filter} is not possible: ${text}`);
  }
  let isClosed = false;
  client.on('close', () => {
    if (!isClosed) onEnd(cause === 'the broker does not answer' ? 'the broker ended the connection' : cause);
  });
  return {
    close() {
      isClosed = true;
      client.end(true);
    },
  };
}
