import { foldStateLog } from '../contexts/data-hub/storage/state-rows.ts';
import type { Migration } from './types.ts';

/** `shared`: 1 where a value of the tag has come by another source than the one that made it. */
export const sharedTags: Migration = {
  name: '20261128_2239__shared_tags',
  up: ['ALTER TABLE tag ADD COLUMN shared INTEGER NOT NULL DEFAULT 0'],
  down: [],
  convert: {
    up() {},
    down(database) {
      // The log may hold what goes here.
      foldStateLog(database);
      database.exec('DELETE FROM hub_state_log');
      database.exec('ALTER TABLE tag DROP COLUMN shared');
    },
  },
};
