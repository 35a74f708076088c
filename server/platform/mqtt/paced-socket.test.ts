import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventually } from '../../../tests/support/eventually.ts';
import { PacedSocket } from './paced-socket.ts';

const FOR_EVER = 60_000;

let server: Server;
let accepted: Promise<Socket>;
let opened: PacedSocket | null;

beforeEach(async () => {
  opened = null;
  const { promise, resolve } = Promise.withResolvers<Socket>();
  accepted = promise;
  server = createServer(resolve);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
});
afterEach(async () => {
  opened?.destroy();
  (await accepted).destroy();
  await new Promise((closed) => server.close(closed));
});

/** A connection with the other end of it, and what has come through it, read by read. */
async function open(pauseMs: () => number) {
  const { port } = server.address() as AddressInfo;
  const socket = new PacedSocket({ host: '127.0.0.1', port }, pauseMs);
  opened = socket;
  const reads: string[] = [];
  socket.on('data', (chunk: Buffer) => reads.push(chunk.toString()));
  return { socket, reads, peer: await accepted };
}

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

it('is read as it comes where it need not wait', async () => {
  const { peer, reads } = await open(() => 0);
  for (const word of ['one', 'two', 'three']) {
    peer.write(word);
    await eventually(() => expect(reads.at(-1)).toBe(word));
  }
});

it('what comes in a pause is read at its end, all of it, in order and not in the next one', async () => {
  const pauseMs = 400;
  const { socket, peer, reads } = await open(() => pauseMs);
  let oldest = 0;
  socket.on('data', (chunk: Buffer) => {
    const first = Number(chunk.toString().split(' ')[0]);
    oldest = Math.max(oldest, performance.now() - first);
  });
  const sent: string[] = [];
  for (let word = 0; word < 200; word += 1) {
    sent.push(`${performance.now()} `);
    peer.write(sent.at(-1) ?? '');
    await sleep(10);
  }
  await eventually(() => expect(reads.join('')).toBe(sent.join('')));
  expect(reads.length).toBeLessThan(20);
  expect(oldest).toBeLessThan(pauseMs * 1.6);
});

it('a pause ends when the other side has been answered', async () => {
  const { socket, peer, reads } = await open(() => FOR_EVER);
  peer.write('first');
  await eventually(() => expect(reads).toEqual(['first']));
  peer.write('second');
  await sleep(100);
  expect(reads).toEqual(['first']);
  socket.goOn();
  await eventually(() => expect(reads).toEqual(['first', 'second']));
});

it('reads no further than it is wanted', async () => {
  const { socket, peer } = await open(() => 0);
  socket.pause();
  const block = Buffer.alloc(65_536);
  let written = 0;
  for (let index = 0; index < 1_000; index += 1) peer.write(block, () => (written += 1));
  await sleep(300);
  expect(written).toBeLessThan(1_000);
  let read = 0;
  socket.on('data', (chunk: Buffer) => (read += chunk.length));
  socket.resume();
  await eventually(() => expect(read).toBe(1_000 * block.length));
});

it('gives what came before the end, then the end', async () => {
  const { socket, peer, reads } = await open(() => 50);
  const ends: string[] = [];
  socket.on('error', ({ message }) => ends.push(message));
  for (const event of ['end', 'close']) socket.on(event, () => ends.push(event));
  peer.write('first');
  await eventually(() => expect(reads).toEqual(['first']));
  peer.end('last');
  await eventually(() => expect(ends).toEqual(['end', 'close']));
  expect(reads).toEqual(['first', 'last']);
});

it('a reader that is slow gets what came before the end too, whatever it writes meanwhile', async () => {
  const { socket, peer, reads } = await open(() => 0);
  const errors: string[] = [];
  socket.on('error', ({ message }) => errors.push(message));
  peer.write('first ');
  await eventually(() => expect(reads).toEqual(['first ']));
  socket.pause();
  peer.end('last');
  await sleep(100);
  socket.write('an acknowledgement');
  await sleep(100);
  socket.resume();
  await eventually(() => expect(socket.closed).toBe(true));
  expect(reads).toEqual(['first ', 'last']);
  expect(errors).toEqual([]);
});

it('writes what is corked as one, and ends after it', async () => {
  const { socket, peer } = await open(() => FOR_EVER);
  const chunks: string[] = [];
  let ended = false;
  peer.on('data', (chunk: Buffer) => chunks.push(chunk.toString())).on('end', () => (ended = true));
  socket.cork();
  for (const word of ['one ', 'two ', 'three']) socket.write(word);
  socket.uncork();
  await eventually(() => expect(chunks).toEqual(['one two three']));
  socket.end(' and four');
  await eventually(() => expect(ended).toBe(true));
  expect(chunks.join('')).toBe('one two three and four');
});

it('a connection that breaks is an error with its code, and one that cannot be made too', async () => {
  const { socket, peer } = await open(() => FOR_EVER);
  const codes: unknown[] = [];
  socket.on('error', (error: NodeJS.ErrnoException) => codes.push(error.code));
  peer.resetAndDestroy();
  await eventually(() => expect(codes).toEqual(['ECONNRESET']));
  const nowhere = new PacedSocket({ host: '127.0.0.1', port: 1 }, () => 0);
  nowhere.on('error', (error: NodeJS.ErrnoException) => codes.push(error.code));
  await eventually(() => expect(codes).toEqual(['ECONNRESET', 'ECONNREFUSED']));
});
