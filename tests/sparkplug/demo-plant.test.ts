import mqtt from 'mqtt';
import { afterEach, describe, expect, it } from 'vitest';
import type { Tag } from '../../shared/contract/data-hub.ts';
import type { JudgmentPage } from '../../shared/contract/judgment.ts';
import { runDemoPlant } from '../../server/demo-plant/demo-plant.ts';
import { openBrokerStation, type BrokerStation } from '../support/broker-station.ts';
import { mosquittoMissing } from '../support/mosquitto.ts';

const LINE = 'plant/sparkplug/hall-1';
const quiet = { info: () => {}, warn: () => {} };

let station: BrokerStation | undefined;
const ending = new AbortController();
let plant: Promise<void> | undefined;
afterEach(async () => {
  ending.abort();
  await plant;
  await station?.close();
}, 20_000);

describe.skipIf(mosquittoMissing)('the demo plant as an edge node', () => {
  it('is tags and judgments in the station, and without value once it has left', async () => {
    station = await openBrokerStation();
    const { broker, station: server, until } = station;
    plant = runDemoPlant({
      connect: (options) => mqtt.connect(broker.url, { ...options, reconnectPeriod: 100 }),
      seed: 1,
      speed: 1,
      siteName: 'demo',
      sparkplug: { group: 'plant', node: 'hall-1' },
      utcOffsetMinutes: 0,
      signal: ending.signal,
      log: quiet,
    });
    const tags = async () =>
      ((await server.call('GET', '/api/v1/tags?limit=500')).body as { items: Tag[] }).items;
    await until(async () => (await tags()).length >= 90);
    expect((await tags()).every(({ path }) => path.startsWith(`${LINE}/`))).toBe(true);
    const judged = async () =>
      ((await server.call('GET', '/api/v1/judgments?limit=100')).body as JudgmentPage).items;
    await until(async () => (await judged()).some(({ verdict }) => verdict === 'OK'));
    expect((await judged()).every(({ context }) => context?.equipment?.startsWith(`${LINE}/`))).toBe(true);

    ending.abort();
    await plant;
    await until(async () => (await tags()).every(({ last }) => last?.value === null && last.quality === 500));
    expect((await station.counters()).unreadable).toBe(0);
  });
});
