import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Samples } from '../../shared/contract/data-hub.ts';
import type { Problem } from '../../shared/contract/errors.ts';
import { aif } from '../support/aif.ts';
import { eventually } from '../support/eventually.ts';
import { fillStore } from '../support/filled-store.ts';
import { folderOfTest, temporaryFolder } from '../support/folder.ts';
import { startStationProcess, type StationProcess } from '../support/station-process.ts';

/** Export through its real doors: REST of a running station, `aif export` beside one and on a folder alone. */
const STEP_MS = 10_000;
const START = Date.UTC(2026, 0, 1);
const PER_TAG = 400_000;
/** Less than what is exported, however lazily garbage is collected on a busy machine. */
const MOST_GROWTH_KIB = 96 * 1_024;

const pathOf = (number: number) => `plant/a/l/m${number}/t`;
const PATHS = [1, 2, 3].map(pathOf);
const ROWS = PATHS.length * PER_TAG;
const ALL = 'plant/*/*/*/t';

const folder = temporaryFolder();
let station: StationProcess;
beforeAll(async () => {
  await fillStore(join(folder.path, 'station.db'), {
    tags: PATHS,
    samplesPerTag: PER_TAG,
    stepMs: STEP_MS,
    start: START,
  });
  writeFileSync(join(folder.path, 'config.json'), JSON.stringify({ demoPlant: false }));
  station = await startStationProcess({ data: folder.path });
});
afterAll(async () => {
  await station.close();
  folder.remove();
});

