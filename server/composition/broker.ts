import type { BrokerState } from '../../shared/contract/data-hub.ts';
import type { ConfigFile } from '../../shared/contract/settings.ts';
import { isSparkplugTopic } from '../../shared/sparkplug/topic.ts';
import { SPARKPLUG_SOURCE } from '../contexts/data-hub/index.ts';
import type { DemoPlantLink } from '../contexts/demo-plant/index.ts';
import type { Logger } from '../platform/log.ts';
import { withoutCovered } from '../../shared/util/topic-filters.ts';
import {
  connectToBroker,
  secretsOf,
  shownUrl,
  startEmbeddedBroker,
  type BrokerAddress,
} from '../platform/mqtt/index.ts';
import { socketPathFor } from '../platform/socket-path.ts';
import {
  brokerTest,
  Gate,
  pausableConnection,
  sourceStatusOf,
  type PausableConnection,
} from './broker-source.ts';
import type { Core } from './core.ts';
import { openDemoPlantLink } from './demo-plant-link.ts';
import { startDemoPlant } from './demo-plant-process.ts';
import { BROKER_SOURCE } from './source-ids.ts';
import { connectSparkplugHost, serveSparkplugHost, splitTopics } from './sparkplug-connection.ts';

export interface BrokerOptions {
  readonly core: Core;
  readonly config: ConfigFile;
  readonly dataFolder: string;
  readonly log: Logger;
}

export interface StationBroker {
  readonly place: BrokerAddress;
  readonly demoPlant: DemoPlantLink | null;
  readonly demoWanted: boolean;
  demoRunning(): boolean;
  state(): BrokerState;
  close(): Promise<void>;
}

const NAMES = {
  broker: { ko: 'MQTT 브로커', en: 'MQTT broker' },
  embedded: { ko: '내장 MQTT 브로커', en: 'Embedded MQTT broker' },
  sparkplug: { ko: 'Sparkplug B', en: 'Sparkplug B' },
};
const PAUSE_MEANS = {
  broker: {
    ko: '브로커가 이 스테이션의 세션에 QoS 1 메시지를 보관했다가 다시 시작하면 보냅니다. QoS 0 메시지는 잃습니다.',
    en: 'The broker keeps QoS 1 messages in the session of this station and sends them when it goes on. QoS 0 messages are lost.',
  },
  embedded: {
    ko: '보내는 쪽이 확인을 기다립니다. 다시 시작하면 기다리던 메시지가 들어옵니다.',
    en: 'Senders wait for their acknowledgement. What they have on its way comes in when it goes on.',
  },
  sparkplug: {
    ko: '호스트가 오프라인으로 표시되고 태그는 오래된 값이 됩니다. 저장 후 전송을 하는 에지 노드는 그동안의 값을 보관합니다.',
    en: 'The host says it is offline and its tags become stale. Edge nodes with store-and-forward keep their values meanwhile.',
  },
};

/** Filters of a connection: those of the settings and those of the topic mappings, none covered by another. */
function wantedTopics(configured: readonly string[], { hub }: Core): string[] {
  return withoutCovered([...configured, ...hub.mappings.filters()]);
}

/** Connects to the plant's broker, or starts the embedded one and on it, where wanted, the demo plant. */
export async function openBroker(options: BrokerOptions): Promise<StationBroker> {
  const { config } = options;
  // A file that a setting names and that cannot be read stops the start, and is not found out by a source alone.
  if (config.mqttUrl !== undefined) secretsOf(config);
  return config.mqttUrl === undefined ? openEmbedded(options) : connectToPlant(options, config.mqttUrl);
}

async function connectToPlant(options: BrokerOptions, url: string): Promise<StationBroker> {
  const { core, config, dataFolder, log } = options;
  const { own, sparkplug } = splitTopics(config.mqttTopics);
  const connections: PausableConnection[] = [];
  const first: BrokerState = {
    url: shownUrl(url),
    embedded: false,
    state: 'paused',
    since: new Date().toISOString(),
    protocol: config.mqttProtocol,
  };
  const add = async (
    kind: 'broker' | 'sparkplug',
    topics: () => readonly string[],
    open: Parameters<typeof pausableConnection>[0],
  ) => {
    const connection = pausableConnection((inlet) => {
      const opened = open(inlet);
      opened.onStateChange(() => core.bus.emit({ type: 'health.changed' }));
      return opened;
    }, first);
    connections.push(connection);
    await core.sources.register({
      id: kind === 'broker' ? BROKER_SOURCE : SPARKPLUG_SOURCE,
      kind,
      name: NAMES[kind],
      address: first.url,
      status: () => sourceStatusOf(connection.state()),
      start: (inlet) => connection.start(inlet),
      async stop() {
        await connection.stop();
        if (kind === 'sparkplug') sparkplugPaused(core);
      },
      pauseMeans: PAUSE_MEANS[kind],
      test: brokerTest({ url, settings: config }, topics),
    });
    return connection;
  };
  const signals = await add(
    'broker',
    () => wantedTopics(own, core),
    (inlet) =>
      connectToBroker({
        url,
        settings: config,
        topics: wantedTopics(own, core),
        dataFolder,
        readPauseMs: () => core.hub.sources.readPauseMs(),
        onMessage(message) {
          // A filter as wide as # brings what the other connection brings too.
          if (sparkplug.length > 0 && isSparkplugTopic(message.topic)) return void message.committed();
          return inlet.receive(message);
        },
        log,
      }),
  );
  core.hub.mappings.onChange(() => signals.setTopics(wantedTopics(own, core)));
  if (sparkplug.length > 0)
    await add(
      'sparkplug',
      () => sparkplug,
      (inlet) => connectSparkplugHost({ ...options, inlet, url, topics: sparkplug }),
    );
  return {
    place: { url, socket: null },
    demoPlant: null,
    demoWanted: false,
    demoRunning: () => false,
    state: () => brokerState(connections.map((connection) => connection.state())),
    close: () => closeSources(core),
  };
}

