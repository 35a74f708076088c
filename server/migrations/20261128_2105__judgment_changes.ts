import type { Migration } from './types.ts';

/**
 * Judgments that say something else than the one before (by time judged for) of the same ruleset on the same machine, or have none before.
 * Between two of them all judgments give the verdict of the first, so they alone tell what a new one is to be compared with.
 *
 * Known from this step on, of judgments after `judgment_changes_since`: no judgment that is there is read, nor its table
 * changed (a column added to a strict table is tried on every row), so a start takes as long with a hundred million of them
 * as with none. A machine's first judgment after this step is the first of its changes.
 */
export const judgmentChanges: Migration = {
  name: '20261128_2105__judgment_changes',
  up: [
    `CREATE TABLE judgment_change (
      ruleset INTEGER NOT NULL, equipment INTEGER NOT NULL, at INTEGER NOT NULL, id BLOB NOT NULL,
      verdict INTEGER NOT NULL, severity INTEGER NOT NULL,
      PRIMARY KEY (ruleset, equipment, at, id)) STRICT, WITHOUT ROWID`,
    // Holds what lists are filtered by: reading on past what does not fit costs no second look.
    `CREATE INDEX judgment_change_at ON judgment_change (at, id, ruleset, equipment, verdict, severity)`,
    `CREATE TABLE judgment_changes_since (seq INTEGER PRIMARY KEY) STRICT`,
    `INSERT INTO judgment_changes_since SELECT coalesce(max(seq), 0) FROM judgment_record`,
  ],
  down: [`DROP TABLE judgment_changes_since`, `DROP TABLE judgment_change`],
};
