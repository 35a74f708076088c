import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Tag } from '../../shared/contract/data-hub.ts';
import { folderOfTest } from '../support/folder.ts';
import { rest } from '../support/station-clients.ts';
import { startStationProcess, type GuardRemoval, type StationProcess } from '../support/station-process.ts';
import { rowsOfStation } from '../support/stored-samples.ts';

const TAG = 's/a/l/e/temperature';
const DEADBAND = 1;
const LONGEST_MS = 5_000;
const KILLS = 3;

interface Sample {
  readonly at: number;
  readonly value: number;
}

/** What a kill would lose without it: that the newest value is not stored. */
const HELD_BACK: GuardRemoval = {
  file: 'server/contexts/data-hub/storage/rows.ts',
  find: 'held: row.held_seq === null',
  replace: 'held: row.held_seq !== undefined',
};

const ingest = (station: StationProcess, samples: readonly Sample[], key: string) =>
  fetch(`${station.http}/api/v1/ingest?idempotencyKey=${key}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${station.token}`, 'content-type': 'application/x-ndjson' },
    body: samples.map(({ at, value }) => JSON.stringify({ tag: TAG, t: at, v: value })).join('\n'),
  }).then(({ status }) => status);

/** A quiet tag with a jump now and then, killed again and again with a batch under way that is sent once more afterwards. */
async function runKilled(kills: number, withoutGuards: readonly GuardRemoval[] = []) {
  const data = folderOfTest();
  // Its rows are read below, and the demo plant's would be among them.
  writeFileSync(join(data, 'config.json'), '{ "demoPlant": false }');
  const open = () => startStationProcess({ data, withoutGuards, args: ['--http', '127.0.0.1:0'] });
  let station = await open();
  const sent: Sample[] = [];
  let at = Date.now() - 3_600_000;
  const next = (count: number): Sample[] => {
    // A silence before each batch: what came before it must not be lost for the history. Batches end with values held back,
    // so that it is seen whether the kill comes before the commit or after it.
    at += 3_000;
    const batch = Array.from({ length: count }, (_, index) => {
      const value = (index % 17 === 11 ? 60 : 20) + (index % 5) / 10;
      return { at: (at += 1_000), value };
    });
    sent.push(...batch);
    return batch;
  };
  try {
    expect(await ingest(station, next(1), 'first')).toBe(200);
    const storage = { mode: 'change', deadband: DEADBAND, maxIntervalSeconds: LONGEST_MS / 1_000 };
    expect((await rest(station, 'PATCH', `/api/v1/tags/${TAG}`, { storage })).status).toBe(200);
    for (let kill = 0; kill < kills; kill += 1) {
      expect(await ingest(station, next(25 + kill), `whole-${kill}`)).toBe(200);
      const batch = next(42);
      const cut = ingest(station, batch, `cut-${kill}`).catch(() => 0);
      await station.kill();
      await cut;
      station = await open();
      expect(await ingest(station, batch, `cut-${kill}`)).toBe(200);
    }
    await ingest(station, next(1), 'last');
    const tag = (await rest(station, 'GET', `/api/v1/tags/${TAG}`)).body as Tag;
    await station.stop();
    const rows = rowsOfStation<Sample>(`${data}/station.db`, 'SELECT at, value FROM sample ORDER BY at, seq');
    return { tag, rows, sent };
  } finally {
    await station.close();
  }
}

/** Distances of stored samples above the longest interval with others in between. */
const holesOf = ({ rows, sent }: Awaited<ReturnType<typeof runKilled>>): number[] =>
  rows.slice(1).flatMap(({ at }, index) => {
    const from = rows[index]?.at ?? 0;
    const within = sent.some((each) => each.at > from && each.at < at);
    return within && at - from > LONGEST_MS ? [at - from] : [];
  });

it('a thinned tag that is killed again and again has no hole, no false value, and adds up', async () => {
  const run = await runKilled(KILLS);
  const { tag, rows, sent } = run;
  expect(holesOf(run)).toEqual([]);
  for (const { at, value } of sent) {
    const standing = rows.findLast((row) => row.at <= at)?.value ?? NaN;
    expect(Math.abs(standing - value)).toBeLessThanOrEqual(DEADBAND);
  }
  const { received, stored, duplicate, unreadable, filtered } = tag.counters;
  expect(received).toBe(stored + duplicate + unreadable + filtered);
  expect(stored).toBe(rows.length);
  expect(filtered).toBeGreaterThan(sent.length / 3);
  expect(tag.last?.value).toBe(sent.at(-1)?.value);
});

it('without what says that the newest value is held back there are holes', async () => {
  expect(holesOf(await runKilled(1, [HELD_BACK]))).not.toEqual([]);
});
