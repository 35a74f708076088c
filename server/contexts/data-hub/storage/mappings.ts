import { z } from 'zod';
import {
  mappingChangeSchema,
  topicMappingListSchema,
  type TopicMapping,
} from '../../../../shared/contract/topic-mappings.ts';
import type { SqliteStore } from '../../../platform/sqlite/index.ts';
import type { MappingStore } from '../ports.ts';

interface VersionRow {
  version: number;
  saved_at: number;
  actor: string;
  change: string;
  document: string;
}

const parsed = <T extends z.ZodType>(schema: T, text: string) =>
  schema.parse(JSON.parse(text)) as z.output<T>;

/** The versions of the topic mappings in the station's database. */
export function createMappingStore(store: SqliteStore): MappingStore {
  return {
    async newest() {
      const [row] = await store.read<VersionRow>(
        'SELECT * FROM topic_mapping_version ORDER BY version DESC LIMIT 1',
      );
      if (row === undefined) return null;
      const { version, saved_at: savedAt, document } = row;
      return { version, savedAt, mappings: parsed(topicMappingListSchema, document) };
    },
    async mappingsOf(version): Promise<TopicMapping[] | null> {
      const [row] = await store.read<VersionRow>('SELECT * FROM topic_mapping_version WHERE version = ?', [
        version,
      ]);
      return row === undefined ? null : parsed(topicMappingListSchema, row.document);
    },
    async versions(limit) {
      const rows = await store.read<Omit<VersionRow, 'document'>>(
        'SELECT version, saved_at, actor, change FROM topic_mapping_version ORDER BY version DESC LIMIT ?',
        [limit],
      );
      return rows.map(({ version, saved_at: savedAt, actor, change }) => ({
        version,
        savedAt: new Date(savedAt).toISOString(),
        by: actor,
        change: parsed(mappingChangeSchema, change),
      }));
    },
    async add({ version, savedAt, by, change, mappings }) {
      await store.write(
        [
          {
            sql: 'INSERT INTO topic_mapping_version (version, saved_at, actor, change, document) VALUES (?, ?, ?, ?, ?)',
            parameters: [version, savedAt, by, JSON.stringify(change), JSON.stringify(mappings)],
          },
        ],
        { durability: 'full' },
      );
    },
  };
}
