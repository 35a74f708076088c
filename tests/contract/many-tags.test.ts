import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TagPage } from '../../shared/contract/data-hub.ts';
import { eventually } from '../support/eventually.ts';
import { connectToEmbeddedBroker, rest } from '../support/station-clients.ts';
import { startStationProcess, type StationProcess } from '../support/station-process.ts';

/** 20 lines of 20 machines with 25 tags each. */
const COUNT = 10_000;
const PER_MACHINE = 25;
/** The bar of the product; on a busy machine the best of several is what the code takes. */
const BAR_MS = 50;
const TRIES = 15;

let station: StationProcess;
beforeAll(async () => {
  station = await startStationProcess();
  const client = await connectToEmbeddedBroker(station.folder);
  for (let machine = 0; machine < COUNT / PER_MACHINE; machine += 1) {
    const values = Object.fromEntries(
      Array.from({ length: PER_MACHINE }, (_, tag) => [
        `${tag % 2 ? '온도' : 'vibration'}-${tag}`,
        machine + tag,
      ]),
    );
    const line = `line-${Math.floor(machine / 20)}`;
    await client.publishAsync(`aif/v1/site/area/${line}/press-${machine}`, JSON.stringify({ values }), {
      qos: 1,
    });
  }
  await client.endAsync();
}, 120_000);
afterAll(() => station.close());

const search = async (text: string, more = '') => {
  const { body } = await rest(station, 'GET', `/api/v1/tags?search=${encodeURIComponent(text)}${more}`);
  return body as TagPage;
};

describe(`${COUNT} tags in a real station`, () => {
  it('are all there, and found as you type', async () => {
    await eventually(async () => expect((await search('')).total).toBe(COUNT));
    expect((await search('press-399 온도-1')).total).toBe(6);
    expect((await search('ㅇㄷ-24')).total).toBe(0);
    expect((await search('ㅇㄷ-23')).total).toBe(COUNT / PER_MACHINE);
  });

  it.each(['p', 'press-3', 'press-399 온', 'ㅇㄷ', 'line-7 vib', 'nothing at all'])(
    `"%s" is answered within ${BAR_MS} ms through REST`,
    async (text) => {
      const took: number[] = [];
      for (let index = 0; index < TRIES; index += 1) {
        const start = performance.now();
        await search(text, '&limit=100');
        took.push(performance.now() - start);
      }
      expect(Math.min(...took)).toBeLessThan(BAR_MS);
    },
  );
});
