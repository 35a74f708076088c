import { createConnection } from 'node:net';
import mqtt, { MqttClient, type IClientOptions } from 'mqtt';
import { AppError } from '../../../shared/contract/errors.ts';
import { PacedSocket } from './paced-socket.ts';

/** A broker by address, or by the unix socket or named pipe of the embedded one. */
export interface BrokerAddress {
  readonly url: string | null;
  readonly socket: string | null;
}

/**
 * Without it the packet writer makes a buffer for each number of 16 bits in advance, some 10 MiB and a fiftieth of a second of the start, in
 * every process that sends a packet.
 */
const LEAN: IClientOptions = { writeCache: false };

const PORT = 1_883;

/**
 * What an address says, as options of the client: given as text, the client would read it with the deprecated `url.parse`. A query is of use
 * to WebSockets only.
 */
export function addressOf(url: string): IClientOptions {
  const { protocol, hostname, port, username, password, pathname, search } = new URL(url);
  return {
    protocol: protocol.slice(0, -1) as NonNullable<IClientOptions['protocol']>,
    host: hostname.replace(/^\[|\]$/g, ''),
    path: pathname + search,
    ...(port === '' ? {} : { port: Number(port) }),
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
  };
}

/**
 * A client that connects to the broker; its options come before what the address says. Error where there is none: that of `absent`, or
 * `BROKER_UNAVAILABLE`.
 */
export function createClient(
  { socket, url }: BrokerAddress,
  options: IClientOptions,
  absent = () => new AppError('BROKER_UNAVAILABLE', 'the station has no broker'),
): MqttClient {
  if (socket !== null) return new MqttClient(() => createConnection(socket), { ...LEAN, ...options });
  if (url !== null) return mqtt.connect({ ...addressOf(url), ...LEAN, ...options });
  throw absent();
}

/** The same for a connection that may bring much: over plain TCP its stream is a `PacedSocket` with these pauses. */
export function createPacedClient(
  url: string,
  options: IClientOptions,
  pauseMs: () => number = () => 0,
): MqttClient {
  const all = { ...addressOf(url), ...LEAN, ...options };
  const { protocol, host = '', port = PORT, cert } = all;
  // With a certificate of ours it is TLS, whatever the address says; and the client knows the way through a proxy.
  const isPlain =
    protocol === 'mqtt' && cert === undefined && process.env['MQTTJS_SOCKS_PROXY'] === undefined;
  if (isPlain) return new MqttClient(() => new PacedSocket({ host, port }, pauseMs), all);
  return mqtt.connect(all);
}
