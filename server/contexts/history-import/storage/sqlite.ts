import { importSchema, type HistoryImport } from '../../../../shared/contract/history-import.ts';
import type { SqliteStore } from '../../../platform/sqlite/index.ts';
import type { ImportStore } from '../ports.ts';

export function createSqliteImportStore(store: SqliteStore): ImportStore {
  return {
    async all() {
      const rows = await store.read<{ body: string }>(
        'SELECT body FROM history_import ORDER BY created_at, id',
      );
      // One that cannot be read, as of a later version, must not keep the station from starting.
      return rows.flatMap(({ body }) => importSchema.safeParse(JSON.parse(body)).data ?? []);
    },
    async save(job: HistoryImport) {
      const sql = 'INSERT OR REPLACE INTO history_import (id, created_at, body) VALUES (?, ?, ?)';
      const parameters = [job.id, Date.parse(job.createdAt), JSON.stringify(job)];
      await store.write([{ sql, parameters }], { durability: 'full' });
    },
    async remove(id) {
      await store.write([{ sql: 'DELETE FROM history_import WHERE id = ?', parameters: [id] }], {
        durability: 'full',
      });
    },
  };
}
