import { writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { folderOfTest } from '../../tests/support/folder.ts';
import { connectToStation } from './station-client.ts';

/** A data folder whose station file names a server that answers as told. */
async function folderServedBy(answer: RequestListener): Promise<string> {
  const folder = folderOfTest();
  const socket = join(folder, 'station.sock');
  const server = createServer((request, response) => {
    if (request.url === '/healthz') response.end('{"alive":true}');
    else answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  onTestFinished(() => void server.close());
  const station = { pid: 1, startedAt: '', version: '1', socket, http: null, tokenFile: null, mqtt: null };
  writeFileSync(join(folder, 'station.json'), JSON.stringify(station));
  return folder;
}

it('finds no station where there is no file, a broken one, or nobody answers', async () => {
  const folder = folderOfTest();
  expect(await connectToStation(folder)).toBeNull();
  writeFileSync(join(folder, 'station.json'), '{"pid":');
  expect(await connectToStation(folder)).toBeNull();
  const socket = join(folder, 'station.sock');
  const station = { pid: 1, startedAt: '', version: '1', socket, http: null, tokenFile: null, mqtt: null };
  writeFileSync(join(folder, 'station.json'), JSON.stringify(station));
  expect(await connectToStation(folder)).toBeNull();
});

it('gives answers, and problems as our errors', async () => {
  const folder = await folderServedBy((request, response) => {
    if (request.url === '/good') return response.end('{"a":1}');
    response.statusCode = 404;
    return response.end(
      JSON.stringify({ type: 'x', title: 'x', status: 404, code: 'TAG_NOT_FOUND', detail: 'no tag' }),
    );
  });
  const client = await connectToStation(folder);
  expect(await client?.call('GET', '/good')).toEqual({ a: 1 });
  await expect(client?.call('GET', '/bad')).rejects.toMatchObject({
    code: 'TAG_NOT_FOUND',
    message: 'no tag',
  });
});

it('an answer that is no JSON is an error of the call alone', async () => {
  const folder = await folderServedBy((_request, response) => response.end('<html>'));
  const client = await connectToStation(folder);
  await expect(client?.call('GET', '/')).rejects.toThrow('is not valid JSON');
});
