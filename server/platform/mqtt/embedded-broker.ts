import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { Aedes, type AedesPublishPacket, type Client } from 'aedes';
import { AppError } from '../../../shared/contract/errors.ts';
import type { Logger } from '../log.ts';
import { BrokerStatus } from './broker-status.ts';
import { matchesFilter } from './topic-filter.ts';
import type { BrokerConnection, MessageHandler } from './types.ts';

export interface EmbeddedBrokerOptions {
  /** Unix socket or named pipe; only this user may open it. */
  readonly socket: string;
  /** Topics of signals; everything else is only passed on between clients. */
  readonly topics: readonly string[];
  readonly onMessage: MessageHandler;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

const ONLY_OWNER = 0o177;
const RESERVED = '$SYS/';

function listen(server: Server, socket: string): Promise<void> {
  const isPipe = socket.startsWith('\\\\');
  if (!isPipe) rmSync(socket, { force: true });
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new AppError(
          'BROKER_UNAVAILABLE',
          `the embedded broker cannot listen on ${socket}: ${error.message}`,
        ),
      ),
    );
    // The socket is made inside listen(): nobody else can open it even for a moment.
    const umask = process.umask(ONLY_OWNER);
    try {
      server.listen(socket, () => {
        if (!isPipe) chmodSync(socket, 0o600);
        resolve();
      });
    } finally {
      process.umask(umask);
    }
  });
}

/**
 * Starts the station's own broker (MQTT 3.1.1) for a plant without one: the demo plant, `aif replay` and programs of
 * the same user. Signals go straight from the publisher's packet to the handler, and the publisher's acknowledgement
 * waits for the commit, so this broker never holds the only copy of anything acknowledged.
 */
export async function startEmbeddedBroker(options: EmbeddedBrokerOptions): Promise<BrokerConnection> {
  const now = options.now ?? Date.now;
  const status = new BrokerStatus({ url: `unix:${options.socket}`, embedded: true, protocol: '3.1.1' }, now);

  let { topics } = options;

  const takeSignal = (client: Client | null, packet: AedesPublishPacket, done: () => void) => {
    const isConfirmed = packet.qos > 0 && packet.messageId !== undefined && client !== null;
    // The packets of one read come here together; those that the handler asks to wait keep the next read waiting.
    const wait = options.onMessage({
      topic: packet.topic,
      payload: packet.payload as Buffer,
      receivedAt: now(),
      retained: false,
      delivery: isConfirmed
        ? { key: `${client.id}:${String(packet.messageId)}`, repeated: packet.dup === true }
        : null,
      committed: () => (wait === undefined ? done() : void wait.then(done)),
    });
  };

  const broker = await Aedes.createBroker({
    authorizePublish(client, packet, callback) {
      if (packet.topic.startsWith(RESERVED)) callback(new Error(`${RESERVED} is the broker's own`));
      else if (topics.some((filter) => matchesFilter(filter, packet.topic)))
        // aedes acknowledges once this calls back; the next packets of the client wait with it.
        takeSignal(client, packet as AedesPublishPacket, () => callback(null));
      else callback(null);
    },
  });
  const server = createServer((connection) => broker.handle(connection));
  // A publisher that goes in the middle of a burst fails once for every message that waits.
  const failed = new WeakSet<Client>();
  broker.on('clientError', (client, error) => {
    if (failed.has(client)) return;
    failed.add(client);
    options.log.warn(
      { client: client.id, cause: error.message, action: 'Check what that client sends and its connection.' },
      'client of the embedded broker failed',
    );
  });
  broker.on('connectionError', (_client, error) =>
    options.log.warn(
      { cause: error.message, action: 'Check the program that connects: it must speak MQTT 3.1.1 or 5.' },
      'connection to the embedded broker failed',
    ),
  );
  await listen(server, options.socket);
  server.on('error', (error) => status.set('closed', error.message));
  status.set('connected');

  return {
    setTopics(wanted) {
      topics = wanted;
    },
    state: () => status.get(),
    onStateChange: (listener) => status.onChange(listener),
    publish: (topic, payload, { qos, retain }) =>
      new Promise((resolve, reject) => {
        const packet = {
          cmd: 'publish' as const,
          topic,
          payload: Buffer.from(payload),
          qos,
          retain,
          dup: false,
        };
        broker.publish(packet, (error) => (error ? reject(error) : resolve()));
      }),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await new Promise<void>((resolve) => broker.close(resolve));
      await closed;
      status.set('closed');
    },
  };
}
