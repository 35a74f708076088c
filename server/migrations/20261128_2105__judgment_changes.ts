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
    // A change judged for a time before others that are stored: the next one is now compared with it, and may become a change or be
    // none any more. Of a ruleset that judges by itself what was asked for is passed over; of one that judges when asked nothing is.
    `CREATE TRIGGER judgment_change_next AFTER INSERT ON judgment_change BEGIN
      INSERT OR IGNORE INTO judgment_change (id, at, ruleset, equipment, verdict, severity)
        SELECT id, at, ruleset, equipment, verdict, severity FROM (
          SELECT * FROM judgment_record
          WHERE ruleset = new.ruleset AND equipment = new.equipment AND (at, id) > (new.at, new.id)
            AND seq > (SELECT seq FROM judgment_changes_since)
            AND requested <= (SELECT requested FROM judgment_record WHERE id = new.id)
          ORDER BY at, id LIMIT 1)
        WHERE verdict <> new.verdict;
      DELETE FROM judgment_change
        WHERE (ruleset, equipment, at, id) = (
          SELECT ruleset, equipment, at, id FROM judgment_change
          WHERE ruleset = new.ruleset AND equipment = new.equipment AND (at, id) > (new.at, new.id) ORDER BY at, id LIMIT 1)
        AND verdict = new.verdict;
    END`,
  ],
  down: [`DROP TABLE judgment_changes_since`, `DROP TABLE judgment_change`],
};
