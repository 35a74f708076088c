import { lstatSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { folderOfTest } from '../support/folder.ts';
import { settingsFor, sqlDoor } from '../support/sql-station.ts';
import { connectToEmbeddedBroker, rest } from '../support/station-clients.ts';
import { startStationProcess } from '../support/station-process.ts';

it('all that a station makes in its folder is for its user alone: files, sockets, folders, while it runs', async () => {
  const data = folderOfTest();
  writeFileSync(join(data, 'config.json'), '{"demoPlant":false}', { mode: 0o600 });
  const station = await startStationProcess({ data });
  onTestFinished(() => station.close());
  const client = await connectToEmbeddedBroker(data);
  await client.publishAsync('aif/v1/a/b/c/d/e', '1', { qos: 1 });
  await client.endAsync();
  await sqlDoor(station).add(settingsFor({ host: '127.0.0.1', port: 9 }, 'postgres'));
  const upload = { 'content-type': 'text/csv', authorization: `Bearer ${station.token}` };
  const sent = await fetch(`${station.http}/api/v1/imports?name=a.csv`, {
    method: 'POST',
    headers: upload,
    body: 'time,value\n2026-01-01T00:00:00Z,1\n',
  });
  expect(sent.status).toBe(200);
  expect((await rest(station, 'PATCH', '/api/v1/tags/a/b/c/d/e', { unit: 'Cel' })).status).toBe(200);

  const found = readdirSync(data, { recursive: true, withFileTypes: true }).map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return { name: relative(data, path), isFolder: entry.isDirectory(), mode: lstatSync(path).mode & 0o777 };
  });
  const names = found.map(({ name }) => name);
  for (const name of [
    'station.db',
    'station.db-wal',
    'token',
    'secrets.key',
    'station.sock',
    'mqtt.sock',
    'imports',
  ])
    expect(names).toContain(name);
  const open = found.filter(({ isFolder, mode }) => mode !== (isFolder ? 0o700 : 0o600));
  expect(open.map(({ name, mode }) => `${name} ${mode.toString(8)}`)).toEqual([]);
});
