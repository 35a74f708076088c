import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { writeFileWhole } from '../platform/data-folder.ts';
import { RequestGuard } from '../platform/http/guards.ts';
import { createHttpServer, listenOnSocket, listenOnTcp } from '../platform/http/listen.ts';
import { createHttpApp, type HttpAppOptions } from '../trpc/http-app.ts';

export interface Listeners {
  readonly socket: string;
  /** `http://127.0.0.1:PORT`, or null where TCP was not asked for. */
  readonly http: string | null;
  close(): Promise<void>;
}

export interface ListenOptions extends Omit<HttpAppOptions, 'guard'> {
  readonly socket: string;
  readonly http: string | undefined;
  /** Further names to answer to over TCP; see the setting `hosts`. */
  readonly hosts: readonly string[];
  readonly tokenFile: string;
}

/** Opens the station's socket and, only when asked, a TCP address guarded by a token made anew at each start. */
export async function listen({
  socket,
  http,
  hosts,
  tokenFile,
  ...options
}: ListenOptions): Promise<Listeners> {
  const token = randomBytes(32).toString('hex');
  writeFileWhole(tokenFile, `${token}\n`);
  const guard = new RequestGuard(token);
  const pagesFolder = http === undefined ? null : options.pagesFolder;
  const { app, upgrade, close } = await createHttpApp({ ...options, pagesFolder, guard });

  const servers: Server[] = [];
  const closeAll = async () => {
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
    await close();
  };
  try {
    const local = createHttpServer((request, response) => app.routing(request, response));
    servers.push(local);
    local.on('connection', (connection) => guard.trust(connection));
    local.on('upgrade', upgrade);
    await listenOnSocket(local, socket);
    if (http === undefined) return { socket, http: null, close: closeAll };

    const tcp = createHttpServer((request, response) => app.routing(request, response));
    servers.push(tcp);
    tcp.on('upgrade', upgrade);
    const { host, port } = await listenOnTcp(tcp, http);
    const isEverywhere = host === '0.0.0.0' || host === '::';
    const shown = isEverywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
    if (isEverywhere && hosts.length === 0) {
      options.log.warn(
        { http, action: 'Set "hosts" to the names it is called by.' },
        'reachable from other machines, but answers only to loopback names',
      );
    }
    guard.allowHosts({
      own: [`${shown}:${port}`, `127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`],
      named: hosts.flatMap((name) => (/:\d+$/.test(name) ? [name] : [name, `${name}:${port}`])),
    });
    return { socket, http: `http://${shown}:${port}`, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}
