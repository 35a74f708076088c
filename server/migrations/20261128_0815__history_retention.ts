import type { Migration } from './types.ts';

/**
 * Retention and disk budget; see ADR-0027. `history_cut`: what a tag had before this time is no longer read. `history_size`: full
 * chunks and their bytes as they are, kept by triggers whoever writes; `removed_bytes` counts up. `history_removal`: what went in one run
 * by one policy.
 */
export const historyRetention: Migration = {
  name: '20261128_0815__history_retention',
  up: [
    `CREATE TABLE history_cut (tag_id INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT`,
    `CREATE TABLE history_size (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      chunks INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      removed_bytes INTEGER NOT NULL
    ) STRICT`,
    `INSERT INTO history_size SELECT 1, count(*), coalesce(sum(length(body)), 0), 0 FROM history_chunk`,
    `CREATE TRIGGER history_chunk_added AFTER INSERT ON history_chunk BEGIN
      UPDATE history_size SET chunks = chunks + 1, bytes = bytes + length(NEW.body);
    END`,
    `CREATE TRIGGER history_chunk_removed AFTER DELETE ON history_chunk BEGIN
      UPDATE history_size SET chunks = chunks - 1, bytes = bytes - length(OLD.body);
    END`,
    `CREATE TABLE history_removal (
      id INTEGER PRIMARY KEY,
      run INTEGER NOT NULL,
      policy TEXT NOT NULL,
      ended_at INTEGER NOT NULL,
      pages INTEGER NOT NULL,
      chunks INTEGER NOT NULL,
      samples INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      from_at INTEGER NOT NULL,
      to_at INTEGER NOT NULL,
      UNIQUE (run, policy)
    ) STRICT`,
    `CREATE INDEX history_page_end ON history_page (last_at)`,
  ],
  down: [
    `DROP INDEX history_page_end`,
    `DROP TRIGGER history_chunk_added`,
    `DROP TRIGGER history_chunk_removed`,
    `DROP TABLE history_removal`,
    `DROP TABLE history_size`,
    `DROP TABLE history_cut`,
  ],
};
