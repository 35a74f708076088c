import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { openConnection } from '../../server/platform/sqlite/index.ts';
import { windowOf } from '../support/desk-client.ts';
import { eventually } from '../support/eventually.ts';
import { folderOfTest } from '../support/folder.ts';
import { startStationProcess, type StationProcess } from '../support/station-process.ts';

const stations: StationProcess[] = [];
afterEach(async () => {
  for (const station of stations.splice(0)) await station.close();
});

async function stationOn(data: string, ...args: string[]): Promise<StationProcess> {
  const station = await startStationProcess({ data, args });
  stations.push(station);
  return station;
}

const judge = (station: StationProcess) =>
  station.call('POST', '/api/v1/judgment/execute', {
    rulesetId: 'defect-rate',
    input: { defect_count: 9, production_count: 100 },
  });

/** A data folder in which a station has judged once and ended; the id of the judgment. */
async function usedFolder(): Promise<{ data: string; id: string }> {
  const data = folderOfTest();
  writeFileSync(join(data, 'config.json'), JSON.stringify({ demoPlant: true }));
  const station = await startStationProcess({ data });
  const { body } = await judge(station);
  await station.stop();
  return { data, id: (body as { id: string }).id };
}

const hashOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

it('safe mode shows everything, takes nothing in, judges nothing and leaves the store byte for byte', async () => {
  const { data, id } = await usedFolder();
  const file = join(data, 'station.db');
  const before = hashOf(file);
  const station = await stationOn(data, '--safe');
  const window = windowOf(station);

  expect(await station.call('GET', `/api/v1/judgments/${id}`)).toMatchObject({ status: 200, body: { id } });
  expect((await station.call('GET', '/api/v1/rulesets')).status).toBe(200);
  expect((await station.call('GET', '/api/v1/tags')).status).toBe(200);
  const refused = { status: 503, body: { code: 'STATION_READ_ONLY' } };
  expect(await judge(station)).toMatchObject(refused);
  expect(await station.call('POST', `/api/v1/judgments/${id}/feedback`, { agree: true })).toMatchObject(
    refused,
  );
  const ingested = await fetch(`${station.http}/api/v1/ingest`, {
    method: 'POST',
    headers: { authorization: `Bearer ${station.token}`, 'content-type': 'application/x-ndjson' },
    body: '{"tag":"s/a/l/e/t","value":1}\n',
  });
  expect({ status: ingested.status, body: await ingested.json() }).toMatchObject(refused);
  await expect(
    window.rules.desk.begin.mutate({ id: 'new', name: { ko: '새', en: 'new' } } as never),
  ).rejects.toThrow('safe mode');

  expect((await fetch(`${station.http}/readyz`)).status).toBe(503);
  expect(await window.health.get.query()).toMatchObject({
    ready: false,
    mode: { mode: 'safe', reason: { code: 'safeMode' } },
  });
  // What is wrong with the settings can be mended, and a backup can be taken.
  await window.settings.update.mutate({ demoPlant: false });
  await window.backups.create.mutate();
  await eventually(async () => expect((await window.backups.state.query()).items).toHaveLength(1));
  await window.close();
  expect((await station.stop()).code).toBe(0);
  expect(hashOf(file)).toBe(before);
});

it('goes from safe to normal and back without anybody losing its address', async () => {
  const { data, id } = await usedFolder();
  const station = await stationOn(data, '--safe');
  const { health, close } = windowOf(station);
  await health.restart.mutate({ mode: 'normal' });
  await eventually(async () => expect((await judge(station)).status).toBe(200));
  expect((await fetch(`${station.http}/readyz`)).status).toBe(200);
  await eventually(() => health.restart.mutate({ mode: 'safe' }));
  await eventually(async () => expect((await judge(station)).status).toBe(503));
  expect((await station.call('GET', `/api/v1/judgments/${id}`)).status).toBe(200);
  await close();
});

it('refuses the store of an earlier program, which it would have to change, and says so', async () => {
  const { data } = await usedFolder();
  const store = openConnection(join(data, 'station.db'), { readonly: false });
  store.exec('DELETE FROM schema_migration WHERE name = (SELECT max(name) FROM schema_migration)');
  store.close();
  await expect(stationOn(data, '--safe')).rejects.toThrow(/must be brought up to date first/);
});
