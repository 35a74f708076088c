import { expect } from 'vitest';
import { createSqliteDataHubStore } from '../../server/contexts/data-hub/index.ts';
import { NOTHING_TO_WRITE, type StoredSample } from '../../server/contexts/data-hub/domain/batch.ts';
import { BatchSamples } from '../../server/contexts/data-hub/domain/batch-samples.ts';
import { NO_COUNTS, type TagState } from '../../server/contexts/data-hub/domain/state.ts';
import { MIGRATIONS } from '../../server/migrations/index.ts';
import { migrateUp, openStore } from '../../server/platform/sqlite/index.ts';
import { eventually } from './eventually.ts';

export interface Filling {
  /** Paths; their ids are 1, 2, … */
  readonly tags: readonly string[];
  readonly samplesPerTag: number;
  readonly stepMs: number;
  readonly start: number;
}

const COMMIT_SAMPLES = 10_000;

/** Value of the sample with this number: one decimal place, a slow wave and some noise. */
export const valueAt = (tagId: number, index: number): number =>
  Math.round((50 + tagId + 10 * Math.sin(index / 600) + ((index * 7_919) % 13) / 10) * 10) / 10;

/** Fills a new database the way the ingest does, commit by commit, and waits until all of it is in chunks. */
export async function fillStore(
  file: string,
  { tags, samplesPerTag, stepMs, start }: Filling,
): Promise<void> {
  migrateUp(file, MIGRATIONS, 0);
  const store = openStore(file);
  const hub = createSqliteDataHubStore(store, { rounds: { roundBytes: 1_048_576, roundAgeMs: 500 } });
  const end = start + (samplesPerTag - 1) * stepMs;
  const states = tags.map((path, index): TagState => {
    const last = { value: valueAt(index + 1, samplesPerTag - 1), quality: 192, at: end, receivedAt: end };
    const times = { createdAt: 0, madeBy: '', isShared: false, newestAt: end, furthestAt: end };
    return { id: index + 1, path, ...times, last, kept: null, held: null, counters: NO_COUNTS };
  });
  await hub.commit({ ...NOTHING_TO_WRITE, newTags: states, tags: states });
  const perCommit = Math.max(1, Math.floor(COMMIT_SAMPLES / tags.length));
  for (let first = 0; first < samplesPerTag; first += perCommit) {
    const length = Math.min(perCommit, samplesPerTag - first);
    const samples = states.flatMap(({ id }) =>
      Array.from({ length }, (_, offset): StoredSample => {
        const at = start + (first + offset) * stepMs;
        return { tagId: id, at, seq: -1, value: valueAt(id, first + offset), quality: 192, receivedAt: at };
      }),
    );
    await hub.commit({ ...NOTHING_TO_WRITE, samples: BatchSamples.from(samples) });
  }
  const waiting = 'SELECT count(*) AS rows FROM history_journal';
  await eventually(async () => expect(await store.read(waiting)).toEqual([{ rows: 0 }]));
  await store.close();
}
