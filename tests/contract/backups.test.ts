import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, expect, it } from 'vitest';
import { openConnection } from '../../server/platform/sqlite/index.ts';
import { aif } from '../support/aif.ts';
import { windowOf } from '../support/desk-client.ts';
import { eventually } from '../support/eventually.ts';
import { folderOfTest } from '../support/folder.ts';
import { startStationProcess, type StationProcess } from '../support/station-process.ts';

const stations: StationProcess[] = [];
afterEach(async () => {
  for (const station of stations.splice(0)) await station.close();
});

function dataFolder(): string {
  const data = folderOfTest();
  writeFileSync(join(data, 'config.json'), JSON.stringify({ demoPlant: false }));
  return data;
}

async function stationOn(data: string): Promise<StationProcess> {
  const station = await startStationProcess({ data });
  stations.push(station);
  return station;
}

async function judged(station: StationProcess, rate: number): Promise<string> {
  const { status, body } = await station.call('POST', '/api/v1/judgment/execute', {
    rulesetId: 'defect-rate',
    input: { defect_count: rate, production_count: 1_000 },
  });
  expect({ status, body }).toMatchObject({ status: 200 });
  return (body as { id: string }).id;
}

const isThere = async (station: StationProcess, id: string) =>
  (await station.call('GET', `/api/v1/judgments/${id}`)).status === 200;

async function made(station: StationProcess): Promise<string> {
  const { backups, close } = windowOf(station);
  await backups.create.mutate();
  const name = await eventually(async () => {
    const { items, running, lastFailure } = await backups.state.query();
    expect({ running, lastFailure }).toEqual({ running: null, lastFailure: null });
    return items[0]?.name ?? '';
  });
  await close();
  return name;
}

it('a station goes back to a backup while its windows wait, and keeps what it had aside', async () => {
  const data = dataFolder();
  const station = await stationOn(data);
  const before = await judged(station, 1);
  const name = await made(station);
  const after = await judged(station, 2);
  const window = windowOf(station);
  await window.backups.restore.mutate({ name, reason: '규칙을 잘못 지움' });
  await eventually(async () => expect(await isThere(station, after)).toBe(false));
  expect(await isThere(station, before)).toBe(true);
  // The same window, connected again by itself; the same address as before.
  const { restored } = await window.backups.state.query();
  expect(restored).toMatchObject({ backup: name, reason: '규칙을 잘못 지움' });
  expect((await fetch(`${station.http}/healthz`)).status).toBe(200);
  const { body } = await station.call('GET', '/api/v1/health');
  const parts = (body as { parts: { id: string; state: string; summary: { en: string } }[] }).parts;
  expect(parts.find(({ id }) => id === 'backups')).toMatchObject({
    state: 'degraded',
    summary: { en: expect.stringContaining(`Restored from ${name}`) as string },
  });
  const aside = new Database(join(data, restored?.quarantine ?? '', 'station.db'), { readonly: true });
  expect(aside.prepare('SELECT count(*) AS count FROM judgment').get()).toEqual({ count: 2 });
  aside.close();
  expect(existsSync(join(data, 'restore.json'))).toBe(false);
  await window.close();
});

it('copies one moment of a store that is written to, for the eyes of its user alone', async () => {
  const data = dataFolder();
  const station = await stationOn(data);
  const ids: string[] = [];
  let going = true;
  const writing = (async () => {
    for (let count = 0; going; count += 1) ids.push(await judged(station, count));
  })();
  await eventually(() => expect(ids.length).toBeGreaterThan(20));
  const acknowledged = [...ids];
  const name = await made(station);
  going = false;
  await writing;
  const file = join(data, 'backups', `${name}.db`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(data, 'backups')).toSorted()).toEqual([`${name}.db`, `${name}.json`]);
  const copy = new Database(file, { readonly: true });
  const { count } = copy.prepare('SELECT count(*) AS count FROM judgment').get() as { count: number };
  copy.close();
  expect(count).toBeGreaterThanOrEqual(acknowledged.length);
  expect(count).toBeLessThanOrEqual(ids.length);
});

it('a backup that has changed by one byte is told, and never restored', async () => {
  const data = dataFolder();
  const station = await stationOn(data);
  await judged(station, 1);
  const name = await made(station);
  const file = join(data, 'backups', `${name}.db`);
  const bytes = readFileSync(file);
  const at = bytes.length >> 1;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(file, bytes);
  const { backups, close } = windowOf(station);
  expect(await backups.verify.mutate({ name })).toMatchObject({
    ok: false,
    reason: { code: 'backupChanged' },
  });
  await expect(backups.restore.mutate({ name, reason: 'x' })).rejects.toThrow('not what was written');
  await close();
  await station.stop();
  const { code, stderr } = await aif(['backup', 'restore', name, '--data', data]);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(/not what was written/) as string,
  });
  expect(existsSync(join(data, 'quarantine'))).toBe(false);
  expect((await aif(['backup', 'verify', 'newest', '--data', data])).code).toBe(1);
});

it('by command: made beside a running station, restored over a damaged store', async () => {
  const data = dataFolder();
  const station = await stationOn(data);
  const id = await judged(station, 3);
  const created = await aif(['backup', 'create', '--data', data, '--json']);
  expect({ code: created.code, facts: JSON.parse(created.stdout) as unknown }).toMatchObject({
    code: 0,
    facts: { kind: 'manual', bytes: expect.any(Number) as number },
  });
  const refused = await aif(['backup', 'restore', 'newest', '--data', data]);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('DATA_FOLDER_LOCKED') as string });
  await station.stop();
  writeFileSync(join(data, 'station.db'), Buffer.alloc(8_192, 7));
  const restored = await aif([
    'backup',
    'restore',
    'newest',
    '--data',
    data,
    '--reason',
    'damaged',
    '--json',
  ]);
  expect(restored).toMatchObject({ code: 0, stderr: '' });
  const { quarantine } = JSON.parse(restored.stdout) as { quarantine: string };
  expect(readFileSync(join(data, quarantine, 'station.db'))).toEqual(Buffer.alloc(8_192, 7));
  expect(await isThere(await stationOn(data), id)).toBe(true);
});

it(
  'a copy that is cancelled, or whose station is killed, leaves nothing behind',
  { timeout: 120_000 },
  async () => {
    const data = dataFolder();
    await (await stationOn(data)).stop();
    // So large that a copy takes its time.
    const store = openConnection(join(data, 'station.db'), { readonly: false });
    store.exec('CREATE TABLE ballast (bytes BLOB)');
    const more = store.prepare('INSERT INTO ballast VALUES (randomblob(1000000))');
    store.transaction(() => {
      for (let count = 0; count < 300; count += 1) more.run();
    })();
    store.close();
    const folder = join(data, 'backups');
    const station = await stationOn(data);
    const { backups, close } = windowOf(station);
    const begun = async () => {
      await backups.create.mutate();
      await eventually(() => expect(readdirSync(folder).some((file) => file.includes('.part'))).toBe(true));
    };
    await begun();
    await expect(backups.create.mutate()).rejects.toThrow('is being made');
    await backups.cancel.mutate();
    await eventually(() => expect(readdirSync(folder)).toEqual([]));
    expect((await backups.state.query()).lastFailure).toBe(null);
    await eventually(begun);
    await station.kill();
    void close();
    expect(readdirSync(folder)).not.toEqual([]);
    const again = await stationOn(data);
    expect(readdirSync(folder)).toEqual([]);
    const name = await made(again);
    expect((await aif(['backup', 'verify', name, '--data', data])).code).toBe(0);
  },
);
