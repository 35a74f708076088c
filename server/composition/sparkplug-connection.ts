import type { ConfigFile } from '../../shared/contract/settings.ts';
import type { SourceInlet } from '../contexts/sources/index.ts';
import { encodePayload } from '../../shared/sparkplug/encode.ts';
import { DATA_TYPE } from '../../shared/sparkplug/payload.ts';
import { NAMESPACE, REBIRTH_METRIC, stateTopicOf, topicOf } from '../../shared/sparkplug/topic.ts';
import { atMost } from '../platform/at-most.ts';
import type { Logger } from '../platform/log.ts';
import {
  connectToBroker,
  matchesFilter,
  type BrokerConnection,
  type InboundMessage,
} from '../platform/mqtt/index.ts';
import type { Core } from './core.ts';

export interface SparkplugHostOptions {
  readonly core: Core;
  readonly config: ConfigFile;
  readonly dataFolder: string;
  readonly log: Logger;
}

const SAY_GOODBYE_WITHIN_MS = 1_000;
/** As Sparkplug 3.0 prescribes for STATE, birth and death. */
const STATE_MESSAGE = { qos: 1, retain: true } as const;
const COMMAND = { qos: 0, retain: false } as const;

/**
 * Sparkplug filters apart from the others: a host application must begin with a new session each time (3.0, section
 * 5.3), while for all other topics the broker is to keep what comes while the station is away.
 */
export function splitTopics(topics: readonly string[]): { own: string[]; sparkplug: string[] } {
  const isSparkplug = (topic: string) => topic.startsWith(`${NAMESPACE}/`);
  return {
    own: topics.filter((topic) => !isSparkplug(topic)),
    sparkplug: topics.filter(isSparkplug),
  };
}

function statePayload(online: boolean, timestamp: number): string {
  return JSON.stringify({ online, timestamp });
}

/** A host application hears its own STATE too; only once, where a wider filter brings it already. */
function withState(topics: readonly string[], stateTopic: string | null): readonly string[] {
  const isHeard = stateTopic === null || topics.some((filter) => matchesFilter(filter, stateTopic));
  return isHeard ? topics : [...topics, stateTopic];
}

const CHECK_PUBLISH = 'Check the connection, and what the broker lets this user publish.';

/** Sends the requests for births that the hub decides on; commands of other kinds are never sent. */
function sendRebirthRequests(connection: BrokerConnection, { core, log }: SparkplugHostOptions): () => void {
  return core.hub.sparkplug.onRebirthWanted((request) => {
    const timestamp = Date.now();
    const value = { kind: 'boolean', value: true } as const;
    const metric = { name: REBIRTH_METRIC, timestamp, datatype: DATA_TYPE.Boolean, value };
    connection
      .publish(topicOf(request, 'NCMD'), encodePayload({ timestamp, metrics: [metric] }), COMMAND)
      .catch((error: unknown) =>
        log.warn({ err: error, ...request, action: CHECK_PUBLISH }, 'a rebirth request was not sent'),
      );
  });
}

/** Whether a message says that this host is offline, which another client or an old will may do. */
function saysOffline(payload: Uint8Array): boolean {
  try {
    const state: unknown = JSON.parse(new TextDecoder().decode(payload));
    return typeof state === 'object' && state !== null && 'online' in state && state.online === false;
  } catch {
    return false;
  }
}

/**
 * Connects as Sparkplug host application: new session, will, subscription, then STATE, where the station has a host
 * name. The will and the birth of one connection carry the same timestamp.
 */
export function connectSparkplugHost(
  options: SparkplugHostOptions & {
    readonly inlet: SourceInlet;
    readonly url: string;
    readonly topics: readonly string[];
  },
): BrokerConnection {
  const { core, config, dataFolder, inlet, log, url, topics } = options;
  const hostId = config.sparkplugHostId;
  const stateTopic = hostId === undefined ? null : stateTopicOf(hostId);
  let connectedAt = 0;
  let isOnline = false;
  const sayOnline = () => {
    if (stateTopic === null) return;
    connection
      .publish(stateTopic, statePayload(true, connectedAt), STATE_MESSAGE)
      .catch((error: unknown) => log.warn({ err: error, action: CHECK_PUBLISH }, 'STATE was not published'));
  };
  const connection = connectToBroker({
    url,
    settings: config,
    topics: withState(topics, stateTopic),
    dataFolder,
    clean: true,
    ...(stateTopic === null
      ? {}
      : {
          will() {
            connectedAt = Date.now();
            return { topic: stateTopic, payload: statePayload(false, connectedAt) };
          },
        }),
    onMessage(message: InboundMessage) {
      if (isOnline && message.topic === stateTopic && saysOffline(message.payload)) sayOnline();
      return inlet.receive(message);
    },
    log,
  });
  const stopSending = sendRebirthRequests(connection, options);
  connection.onStateChange(({ state }) => {
    if ((state === 'connected') === isOnline) return;
    isOnline = state === 'connected';
    if (!isOnline) return core.hub.sparkplug.disconnected();
    sayOnline();
    core.hub.sparkplug.connected();
  });
  return {
    ...connection,
    async close() {
      stopSending();
      isOnline = false;
      if (stateTopic !== null) {
        const said = connection.publish(stateTopic, statePayload(false, Date.now()), STATE_MESSAGE);
        await atMost(SAY_GOODBYE_WITHIN_MS, said);
      }
      await connection.close();
    },
  };
}

/** The host application on the embedded broker, which lives and ends with the station itself. */
export function serveSparkplugHost(
  connection: BrokerConnection,
  options: SparkplugHostOptions,
): { start(): Promise<void>; stop(): Promise<void> } {
  const { config, core } = options;
  const say = async (online: boolean) => {
    if (config.sparkplugHostId === undefined) return;
    const payload = statePayload(online, Date.now());
    await connection.publish(stateTopicOf(config.sparkplugHostId), payload, STATE_MESSAGE);
  };
  let stopSending = () => {};
  return {
    async start() {
      stopSending = sendRebirthRequests(connection, options);
      await say(true);
      core.hub.sparkplug.connected();
    },
    async stop() {
      stopSending();
      await say(false);
    },
  };
}
