import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Aedes } from 'aedes';
import { afterEach, beforeEach, expect, it } from 'vitest';

const ENTRY = new URL('./demo-plant.ts', import.meta.url).pathname;

let folder: string;
let socket: string;
let broker: Aedes;
let server: Server;
let topics: Set<string>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aif-demo-'));
  socket =
    process.platform === 'win32' ? `\\\\.\\pipe\\${folder.split(/[\\/]/).pop()}` : join(folder, 'mqtt.sock');
  broker = await Aedes.createBroker();
  topics = new Set();
  broker.on('publish', ({ topic }) => topics.add(topic));
  server = createServer(broker.handle);
  server.listen(socket);
  await once(server, 'listening');
});

afterEach(async () => {
  await new Promise<void>((resolve) => broker.close(() => server.close(() => resolve())));
  await rm(folder, { recursive: true });
});

function run(...options: string[]) {
  const child = spawn(process.execPath, [ENTRY, ...options], { stdio: ['pipe', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  return {
    child,
    ended: once(child, 'exit') as Promise<[number | null, string | null]>,
    errors: () => errors,
  };
}

async function firstMeasurement(): Promise<void> {
  while (![...topics].some((topic) => topic.startsWith('aif/v1/hall-7/'))) {
    await once(broker, 'publish');
  }
}

it('publishes over a local socket and ends on SIGTERM', async () => {
  const { child, ended } = run('--socket', socket, '--site', 'hall-7');
  await firstMeasurement();
  const started = performance.now();
  child.kill('SIGTERM');
  expect(await ended).toEqual(process.platform === 'win32' ? [null, 'SIGTERM'] : [0, null]);
  expect(performance.now() - started).toBeLessThan(5_000);
});

it('ends with the process that holds its standard input', async () => {
  const { child, ended } = run('--socket', socket, '--site', 'hall-7', '--until-stdin-closes');
  await firstMeasurement();
  child.stdin.end();
  expect(await ended).toEqual([0, null]);
});

it.each([
  [[], 'either --broker URL or --socket PATH'],
  [['--broker', 'mqtt://127.0.0.1:1', '--socket', 'x'], 'either --broker URL or --socket PATH'],
  [['--broker', 'nowhere'], 'either --broker URL or --socket PATH'],
  [['--socket', 'x', '--speed', '0'], '--speed must be'],
  [['--socket', 'x', '--seed', 'one'], '--seed must be'],
  [['--socket', 'x', '--site', 'a/b'], '--site must not'],
  [['--sokcet', 'x'], '--sokcet'],
])('refuses %j with exit code 2 and the reason', async (options, reason) => {
  const { ended, errors } = run(...options);
  expect(await ended).toEqual([2, null]);
  expect(errors()).toContain(reason);
});
