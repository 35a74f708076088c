import type { Duplex } from 'node:stream';
import type { IClientOptions, MqttClient } from 'mqtt';
import { AppError } from '../../../shared/contract/errors.ts';
import { atMost } from '../at-most.ts';
import type { Logger } from '../log.ts';
import { Acknowledgements } from './acknowledgements.ts';
import { BrokerStatus } from './broker-status.ts';
import { createPacedClient } from './client.ts';
import { secretsOf, shownUrl, type BrokerSettings } from './connect-options.ts';
import { describeDisconnect, describeFailure } from './connection-errors.ts';
import { HeldKeepalive } from './held-keepalive.ts';
import { PacedSocket } from './paced-socket.ts';
import { BrokerSession, newClientId } from './session-file.ts';
import { Subscriptions } from './subscriptions.ts';
import type { BrokerConnection, MessageHandler } from './types.ts';

export interface ConnectionOptions {
  readonly url: string;
  readonly settings: BrokerSettings;
  readonly topics: readonly string[];
  /** Keeps the session's identity, see `session-file.ts`. */
  readonly dataFolder: string;
  readonly onMessage: MessageHandler;
  /** Asked after each read: for how many milliseconds a plain TCP connection need not be read again; without it, it is read as it comes. */
  readonly readPauseMs?: () => number;
  /**
   * Ask for a new session with every connection instead of one the broker keeps: for sources that tell their whole
   * state anew (Sparkplug).
   */
  readonly clean?: boolean;
  /** The will of each connection, asked for anew before it is made. */
  readonly will?: () => { readonly topic: string; readonly payload: string };
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  /** The broker gives up on us after one and a half times as long without a word of ours. */
  readonly keepaliveSeconds?: number;
}

const CHECK_TOPICS = 'Check the topics in Settings and what the broker lets this user subscribe to.';
const CHECK_BROKER =
  'Check address, user, password and certificate in Settings, and the network. It is tried again by itself.';
const RECONNECT_FIRST_MS = 250;
const RECONNECT_LAST_MS = 5_000;
const GOODBYE_WITHIN_MS = 1_000;
const KEEPALIVE_SECONDS = 15;
/** How long the broker keeps our session and its messages while we are away (MQTT 5; 3.1.1 has no limit to set). */
const SESSION_EXPIRY_SECONDS = 30 * 86_400;
/** Unacknowledged messages the broker may have on its way to us (MQTT 5). */
const RECEIVE_MAXIMUM = 2_000;

type Will = NonNullable<IClientOptions['will']>;

/** QoS 1 and retained: who comes later must see it too. */
function willOf({ will }: ConnectionOptions): Will | undefined {
  if (will === undefined) return undefined;
  const { topic, payload } = will();
  return { topic, payload: Buffer.from(payload), qos: 1, retain: true };
}

function clientOptions(options: ConnectionOptions, clientId: string): IClientOptions {
  const { settings, clean = false, keepaliveSeconds = KEEPALIVE_SECONDS } = options;
  const will = willOf(options);
  const isFive = settings.mqttProtocol === '5';
  return {
    ...secretsOf(settings),
    clientId,
    protocolVersion: isFive ? 5 : 4,
    clean,
    ...(will === undefined ? {} : { will }),
    keepalive: keepaliveSeconds,
    connectTimeout: 5_000,
    reconnectPeriod: RECONNECT_FIRST_MS,
    // A refusal can end by itself (a password changed, an account made), so the trying goes on, slowly.
    reconnectOnConnackError: true,
    // Subscribing is done below, where the broker's answer is looked at.
    resubscribe: false,
    ...(isFive
      ? {
          properties: {
            sessionExpiryInterval: clean ? 0 : SESSION_EXPIRY_SECONDS,
            receiveMaximum: RECEIVE_MAXIMUM,
          },
        }
      : {}),
  };
}

/** Says why `handleMessage` answers with an error: mqtt.js then leaves the acknowledgement to us. */
const ACKNOWLEDGED_AFTER_COMMIT = new Error('acknowledged after the commit');

/** One connection of a client with what is acknowledged on it: the broker may be waiting for that before it sends more. */
function takenFrom(stream: Duplex) {
  const sent = stream instanceof PacedSocket ? () => stream.goOn() : () => {};
  return { stream, acknowledgements: new Acknowledgements(stream, sent) };
}

/**
 * Gives every message to the handler and acknowledges it only when it is committed, while the next ones are already
 * coming in. mqtt.js sends the PUBACK when `handleMessage` calls back without an error, one message at a time; so it
 * is called back with one, and the PUBACK goes out on the connection the message came from. Subscriptions ask for
 * QoS 1 at most, so the broker delivers QoS 2 publications with QoS 1 and there is no PUBREC to hold back.
 */
function takeMessages(
  client: MqttClient,
  session: BrokerSession | null,
  {
    onMessage,
    isCopy,
    keepalive,
    now,
  }: {
    onMessage: MessageHandler;
    isCopy: Subscriptions['isCopy'];
    keepalive: HeldKeepalive;
    now: () => number;
  },
): void {
  let current = takenFrom(client.stream);
  client.handleMessage = (packet, callback) => {
    if (client.stream !== current.stream) current = takenFrom(client.stream);
    const own = current.acknowledgements;
    const { messageId } = packet;
    const isConfirmed = packet.qos === 1 && messageId !== undefined;
    const next = () => (isConfirmed ? callback(ACKNOWLEDGED_AFTER_COMMIT) : callback());
    if (isCopy(packet.topic, packet.properties?.subscriptionIdentifier)) {
      if (isConfirmed) own.send(messageId);
      return next();
    }
    const wait = onMessage({
      topic: packet.topic,
      payload: packet.payload as Buffer,
      receivedAt: now(),
      retained: packet.retain,
      // Without a session the broker repeats nothing.
      delivery:
        isConfirmed && session !== null
          ? { key: session.deliveryKey(messageId), repeated: packet.dup }
          : null,
      committed: isConfirmed ? () => own.send(messageId) : () => {},
    });
    if (wait === undefined) next();
    else void keepalive.during(wait).then(next);
  };
}

