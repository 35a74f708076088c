import type { Migration } from './types.ts';

/**
 * Parts of HTTP requests that carried an idempotency key: written with their samples, so that the same request again
 * adds nothing. `answer`: counters and errors as JSON.
 */
export const ingestParts: Migration = {
  name: '20261128_0855__ingest_parts',
  up: [
    `CREATE TABLE ingest_part (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      key TEXT NOT NULL,
      part INTEGER NOT NULL,
      hash TEXT NOT NULL,
      answer TEXT NOT NULL,
      UNIQUE (key, part)
    ) STRICT`,
  ],
  down: ['DROP TABLE ingest_part'],
};
