import type { Migration } from './types.ts';

const NAMES = ['received', 'stored', 'duplicate', 'late', 'unreadable', 'gap'];
const counters = NAMES.map((name) => `${name} INTEGER NOT NULL DEFAULT 0`).join(', ');
const SPARKPLUG = `topic LIKE 'spBv1.0/%'`;

/**
 * Sources: how each is set up, what has come from it, and who changed what. Times are epoch milliseconds. `source` holds
 * what people decide, `source_counters` what the hub counts, in the same transaction as the samples. Changes are only
 * ever added.
 */
export const sources: Migration = {
  name: '20261128_0755__sources',
  up: [
    `CREATE TABLE source (
      id TEXT PRIMARY KEY,
      paused_at INTEGER,
      paused_by TEXT,
      per_second REAL,
      kept_unreadable INTEGER
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE source_counters (
      id TEXT PRIMARY KEY,
      ${counters},
      refused INTEGER NOT NULL DEFAULT 0,
      last_received_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE source_change (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      source TEXT NOT NULL,
      at INTEGER NOT NULL,
      actor_id TEXT NOT NULL,
      actor_name TEXT NOT NULL,
      action TEXT NOT NULL,
      detail TEXT NOT NULL
    ) STRICT`,
    'CREATE INDEX source_change_of ON source_change (source, id)',
    ...['UPDATE', 'DELETE'].map(
      (what) =>
        `CREATE TRIGGER source_change_no_${what.toLowerCase()} BEFORE ${what} ON source_change
         BEGIN SELECT RAISE(ABORT, 'changes of sources are only added'); END`,
    ),
    `ALTER TABLE topic ADD COLUMN source TEXT NOT NULL DEFAULT 'broker'`,
    `UPDATE topic SET source = 'sparkplug' WHERE ${SPARKPLUG}`,
    `ALTER TABLE unreadable ADD COLUMN source TEXT NOT NULL DEFAULT 'broker'`,
    `UPDATE unreadable SET source = 'sparkplug' WHERE ${SPARKPLUG}`,
    'CREATE INDEX unreadable_of ON unreadable (source, id)',
    `INSERT INTO source_counters (id, ${NAMES.join(', ')}, last_received_at)
      SELECT source, ${NAMES.map((name) => `sum(${name})`).join(', ')}, max(last_received_at) FROM topic GROUP BY source`,
  ],
  down: [
    'DROP INDEX unreadable_of',
    'ALTER TABLE unreadable DROP COLUMN source',
    'ALTER TABLE topic DROP COLUMN source',
    'DROP TABLE source_change',
    'DROP TABLE source_counters',
    'DROP TABLE source',
  ],
};
