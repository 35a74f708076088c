import { packSamples, unpackSamples } from '../contexts/data-hub/storage/convert-samples.ts';
import type { Migration } from './types.ts';

/**
 * Samples packed in columns instead of a row each; see ADR-0019. All bodies are the data hub's own bytes
 * (`domain/history/`). `history_journal`: the samples of one commit that are in no chunk yet. `history_open`: a tag's newest
 * chunk while it fills. `history_chunk`: full ones. `history_page`: what is known of neighbouring chunks without reading
 * them, 160 bytes each in `entries`. `history_state`: of the journal's rows up to `through`, the samples of tags up to
 * `up_to` are in chunks already; `slice` counts such steps.
 */
export const packedHistory: Migration = {
  name: '20261123_1730__packed_history',
  up: [
    `CREATE TABLE history_journal (id INTEGER PRIMARY KEY AUTOINCREMENT, body BLOB NOT NULL) STRICT`,
    `CREATE TABLE history_open (tag_id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT`,
    `CREATE TABLE history_chunk (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT`,
    `CREATE TABLE history_page (
      id INTEGER PRIMARY KEY,
      tag_id INTEGER NOT NULL,
      first_at INTEGER NOT NULL,
      first_seq INTEGER NOT NULL,
      last_at INTEGER NOT NULL,
      last_seq INTEGER NOT NULL,
      entries BLOB NOT NULL
    ) STRICT`,
    `CREATE UNIQUE INDEX history_page_place ON history_page (tag_id, first_at, first_seq)`,
    `CREATE TABLE history_state (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      slice INTEGER NOT NULL,
      through INTEGER NOT NULL,
      up_to INTEGER NOT NULL
    ) STRICT`,
    `INSERT INTO history_state VALUES (1, 0, 0, 0)`,
  ],
  down: [
    `CREATE TABLE sample (
      tag_id INTEGER NOT NULL,
      at INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      value ANY,
      kind INTEGER NOT NULL,
      quality INTEGER NOT NULL,
      delay INTEGER NOT NULL,
      PRIMARY KEY (tag_id, at, seq)
    ) STRICT, WITHOUT ROWID`,
  ],
  convert: {
    up(database) {
      packSamples(database);
      database.exec('DROP TABLE sample');
    },
    down(database) {
      unpackSamples(database);
      for (const name of ['journal', 'open', 'chunk', 'page', 'state'])
        database.exec(`DROP TABLE history_${name}`);
    },
  },
};
