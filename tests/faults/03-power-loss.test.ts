import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../../server/migrations/index.ts';
import { migrateUp, onSoundStore, openConnection } from '../../server/platform/sqlite/index.ts';
import { readRecord, recorder, straceMissing, type DiskEvent } from '../support/disk-record.ts';
import { PowerlessDisk } from '../support/disk-replay.ts';
import { eventually } from '../support/eventually.ts';
import { createRandom } from '../support/random.ts';
import { connectToEmbeddedBroker } from '../support/station-clients.ts';
import { startStationProcess, type GuardRemoval } from '../support/station-process.ts';

/**
 * Fault 3: power is lost. Everything a station does to its disk, from its first start on a new folder, is recorded; then the disk is
 * put together as it may be found at every synced prefix: without anything that was not synced, with all of it, and with any sectors
 * of it. Each is opened as the product opens its store: nothing is damaged, and what was answered is there.
 */
const JUDGMENTS = 40;
/** Further states with sectors by chance, of each prefix. */
const CHANCES = Number(process.env.AIF_TEST_POWER_CHANCES ?? 1);
const TEST_WITHIN_MS = 900_000;

let folder: string;
let data: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aif-power-'));
  data = join(folder, 'data');
  mkdirSync(data);
  writeFileSync(join(data, 'config.json'), JSON.stringify({ demoPlant: false, logLevel: 'warn' }));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Starts a station twice on a new folder, judges and stores values; what it did, and the ids of what it answered. */
async function recordStation(withoutGuards: readonly GuardRemoval[]) {
  const answered: string[] = [];
  const events: DiskEvent[] = [];
  for (const run of [1, 2]) {
    const record = join(folder, `record-${run}`);
    const station = await startStationProcess({ data, withoutGuards, under: recorder(record) });
    const client = await connectToEmbeddedBroker(data);
    for (let number = 0; number < JUDGMENTS / 2; number += 1) {
      const payload = JSON.stringify({ v: `${number} ${'x'.repeat(2_000)}`, t: Date.now(), seq: number });
      await client.publishAsync('aif/v1/power/area/line/machine/value', payload, { qos: 1 });
      const { status, body } = await station.call('POST', '/api/v1/judgment/execute', {
        rulesetId: 'defect-rate',
        input: { defect_count: number, production_count: 1_000 },
        useCache: false,
      });
      if (status === 200) answered.push((body as { id: string }).id);
    }
    client.end(true);
    await station.call('GET', '/api/v1/health');
    // The first ends as it should, the second by the power cut.
    await (run === 1 ? station.stop() : station.kill());
    const isOurs = (path: string) => path === data || path.startsWith(`${data}/`);
    events.push(...(await eventually(() => readRecord(record, isOurs))));
  }
  return { answered, events };
}

/** After a power cut the machine runs anew: the mark was written in another run. */
function inAnotherRun(image: string): void {
  const file = join(image, 'station.db-mark');
  let text: string;
  try {
    text = readFileSync(file, 'latin1');
  } catch {
    return;
  }
  const body = text.slice(9).replace(/"run":"[^"]{8}/, '"run":"00000000');
  const isWhole = crc32(text.slice(9)).toString(16).padStart(8, '0') === text.slice(0, 8);
  if (isWhole) writeFileSync(file, `${crc32(body).toString(16).padStart(8, '0')} ${body}`);
}

/** What is wrong with a disk as it was found: damage, or judgments that are not there. */
function wrongWith(image: string, answered: readonly string[]): string[] {
  inAnotherRun(image);
  const file = join(image, 'station.db');
  const up = () => migrateUp(file, MIGRATIONS, 0);
  const { recoveries } = onSoundStore(file, { now: 0 }, up);
  const database = openConnection(file, { readonly: true });
  try {
    const integrity = String(database.pragma('integrity_check', { simple: true }));
    const stored = new Set(database.prepare('SELECT id FROM judgment').pluck().all());
    return [
      ...recoveries.map(({ damage }) => `${damage.kind}: ${damage.detail}`),
      ...(integrity === 'ok' ? [] : [integrity]),
      ...answered.filter((id) => !stored.has(id)).map((id) => `${id} is gone`),
    ];
  } finally {
    database.close();
  }
}

async function replay(withoutGuards: readonly GuardRemoval[] = []) {
  const disk = new PowerlessDisk(data);
  disk.load(data);
  const { answered, events } = await recordStation(withoutGuards);
  const random = createRandom(3);
  const waiting = new Set(answered);
  const told: string[] = [];
  const wrong: string[] = [];
  let states = 0;
  const look = (keeps: () => boolean, keepsNames: boolean, how: string) => {
    const image = join(folder, `image-${states}`);
    states += 1;
    disk.restore(image, keeps, keepsNames);
    wrong.push(...wrongWith(image, told).map((what) => `state ${states} (${how}): ${what}`));
    rmSync(image, { recursive: true });
  };
  for (const [index, event] of events.entries()) {
    // As it is found where the power goes just before a sync has ended; then after it.
    if (event.kind === 'sync')
      for (let chance = 0; chance < CHANCES; chance += 1)
        look(() => random() < 0.5, random() < 0.5, `sectors by chance before event ${index}`);
    disk.apply(event);
    if (event.kind === 'said') {
      const said = event.data.toString('latin1');
      const now = [...waiting].filter((id) => said.includes(id));
      for (const id of now) waiting.delete(id);
      told.push(...now);
      if (now.length === 0) continue;
    } else if (event.kind !== 'sync') continue;
    look(() => false, false, `only what was synced, after event ${index}`);
  }
  look(() => true, true, 'everything');
  return { states, told: told.length, answered: answered.length, wrong };
}

describe.skipIf(straceMissing)('fault 3: power loss', { timeout: TEST_WITHIN_MS }, () => {
  it('every synced prefix opens, is sound, and holds what was answered', async () => {
    const { states, told, answered, wrong } = await replay();
    process.stdout.write(`fault 3: ${states} states of the disk, ${told} judgments answered on the way\n`);
    expect(answered).toBe(JUDGMENTS);
    expect(told).toBe(JUDGMENTS);
    expect(wrong).toEqual([]);
    expect(states).toBeGreaterThan(200);
  });

  it('is noticed when nothing is synced', async () => {
    const { wrong } = await replay([
      {
        file: 'server/platform/sqlite/writer-connection.ts',
        find: "`synchronous = ${wanted === 'full' ? 'FULL' : 'NORMAL'}`",
        replace: "'synchronous = OFF'",
      },
    ]);
    expect(wrong.filter((what) => what.endsWith('is gone')).length).toBeGreaterThan(0);
  });
});
