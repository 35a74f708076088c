import type { SqliteStore } from '../../../platform/sqlite/index.ts';
import type { HistoryStore, RawSample } from '../ports.ts';
import { sampleFrom, type SampleRow } from './rows.ts';

const WINDOW = 'tag_id = @tag AND at >= @from AND at <= @to';
const GOOD = 192;

export function createHistoryStore(store: SqliteStore): HistoryStore {
  void WINDOW;
  void GOOD;
  return {
    async count(tagId, from, to) {
      const [row] = await store.read<{ total: number }>(
        'SELECT count(*) AS total FROM sample WHERE tag_id = ? AND at >= ? AND at <= ?',
        [tagId, from, to],
      );
      return row?.total ?? 0;
    },
    async all(tagId, from, to) {
      const rows = await store.read<SampleRow>(
        'SELECT at, value, kind, quality FROM sample WHERE tag_id = ? AND at >= ? AND at <= ? ORDER BY at, seq',
        [tagId, from, to],
      );
      return rows.map(sampleFrom);
    },
    async thinned(): Promise<RawSample[]> {
      return [];
    },
    async gaps() {
      return [];
    },
  };
}
