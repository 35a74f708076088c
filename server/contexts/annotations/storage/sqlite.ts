import { annotationSchema, type Annotation } from '../../../../shared/contract/annotations.ts';
import type { SqliteStore } from '../../../platform/sqlite/index.ts';
import type { AnnotationStore } from '../ports.ts';

interface Row {
  id: string;
  from_at: number;
  to_at: number;
  text: string;
  tags: string;
  author: string;
  created_at: number;
  updated_at: number;
}

const instant = (at: number): string => new Date(at).toISOString();

function annotationOf(row: Row): Annotation {
  return annotationSchema.parse({
    id: row.id,
    from: instant(row.from_at),
    to: instant(row.to_at),
    text: row.text,
    tags: JSON.parse(row.tags) as unknown,
    by: row.author,
    createdAt: instant(row.created_at),
    updatedAt: instant(row.updated_at),
  });
}

export function createSqliteAnnotationStore(store: SqliteStore): AnnotationStore {
  return {
    async touching(from, to, limit) {
      const rows = await store.read<Row>(
        'SELECT * FROM annotation WHERE to_at >= ? AND from_at <= ? ORDER BY from_at DESC, id DESC LIMIT ?',
        [from, to, limit],
      );
      return rows.map(annotationOf);
    },
    async get(id) {
      const [row] = await store.read<Row>('SELECT * FROM annotation WHERE id = ?', [id]);
      return row && annotationOf(row);
    },
    async save({ id, from, to, text, tags, by, createdAt, updatedAt }) {
      await store.write(
        [
          {
            sql: `INSERT OR REPLACE INTO annotation
              (id, from_at, to_at, text, tags, author, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
            parameters: [
              id,
              Date.parse(from),
              Date.parse(to),
              text,
              JSON.stringify(tags),
              by,
              Date.parse(createdAt),
              Date.parse(updatedAt),
            ],
          },
        ],
        { durability: 'full' },
      );
    },
    async remove(id) {
      const [result] = await store.write([{ sql: 'DELETE FROM annotation WHERE id = ?', parameters: [id] }], {
        durability: 'full',
      });
      return (result?.changes ?? 0) > 0;
    },
  };
}
