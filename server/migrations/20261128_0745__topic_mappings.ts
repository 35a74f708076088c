import type { Migration } from './types.ts';

/**
 * The plant's own topics: all mappings as one document, a row per saved state. The newest is in force; the rows before
 * tell who changed what, and can be taken again. `change` and `document`: JSON after the contract.
 */
export const topicMappings: Migration = {
  name: '20261128_0745__topic_mappings',
  up: [
    `CREATE TABLE topic_mapping_version (
       version INTEGER PRIMARY KEY,
       saved_at INTEGER NOT NULL,
       actor TEXT NOT NULL,
       change TEXT NOT NULL,
       document TEXT NOT NULL
     ) STRICT`,
  ],
  down: [`DROP TABLE topic_mapping_version`],
};
