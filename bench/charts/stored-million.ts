// A million samples of one tag in a real store, as the station would have written them, and the two ways out of it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readColumns, readSamples } from '../../server/contexts/data-hub/samples.ts';
import { createSqliteDataHubStore } from '../../server/contexts/data-hub/storage/sqlite.ts';
import { openStore } from '../../server/platform/sqlite/index.ts';
import { writeLongHistory } from '../support/long-history.ts';
import type { Answer } from './browser.ts';

const START = Date.UTC(2024, 0, 1);
/** 977 full chunks: 1,000,448 samples, one in 100 ms, 28 hours. */
export const MILLION = { chunks: 977, stepMs: 100 };
/** 6.3 million samples, one in 10 s. */
export const TWO_YEARS = { chunks: 6_168, stepMs: 10_000 };

export interface StoredPen {
  readonly samples: number;
  readonly from: number;
  readonly to: number;
  /** `/window` as text per sample, `/columns`, and where asked for `/raw`: all of it, packed. */
  readonly answer: Answer;
  close(): Promise<void>;
}

export async function storePen(
  { chunks, stepMs }: { chunks: number; stepMs: number },
  { isRaw = false } = {},
): Promise<StoredPen> {
  const folder = mkdtempSync(join(tmpdir(), 'aif-bench-million-'));
  const file = join(folder, 'station.db');
  const samples = writeLongHistory(file, { tags: 1, chunksPerTag: chunks, stepMs, start: START });
  const store = openStore(file);
  const hub = createSqliteDataHubStore(store);
  const [tag] = (await hub.load()).tags.tags;
  if (!tag) throw new Error('no tag was stored');
  const from = START;
  const to = (await hub.sampleAt(tag.id, Date.now()))?.at ?? START;
  const stored = isRaw ? await hub.samplesBetween(tag.id, from - 1, to) : [];
  const columns = Float64Array.from([
    ...stored.map(({ at }) => at),
    ...stored.map(({ value }) => Number(value)),
  ]);
  const raw = Buffer.from(columns.buffer);
  return {
    samples,
    from,
    to,
    answer(url) {
      if (url.pathname === '/raw') return Promise.resolve(raw);
      const query = {
        from: url.searchParams.get('from') ?? '',
        to: url.searchParams.get('to') ?? '',
        points: Number(url.searchParams.get('points')),
      };
      const answers = {
        '/window': () => readSamples(hub.history, tag, query, Date.now()),
        '/columns': () => readColumns(hub.history, tag, query, Date.now()),
      };
      const read = answers[url.pathname as keyof typeof answers] as (() => Promise<unknown>) | undefined;
      return read?.().then((answer) => JSON.stringify(answer));
    },
    async close() {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
