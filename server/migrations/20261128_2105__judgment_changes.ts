import type { Migration } from './types.ts';

/**
 * Which judgments say something else than the one before, kept with each so that a list of them is read from an index:
 * `change` is 1 where the verdict differs from that of the newest judgment before (by time judged for) of the same ruleset on the same
 * machine, or there is none before; 0 where it is the same; 2 for what is no state of a machine and is compared with nothing:
 * judged without a machine, or asked of a ruleset that judges by itself.
 */
export const judgmentChanges: Migration = {
  name: '20261128_2105__judgment_changes',
  up: [
    // Most confirm what was: with the default their rows are not written again.
    `ALTER TABLE judgment_record ADD COLUMN change INTEGER NOT NULL DEFAULT 0 CHECK (change BETWEEN 0 AND 2)`,
    `UPDATE judgment_record SET change = 2
      WHERE equipment IS NULL OR (requested = 1 AND ruleset NOT IN (
        SELECT judgment_name.id FROM ruleset_version JOIN judgment_name ON judgment_name.name = ruleset_id
        WHERE state = 'active' AND manifest ->> '$.trigger.kind' = 'request'))`,
    `UPDATE judgment_record SET change = 1
      WHERE seq IN (SELECT seq FROM (
        SELECT seq, verdict IS NOT lag(verdict) OVER (PARTITION BY ruleset, equipment ORDER BY at, id) AS differs
        FROM judgment_record WHERE change = 0) WHERE differs)`,
    // Holds what lists are filtered by: reading on past what does not fit costs no look into the table.
    `CREATE INDEX judgment_record_changes ON judgment_record (at, id, ruleset, equipment, verdict, severity) WHERE change = 1`,
  ],
  down: [`DROP INDEX judgment_record_changes`, `ALTER TABLE judgment_record DROP COLUMN change`],
};
