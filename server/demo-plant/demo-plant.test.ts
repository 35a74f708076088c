import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { Aedes } from 'aedes';
import mqtt from 'mqtt';
import type { MqttClient } from 'mqtt';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DEMO_COMMAND_TOPIC, DEMO_STATE_TOPIC, demoStateSchema } from '../../shared/contract/demo-plant.ts';
import type { DemoState } from '../../shared/contract/demo-plant.ts';
import { runDemoPlant } from './demo-plant.ts';
import { eventually } from '../../tests/support/eventually.ts';

interface Received {
  readonly topic: string;
  readonly text: string;
  readonly qos: number;
  readonly retain: boolean;
}

let broker: Aedes;
let server: Server;
let url: string;
let watcher: MqttClient;
let received: Received[];
let ending: AbortController;
let plant: Promise<void>;
const log = { info: vi.fn(), warn: vi.fn() };

beforeEach(async () => {
  broker = await Aedes.createBroker();
  server = createServer(broker.handle);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;
  received = [];
  watcher = await mqtt.connectAsync(url, { reconnectPeriod: 0 });
  watcher.on('message', (topic, payload, { qos, retain }) =>
    received.push({ topic, text: payload.toString('utf8'), qos, retain }),
  );
  await watcher.subscribeAsync(['aif/v1/#', DEMO_STATE_TOPIC], { qos: 1 });
  ending = new AbortController();
  log.info.mockClear();
  log.warn.mockClear();
});

afterEach(async () => {
  ending.abort();
  await plant;
  await watcher.endAsync(true);
  await new Promise<void>((resolve) => broker.close(() => server.close(() => resolve())));
});

/** Makes it 09:00 at the plant, far from breaks and handovers, whenever the test runs. */
function offsetToProduction(): number {
  const minuteOfDay = Math.floor(Date.now() / 60_000) % 1_440;
  return 9 * 60 - minuteOfDay;
}

function start(speed = 1, reconnectPeriod = 100): void {
  plant = runDemoPlant({
    connect: (options) => mqtt.connect(url, { ...options, reconnectPeriod }),
    seed: 1,
    speed,
    siteName: 'demo',
    utcOffsetMinutes: offsetToProduction(),
    signal: ending.signal,
    log,
  });
}

const states = (): DemoState[] =>
  received
    .filter(({ topic }) => topic === DEMO_STATE_TOPIC)
    .map(({ text }) => demoStateSchema.parse(JSON.parse(text)));
const grouped = () => received.filter(({ topic }) => topic === 'aif/v1/demo/press-shop/line-1/press-1');
const times = () => grouped().map(({ text }) => (JSON.parse(text) as { t: number }).t);
const until = (check: () => void) => eventually(check);

it('publishes its state retained and its measurements with QoS 1, stamped with the present second', async () => {
  start();
  await until(() => expect(grouped().length).toBeGreaterThanOrEqual(2));
  expect(states()[0]).toMatchObject({ running: true, speed: 1, faults: [] });
  const [first = 0, second] = times();
  expect(second).toBe(first + 1_000);
  expect(Math.abs(Date.now() - first)).toBeLessThan(4_000);
  expect(new Set(received.map(({ qos }) => qos))).toEqual(new Set([1]));

  const late = await mqtt.connectAsync(url);
  const retained = new Promise<DemoState>((resolve) => {
    late.on('message', (_topic, payload) => resolve(demoStateSchema.parse(JSON.parse(payload.toString()))));
  });
  await late.subscribeAsync(DEMO_STATE_TOPIC);
  expect((await retained).running).toBe(true);
  await late.endAsync(true);
});

it('carries out commands and shows what is active', async () => {
  start();
  await until(() => expect(states()).toHaveLength(1));
  const command = { action: 'start', fault: 'overheating', equipment: 'press-1' };
  await watcher.publishAsync(DEMO_COMMAND_TOPIC, JSON.stringify(command), { qos: 1 });
  await until(() =>
    expect(states().at(-1)?.faults).toMatchObject([
      { fault: 'overheating', equipment: 'press-1', severity: 1 },
    ]),
  );
  await watcher.publishAsync(DEMO_COMMAND_TOPIC, '{"action":"reset"}', { qos: 1 });
  await until(() => expect(states().at(-1)?.faults).toEqual([]));
});

