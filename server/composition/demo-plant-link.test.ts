import { once } from 'node:events';
import { createConnection, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { Aedes } from 'aedes';
import mqtt, { type MqttClient } from 'mqtt';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { folderOfTest } from '../../tests/support/folder.ts';
import {
  DEMO_COMMAND_TOPIC,
  DEMO_STATE_TOPIC,
  demoCommandMessageSchema,
  type DemoCommandMessage,
  type DemoState,
} from '../../shared/contract/demo-plant.ts';
import { openDemoPlantLink, sendDemoCommand, type OpenDemoPlantLink } from './demo-plant-link.ts';

const BASE: DemoState = { running: true, speed: 1, equipment: [], faults: [], answers: [] };

let broker: Aedes;
let server: Server;
let place: { url: null; socket: string };
let plant: MqttClient;
let link: OpenDemoPlantLink;
let commands: DemoCommandMessage[];

/** A simulator whose answers the test gives. */
beforeEach(async () => {
  broker = await Aedes.createBroker();
  server = createServer(broker.handle);
  place = { url: null, socket: join(folderOfTest(), 'mqtt.sock') };
  server.listen(place.socket);
  await once(server, 'listening');
  plant = new mqtt.MqttClient(() => createConnection(place.socket), { reconnectPeriod: 0 });
  await new Promise<void>((resolve) => plant.once('connect', () => resolve()));
  commands = [];
  plant.on('message', (_topic, payload) =>
    commands.push(demoCommandMessageSchema.parse(JSON.parse(payload.toString()))),
  );
  await plant.subscribeAsync(DEMO_COMMAND_TOPIC, { qos: 1 });
  link = openDemoPlantLink(place, () => {});
});
afterEach(async () => {
  await link.close();
  await plant.endAsync(true);
  await new Promise<void>((resolve) => broker.close(() => server.close(() => resolve())));
});

const publish = (state: Partial<DemoState>) =>
  plant.publishAsync(DEMO_STATE_TOPIC, JSON.stringify({ ...BASE, ...state }), { qos: 1, retain: true });
const commanded = (count: number) =>
  expect
    .poll(() => commands.length)
    .toBe(count)
    .then(() => commands.map(({ id = '' }) => id));

it('a command is answered by the state that carries it, whatever comes before and in whatever order', async () => {
  await publish({});
  await link.running();
  const first = link.command({ action: 'reset' });
  const second = link.command({ action: 'start', fault: 'leak', equipment: 'press-1', severity: 1 });
  const [a = '', b = ''] = await commanded(2);
  expect(a).not.toBe(b);
  let settled = 0;
  void first.then(() => (settled += 1));
  void second.then(() => (settled += 1));
  await publish({ speed: 2 });
  await publish({ speed: 3, answers: [{ id: 'of somebody else' }] });
  await publish({ speed: 4, answers: [{ id: b }] });
  expect((await second).speed).toBe(4);
  expect(settled).toBe(1);
  await publish({ speed: 5, answers: [{ id: b }, { id: a }] });
  expect((await first).speed).toBe(5);
});

it('what the plant cannot do is an error with its reason', async () => {
  const refused = link.command({ action: 'stop', fault: 'leak', equipment: 'press-1' });
  const [id = ''] = await commanded(1);
  const published = publish({ answers: [{ id, problem: '"leak" is not active on press-1' }] });
  await expect(refused).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('not active') as string,
  });
  await published;
});

it('an answer that does not come is an error, and no stray one', async () => {
  const strays: unknown[] = [];
  const note = (error: unknown) => void strays.push(error);
  process.on('unhandledRejection', note);
  await publish({});
  await expect(link.command({ action: 'reset' })).rejects.toMatchObject({ code: 'DEMO_PLANT_ABSENT' });
  await expect(sendDemoCommand(place, { action: 'reset' })).rejects.toMatchObject({
    code: 'DEMO_PLANT_ABSENT',
  });
  process.off('unhandledRejection', note);
  expect(strays).toEqual([]);
}, 12_000);

it('from outside it waits for a plant that runs', async () => {
  await publish({ running: false });
  const sent = sendDemoCommand(place, { action: 'reset' });
  setTimeout(() => void publish({}), 300);
  const [id = ''] = await commanded(1);
  await publish({ speed: 9, answers: [{ id }] });
  expect((await sent).speed).toBe(9);
});
