export { connectToBroker, type ConnectionOptions } from './connection.ts';
export type { BrokerSettings } from './connect-options.ts';
export { startEmbeddedBroker, type EmbeddedBrokerOptions } from './embedded-broker.ts';
export type { BrokerConnection, InboundMessage, MessageHandler } from './types.ts';
