// A million samples of one tag in a real store, as the station would have written them, and the two ways out of it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSamples } from '../../server/contexts/data-hub/samples.ts';
import { createSqliteDataHubStore } from '../../server/contexts/data-hub/storage/sqlite.ts';
import { openStore } from '../../server/platform/sqlite/index.ts';
import { writeLongHistory } from '../support/long-history.ts';
import type { Answer } from './browser.ts';

/** 977 full chunks: 1,000,448 samples, one in 100 ms, 28 hours. */
const CHUNKS = 977;
const STEP_MS = 100;
const START = Date.UTC(2026, 0, 1);
const ALL = { from: START - 1, to: START + 2 * CHUNKS * 1_024 * STEP_MS };

export interface StoredMillion {
  readonly samples: number;
  readonly from: number;
  readonly to: number;
  readonly answer: Answer;
  close(): Promise<void>;
}

export async function storeMillion(): Promise<StoredMillion> {
  const folder = mkdtempSync(join(tmpdir(), 'aif-bench-million-'));
  const file = join(folder, 'station.db');
  const samples = writeLongHistory(file, { tags: 1, chunksPerTag: CHUNKS, stepMs: STEP_MS, start: START });
  const store = openStore(file);
  const hub = createSqliteDataHubStore(store);
  const [tag] = (await hub.load()).tags.tags;
  if (!tag) throw new Error('no tag was stored');
  const stored = await hub.samplesBetween(tag.id, ALL.from, ALL.to);
  const columns = Float64Array.from([
    ...stored.map(({ at }) => at),
    ...stored.map(({ value }) => Number(value)),
  ]);
  const raw = Buffer.from(columns.buffer);
  return {
    samples,
    from: columns[0] ?? 0,
    to: columns[stored.length - 1] ?? 0,
    answer(url) {
      if (url.pathname === '/raw') return Promise.resolve(raw);
      if (url.pathname !== '/window') return undefined;
      const query = {
        from: url.searchParams.get('from') ?? '',
        to: url.searchParams.get('to') ?? '',
        points: Number(url.searchParams.get('points')),
      };
      return readSamples(hub.history, tag, query, Date.now(), null).then((answer) => JSON.stringify(answer));
    },
    async close() {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
