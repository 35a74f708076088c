import type { Migration } from './types.ts';

/** Which source has made a tag (empty: people, or before this was kept), and how many tags and topics a source may make. */
export const sourceNames: Migration = {
  name: '20261128_1145__source_names',
  up: [
    `ALTER TABLE tag ADD COLUMN made_by TEXT NOT NULL DEFAULT ''`,
    'ALTER TABLE source ADD COLUMN names INTEGER',
  ],
  down: ['ALTER TABLE source DROP COLUMN names', 'ALTER TABLE tag DROP COLUMN made_by'],
};
