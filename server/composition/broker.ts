import type { BrokerState } from '../../shared/contract/data-hub.ts';
import type { ConfigFile } from '../../shared/contract/settings.ts';
import type { DemoPlantLink } from '../contexts/demo-plant/index.ts';
import type { Logger } from '../platform/log.ts';
import { withoutCovered } from '../../shared/util/topic-filters.ts';
import { isSparkplugTopic } from '../../shared/sparkplug/topic.ts';
import {
  connectToBroker,
  startEmbeddedBroker,
  type BrokerConnection,
  type InboundMessage,
} from '../platform/mqtt/index.ts';
import { socketPathFor } from '../platform/socket-path.ts';
import type { Core } from './core.ts';
import { openDemoPlantLink, type BrokerPlace } from './demo-plant-link.ts';
import { startDemoPlant } from './demo-plant-process.ts';
import { connectSparkplugHost, serveSparkplugHost, splitTopics } from './sparkplug-connection.ts';

export interface BrokerOptions {
  readonly core: Core;
  readonly config: ConfigFile;
  readonly dataFolder: string;
  readonly log: Logger;
  /** A promise to wait for where judging must catch up before further signals are taken. */
  readonly whenReady: () => Promise<void> | undefined;
}

export interface StationBroker {
  readonly place: BrokerPlace;
  readonly demoPlant: DemoPlantLink | null;
  readonly demoWanted: boolean;
  demoRunning(): boolean;
  state(): BrokerState;
  close(): Promise<void>;
}

/** Filters of a connection: those of the settings and those of the topic mappings, none covered by another. */
function wantedTopics(configured: readonly string[], { hub }: Core): string[] {
  return withoutCovered([...configured, ...hub.mappings.filters()]);
}

/** Connects to the plant's broker, or starts the embedded one and on it, where wanted, the demo plant. */
export async function openBroker(options: BrokerOptions): Promise<StationBroker> {
  const { config } = options;
  return config.mqttUrl === undefined ? openEmbedded(options) : connectToPlant(options, config.mqttUrl);
}

function connectToPlant(options: BrokerOptions, url: string): StationBroker {
  const { core, config, dataFolder, log, whenReady } = options;
  const { own, sparkplug } = splitTopics(config.mqttTopics);
  const signals = connectToBroker({
    url,
    settings: config,
    topics: wantedTopics(own, core),
    dataFolder,
    onMessage(message) {
      // A filter as wide as # brings what the other connection brings too.
      if (sparkplug.length > 0 && isSparkplugTopic(message.topic)) return void message.committed();
      return core.hub.receive(message) ?? whenReady();
    },
    log,
  });
  core.hub.mappings.onChange(() => signals.setTopics(wantedTopics(own, core)));
  const connections: BrokerConnection[] = [signals];
  if (sparkplug.length > 0) connections.push(connectSparkplugHost({ ...options, url, topics: sparkplug }));
  for (const connection of connections)
    connection.onStateChange(() => core.bus.emit({ type: 'health.changed' }));
  return {
    place: { url, socket: null },
    demoPlant: null,
    demoWanted: false,
    demoRunning: () => false,
    state: () => brokerState(connections.map((connection) => connection.state())),
    close: async () => {
      await Promise.all(connections.map((connection) => connection.close()));
    },
  };
}

/** The state of the first connection; where that is well, with the trouble of the other one. */
export function brokerState(states: readonly BrokerState[]): BrokerState {
  const [first, second] = states as [BrokerState, ...BrokerState[]];
  if (first.state !== 'connected' || first.lastError !== undefined || second === undefined) return first;
  if (second.lastError === undefined && ['connected', 'connecting'].includes(second.state)) return first;
  return { ...first, lastError: `Sparkplug: ${second.lastError ?? second.state}` };
}

async function openEmbedded(options: BrokerOptions): Promise<StationBroker> {
  const { core, config, dataFolder, log, whenReady } = options;
  const onMessage = (message: InboundMessage) => core.hub.receive(message) ?? whenReady();
  const changed = () => core.bus.emit({ type: 'health.changed' });
  const socket = socketPathFor(dataFolder, 'mqtt');
  const connection = await startEmbeddedBroker({
    socket,
    topics: wantedTopics(config.mqttTopics, core),
    onMessage,
    log,
  });
  core.hub.mappings.onChange(() => connection.setTopics(wantedTopics(config.mqttTopics, core)));
  connection.onStateChange(changed);
  await serveSparkplugHost(connection, options);
  const place = { url: null, socket };
  if (!config.demoPlant) {
    return {
      place,
      demoPlant: null,
      demoWanted: false,
      demoRunning: () => false,
      state: () => connection.state(),
      close: () => connection.close(),
    };
  }
  const link = openDemoPlantLink(place, () => core.bus.emit({ type: 'demo.changed' }));
  const plant = startDemoPlant(socket, log, changed);
  return {
    place,
    demoPlant: link,
    demoWanted: true,
    demoRunning: () => plant.running,
    state: () => connection.state(),
    close: async () => {
      await plant.stop();
      await link.close();
      await connection.close();
    },
  };
}