/** Logs why the broker let go of a connection or did not take it, and tells it on. */
function tellTroubles(
  client: MqttClient,
  log: Pick<Logger, 'warn'>,
  tell: (state: 'ended' | 'failed' | 'refused', text: string) => void,
): void {
  client.on('disconnect', ({ reasonCode, properties }) => {
    const text = describeDisconnect(reasonCode ?? 0, properties?.reasonString);
    log.warn({ cause: text, action: CHECK_BROKER }, 'MQTT broker ended the connection');
    tell('ended', text);
  });
  client.on('error', (error) => {
    const failure = describeFailure(error);
    log.warn({ cause: failure.text, action: CHECK_BROKER }, 'MQTT connection failed');
    tell(failure.refused ? 'refused' : 'failed', failure.text);
  });
}

/**
 * Connects to a broker and stays connected, with a session the broker keeps while the station is away. Nothing is
 * acknowledged before its commit. Error `CONFIG_INVALID` where a file of the settings cannot be read; a broker that
 * cannot be reached or refuses is a state with its cause, not an error.
 */
export function connectToBroker(options: ConnectionOptions): BrokerConnection {
  const now = options.now ?? Date.now;
  const { mqttProtocol: protocol } = options.settings;
  const status = new BrokerStatus({ url: shownUrl(options.url), embedded: false, protocol }, now);
  const session = options.clean === true ? null : new BrokerSession(options.dataFolder);
  if (session !== null) status.sessionLost(session.lost);
  const clientId = session?.clientId ?? newClientId();
  const client = createPacedClient(options.url, clientOptions(options, clientId), options.readPauseMs);
  let closing = false;
  const subscriptions = new Subscriptions({
    client,
    session,
    url: shownUrl(options.url),
    topics: options.topics,
    made(problem) {
      if (problem !== null)
        options.log.warn({ problem: problem.text, action: CHECK_TOPICS }, 'MQTT subscription');
      if (client.connected) status.set(problem?.refused ? 'refused' : 'connected', problem?.text);
    },
    failed(error) {
      options.log.warn({ cause: error.message, action: CHECK_TOPICS }, 'MQTT subscription failed');
      if (!closing) status.set('reconnecting', `subscribing failed: ${error.message}`);
    },
  });
  const keepalive = new HeldKeepalive(client);
  takeMessages(client, session, {
    keepalive,
    onMessage: options.onMessage,
    isCopy: (topic, identifiers) => subscriptions.isCopy(topic, identifiers),
    now,
  });
  client.on('connect', ({ sessionPresent, properties }) => {
    options.log.info({ sessionPresent }, 'MQTT connected');
    client.options.reconnectPeriod = RECONNECT_FIRST_MS;
    if (!sessionPresent && session?.isExpectedAt(shownUrl(options.url))) {
      options.log.warn(
        { action: 'Check that the broker stores persistent sessions and how long it keeps them.' },
        'the broker had forgotten this station: what came while it was away is lost',
      );
      session.wasLost(new Date(now()).toISOString());
      status.sessionLost(session.lost);
    }
    // Before the subscription, and so before the first message of the session.
    if (!sessionPresent) session?.begins();
    subscriptions.connected(protocol === '5' && properties?.subscriptionIdentifiersAvailable !== false);
  });
  tellTroubles(client, options.log, (state, text) => {
    if (state === 'ended' || !closing) status.set(state === 'refused' ? 'refused' : 'reconnecting', text);
  });
  client.on('close', () => {
    if (!closing && status.get().state !== 'refused') status.set('reconnecting');
  });
  client.on('reconnect', () => {
    const period = client.options.reconnectPeriod ?? RECONNECT_FIRST_MS;
    client.options.reconnectPeriod = Math.min(period * 2, RECONNECT_LAST_MS);
    const will = willOf(options);
    if (will !== undefined) client.options.will = will;
  });
  status.onChange((state) => options.log.info({ state: state.state, url: state.url }, 'MQTT broker'));

  return {
    setTopics: (topics) => subscriptions.want(topics),
    state: () => status.get(),
    onStateChange: (listener) => status.onChange(listener),
    async publish(topic, payload, { qos, retain }) {
      if (!client.connected) throw new AppError('BROKER_UNAVAILABLE', 'the broker is away');
      await client.publishAsync(topic, Buffer.from(payload), { qos, retain });
    },
    async close() {
      closing = true;
      subscriptions.close();
      keepalive.stop();
      // With a will the broker must be told that this end is meant, else it publishes it.
      if (options.will !== undefined && client.connected)
        await atMost(GOODBYE_WITHIN_MS, client.endAsync(false));
      // Forced: nothing of ours is under way, and a broker that hangs must not hold up the stop.
      await client.endAsync(true);
      status.set('closed');
    },
  };
}
