import type { Migration } from './types.ts';

/** What the checker found in a version that was put into force all the same: the codes of the findings, one each, as JSON. */
export const activationFindings: Migration = {
  name: '20261129_1050__activation_findings',
  up: [`ALTER TABLE ruleset_activation ADD COLUMN findings TEXT NOT NULL DEFAULT '[]'`],
  down: ['ALTER TABLE ruleset_activation DROP COLUMN findings'],
};
