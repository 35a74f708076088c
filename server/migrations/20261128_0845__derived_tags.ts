import type { Migration } from './types.ts';

/** What derived tags are worked out from, as JSON with ids of tags; see ADR-0029. A row that goes leaves its tag and history. */
export const derivedTags: Migration = {
  name: '20261128_0845__derived_tags',
  up: [
    `CREATE TABLE tag_derived (
      tag_id INTEGER PRIMARY KEY,
      definition TEXT NOT NULL,
      changed_at INTEGER NOT NULL,
      changed_by TEXT NOT NULL
    ) STRICT`,
  ],
  down: ['DROP TABLE tag_derived'],
};
