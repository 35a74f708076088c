import type { Migration } from './types.ts';

/** What people write on the time axis of the trends. */
export const annotations: Migration = {
  name: '20261128_0815__annotations',
  up: [
    `CREATE TABLE annotation (
      id TEXT PRIMARY KEY NOT NULL,
      from_at INTEGER NOT NULL,
      to_at INTEGER NOT NULL CHECK (to_at >= from_at),
      text TEXT NOT NULL,
      tags TEXT NOT NULL,
      author TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT`,
    `CREATE INDEX annotation_from ON annotation (from_at)`,
  ],
  down: [`DROP TABLE annotation`],
};