async function open(query: Record<string, string>): Promise<IncomingMessage> {
  const sent = request({
    socketPath: station.ready.socket,
    path: `/api/v1/export?${new URLSearchParams(query).toString()}`,
    agent: false,
  });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return response;
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

const statusOf = (name: string) =>
  Number(
    new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${station.pid}/status`, 'utf8'))?.[1],
  );

/** Processor ticks the station has used. */
const ticks = () => {
  const fields = readFileSync(`/proc/${station.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
};

describe.skipIf(process.platform !== 'linux')('more than a million samples', () => {
  it('come whole and in order, in little memory', { timeout: 300_000 }, async () => {
    // A first one of a third of the length, so that what any export needs is there already.
    await textOf(await open({ tag: pathOf(1) }));
    // From here on the peak is counted anew.
    writeFileSync(`/proc/${station.pid}/clear_refs`, '5');
    const before = statusOf('VmRSS');
    const response = await open({ tag: ALL, format: 'jsonl' });
    expect(response.headers).toMatchObject({ 'content-type': 'application/x-ndjson' });
    let count = 0;
    let last = '';
    let bytes = 0;
    response.on('data', (chunk: Buffer) => (bytes += chunk.length));
    for await (const line of createInterface({ input: response })) {
      // {"tag":"…","at":"…", of the same length in every line
      const place = line.slice(0, 57);
      if (place <= last) throw new Error(`${place} after ${last}`);
      last = place;
      count += 1;
    }
    const growth = statusOf('VmHWM') - before;
    expect(count).toBe(ROWS);
    expect(bytes).toBeGreaterThan(100_000_000);
    expect(growth).toBeLessThan(MOST_GROWTH_KIB);
  });

  it('are not read on when the client goes away', async () => {
    for (let turn = 0; turn < 6; turn += 1) {
      const response = await open({ tag: ALL, format: 'jsonl' });
      expect(response.statusCode).toBe(200);
      await once(response, 'data');
      response.destroy();
      await once(response, 'close');
    }
    await eventually(async () => {
      const before = ticks();
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(ticks() - before).toBeLessThan(25);
    });
    expect((await open({ tag: pathOf(1), to: new Date(START).toISOString() })).statusCode).toBe(200);
  });

  it('are held back by a client that reads slowly, and a fifth export is told to wait', async () => {
    const others = await Promise.all(Array.from({ length: 4 }, () => open({ tag: ALL })));
    others.forEach((response) => response.pause());
    const fifth = await open({ tag: pathOf(1) });
    expect(fifth.statusCode).toBe(503);
    expect((JSON.parse(await textOf(fifth)) as Problem).code).toBe('OVERLOADED');
    const { status } = await station.call('GET', `/api/v1/tags/${pathOf(1)}/samples?points=100`);
    expect(status).toBe(200);
    others.forEach((response) => response.destroy());
    await eventually(async () => expect((await open({ tag: pathOf(1) })).destroy().statusCode).toBe(200));
  });
});

it.each([
  [{ tag: 'plant/a/l/m9/t' }, 404, 'TAG_NOT_FOUND'],
  [{ tag: 'no-path' }, 400, 'VALIDATION_FAILED'],
  [{ tag: 'plant/a/l/m1/t', format: 'xlsx' }, 400, 'VALIDATION_FAILED'],
  [{ tag: 'plant/a/l/m1/t', from: 'yesterday' }, 400, 'VALIDATION_FAILED'],
  [{ tag: 'plant/a/l/m1/t', colour: 'red' }, 400, 'VALIDATION_FAILED'],
])('%j is refused before anything is sent', async (query, status, code) => {
  const response = await open(query as Record<string, string>);
  expect(response.statusCode).toBe(status);
  expect((JSON.parse(await textOf(response)) as Problem).code).toBe(code);
});

describe('aif export', () => {
  const END = START + 30_000_000;
  const range = ['--from', new Date(START).toISOString(), '--to', new Date(END).toISOString()];
  const COUNT = 3_001;

  it('writes the same beside a running station and on the folder alone', async () => {
    const args = ['export', '--tag', pathOf(2), ...range, '--data', folder.path];
    const beside = await aif(args);
    expect(beside).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^3001 rows, 0\.1 MiB in /) as string,
    });
    await station.stop();
    const alone = await aif(args);
    station = await startStationProcess({ data: folder.path });
    expect(alone).toMatchObject({ code: 0 });
    expect(alone.stdout).toBe(beside.stdout);
    expect(beside.stdout.split('\r\n')).toHaveLength(COUNT + 2);
  });

  it('gives a file its name only when it is whole, and replaces none unasked', async () => {
    const file = join(folderOfTest(), 'out.jsonl');
    const args = ['export', '--tag', pathOf(2), ...range, '--format', 'jsonl', '--data', folder.path];
    const written = await aif([...args, '--output', file, '--json']);
    expect(JSON.parse(written.stdout)).toMatchObject({ file, rows: COUNT, bytes: statSync(file).size });
    expect(await aif([...args, '--output', file])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--force'),
    });
    expect(await aif([...args, '--output', file, '--force'])).toMatchObject({ code: 0 });
    const missing = await aif([
      'export',
      '--tag',
      'a/b/c/d/e',
      '--output',
      `${file}2`,
      '--data',
      folder.path,
    ]);
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('TAG_NOT_FOUND') });
    expect([existsSync(`${file}2`), existsSync(`${file}2.part`)]).toEqual([false, false]);
  });

  it('is wrong use without a tag or with one that is none', async () => {
    expect(await aif(['export'])).toMatchObject({ code: 2 });
    expect(await aif(['export', '--tag', 'x'])).toMatchObject({ code: 2 });
    expect(await aif(['export', '--tag', pathOf(1), '--from', 'x'])).toMatchObject({ code: 2 });
  });

  it('is read again by aif replay, row for row', async () => {
    const file = join(folderOfTest(), 'out.csv');
    const copy = 'copy/a/l/m1/t';
    await aif(['export', '--tag', pathOf(3), ...range, '--output', file, '--data', folder.path]);
    const replayed = await aif([
      'replay',
      file,
      '--tag',
      copy,
      '--speed',
      'max',
      '--json',
      '--data',
      folder.path,
    ]);
    const seriesOf = async (path: string) => {
      const window = `from=${new Date(START).toISOString()}&to=${new Date(END).toISOString()}&points=20000`;
      const { body } = await station.call('GET', `/api/v1/tags/${path}/samples?${window}`);
      return (body as Samples).items.map(({ at, value }) => ({ at, value }));
    };
    const original = await seriesOf(pathOf(3));
    expect(original).toHaveLength(COUNT);
    expect(JSON.parse(replayed.stdout)).toMatchObject({ rows: COUNT, published: COUNT, unreadableRows: 0 });
    await eventually(async () => expect(await seriesOf(copy)).toEqual(original));
  });
});
