import { createReadStream, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HistoryImport, ImportPreview } from '../../shared/contract/history-import.ts';
import type { Source, SourceChange } from '../../shared/contract/sources.ts';
import { connectToStation } from '../../server/platform/station-client.ts';
import { aif } from '../support/aif.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startStationProcess, type GuardRemoval, type StationProcess } from '../support/station-process.ts';
import { rowsOfStation } from '../support/stored-samples.ts';

/** Files through the running station's own doors, and stations that are killed over them. */
const RECORD =
  ['../../..', '../../../..']
    .map((up) => join(import.meta.dirname, up, 'shared/data/machine_temperature.csv'))
    .find(existsSync) ?? '';
const TAG = 'record/area/line/machine/temperature_f';
const ROWS = 22_695;
const REPEATED_TIMES = 12;
const MANY = 120_000;

let folder: ReturnType<typeof temporaryFolder>;
let station: StationProcess;

beforeEach(() => {
  folder = temporaryFolder();
  writeFileSync(join(folder.path, 'config.json'), JSON.stringify({ demoPlant: false }));
});
afterEach(async () => {
  await station?.close();
  folder.remove();
});

const start = async (withoutGuards?: readonly GuardRemoval[]) => {
  station = await startStationProcess({
    data: folder.path,
    ...(withoutGuards === undefined ? {} : { withoutGuards }),
  });
};
const one = async (id: string) => (await station.call('GET', `/api/v1/imports/${id}`)).body as HistoryImport;
/** However long a file takes on a busy machine, as long as it goes on. */
const reached = async (id: string, state: HistoryImport['state']): Promise<HistoryImport> => {
  for (let before = ''; ;) {
    const job = await eventually(async () => {
      const now = await one(id);
      if (now.state !== state) expect(JSON.stringify(now)).not.toBe(before);
      return now;
    });
    if (job.state === state) return job;
    before = JSON.stringify(job);
  }
};
const stored = (from = '') =>
  rowsOfStation<{ count: number; times: number }>(
    `${folder.path}/station.db`,
    `SELECT count(*) AS count, count(DISTINCT at) AS times FROM sample ${from}`,
  )[0];

function fileOf(rows: number): string {
  const file = join(folder.path, 'many.csv');
  const from = Date.UTC(2020, 0, 1);
  const lines = Array.from(
    { length: rows },
    (_, i) => `${new Date(from + i * 1_000).toISOString()},${i % 997}`,
  );
  writeFileSync(file, `time,value\n${lines.join('\n')}\n`);
  return file;
}

async function sent(file: string): Promise<string> {
  const client = await connectToStation(folder.path);
  if (client === null) throw new Error('no station answers');
  const job = await client.upload('/api/v1/imports?name=many.csv', createReadStream(file));
  return (job as HistoryImport).id;
}

describe.skipIf(RECORD === '')('a real record (not run: data not present)', () => {
  it(
    'imported, replayed and imported again: counted to the row, nothing doubled',
    { timeout: 180_000 },
    async () => {
      await start();
      const load = async () => {
        const args = ['import', RECORD, '--tag', TAG, '--timezone', 'UTC', '--data', folder.path, '--json'];
        const { code, stdout, stderr } = await aif(args);
        if (code !== 0) throw new Error(stderr);
        return (JSON.parse(stdout) as HistoryImport).result;
      };
      const counters = async () => {
        const { body } = await station.call('GET', `/api/v1/tags?search=${encodeURIComponent(TAG)}`);
        return (body as { items: { counters: Record<string, number> }[] }).items[0]?.counters ?? {};
      };
      const inFile = {
        rows: ROWS,
        values: ROWS,
        duplicateInFile: REPEATED_TIMES,
        differingInFile: REPEATED_TIMES,
      };
      const once = ROWS - REPEATED_TIMES;
      expect(await load()).toMatchObject({ ...inFile, stored: once, alreadyThere: 0, newTags: 1 });
      const replay = [
        'replay',
        RECORD,
        '--tag',
        TAG,
        '--timezone',
        'UTC',
        '--speed',
        'max',
        '--data',
        folder.path,
      ];
      expect((await aif(replay)).code).toBe(0);
      await eventually(async () => expect(await counters()).toMatchObject({ received: once + ROWS }));
      expect(await counters()).toMatchObject({ stored: once, duplicate: ROWS });
      expect(await load()).toMatchObject({ ...inFile, stored: 0, alreadyThere: once, newTags: 0 });
      expect(stored()).toEqual({ count: once, times: once });
      const samples = `/api/v1/tags/${TAG}/samples?from=2013-12-01T00:00:00Z&to=2014-03-01T00:00:00Z&points=500`;
      const { body } = await station.call('GET', samples);
      expect(body).toMatchObject({ total: once, thinned: true });
      const { items } = body as { items: { value: number }[] };
      expect(Math.max(...items.map(({ value }) => value))).toBeCloseTo(108.510543, 6);
    },
  );
});

