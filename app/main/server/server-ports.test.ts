import { createServer, type Server } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import type { ServerStatus } from '../../../shared/bridge/desktop-bridge.ts';
import type { ShellToPage } from '../../../shared/bridge/port-protocol.ts';
import { ServerPorts, type Page } from './server-ports.ts';
import type { ShellPort } from './socket-pump.ts';
import { eventually } from '../../../tests/support/eventually.ts';

let folder = '';
let server: Server;
let sockets: WebSocketServer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aif-ports-'));
  server = createServer();
  sockets = new WebSocketServer({ server, path: '/trpc' });
  await new Promise<void>((resolve) => server.listen(join(folder, 's.sock'), resolve));
});
afterEach(() => {
  for (const socket of sockets.clients) socket.terminate();
  sockets.close();
  server.close();
  rmSync(folder, { recursive: true });
});

/** A supervisor whose server this test brings up and down. */
function supervisor() {
  let tell: (status: ServerStatus) => void = () => undefined;
  const fake = {
    socket: null as string | null,
    onStatus(listener: (status: ServerStatus) => void) {
      tell = listener;
      return () => undefined;
    },
    up() {
      fake.socket = join(folder, 's.sock');
      tell({ state: 'ready', version: '1', pid: 1 });
    },
    down() {
      fake.socket = null;
      tell({ state: 'restarting', attempt: 1, inMs: 100, reason: 'killed' });
    },
  };
  return fake;
}

/** A page that only counts ports and remembers what comes over them. */
function page() {
  const heard: ShellToPage[][] = [];
  const talking: Page = {
    deliverPort(): ShellPort {
      const messages: ShellToPage[] = [];
      heard.push(messages);
      return {
        on: () => undefined,
        start: () => undefined,
        postMessage: (message) => messages.push(message),
        close: () => undefined,
      };
    },
  };
  return { page: talking, heard };
}

describe('ServerPorts', () => {
  it('holds a request back until the server is ready, then delivers one port per request', async () => {
    const watched = supervisor();
    const ports = new ServerPorts(watched);
    const { page: asking, heard } = page();
    ports.request(asking);
    ports.request(asking);
    expect(heard).toHaveLength(0);
    watched.up();
    expect(heard).toHaveLength(2);
    await eventually(() =>
      expect(heard.map((messages) => messages[0])).toEqual([{ kind: 'open' }, { kind: 'open' }]),
    );
    ports.forget(asking);
  });

  it('closes every port when the server goes and serves new requests when it is back', async () => {
    const watched = supervisor();
    const ports = new ServerPorts(watched);
    const { page: asking, heard } = page();
    watched.up();
    ports.request(asking);
    await eventually(() => expect(heard[0]).toEqual([{ kind: 'open' }]));
    watched.down();
    expect(heard[0]?.at(-1)).toMatchObject({ kind: 'close', code: 1006 });
    ports.request(asking);
    expect(heard).toHaveLength(1);
    watched.up();
    await eventually(() => expect(heard[1]).toEqual([{ kind: 'open' }]));
    ports.forget(asking);
  });

  it('gives every other page its port when one page is destroyed this moment', async () => {
    const complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const watched = supervisor();
    const ports = new ServerPorts(watched);
    const destroyed: Page = {
      deliverPort() {
        throw new Error('Object has been destroyed');
      },
    };
    const { page: asking, heard } = page();
    ports.request(destroyed);
    ports.request(asking);
    watched.up();
    await eventually(() => expect(heard[0]).toEqual([{ kind: 'open' }]));
    expect(complaints.mock.calls.flat().join()).toContain('Object has been destroyed');
    complaints.mockRestore();
    ports.forget(destroyed);
    ports.forget(asking);
  });

  it('closes the port of every other page, and all connections, when one port is gone this moment', async () => {
    const complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const watched = supervisor();
    const ports = new ServerPorts(watched);
    const gone: Page = {
      deliverPort: (): ShellPort => ({
        on: () => undefined,
        start: () => undefined,
        postMessage(message) {
          if (message.kind === 'close') throw new Error('Object has been destroyed');
        },
        close: () => undefined,
      }),
    };
    const { page: asking, heard } = page();
    watched.up();
    ports.request(gone);
    ports.request(asking);
    await eventually(() => expect(sockets.clients.size).toBe(2));
    watched.down();
    expect(heard[0]?.at(-1)).toMatchObject({ kind: 'close', code: 1006 });
    await eventually(() => expect(sockets.clients.size).toBe(0));
    expect(complaints.mock.calls.flat().join()).toContain('Object has been destroyed');
    complaints.mockRestore();
  });

  it('leaves no connection behind for a page that is gone', async () => {
    const watched = supervisor();
    const ports = new ServerPorts(watched);
    const { page: leaving } = page();
    watched.up();
    ports.request(leaving);
    await eventually(() => expect(sockets.clients.size).toBe(1));
    ports.forget(leaving);
    await eventually(() => expect(sockets.clients.size).toBe(0));
  });

  it('ends the oldest connection of a page that asks on and on', async () => {
    const watched = supervisor();
    const ports = new ServerPorts(watched);
    const { page: greedy, heard } = page();
    watched.up();
    for (let request = 0; request < 20; request += 1) ports.request(greedy);
    expect(heard).toHaveLength(20);
    await eventually(() => expect(sockets.clients.size).toBe(8));
    ports.forget(greedy);
  });
});
