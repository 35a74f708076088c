import type { Migration } from './types.ts';

/** Rulesets with immutable versions, judgments and what operators said of them. Times are epoch milliseconds. */
export const rulesAndJudgments: Migration = {
  name: '20261123_1200__rules_and_judgments',
  up: [
    `CREATE TABLE ruleset_version (
      ruleset_id TEXT NOT NULL,
      version INTEGER NOT NULL,
      hash TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('draft', 'active', 'retired')),
      manifest TEXT NOT NULL,
      source TEXT NOT NULL,
      tests TEXT NOT NULL,
      imported_at INTEGER NOT NULL,
      activated_at INTEGER,
      PRIMARY KEY (ruleset_id, version)
    ) STRICT, WITHOUT ROWID`,
    `CREATE UNIQUE INDEX ruleset_version_hash ON ruleset_version (ruleset_id, hash)`,
    `CREATE UNIQUE INDEX ruleset_version_active ON ruleset_version (ruleset_id) WHERE state = 'active'`,
    `CREATE TABLE judgment (
      id TEXT PRIMARY KEY,
      at INTEGER NOT NULL,
      ruleset_id TEXT NOT NULL,
      ruleset_version INTEGER NOT NULL,
      equipment TEXT,
      verdict TEXT NOT NULL,
      severity TEXT NOT NULL,
      hold_cause TEXT,
      claimed_confidence REAL,
      idempotency_key TEXT,
      request_hash TEXT,
      body TEXT NOT NULL
    ) STRICT`,
    `CREATE INDEX judgment_at ON judgment (at DESC, id DESC)`,
    `CREATE INDEX judgment_ruleset_at ON judgment (ruleset_id, at DESC, id DESC)`,
    `CREATE INDEX judgment_equipment_at ON judgment (equipment, at DESC, id DESC)`,
    `CREATE INDEX judgment_verdict_at ON judgment (verdict, at DESC, id DESC)`,
    `CREATE UNIQUE INDEX judgment_idempotency ON judgment (idempotency_key) WHERE idempotency_key IS NOT NULL`,
    `CREATE TABLE judgment_feedback (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      judgment_id TEXT NOT NULL REFERENCES judgment (id),
      ruleset_id TEXT NOT NULL,
      equipment TEXT,
      agree INTEGER NOT NULL CHECK (agree IN (0, 1)),
      correct_verdict TEXT,
      reason TEXT,
      by_id TEXT NOT NULL,
      by_name TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT`,
    `CREATE INDEX judgment_feedback_judgment ON judgment_feedback (judgment_id, id DESC)`,
    `CREATE INDEX judgment_feedback_ruleset ON judgment_feedback (ruleset_id, equipment)`,
  ],
  down: [`DROP TABLE judgment_feedback`, `DROP TABLE judgment`, `DROP TABLE ruleset_version`],
};
