import { foldStateLog } from '../contexts/data-hub/storage/state-rows.ts';
import type { Migration } from './types.ts';

const COUNTED = ['tag', 'topic', 'source_counters'];
const DOWN = [
  `UPDATE tag_settings SET storage_mode = 'all', deadband = NULL, max_interval_seconds = NULL`,
  'ALTER TABLE tag_settings DROP COLUMN min_interval_seconds',
  'ALTER TABLE tag_settings DROP COLUMN deadband_in',
  'ALTER TABLE tag DROP COLUMN held_topic',
  'ALTER TABLE tag DROP COLUMN held_seq',
  // What was received adds up again without those that were not stored.
  ...COUNTED.map((table) => `UPDATE ${table} SET received = received - filtered`),
  ...COUNTED.map((table) => `ALTER TABLE ${table} DROP COLUMN filtered`),
];

/**
 * Which samples of a tag are stored; see ADR-0028. `filtered` counts what is not. `tag.held_seq`: the number of the tag's newest
 * sample where that one is not stored, so that it can be when the next shows that it mattered; `held_topic`: where it was counted.
 */
export const tagStorage: Migration = {
  name: '20261128_1126__tag_storage',
  up: [
    ...COUNTED.map((table) => `ALTER TABLE ${table} ADD COLUMN filtered INTEGER NOT NULL DEFAULT 0`),
    'ALTER TABLE tag ADD COLUMN held_seq INTEGER',
    'ALTER TABLE tag ADD COLUMN held_topic TEXT',
    'ALTER TABLE tag_settings ADD COLUMN deadband_in TEXT',
    'ALTER TABLE tag_settings ADD COLUMN min_interval_seconds REAL',
  ],
  down: [],
  convert: {
    up() {},
    down(database) {
      // The log may hold what goes here.
      foldStateLog(database);
      database.exec('DELETE FROM hub_state_log');
      for (const sql of DOWN) database.exec(sql);
    },
  },
};
