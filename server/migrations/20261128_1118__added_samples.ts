import type { Migration } from './types.ts';

/**
 * `added_samples`: which samples a source has added that may be taken back, part by part as they were written: tags and times, packed
 * (`data-hub/domain/added-places.ts`). A part goes when its samples go.
 */
export const addedSamples: Migration = {
  name: '20261128_1118__added_samples',
  up: [
    `CREATE TABLE added_samples (
      id INTEGER PRIMARY KEY,
      source TEXT NOT NULL,
      samples INTEGER NOT NULL,
      body BLOB NOT NULL
    ) STRICT`,
    'CREATE INDEX added_samples_source ON added_samples (source, id)',
  ],
  down: ['DROP TABLE added_samples'],
};
