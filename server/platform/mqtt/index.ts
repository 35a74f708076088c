export { connectToBroker, type ConnectionOptions } from './connection.ts';
export { createClient, type BrokerAddress } from './client.ts';
export { secretsOf, shownUrl, type BrokerSettings } from './connect-options.ts';
export { startEmbeddedBroker, type EmbeddedBrokerOptions } from './embedded-broker.ts';
export { listenIn } from './listener.ts';
export { openPublisher, type Publisher } from './publisher.ts';
export { probeBroker, type BrokerProbe, type ProbedBroker } from './probe.ts';
export { matchesFilter } from './topic-filter.ts';
export type { BrokerConnection, InboundMessage, MessageHandler } from './types.ts';
