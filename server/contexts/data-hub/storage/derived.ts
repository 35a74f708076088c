import type { SqliteStore, Statement } from '../../../platform/sqlite/index.ts';
import type { StoredDerivation } from '../domain/derived/derivation.ts';
import type { DerivedStore, PutDerivation } from '../ports.ts';
import { newTagRow, NEW_TAG } from './rows.ts';
import { newsOfTags, recordStatements } from './tags.ts';

function definition({ tagId, derivation, record: { at, actor } }: PutDerivation): Statement {
  if (derivation === null) return { sql: 'DELETE FROM tag_derived WHERE tag_id = ?', parameters: [tagId] };
  return {
    sql: 'INSERT OR REPLACE INTO tag_derived (tag_id, definition, changed_at, changed_by) VALUES (?, ?, ?, ?)',
    parameters: [tagId, JSON.stringify(derivation), at, actor],
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
    async create(tag, address, put) {
      await store.write(
        [
          { sql: NEW_TAG, rows: [newTagRow(tag)] },
          ...newsOfTags([address], []).filter(({ rows }) => rows?.length !== 0),
          definition(put),
          ...recordStatements(put.record),
        ],
        { durability: 'full' },
      );
    },
    async put(put) {
      await store.write([definition(put), ...recordStatements(put.record)], { durability: 'full' });
    },
  };
}
