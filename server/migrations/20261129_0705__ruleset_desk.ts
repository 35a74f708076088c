import type { Migration } from './types.ts';

/**
 * The rule desk: one draft a ruleset, drafts that were set aside, who saved a version and what was said of it, who activated it and
 * why. In `ruleset_activation` version 0 stands for "none: retired". Times are epoch milliseconds.
 */
export const rulesetDesk: Migration = {
  name: '20261129_0705__ruleset_desk',
  up: [
    `CREATE TABLE ruleset_draft (
      ruleset_id TEXT PRIMARY KEY,
      revision INTEGER NOT NULL,
      base_version INTEGER,
      manifest TEXT NOT NULL,
      source TEXT NOT NULL,
      tests TEXT NOT NULL,
      history TEXT,
      is_changed INTEGER NOT NULL,
      saved_at INTEGER NOT NULL,
      saved_by TEXT NOT NULL
    ) STRICT`,
    `CREATE TABLE ruleset_draft_aside (
      key INTEGER PRIMARY KEY AUTOINCREMENT,
      ruleset_id TEXT NOT NULL,
      base_version INTEGER,
      manifest TEXT NOT NULL,
      source TEXT NOT NULL,
      tests TEXT NOT NULL,
      history TEXT,
      saved_at INTEGER NOT NULL,
      at INTEGER NOT NULL,
      by TEXT NOT NULL,
      why TEXT NOT NULL CHECK (why IN ('discarded', 'replaced'))
    ) STRICT`,
    `CREATE INDEX ruleset_draft_aside_ruleset ON ruleset_draft_aside (ruleset_id, key)`,
    `CREATE TABLE ruleset_comment (
      key INTEGER PRIMARY KEY AUTOINCREMENT,
      ruleset_id TEXT NOT NULL,
      version INTEGER NOT NULL,
      at INTEGER NOT NULL,
      by TEXT NOT NULL,
      text TEXT NOT NULL
    ) STRICT`,
    `CREATE INDEX ruleset_comment_ruleset ON ruleset_comment (ruleset_id, version, key)`,
    `ALTER TABLE ruleset_version ADD COLUMN saved_by TEXT`,
    `ALTER TABLE ruleset_activation ADD COLUMN from_version INTEGER`,
    `ALTER TABLE ruleset_activation ADD COLUMN by TEXT`,
    `ALTER TABLE ruleset_activation ADD COLUMN reason TEXT`,
    `ALTER TABLE ruleset_activation ADD COLUMN failed_tests INTEGER NOT NULL DEFAULT 0`,
  ],
  down: [
    `ALTER TABLE ruleset_activation DROP COLUMN failed_tests`,
    `ALTER TABLE ruleset_activation DROP COLUMN reason`,
    `ALTER TABLE ruleset_activation DROP COLUMN by`,
    `ALTER TABLE ruleset_activation DROP COLUMN from_version`,
    // An older program knows no retirement and would take 0 for a version.
    `DELETE FROM ruleset_activation WHERE version = 0`,
    `ALTER TABLE ruleset_version DROP COLUMN saved_by`,
    `DROP TABLE ruleset_comment`,
    `DROP TABLE ruleset_draft_aside`,
    `DROP TABLE ruleset_draft`,
  ],
};
