import type { Migration } from './types.ts';

/** What operators answered is counted by the version of the ruleset that they judged. */
export const feedbackByVersion: Migration = {
  name: '20261123_1615__feedback_by_version',
  up: [
    `ALTER TABLE judgment_feedback ADD COLUMN ruleset_version INTEGER NOT NULL DEFAULT 0`,
    `UPDATE judgment_feedback SET ruleset_version =
      (SELECT ruleset_version FROM judgment WHERE judgment.id = judgment_feedback.judgment_id)`,
    `DROP INDEX judgment_feedback_ruleset`,
    `CREATE INDEX judgment_feedback_ruleset ON judgment_feedback (ruleset_id, ruleset_version, equipment)`,
  ],
  down: [
    `DROP INDEX judgment_feedback_ruleset`,
    `CREATE INDEX judgment_feedback_ruleset ON judgment_feedback (ruleset_id, equipment)`,
    `ALTER TABLE judgment_feedback DROP COLUMN ruleset_version`,
  ],
};
