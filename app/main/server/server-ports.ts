import { CLOSE_CODE } from '../../../shared/bridge/port-protocol.ts';
import type { ServerSupervisor } from './server-supervisor.ts';
import { SocketPump, type ShellPort } from './socket-pump.ts';
import { tellEach } from './tell-each.ts';

/** A page asking for more than this has lost count of its connections; the oldest is ended. */
const MOST_PER_PAGE = 8;

/** A page that wants to talk to the server: a window's contents. */
export interface Page {
  /** Makes a channel, sends one end into the page and returns the shell's end. */
  deliverPort(): ShellPort;
}

interface Client {
  readonly pumps: Set<SocketPump>;
  /** Ports asked for and not delivered yet. */
  wanted: number;
}

/** Gives pages ports to the server: one per request, held back until the server is ready. */
export class ServerPorts {
  readonly #clients = new Map<Page, Client>();
  readonly #supervisor: Pick<ServerSupervisor, 'socket'>;

  constructor(supervisor: Pick<ServerSupervisor, 'socket' | 'onStatus'>) {
    this.#supervisor = supervisor;
    supervisor.onStatus((status) => {
      if (status.state === 'ready') this.#deliverAll();
      else this.#loseAll();
    });
  }

  request(page: Page): void {
    const client = this.#clientOf(page);
    client.wanted += 1;
    this.#deliver(page, client);
  }

  /** The page is gone or was loaded anew. */
  forget(page: Page): void {
    const client = this.#clients.get(page);
    this.#clients.delete(page);
    for (const pump of client?.pumps ?? []) pump.end(CLOSE_CODE.goingAway, 'the page is gone');
  }

  #clientOf(page: Page): Client {
    const known = this.#clients.get(page);
    if (known) return known;
    const client: Client = { pumps: new Set(), wanted: 0 };
    this.#clients.set(page, client);
    return client;
  }

  #deliverAll(): void {
    tellEach('giving a page its port', this.#clients, ([page, client]) => this.#deliver(page, client));
  }

  #deliver(page: Page, client: Client): void {
    const { socket } = this.#supervisor;
    if (socket === null) return;
    for (; client.wanted > 0; client.wanted -= 1) {
      const pump = new SocketPump(socket, page.deliverPort(), () => client.pumps.delete(pump));
      client.pumps.add(pump);
      const [oldest] = client.pumps;
      if (client.pumps.size > MOST_PER_PAGE) oldest?.end(CLOSE_CODE.goingAway, 'too many connections');
    }
  }

  #loseAll(): void {
    const pumps = [...this.#clients.values()].flatMap((client) => [...client.pumps]);
    tellEach("closing a page's port", pumps, (pump) => pump.end(CLOSE_CODE.abnormal, 'the server ended'));
  }
}
