import type { IClientOptions, MqttClient } from 'mqtt';
import { AppError } from '../../../shared/contract/errors.ts';
import { createClient, type BrokerAddress } from './client.ts';
import { shownUrl } from './connect-options.ts';
import { describeFailure } from './connection-errors.ts';

export interface Publisher {
  /**
   * Publishes with QoS 1; resolves as soon as the next one may be given, not when this one is acknowledged.
   * Error `BROKER_UNAVAILABLE` when the broker refuses or has been away for too long.
   */
  publish(topic: string, payload: string): Promise<void>;
  /** Messages the broker has acknowledged. */
  acknowledged(): number;
  /** Resolves when every message is acknowledged. */
  drained(): Promise<void>;
  close(): Promise<void>;
}

export interface PublisherOptions {
  readonly address: BrokerAddress;
  /** User, password, certificates. */
  readonly secrets?: IClientOptions;
  /** Told when the connection breaks, and how. */
  readonly onTrouble?: (cause: string) => void;
}

const IN_FLIGHT = 1_000;
const CONNECT_WITHIN_MS = 10_000;
const AWAY_AT_MOST_MS = 60_000;

const nameOf = ({ url, socket }: BrokerAddress) => socket ?? shownUrl(url ?? '');

function connected(client: MqttClient, address: BrokerAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    let cause = 'it does not answer; check its address and the network';
    const fail = () => {
      client.end(true);
      reject(new AppError('BROKER_UNAVAILABLE', `the broker ${nameOf(address)} cannot be used: ${cause}`));
    };
    const timer = setTimeout(fail, CONNECT_WITHIN_MS);
    client.once('connect', () => {
      clearTimeout(timer);
      resolve();
    });
    client.on('error', (error) => {
      cause = describeFailure(error).text;
      if (client.connected) return;
      clearTimeout(timer);
      fail();
    });
  });
}

/** Connects and gives a publisher. Error `BROKER_UNAVAILABLE` with the cause where the broker cannot be used. */
export async function openPublisher(options: PublisherOptions): Promise<Publisher> {
  const { address, secrets } = options;
  const client = createClient(
    address,
    // 3.1.1 because every broker speaks it and it puts no limit of its own on messages in flight.
    { ...secrets, protocolVersion: 4, reconnectPeriod: 500, connectTimeout: 5_000 },
    () => new AppError('VALIDATION_FAILED', 'no broker is named'),
  );
  await connected(client, address);
  let inFlight = 0;
  let acknowledged = 0;
  let failure: Error | null = null;
  let awayTimer: NodeJS.Timeout | undefined;
  let wake: (() => void)[] = [];
  const changed = () => {
    const sleeping = wake;
    wake = [];
    for (const resolve of sleeping) resolve();
  };
  const fail = (cause: string) => {
    failure ??= new AppError('BROKER_UNAVAILABLE', cause);
    changed();
  };
  client.removeAllListeners('error');
  client.on('error', (error) => options.onTrouble?.(describeFailure(error).text));
  client.on('close', () => {
    options.onTrouble?.('the connection to the broker broke; trying again');
    awayTimer ??= setTimeout(() => fail('the broker has been away for a minute'), AWAY_AT_MOST_MS);
  });
  client.on('connect', () => {
    clearTimeout(awayTimer);
    awayTimer = undefined;
  });
  const until = async (isDone: () => boolean) => {
    while (!isDone()) {
      if (failure !== null) throw failure;
      await new Promise<void>((resolve) => wake.push(resolve));
    }
    if (failure !== null) throw failure;
  };

  return {
    async publish(topic, payload) {
      if (failure !== null) throw failure;
      inFlight += 1;
      client.publish(topic, payload, { qos: 1 }, (error) => {
        inFlight -= 1;
        if (error) fail(`the broker refused a message: ${error.message}`);
        else acknowledged += 1;
        changed();
      });
      if (inFlight >= IN_FLIGHT) await until(() => inFlight < IN_FLIGHT);
    },
    acknowledged: () => acknowledged,
    drained: () => until(() => inFlight === 0),
    async close() {
      clearTimeout(awayTimer);
      client.removeAllListeners('close');
      await client.endAsync(failure !== null);
    },
  };
}
