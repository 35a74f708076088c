import { savedViewSchema, type SavedView } from '../../../../shared/contract/data-hub.ts';
import type { SqliteStore } from '../../../platform/sqlite/index.ts';
import type { ViewStore } from '../ports.ts';

interface ViewRow {
  id: string;
  name: string;
  updated_at: number;
  charts: string;
}

export function createViewStore(store: SqliteStore): ViewStore {
  return {
    async all() {
      const rows = await store.read<ViewRow>('SELECT * FROM saved_view ORDER BY name, id');
      return rows.map((row) =>
        savedViewSchema.parse({
          id: row.id,
          name: row.name,
          updatedAt: new Date(row.updated_at).toISOString(),
          charts: JSON.parse(row.charts) as unknown,
        }),
      );
    },
    async save(view: SavedView) {
      await store.write(
        [
          {
            sql: 'INSERT OR REPLACE INTO saved_view (id, name, updated_at, charts) VALUES (?, ?, ?, ?)',
            parameters: [view.id, view.name, Date.parse(view.updatedAt), JSON.stringify(view.charts)],
          },
        ],
        { durability: 'full' },
      );
    },
    async remove(id) {
      const [result] = await store.write([{ sql: 'DELETE FROM saved_view WHERE id = ?', parameters: [id] }], {
        durability: 'full',
      });
      return (result?.changes ?? 0) > 0;
    },
  };
}
