import { readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import mqtt, { type IClientOptions } from 'mqtt';
import { afterEach, expect, it } from 'vitest';
import type { Tag } from '../../shared/contract/data-hub.ts';
import { DATA_TYPE } from '../../shared/sparkplug/payload.ts';
import { openEdgeConnection } from '../../server/demo-plant/edge-connection.ts';
import { startStationProcess } from '../support/station-process.ts';

const quiet = { info: () => {}, warn: () => {} };
const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
}, 20_000);

it('an edge node on the embedded broker: birth, data and the death its will tells', async () => {
  const station = await startStationProcess();
  open.push(station);
  const { mqtt: place } = JSON.parse(readFileSync(join(station.folder, 'station.json'), 'utf8')) as {
    mqtt: { socket: string };
  };
  const connect = (options: IClientOptions) =>
    new mqtt.MqttClient(() => createConnection(place.socket), { reconnectPeriod: 60_000, ...options });
  const edge = openEdgeConnection({
    identity: {
      group: 'plant',
      node: 'gateway',
      devices: new Map([['press-1', [{ name: 'temperature', datatype: DATA_TYPE.Double }]]]),
    },
    connect,
    log: quiet,
    now: () => Date.now(),
  });
  open.push(edge);
  const last = async () => {
    const { items } = (await station.call('GET', '/api/v1/tags?limit=500')).body as { items: Tag[] };
    return items.find(({ path }) => path === 'plant/sparkplug/gateway/press-1/temperature')?.last;
  };
  await expect.poll(last, { timeout: 10_000 }).toBeDefined();
  edge.publish('press-1', [{ name: 'temperature', value: 96.25, quality: 192, at: Date.now() }]);
  await expect.poll(last, { timeout: 10_000 }).toMatchObject({ value: 96.25, quality: 192 });
  edge.client.stream.destroy();
  await expect.poll(last, { timeout: 10_000 }).toMatchObject({ value: null, quality: 500 });
});
