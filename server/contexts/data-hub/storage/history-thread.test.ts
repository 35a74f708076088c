import { expect, it } from 'vitest';
import { folderOfTest } from '../../../../tests/support/folder.ts';
import { dataHub } from '../../../migrations/20261123_1300__data_hub.ts';
import { packedHistory } from '../../../migrations/20261123_1730__packed_history.ts';
import { tags } from '../../../migrations/20261128_0740__tags.ts';
import { historyRetention } from '../../../migrations/20261128_0815__history_retention.ts';
import { migrateUp, openStore } from '../../../platform/sqlite/index.ts';
import { createSqliteDataHubStore } from './sqlite.ts';
import { NOTHING_TO_WRITE } from '../domain/batch.ts';
import { BatchSamples } from '../domain/batch-samples.ts';

const START = 1_700_000_000_000;
const TAGS = 20;
const BATCH = 20_000;
const BATCHES = 20;
const ROUNDS = { roundBytes: 4 * 1_048_576, roundBytesPerTag: 0 };

function batch(number: number) {
  return Array.from({ length: BATCH }, (_, index) => {
    const step = (number * BATCH + index - (index % TAGS)) / TAGS;
    const at = START + step * 1_000;
    return { tagId: 1 + (index % TAGS), at, seq: step, value: step / 10, quality: 192, receivedAt: at };
  });
}

it('puts a long journal into chunks while samples come in, and has lost none after a restart', async () => {
  const file = `${folderOfTest()}/station.db`;
  migrateUp(file, [dataHub, packedHistory, tags, historyRetention], 0);
  const perTag = (BATCH * BATCHES) / TAGS;
  const to = START + perTag * 1_000;
  const question = {
    from: START,
    to,
    until: to,
    points: 100,
    parts: 30,
    gaps: { factor: 5, leastMs: 2_000, limit: 10 },
  };
  let store = openStore(file);
  let hub = createSqliteDataHubStore(store, { rounds: ROUNDS });
  for (let number = 0; number < BATCHES; number += 1)
    await hub.commit({ ...NOTHING_TO_WRITE, samples: BatchSamples.from(batch(number)) });
  const total = async () => (await hub.history.window(TAGS, question)).total;
  const chunks = async () =>
    (await store.read<{ n: number }>('SELECT count(*) AS n FROM history_chunk'))[0]?.n ?? 0;
  // Chunks appear tag by tag; at no moment is a sample missing or counted twice.
  for (let all = await chunks(); all < 100; all = await chunks()) expect(await total()).toBe(perTag);
  await store.close();

  store = openStore(file);
  hub = createSqliteDataHubStore(store);
  const { items, gaps, ...rest } = await hub.history.window(7, question);
  expect(rest).toEqual({ total: perTag, thinned: true, before: null, unreadable: [], beginsAt: null });
  expect([items[0]?.value, items.at(-1)?.value, gaps]).toEqual([0, (perTag - 1) / 10, []]);
  const last = START + (perTag - 1) * 1_000;
  expect(
    await hub.existing([
      { tagId: 3, at: START, seq: 0 },
      { tagId: 3, at: last, seq: 1 },
    ]),
  ).toEqual([{ tagId: 3, at: START, seq: 0 }]);
  expect((await hub.sampleAt(3, last + 5))?.value).toBe((perTag - 1) / 10);
  await store.close();
  await expect(hub.sampleAt(3, last)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
});
