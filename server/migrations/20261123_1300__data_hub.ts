import type { Migration } from './types.ts';

const counters = ['received', 'stored', 'duplicate', 'late', 'unreadable', 'gap']
  .map((name) => `${name} INTEGER NOT NULL DEFAULT 0`)
  .join(', ');

/**
 * Tags, their samples and what came in by topic. Times are epoch milliseconds.
 * `sample.seq`: the source's number (from 0), -1 where it sent none, from -8388608 upwards where the sample has
 * no source time and the arrival time stands for it. `kind`: 0 number, 1 boolean (value 0 or 1), 2 text. `delay` is arrival minus
 * source time.
 */
export const dataHub: Migration = {
  name: '20261123_1300__data_hub',
  up: [
    `CREATE TABLE tag (
      id INTEGER PRIMARY KEY,
      path TEXT NOT NULL UNIQUE,
      site TEXT NOT NULL,
      area TEXT NOT NULL,
      line TEXT NOT NULL,
      equipment TEXT NOT NULL,
      name TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      newest_at INTEGER,
      furthest_at INTEGER,
      last_at INTEGER,
      last_received_at INTEGER,
      last_value ANY,
      last_kind INTEGER NOT NULL DEFAULT 0,
      last_quality INTEGER,
      ${counters}
    ) STRICT`,
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
    `CREATE TABLE topic (
      topic TEXT PRIMARY KEY,
      ${counters},
      first_seq INTEGER,
      last_seq INTEGER,
      newest_at INTEGER,
      last_received_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE unreadable (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      topic TEXT NOT NULL,
      received_at INTEGER NOT NULL,
      reason TEXT NOT NULL,
      size INTEGER NOT NULL,
      payload BLOB NOT NULL
    ) STRICT`,
    // What was committed from the newest deliveries that carry no source time: [key, fingerprint] pairs as JSON.
    `CREATE TABLE delivery (id INTEGER PRIMARY KEY AUTOINCREMENT, size INTEGER NOT NULL, entries TEXT NOT NULL) STRICT`,
    `CREATE TABLE saved_view (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      updated_at INTEGER NOT NULL,
      charts TEXT NOT NULL
    ) STRICT, WITHOUT ROWID`,
  ],
  down: ['saved_view', 'delivery', 'unreadable', 'topic', 'sample', 'tag'].map(
    (table) => `DROP TABLE ${table}`,
  ),
};