/** What nobody hears has no live value. At the end of the station that is left to the next start. */
function sparkplugPaused({ hub, sources }: Core): void {
  if (sources.isPaused(SPARKPLUG_SOURCE)) hub.sparkplug.disconnected();
}

async function closeSources({ sources }: Core): Promise<void> {
  await Promise.all(
    [BROKER_SOURCE, SPARKPLUG_SOURCE].filter((id) => sources.has(id)).map((id) => sources.remove(id)),
  );
}

/** The state of the first connection; where that is well, with the trouble of the other one. */
export function brokerState(states: readonly BrokerState[]): BrokerState {
  const [first, second] = states as [BrokerState, ...BrokerState[]];
  if (first.state !== 'connected' || first.lastError !== undefined || second === undefined) return first;
  if (second.lastError === undefined && ['connected', 'connecting', 'paused'].includes(second.state))
    return first;
  return { ...first, lastError: `Sparkplug: ${second.lastError ?? second.state}` };
}

async function openEmbedded(options: BrokerOptions): Promise<StationBroker> {
  const { core, config, dataFolder, log } = options;
  const changed = () => core.bus.emit({ type: 'health.changed' });
  const socket = socketPathFor(dataFolder, 'mqtt');
  const state = await openEmbeddedSources(options, socket, changed);
  const place = { url: null, socket };
  if (!config.demoPlant) {
    return {
      place,
      demoPlant: null,
      demoWanted: false,
      demoRunning: () => false,
      state: state.now,
      close: state.close,
    };
  }
  const link = openDemoPlantLink(place, () => core.bus.emit({ type: 'demo.changed' }));
  const plant = startDemoPlant(socket, log, changed);
  return {
    place,
    demoPlant: link,
    demoWanted: true,
    demoRunning: () => plant.running,
    state: state.now,
    close: async () => {
      await plant.stop();
      await link.close();
      await state.close();
    },
  };
}

/** The embedded broker, and the two sources that share it: Sparkplug topics and all others. */
async function openEmbeddedSources(options: BrokerOptions, socket: string, changed: () => void) {
  const { core, config, log } = options;
  const { own, sparkplug } = splitTopics(config.mqttTopics);
  const gates = { broker: new Gate(), sparkplug: new Gate() };
  const connection = await startEmbeddedBroker({
    socket,
    topics: wantedTopics(config.mqttTopics, core),
    onMessage: (message) => (isSparkplugTopic(message.topic) ? gates.sparkplug : gates.broker).take(message),
    log,
  });
  core.hub.mappings.onChange(() => connection.setTopics(wantedTopics(config.mqttTopics, core)));
  connection.onStateChange(changed);
  const common = { address: `unix:${socket}`, status: () => sourceStatusOf(connection.state()) };
  await core.sources.register({
    ...common,
    id: BROKER_SOURCE,
    kind: 'broker',
    name: NAMES.embedded,
    start: (inlet) => gates.broker.open(inlet),
    stop: () => gates.broker.shut(),
    pauseMeans: PAUSE_MEANS.embedded,
    test: brokerTest({ socket }, () => wantedTopics(own, core)),
  });
  if (sparkplug.length > 0) {
    const host = serveSparkplugHost(connection, options);
    await core.sources.register({
      ...common,
      id: SPARKPLUG_SOURCE,
      kind: 'sparkplug',
      name: NAMES.sparkplug,
      start: async (inlet) => {
        gates.sparkplug.open(inlet);
        await host.start();
      },
      stop: async () => {
        gates.sparkplug.shut();
        await host.stop();
        sparkplugPaused(core);
      },
      pauseMeans: PAUSE_MEANS.sparkplug,
      test: brokerTest({ socket }, () => sparkplug),
    });
  }
  const now = (): BrokerState =>
    core.sources.isPaused(BROKER_SOURCE) ? { ...connection.state(), state: 'paused' } : connection.state();
  const close = async () => {
    await closeSources(core);
    await connection.close();
  };
  return { now, close };
}
