import { foldStateLog } from '../contexts/data-hub/storage/state-rows.ts';
import type { Migration } from './types.ts';

/**
 * What each commit of the hub has changed of tags, topics and sources (see `StateLog`); over their own rows it gives their newest state.
 */
export const hubStateLog: Migration = {
  name: '20261128_1110__hub_state_log',
  up: ['CREATE TABLE hub_state_log (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT'],
  down: [],
  convert: {
    up() {},
    down(database) {
      foldStateLog(database);
      database.exec('DROP TABLE hub_state_log');
    },
  },
};