it(
  'is taken as a stream far beyond the limit of other bodies, seen, run, and its errors fetched',
  { timeout: 300_000 },
  async () => {
    await start();
    const file = fileOf(MANY);
    const id = await sent(file);
    const preview = await station.call('POST', `/api/v1/imports/${id}/preview`, { tag: TAG });
    expect((preview.body as ImportPreview).items[1]).toMatchObject({
      path: TAG,
      at: '2020-01-01T00:00:01.000Z',
      value: 1,
    });
    const { body: noErrors } = await station.call('GET', `/api/v1/imports/${id}/errors`);
    expect(noErrors).toMatchObject({ code: 'NOT_FOUND' });
    const wrong = { tag: TAG, time: { format: 'epochSeconds' } };
    expect((await station.call('POST', `/api/v1/imports/${id}/run`, wrong)).status).toBe(200);
    expect(await reached(id, 'refused')).toMatchObject({ result: { rows: MANY, badRows: MANY, stored: 0 } });
    const response = await fetch(`${station.http}/api/v1/imports/${id}/errors`, {
      headers: { authorization: `Bearer ${station.token}` },
    });
    expect(response.headers.get('content-type')).toMatch(/text\/csv/);
    const lines = (await response.text()).trim().split('\r\n');
    expect(lines).toHaveLength(100_002);
    expect(lines.at(-1)).toMatch(/20000 further faults are not listed/);
    await station.call('POST', `/api/v1/imports/${id}/run`, { tag: TAG });
    expect(await reached(id, 'done')).toMatchObject({
      size: readFileSync(file).length,
      result: { stored: MANY },
    });
    const list = (await station.call('GET', '/api/v1/imports')).body as { items: HistoryImport[] };
    expect(list.items.map((job) => job.id)).toEqual([id]);
  },
);

it('is refused without a token, as JSON, empty, or under a name that is none', async () => {
  await start();
  const post = (headers: Record<string, string>, body: string, query = '') =>
    fetch(`${station.http}/api/v1/imports${query}`, { method: 'POST', headers, body }).then(
      async (response) => ({
        status: response.status,
        code: ((await response.json()) as { code: string }).code,
      }),
    );
  const authorization = `Bearer ${station.token}`;
  const type = 'text/csv';
  expect(await post({ 'content-type': type }, 'a,b')).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
  expect(await post({ authorization, 'content-type': 'application/json' }, '{}')).toEqual({
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
  });
  expect(await post({ authorization, 'content-type': type }, '')).toMatchObject({ status: 400 });
  expect(await post({ authorization, 'content-type': type }, 'a,b', '?path=/etc/passwd')).toMatchObject({
    status: 400,
  });
});

