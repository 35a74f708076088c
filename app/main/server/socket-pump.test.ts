import { createServer, type Server } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { PAUSE_ABOVE_BYTES } from '../../../shared/bridge/port-protocol.ts';
import { PortSocket, type PortSource } from '../../../shared/bridge/port-socket.ts';
import { SocketPump, type ShellPort } from './socket-pump.ts';
import { eventually } from '../../../tests/support/eventually.ts';

let folder = '';
let socketPath = '';
let server: Server;
let sockets: WebSocketServer;
const channels: MessageChannel[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aif-pump-'));
  socketPath = join(folder, 's.sock');
  server = createServer();
  sockets = new WebSocketServer({ server, path: '/trpc' });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
});

afterEach(() => {
  for (const socket of sockets.clients) socket.terminate();
  sockets.close();
  server.close();
  for (const { port1, port2 } of channels.splice(0)) {
    port1.close();
    port2.close();
  }
  rmSync(folder, { recursive: true });
});

/** A page's socket joined by a real port and a real pump to the server of this test. */
function open() {
  const channel = new MessageChannel();
  channels.push(channel);
  const { port1 } = channel;
  const shellPort: ShellPort = {
    on: (event: 'message' | 'close', listener: (event: { data: unknown }) => void) =>
      port1.addEventListener(event, listener as unknown as (event: Event) => void),
    start: () => port1.start(),
    postMessage: (message) => port1.postMessage(message),
    close: () => port1.close(),
  };
  const onEnd = vi.fn();
  const pump = new SocketPump(socketPath, shellPort, onEnd);
  const source: PortSource = {
    take(use) {
      queueMicrotask(() => use(channel.port2));
      return () => undefined;
    },
  };
  const page = new PortSocket('ws://station/trpc', source);
  const frames: unknown[] = [];
  page.onmessage = (event) => frames.push(event.data);
  return { pump, page, onEnd, frames, pagePort: channel.port2 };
}

const nextClient = () => new Promise<WebSocket>((resolve) => sockets.once('connection', resolve));
const opened = (page: PortSocket) => eventually(() => expect(page.readyState).toBe(PortSocket.OPEN));
const closing = (page: PortSocket) =>
  new Promise<CloseEvent>((resolve) =>
    page.addEventListener('close', (event) => resolve(event as CloseEvent)),
  );

describe('SocketPump', () => {
  it('carries text and binary verbatim, both ways and in order', async () => {
    const connected = nextClient();
    const { page, frames } = open();
    const client = await connected;
    const heard: [string, boolean][] = [];
    client.on('message', (data: Buffer, isBinary) => heard.push([data.toString('utf8'), isBinary]));
    await opened(page);
    page.send('{"id":1,"text":"경보"}');
    page.send(new TextEncoder().encode('bytes'));
    client.send('한글 👷');
    client.send(new Uint8Array([7, 8, 9]));
    client.send('');
    await eventually(() => expect(frames).toHaveLength(3));
    expect(frames[0]).toBe('한글 👷');
    expect(new Uint8Array(frames[1] as ArrayBuffer)).toEqual(new Uint8Array([7, 8, 9]));
    expect(frames[2]).toBe('');
    await eventually(() =>
      expect(heard).toEqual([
        ['{"id":1,"text":"경보"}', false],
        ['bytes', true],
      ]),
    );
    await eventually(() => expect(page.bufferedAmount).toBe(0));
  });

  it('closes the page when the server ends the connection or dies', async () => {
    const connected = nextClient();
    const { page, onEnd } = open();
    const client = await connected;
    await opened(page);
    const closed = closing(page);
    client.close(4_001, 'restarting');
    expect(await closed).toMatchObject({ code: 4_001, reason: 'restarting' });
    expect(onEnd).toHaveBeenCalledOnce();

    const again = nextClient();
    const second = open();
    const killed = await again;
    await opened(second.page);
    const lost = closing(second.page);
    killed.terminate();
    expect((await lost).code).toBe(1006);
  });

  it('closes the page when there is no server', async () => {
    await new Promise((resolve) => server.close(resolve));
    const { page } = open();
    const errors = vi.fn();
    page.onerror = errors;
    await closing(page);
    expect(errors).toHaveBeenCalledOnce();
  });

  it('closes the connection to the server when the page closes or goes away', async () => {
    for (const leave of ['close', 'vanish'] as const) {
      const connected = nextClient();
      const { page, pagePort, onEnd } = open();
      const client = await connected;
      await opened(page);
      const left = new Promise((resolve) => client.once('close', resolve));
      if (leave === 'close') page.close(3_000, '가'.repeat(100));
      else pagePort.close();
      await left;
      await eventually(() => expect(onEnd).toHaveBeenCalledOnce());
    }
  });

  it('stops reading from the server while the page is behind', async () => {
    const connected = nextClient();
    const { page, pagePort } = open();
    const client = await connected;
    await opened(page);
    const counted = { bytes: 0 };
    // A page that takes frames and acknowledges nothing until it is told to.
    pagePort.onmessage = (event: MessageEvent) => {
      if (event.data.kind === 'data') counted.bytes += event.data.data.length;
    };
    const frame = 'x'.repeat(256 * 1024);
    const total = 256 * frame.length;
    for (let sent = 0; sent < 256; sent += 1) client.send(frame);
    await eventually(() => expect(counted.bytes).toBeGreaterThan(PAUSE_ABOVE_BYTES));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(counted.bytes).toBeLessThan(PAUSE_ABOVE_BYTES + 4 * 1024 * 1024);
    const acknowledge = setInterval(() => {
      pagePort.postMessage({ kind: 'ack', bytes: counted.bytes });
    }, 5);
    await eventually(() => expect(counted.bytes).toBe(total));
    clearInterval(acknowledge);
  });

  it('ends a connection whose server does not keep up instead of growing', async () => {
    const connected = nextClient();
    const { page } = open();
    const client = await connected;
    await opened(page);
    client.pause();
    const closed = closing(page);
    const frame = 'x'.repeat(1024 * 1024);
    for (let sent = 0; sent < 64; sent += 1) page.send(frame);
    expect((await closed).code).toBe(1013);
  });

  it('takes no notice of a page that does not keep the protocol', async () => {
    const connected = nextClient();
    const { page, pagePort, frames } = open();
    const client = await connected;
    await opened(page);
    for (const nonsense of [null, 'open', { kind: 'data', data: {} }, { kind: 'ack', bytes: Number.NaN }]) {
      pagePort.postMessage(nonsense);
    }
    client.send('still here');
    await eventually(() => expect(frames).toEqual(['still here']));
  });
});