it('answers a command that has an id by the state that follows it, done or not', async () => {
  start();
  await until(() => expect(states()).toHaveLength(1));
  const send = (command: object) =>
    watcher.publishAsync(DEMO_COMMAND_TOPIC, JSON.stringify(command), { qos: 1 });
  const leak = { action: 'start', fault: 'leak', equipment: 'press-1' };
  await send({ ...leak, id: 'one' });
  await until(() => expect(states().at(-1)?.answers).toEqual([{ id: 'one' }]));
  expect(states().at(-1)?.faults).toHaveLength(1);
  await send(leak);
  await send({ ...leak, equipment: 'oven-1', id: 'two' });
  const refused = { id: 'two', problem: '"leak" cannot happen to oven-1' };
  await until(() => expect(states().at(-1)?.answers).toEqual([{ id: 'one' }, refused]));
  for (let number = 0; number < 25; number += 1) await send({ action: 'reset', id: String(number) });
  await until(() => expect(states().at(-1)?.answers.at(-1)).toEqual({ id: '24' }));
  expect(states().at(-1)?.answers).toHaveLength(20);
});

it('answers commands it cannot carry out in the log and goes on', async () => {
  const wrong = [
    ['over heating', 'not JSON'],
    ['{"action":"explode"}', 'action'],
    ['{"action":"reset","force":true}', 'force'],
    ['{"action":"start","fault":"leak","equipment":"press-9"}', 'press-9'],
    ['{"action":"start","fault":"leak","equipment":"oven-1"}', 'cannot happen'],
    ['{"action":"start","fault":"leak","equipment":"press-1","severity":7}', 'severity'],
    [`{"action":"${'x'.repeat(5_000)}"}`, 'longer than'],
  ] as const;
  start();
  await until(() => expect(states()).toHaveLength(1));
  for (const [payload] of wrong) await watcher.publishAsync(DEMO_COMMAND_TOPIC, payload, { qos: 1 });
  await until(() => expect(log.warn).toHaveBeenCalledTimes(wrong.length));
  const answers = log.warn.mock.calls.map((call) => JSON.stringify(call));
  expect(answers).toEqual(wrong.map(([, problem]) => expect.stringContaining(problem)));
  const before = grouped().length;
  await until(() => expect(grouped().length).toBeGreaterThan(before));
  expect(states().at(-1)?.faults).toEqual([]);
});

it('says that it is gone when it is ended', async () => {
  start();
  await until(() => expect(states()).toHaveLength(1));
  ending.abort();
  await plant;
  await until(() =>
    expect(states().at(-1)).toEqual({ running: false, speed: 0, equipment: [], faults: [], answers: [] }),
  );
});

it('runs the physics in time lapse at a higher speed, still one message a second', async () => {
  start(120);
  await until(() => expect(grouped().length).toBeGreaterThanOrEqual(3));
  const [first = 0, , third] = times();
  expect(third).toBe(first + 2_000);
  const counts = received
    .filter(({ topic }) => topic.endsWith('/press-1/total_count'))
    .map(({ text }) => (JSON.parse(text) as { v: number }).v);
  expect(Math.max(...counts) - Math.min(...counts)).toBeGreaterThanOrEqual(30);
});

it('goes on without a broker and comes back with a gap in its numbers', async () => {
  const connections: Socket[] = [];
  server.on('connection', (socket) => connections.push(socket));
  start(1, 1_500);
  await until(() => expect(grouped().length).toBeGreaterThanOrEqual(1));
  connections[0]?.destroy();
  await until(() => expect(log.info.mock.calls.length).toBe(2));
  expect(log.info.mock.calls[1]?.[0]).toMatchObject({ lostMessages: expect.any(Number) });
  await until(() => {
    const numbers = grouped().map(({ text }) => (JSON.parse(text) as { seq: number }).seq);
    expect(numbers.at(-1)).toBeGreaterThan(numbers.length);
  });
});
