import { chmodSync, existsSync, rmSync, statSync } from 'node:fs';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { createConnection, type AddressInfo } from 'node:net';
import { AppError } from '../../../shared/contract/errors.ts';
import { createServer } from '../node-http.ts';
import { LONGEST_SOCKET_PATH } from '../socket-path.ts';

export interface Limits {
  /** For the head of a request. */
  readonly headersTimeoutMs: number;
  /** For a whole request, body included. */
  readonly requestTimeoutMs: number;
  /** For a connection that is kept for a next request. */
  readonly keepAliveTimeoutMs: number;
  /** For a connection on which nothing moves in either direction, e.g. a client that does not read its answer. */
  readonly silenceTimeoutMs: number;
  readonly maxConnections: number;
}

const LIMITS: Limits = {
  headersTimeoutMs: 5_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 5_000,
  silenceTimeoutMs: 60_000,
  maxConnections: 512,
};
/** Node looks for clients that are over their time only every 30 s of itself. */
const CHECK_EVERY_MS = 1_000;

/** A server on which a client that is slow, silent or one of too many costs little and not for long. */
export function createHttpServer(listener: RequestListener, limits: Limits = LIMITS): Server {
  const server = createServer(
    { maxHeaderSize: 16_384, connectionsCheckingInterval: CHECK_EVERY_MS },
    listener,
  );
  server.headersTimeout = limits.headersTimeoutMs;
  // A file may take as long as it takes, so the whole request is timed here, where it can be told apart.
  server.requestTimeout = 0;
  server.prependListener('request', (request) => endIfSlow(request, limits.requestTimeoutMs));
  server.keepAliveTimeout = limits.keepAliveTimeoutMs;
  server.timeout = limits.silenceTimeoutMs;
  server.maxConnections = limits.maxConnections;
  return server;
}

/** Emitted on a request whose sender is known and whose body may take long; silence still ends it. */
export const LONG_BODY = 'aif:long-body';

function endIfSlow(request: IncomingMessage, milliseconds: number): void {
  const timer = setTimeout(() => request.socket.destroy(), milliseconds).unref();
  const isThere = () => clearTimeout(timer);
  for (const event of ['end', 'close', LONG_BODY]) request.once(event, isThere);
}

function listening(server: Server, start: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('listening', () => {
      server.off('error', reject);
      resolve();
    });
    start();
  });
}

/** Whether something answers on a socket; a file left by a killed process does not. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function noSocket(path: string, why: string): AppError {
  const message = `${path} ${why}; choose another --socket`;
  return new AppError('CONFIG_INVALID', `setting "socket": ${message}`, [{ path: 'socket', message }]);
}

/** Listens on a unix socket of mode 0600, or on a named pipe on Windows. */
export async function listenOnSocket(server: Server, path: string): Promise<void> {
  const isPipe = path.startsWith('\\\\');
  if (!isPipe && Buffer.byteLength(path) > LONGEST_SOCKET_PATH) {
    throw noSocket(path, `is longer than the ${LONGEST_SOCKET_PATH} bytes a socket's path may have`);
  }
  if (!isPipe && existsSync(path)) {
    if (await answers(path)) {
      throw new AppError(
        'DATA_FOLDER_LOCKED',
        `another server answers on ${path}; stop it or choose another --socket`,
      );
    }
    if (!statSync(path).isSocket()) throw noSocket(path, 'is there already and no socket');
    rmSync(path);
  }
  const before = process.umask(0o177);
  try {
    await listening(server, () => server.listen(path));
  } catch (error) {
    throw noSocket(path, `cannot be made: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    process.umask(before);
  }
  if (!isPipe) chmodSync(path, 0o600);
}

/** Listens on `HOST:PORT`; port 0 picks one. Returns the address. A taken port is an error that says so. */
export async function listenOnTcp(server: Server, address: string): Promise<{ host: string; port: number }> {
  const separator = address.lastIndexOf(':');
  const host = address.slice(0, separator).replace(/^\[|\]$/g, '');
  const port = Number(address.slice(separator + 1));
  try {
    await listening(server, () => server.listen({ host, port }));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    const why =
      code === 'EADDRINUSE'
        ? 'is taken by another program; choose another or 0 for any free one'
        : code === 'EACCES'
          ? 'may not be used without special rights; choose one above 1023'
          : code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND'
            ? 'is not an address of this machine'
            : `cannot be used (${String(code)})`;
    throw new AppError(
      'CONFIG_INVALID',
      `setting "http": ${address} ${why}`,
      [{ path: 'http', message: why }],
      error,
    );
  }
  return { host, port: (server.address() as AddressInfo).port };
}
