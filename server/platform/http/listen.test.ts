import { once } from 'node:events';
import { request, type RequestListener } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createHttpServer, listenOnTcp, LONG_BODY, type Limits } from './listen.ts';

const PATIENT: Limits = {
  headersTimeoutMs: 20_000,
  requestTimeoutMs: 20_000,
  keepAliveTimeoutMs: 20_000,
  silenceTimeoutMs: 20_000,
  maxConnections: 10,
};
const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

async function serverWith(
  limits: Partial<Limits>,
  listener: RequestListener = (_, answer) => answer.end('x'),
) {
  const server = createHttpServer(listener, { ...PATIENT, ...limits });
  const { port } = await listenOnTcp(server, '127.0.0.1:0');
  closing.push(() => server.close().closeAllConnections());
  return port;
}

async function connected(port: number, first = ''): Promise<{ socket: Socket; ended: Promise<number> }> {
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  await once(socket, 'connect');
  const startedAt = performance.now();
  // Not `once`, which rejects where the other side resets the connection: an end like any other.
  const ended = new Promise<number>((resolve) =>
    socket.once('close', () => resolve(performance.now() - startedAt)),
  );
  socket.write(first);
  return { socket, ended };
}

it('ends a client that is slow with its head', async () => {
  const port = await serverWith({ headersTimeoutMs: 300 });
  const { socket, ended } = await connected(port, 'GET / HTTP/1.1\r\nHost: ');
  socket.resume();
  const drip = setInterval(() => socket.write('x'), 50);
  expect(await ended).toBeLessThan(4_000);
  clearInterval(drip);
});

it('ends a client that is slow with its body', async () => {
  const port = await serverWith({ headersTimeoutMs: 300, requestTimeoutMs: 600 }, (incoming) =>
    incoming.resume(),
  );
  const { socket, ended } = await connected(
    port,
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n',
  );
  socket.resume();
  const drip = setInterval(() => socket.write('x'), 50);
  expect(await ended).toBeLessThan(4_000);
  clearInterval(drip);
});

it('lets a body take long that was said to, until nothing of it comes any more', async () => {
  const port = await serverWith({ requestTimeoutMs: 300, silenceTimeoutMs: 1_500 }, (incoming) => {
    incoming.emit(LONG_BODY);
    incoming.resume();
  });
  const { socket, ended } = await connected(
    port,
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n',
  );
  socket.resume();
  const drip = setInterval(() => socket.write('x'), 50);
  const early = await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 2_500, 'lives'))]);
  expect(early).toBe('lives');
  clearInterval(drip);
  expect(await ended).toBeGreaterThan(2_500);
});

it('ends a client that does not read its answer', async () => {
  const port = await serverWith({ silenceTimeoutMs: 300 }, (_, answer) => {
    const chunk = Buffer.alloc(1_048_576);
    const more = () => {
      while (answer.write(chunk));
      answer.once('drain', more);
    };
    more();
  });
  const { socket, ended } = await connected(port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  socket.pause();
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  socket.resume();
  expect(await ended).toBeLessThan(6_000);
});

it('ends a connection that is kept for nothing', async () => {
  const port = await serverWith({ keepAliveTimeoutMs: 200 });
  const { socket, ended } = await connected(port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  socket.resume();
  // Node adds a second of its own.
  expect(await ended).toBeLessThan(3_000);
});

it('has room for so many connections and no more', async () => {
  const port = await serverWith({ maxConnections: 2 });
  const first = await connected(port);
  await connected(port);
  const third = await connected(port);
  third.socket.resume();
  expect(await third.ended).toBeLessThan(1_000);
  first.socket.destroy();
  await first.ended;
  await expect
    .poll(
      () =>
        new Promise((resolve) => {
          const call = request({ port, agent: false }, (answer) => resolve(answer.resume().statusCode));
          call.on('error', resolve).end();
        }),
    )
    .toBe(200);
});
