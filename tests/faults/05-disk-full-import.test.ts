import { createReadStream, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { connectToStation } from '../../server/platform/station-client.ts';
import type { HistoryImport } from '../../shared/contract/history-import.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/folder.ts';
import { smallDisk, smallDiskMissing, type SmallDisk } from '../support/small-disk.ts';
import { startStationProcess, type GuardRemoval, type StationProcess } from '../support/station-process.ts';
import { rowsOfStation } from '../support/stored-samples.ts';

/**
 * Fault 5, for files: the disk is full while one is sent, while it is checked, and while it is added or taken back. Nothing half is
 * left, it says why it does not go on, and it goes on when there is room.
 */
const TAG = 'full/area/line/machine/value';
const ROWS = 60_000;
/** The half GiB that imports leave free would be more than this disk has. */
const SMALL_RESERVE: GuardRemoval = {
  file: 'history-import.service.ts',
  find: 'const LEAVE_FREE = 512 * 1_048_576;',
  replace: 'const LEAVE_FREE = 1_048_576;',
};

const folder = temporaryFolder();
let disk: SmallDisk;
let station: StationProcess;
afterEach(async () => {
  await station?.close();
  disk?.remove();
});

const file = join(folder.path, 'many.csv');
const from = Date.UTC(2020, 0, 1);
writeFileSync(
  file,
  `time,value\n${Array.from({ length: ROWS }, (_, i) => `${new Date(from + i * 1_000).toISOString()},${i}`).join('\n')}\n`,
);

async function start(guards: readonly GuardRemoval[] = []): Promise<void> {
  disk = smallDisk(64);
  writeFileSync(join(disk.path, 'config.json'), JSON.stringify({ demoPlant: false }));
  station = await startStationProcess({ data: disk.path, withoutGuards: [SMALL_RESERVE, ...guards] });
}

async function sent(): Promise<string> {
  const client = await connectToStation(disk.path);
  const job = await client?.upload('/api/v1/imports?name=many.csv', createReadStream(file));
  return (job as HistoryImport).id;
}

const one = async (id: string) => (await station.call('GET', `/api/v1/imports/${id}`)).body as HistoryImport;
const call = (id: string, what: string, body?: unknown) =>
  station.call('POST', `/api/v1/imports/${id}/${what}`, body);
const reached = (id: string, state: HistoryImport['state'], least = 0) =>
  eventually(async () => {
    const job = await one(id);
    expect([job.state, (job.progress?.done ?? 0) >= least]).toEqual([state, true]);
    return job;
  });
const stored = () =>
  rowsOfStation<{ count: number }>(`${disk.path}/station.db`, 'SELECT count(*) AS count FROM sample')[0]
    ?.count;

/** Full in the middle of adding, until it is said; then there is room again. */
async function fullWhileAdding(id: string): Promise<HistoryImport> {
  await call(id, 'run', { tag: TAG });
  await reached(id, 'adding', 4_096);
  disk.fill();
  const stuck = await eventually(async () => {
    const job = await one(id);
    expect([job.state, job.problem === null]).toEqual(['adding', false]);
    return job;
  });
  disk.free();
  return stuck;
}

describe.skipIf(smallDiskMissing)('fault 5: disk full under an import', () => {
  it('leaves nothing half, says so, and goes on when there is room', { timeout: 120_000 }, async () => {
    await start();
    const id = await sent();

    disk.fill();
    const message = await sent().catch((error: Error) => error.message);
    expect(message).toMatch(/room|disk/);
    const { items } = (await station.call('GET', '/api/v1/imports')).body as { items: HistoryImport[] };
    for (const job of items.filter((each) => each.id !== id))
      expect(existsSync(join(disk.path, 'imports', job.id))).toBe(false);

    // Not even its state can be written: it is refused, or waits as it is.
    await call(id, 'run', { tag: TAG });
    disk.free();
    await eventually(async () => expect((await one(id)).state).not.toBe('waiting'));
    const job = await one(id);
    if (job.state === 'ready') expect((await fullWhileAdding(id)).problem).toMatch(/disk is full/);
    await reached(id, 'done');
    expect(await one(id)).toMatchObject({ problem: null, result: { stored: ROWS, alreadyThere: 0 } });
    expect(stored()).toBe(ROWS);

    disk.fill();
    const undo = await call(id, 'undo');
    disk.free();
    if (undo.status !== 200) expect((await call(id, 'undo')).status).toBe(200);
    expect((await reached(id, 'undone')).takenBack).toMatchObject({ removed: ROWS, missing: 0 });
    expect(stored()).toBe(0);
  });

  it(
    'is noticed when a part that could not be written is taken as written',
    { timeout: 120_000 },
    async () => {
      await start([{ file: 'history-import/adding.ts', find: 'return before;', replace: 'return after;' }]);
      const id = await sent();
      await fullWhileAdding(id);
      expect((await reached(id, 'done')).result?.stored).toBe(ROWS);
      expect(stored()).toBeLessThan(ROWS);
    },
  );
});
