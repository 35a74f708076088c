import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { historyRemovalPageSchema, samplesSchema } from '../../shared/contract/data-hub.ts';
import { healthSchema } from '../../shared/contract/health.ts';
import { eventually } from '../support/eventually.ts';
import { fillStore, valueAt } from '../support/filled-store.ts';
import { folderOfTest } from '../support/folder.ts';
import { connectToEmbeddedBroker } from '../support/station-clients.ts';
import { startStationProcess, type StationProcess } from '../support/station-process.ts';

/** Retention and budget of a running station, by its settings and through its doors. */
const DAY = 86_400_000;
const STEP_MS = 20_000;
const PER_TAG = 450_000;
const FEW_PER_TAG = 200_000;
const PATHS = ['plant/a/l/m/usual', 'plant/a/l/m/short'] as const;

async function startKeeping(
  config: object,
  samplesPerTag = PER_TAG,
): Promise<{ station: StationProcess; start: number }> {
  const data = folderOfTest();
  const start = Date.now() - samplesPerTag * STEP_MS;
  await fillStore(join(data, 'station.db'), { tags: PATHS, samplesPerTag, stepMs: STEP_MS, start });
  writeFileSync(join(data, 'config.json'), JSON.stringify({ demoPlant: false, ...config }));
  return { station: await startStationProcess({ data }), start };
}

const get = async <Schema extends z.ZodType>(station: StationProcess, path: string, schema: Schema) =>
  schema.parse((await station.call('GET', path)).body);

const removalsOf = async (station: StationProcess) =>
  (await get(station, '/api/v1/history/removals', historyRemovalPageSchema)).items;

const historyPart = async (station: StationProcess) =>
  (await get(station, '/api/v1/health', healthSchema)).parts.find(({ id }) => id === 'history');

const samplesOf = (station: StationProcess, path: string, from: number, to: number) =>
  get(
    station,
    `/api/v1/tags/${path}/samples?points=20000&from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`,
    samplesSchema,
  );

it(
  'keeps each tag for its days, to the sample, while values come in; what went is told',
  { timeout: 300_000 },
  async () => {
    const { station, start } = await startKeeping({
      historyDays: '60',
      historyDaysByTag: ['plant/*/*/*/short = 7'],
    });
    try {
      const client = await connectToEmbeddedBroker(station.folder);
      let sent = 0;
      const timer = setInterval(() => {
        sent += 1;
        client.publish('aif/v1/plant/a/l/m/live', JSON.stringify({ v: sent, t: Date.now(), seq: sent }), {
          qos: 1,
        });
      }, 5);
      const removals = await eventually(async () => {
        const found = await removalsOf(station);
        expect(found.map(({ policy }) => policy).toSorted()).toEqual([
          'default: 60 days',
          'plant/*/*/*/short: 7 days',
        ]);
        // The last page that can go of each has gone.
        const oldestKept = PER_TAG - (7 * DAY) / STEP_MS;
        expect(found.reduce((sum, { samples }) => sum + samples, 0)).toBeGreaterThan(
          oldestKept + PER_TAG - (60 * DAY) / STEP_MS - 2 * 33 * 1_024 - (2 * 3_600_000) / STEP_MS,
        );
        return found;
      });
      clearInterval(timer);
      await client.endAsync();
      for (const { from, samples, bytes } of removals) {
        expect(Date.parse(from)).toBe(start);
        expect(bytes / samples).toBeGreaterThan(0.1);
      }
      for (const [index, days] of [60, 7].entries()) {
        const path = PATHS[index] ?? '';
        const around = Date.now() - days * DAY;
        const { items, beginsAt, gaps } = await samplesOf(station, path, around - 2 * DAY, around + DAY);
        const cut = Date.parse(beginsAt ?? '');
        expect(cut).toBe(Math.floor(around / 3_600_000) * 3_600_000);
        const first = Math.ceil((cut - start) / STEP_MS);
        expect(items[0]).toEqual({
          at: new Date(start + first * STEP_MS).toISOString(),
          value: valueAt(index + 1, first),
          quality: 192,
        });
        expect(gaps).toEqual([]);
        const whole = await get(
          station,
          `/api/v1/tags/${path}/samples?points=10&from=${new Date(start - DAY).toISOString()}`,
          samplesSchema,
        );
        expect(whole.total).toBe(PER_TAG - first);
      }
      await eventually(async () => {
        const { items } = await samplesOf(station, 'plant/a/l/m/live', Date.now() - DAY, Date.now());
        expect(items.map(({ value }) => value)).toEqual(
          Array.from({ length: sent }, (_, number) => number + 1),
        );
      });
      const part = await historyPart(station);
      expect(part).toMatchObject({ state: 'ok', figures: { removed: expect.any(Number) as number } });
      expect(part?.summary.en).toMatch(
        /^History reaches back to \d{4}-\d\d-\d\d\. What is older than 60 days goes\./,
      );
      expect(part?.summary.ko).toContain('60일이 지난 것은 지워집니다');
    } finally {
      await station.close();
    }
  },
);

it(
  'tells when the budget will be full, and above it takes the oldest first',
  { timeout: 300_000 },
  async () => {
    const unlimited = await startKeeping({ historyBudgetGib: '0.05' }, FEW_PER_TAG);
    const part = await eventually(async () => {
      const found = await historyPart(unlimited.station);
      expect(found?.figures.perDayBytes).toBeGreaterThan(0);
      return found;
    }).finally(() => unlimited.station.close());
    expect(part?.summary.en).toMatch(
      /^History reaches back to [-\d]+\. At this rate the budget of 0.05 GiB is full on [-\d]+; from then on the oldest goes first\.$/,
    );
    const bytes = Number(part?.figures.sizeBytes);

    const { station } = await startKeeping(
      { historyBudgetGib: (bytes / 2 / 1024 ** 3).toFixed(6) },
      FEW_PER_TAG,
    );
    try {
      const [removal] = await eventually(async () => {
        const found = await removalsOf(station);
        expect(Number((await historyPart(station))?.figures.sizeBytes)).toBeLessThanOrEqual(
          bytes / 2 + 1_048_576,
        );
        expect(found).toHaveLength(1);
        return found;
      });
      expect(removal?.policy).toBe('budget');
      const [usual, short] = await Promise.all(
        PATHS.map((path) => samplesOf(station, path, Date.now() - 365 * DAY, Date.now())),
      );
      // Both tags lose the same time: the oldest of all goes first.
      const begins = [usual, short].map((samples) => Date.parse(samples?.beginsAt ?? ''));
      expect(Math.abs((begins[0] ?? 0) - (begins[1] ?? 0))).toBeLessThan(2 * 33 * 1_024 * STEP_MS);
    } finally {
      await station.close();
    }
  },
);
