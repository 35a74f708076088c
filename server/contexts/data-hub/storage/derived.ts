import type { SqliteStore, Statement } from '../../../platform/sqlite/index.ts';
import type { StoredDerivation } from '../domain/derived/derivation.ts';
import type { DerivedStore, Written } from '../ports.ts';
import { newTagRow, NEW_TAG } from './rows.ts';
import { newsOfTags } from './tags.ts';

function definition(tagId: number, derivation: StoredDerivation, { at, by }: Written): Statement {
  return {
    sql: 'INSERT OR REPLACE INTO tag_derived (tag_id, definition, changed_at, changed_by) VALUES (?, ?, ?, ?)',
    parameters: [tagId, JSON.stringify(derivation), at, by],
  };
}

export function createDerivedStore(store: SqliteStore): DerivedStore {
  return {
    async all() {
      const rows = await store.read<{ tag_id: number; definition: string }>(
        'SELECT tag_id, definition FROM tag_derived ORDER BY tag_id',
      );
      return rows.map((row) => ({
        tagId: row.tag_id,
        derivation: JSON.parse(row.definition) as StoredDerivation,
      }));
    },
    async create(tag, address, derivation, written) {
      await store.write(
        [
          { sql: NEW_TAG, rows: [newTagRow(tag)] },
          ...newsOfTags([address], []).filter(({ rows }) => rows?.length !== 0),
          definition(tag.id, derivation, written),
        ],
        { durability: 'full' },
      );
    },
    async change(tagId, derivation, written) {
      await store.write([definition(tagId, derivation, written)], { durability: 'full' });
    },
    async remove(tagId) {
      const [result] = await store.write(
        [{ sql: 'DELETE FROM tag_derived WHERE tag_id = ?', parameters: [tagId] }],
        { durability: 'full' },
      );
      return (result?.changes ?? 0) > 0;
    },
  };
}