describe('a station killed over an import', () => {
  /** So many that the kill comes before their end. */
  const TO_ADD = 60_000;
  const begun = async () => {
    const id = await sent(fileOf(TO_ADD));
    await station.call('POST', `/api/v1/imports/${id}/run`, { tag: TAG });
    return id;
  };
  const killedWhile = async (id: string, state: HistoryImport['state'], least: number) => {
    await eventually(async () => {
      const job = await one(id);
      expect(job.state).toBe(state);
      expect(job.progress?.done ?? 0).toBeGreaterThanOrEqual(least);
    });
    await station.kill();
  };

  it(
    'while it reads the file has added nothing, and finishes after the restart',
    { timeout: 300_000 },
    async () => {
      await start();
      const id = await begun();
      await killedWhile(id, 'checking', 0);
      expect(stored()).toEqual({ count: 0, times: 0 });
      await start();
      expect(await reached(id, 'done')).toMatchObject({ result: { stored: TO_ADD, alreadyThere: 0 } });
      expect(stored()).toEqual({ count: TO_ADD, times: TO_ADD });
    },
  );

  it(
    'while it adds it goes on where it was: every value once, and the figures right',
    { timeout: 300_000 },
    async () => {
      await start();
      const id = await begun();
      await killedWhile(id, 'adding', 8_192);
      const part = stored()?.count ?? 0;
      expect(part).toBeGreaterThan(0);
      expect(part).toBeLessThan(TO_ADD);
      await start();
      expect(await reached(id, 'done')).toMatchObject({ result: { stored: TO_ADD, alreadyThere: 0 } });
      expect(stored()).toEqual({ count: TO_ADD, times: TO_ADD });
    },
  );

  it(
    'while it takes back what was added goes on with that: nothing of the file is left',
    { timeout: 300_000 },
    async () => {
      await start();
      const id = await begun();
      await eventually(async () => {
        const job = await one(id);
        expect([job.state, (job.progress?.done ?? 0) > 15_000]).toEqual(['adding', true]);
      });
      const cancelled = await station.call('POST', `/api/v1/imports/${id}/cancel`);
      expect(cancelled.body).toMatchObject({ state: 'takingBack' });
      await killedWhile(id, 'takingBack', 4_096);
      expect(stored()?.count).toBeGreaterThan(0);
      await start();
      const { takenBack } = await reached(id, 'cancelled');
      expect(takenBack).toMatchObject({ end: 'cancelled', missing: 0 });
      expect(takenBack?.removed).toBeGreaterThan(15_000);
      expect(stored()).toEqual({ count: 0, times: 0 });
    },
  );

  it('would count wrong, were the mark not committed with its values', { timeout: 300_000 }, async () => {
    const guard = {
      file: 'add-samples.ts',
      find: 'marks: [mark],',
      replace: 'marks: [],',
    };
    await start([guard]);
    const id = await begun();
    await killedWhile(id, 'adding', 8_192);
    await start([guard]);
    const { result } = await reached(id, 'done');
    expect(result?.alreadyThere).toBeGreaterThan(0);
  });

  it('while a file is sent leaves nothing of it', async () => {
    await start();
    const { body } = await station.call('GET', '/api/v1/imports');
    expect(body).toEqual({ items: [] });
    const client = await connectToStation(folder.path);
    const endless = createReadStream('/dev/zero', { end: 400_000_000 });
    const upload = client
      ?.upload('/api/v1/imports?name=zero.csv', endless)
      .catch((error: Error) => error.message);
    await eventually(async () => {
      const { items } = (await station.call('GET', '/api/v1/imports')).body as { items: HistoryImport[] };
      expect(items[0]?.state).toBe('uploading');
    });
    await station.kill();
    await upload;
    endless.destroy();
    await start();
    const { items } = (await station.call('GET', '/api/v1/imports')).body as { items: HistoryImport[] };
    expect(items).toMatchObject([{ state: 'failed', problem: 'the file was not sent to its end' }]);
    expect(existsSync(join(folder.path, 'imports', items[0]?.id ?? ''))).toBe(false);
  });
});

it(
  'is a source: counted, among the changes with who did it, its last error still there after a restart',
  { timeout: 120_000 },
  async () => {
    await start();
    const id = await sent(fileOf(5_000));
    await station.call('POST', `/api/v1/imports/${id}/run`, { tag: TAG });
    await reached(id, 'done');
    expect((await station.call('POST', `/api/v1/imports/${id}/undo`)).status).toBe(200);
    await reached(id, 'undone');
    const empty = join(folder.path, 'empty.csv');
    writeFileSync(empty, 'time,value\n2020-01-01T00:00:00Z,\n');
    const failing = await sent(empty);
    await station.call('POST', `/api/v1/imports/${failing}/run`, { tag: TAG });
    await reached(failing, 'failed');
    const source = async () => (await station.call('GET', '/api/v1/sources/csv')).body as Source;
    const error = { text: expect.stringContaining('no value') as string };
    expect(await source()).toMatchObject({
      kind: 'csv',
      state: 'waiting',
      canTest: false,
      counters: { received: 5_000, stored: 5_000, duplicate: 0 },
      lastError: error,
    });
    await eventually(async () => {
      const { body } = await station.call('GET', '/api/v1/sources/csv/changes');
      const { items } = body as { items: SourceChange[] };
      expect(
        items.map(({ action, detail }) => [action, detail['stored'] ?? detail['removed'] ?? null]),
      ).toEqual([
        ['importFailed', null],
        ['importUndone', 5_000],
        ['imported', 5_000],
      ]);
      expect(items.every(({ by }) => by !== '')).toBe(true);
    });

    const mapping = {
      id: 'lines',
      name: 'Lines',
      pattern: 'plc/{line}/{tag}',
      tag: 'site/area/{line}/plc/{tag}',
      payload: { form: 'text' },
    };
    const saved = await station.call('POST', '/api/v1/topic-mappings', {
      baseVersion: 0,
      mappings: [mapping],
    });
    expect(saved.status).toBe(200);
    await eventually(async () => {
      const { body } = await station.call('GET', '/api/v1/sources/broker/changes');
      expect(body).toMatchObject({ items: [{ action: 'mappings', detail: { version: 1, added: 'Lines' } }] });
    });

    await station.close();
    await start();
    expect(await source()).toMatchObject({ lastError: error, counters: { received: 5_000 } });
  },
);
