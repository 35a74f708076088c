import type { SqliteStore, Statement } from '../../../platform/sqlite/index.ts';
import { decodePlaces, type PlacesOfTag } from '../domain/added-places.ts';
import { DamagedError } from '../domain/history/bytes.ts';
import type { BatchWrite } from '../domain/batch.ts';
import type { AddedStore, RemovalPlan } from '../ports.ts';
import type { HistoryThread } from './history-thread.ts';

const NEWEST = 'SELECT id, samples, body FROM added_samples WHERE source = ? ORDER BY id DESC LIMIT 1';

/** What sources have added, part by part, and its taking back. */
export function createAddedStore(
  store: SqliteStore,
  history: HistoryThread,
  write: (batch: BatchWrite, before: readonly Statement[]) => Promise<void>,
): AddedStore {
  return {
    async count(source) {
      const [row] = await store.read<{ count: number }>(
        'SELECT coalesce(sum(samples), 0) AS count FROM added_samples WHERE source = ?',
        [source],
      );
      return row?.count ?? 0;
    },
    async newest(source) {
      const [row] = await store.read<{ id: number; samples: number; body: Uint8Array }>(NEWEST, [source]);
      return row === undefined ? null : { ...row, places: readable(row.body) };
    },
    plan: (places, inTime) => history.ask('removal', places, inTime),
    async commit(part, plan: RemovalPlan, batch) {
      const forget = { sql: 'DELETE FROM added_samples WHERE id = ?', parameters: [part] };
      await write(batch, [...(plan.statements as readonly Statement[]), forget]);
    },
    release: () => history.release(),
    async forget(source) {
      const forget = { sql: 'DELETE FROM added_samples WHERE source = ?', parameters: [source] };
      await store.write([forget], { durability: 'normal' });
    },
  };
}

/** A damaged record names nothing: its samples stay, and are told as missing. */
function readable(body: Uint8Array): PlacesOfTag[] {
  try {
    return decodePlaces(body);
  } catch (error) {
    if (error instanceof DamagedError) return [];
    throw error;
  }
}
