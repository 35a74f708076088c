import type { Migration } from './types.ts';

/**
 * Which version of a ruleset was in force from when on. Of the time before this step only each version's newest activation is
 * known. `at` is epoch milliseconds.
 */
export const rulesetActivations: Migration = {
  name: '20261128_2120__ruleset_activations',
  up: [
    `CREATE TABLE ruleset_activation (
      ruleset_id TEXT NOT NULL,
      at INTEGER NOT NULL,
      version INTEGER NOT NULL,
      PRIMARY KEY (ruleset_id, at, version)
    ) STRICT, WITHOUT ROWID`,
    `INSERT INTO ruleset_activation (ruleset_id, at, version)
     SELECT ruleset_id, activated_at, version FROM ruleset_version WHERE activated_at IS NOT NULL`,
  ],
  down: [`DROP TABLE ruleset_activation`],
};
