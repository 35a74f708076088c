import type { Migration } from './types.ts';

const nameOf = (column: string) => `(SELECT name FROM judgment_name WHERE id = ${column})`;
const idOf = (column: string) => `(SELECT id FROM judgment_name WHERE name = ${column})`;
const SEVERITIES = `'["normal","low","medium","high","critical"]'`;
/** A UUID's 16 bytes as its text. */
const uuid = (column: string) =>
  `lower(${[
    [1, 8],
    [9, 4],
    [13, 4],
    [17, 4],
    [21, 12],
  ]
    .map(([from, length]) => `substr(hex(${column}), ${from}, ${length})`)
    .join(` || '-' || `)})`;

const FEEDBACK = `agree INTEGER NOT NULL CHECK (agree IN (0, 1)),
      correct_verdict TEXT,
      reason TEXT,
      by_id TEXT NOT NULL,
      by_name TEXT NOT NULL,
      at INTEGER NOT NULL,
      ruleset_version INTEGER NOT NULL DEFAULT 0`;

/**
 * Judgments in little room: names once, ids as their 16 bytes, indexes of numbers. `judgment_record.body` is either the
 * judgment as JSON (rows of before this step) or zlib with the preset `dictionary`, without `id` and `at`; see ADR-0018.
 * The view `judgment` shows who, what and when in words.
 */
export const compactJudgments: Migration = {
  name: '20261123_1630__compact_judgments',
  up: [
    `CREATE TABLE judgment_name (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT`,
    `CREATE TABLE judgment_dictionary (
      id INTEGER PRIMARY KEY,
      ruleset_id TEXT NOT NULL,
      ruleset_version INTEGER NOT NULL,
      equipment TEXT NOT NULL,
      content BLOB NOT NULL
    ) STRICT`,
    `CREATE INDEX judgment_dictionary_for ON judgment_dictionary (ruleset_id, ruleset_version, equipment, id)`,
    `CREATE TABLE judgment_record (
      seq INTEGER PRIMARY KEY,
      id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
      at INTEGER NOT NULL,
      ruleset INTEGER NOT NULL REFERENCES judgment_name (id),
      ruleset_version INTEGER NOT NULL,
      equipment INTEGER REFERENCES judgment_name (id),
      verdict INTEGER NOT NULL REFERENCES judgment_name (id),
      severity INTEGER NOT NULL CHECK (severity BETWEEN 0 AND 4),
      hold_cause INTEGER REFERENCES judgment_name (id),
      requested INTEGER NOT NULL CHECK (requested IN (0, 1)),
      idempotency_key TEXT,
      request_hash TEXT,
      dictionary INTEGER REFERENCES judgment_dictionary (id),
      body ANY NOT NULL
    ) STRICT`,
    `INSERT INTO judgment_name (name)
      SELECT ruleset_id FROM judgment UNION SELECT equipment FROM judgment WHERE equipment IS NOT NULL
      UNION SELECT verdict FROM judgment UNION SELECT hold_cause FROM judgment WHERE hold_cause IS NOT NULL`,
    `INSERT INTO judgment_record (id, at, ruleset, ruleset_version, equipment, verdict, severity, hold_cause,
        requested, idempotency_key, request_hash, body)
      SELECT unhex(replace(id, '-', '')), at, ${idOf('ruleset_id')}, ruleset_version, ${idOf('equipment')},
        ${idOf('verdict')}, (SELECT key FROM json_each(${SEVERITIES}) WHERE value = severity), ${idOf('hold_cause')},
        body ->> 'trigger' = 'request', idempotency_key, request_hash, body
      FROM judgment ORDER BY rowid`,
    `CREATE TABLE feedback_next (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      record INTEGER NOT NULL REFERENCES judgment_record (seq),
      ruleset_id TEXT NOT NULL,
      equipment TEXT,
      ${FEEDBACK}
    ) STRICT`,
    `INSERT INTO feedback_next (id, record, ruleset_id, equipment, agree, correct_verdict, reason, by_id, by_name, at,
        ruleset_version)
      SELECT id, (SELECT seq FROM judgment_record WHERE id = unhex(replace(judgment_id, '-', ''))), ruleset_id,
        equipment, agree, correct_verdict, reason, by_id, by_name, at, ruleset_version
      FROM judgment_feedback`,
    `DROP TABLE judgment_feedback`,
    `DROP TABLE judgment`,
    `ALTER TABLE feedback_next RENAME TO judgment_feedback`,
    `CREATE INDEX judgment_feedback_record ON judgment_feedback (record, id)`,
    `CREATE INDEX judgment_feedback_ruleset ON judgment_feedback (ruleset_id, ruleset_version, equipment)`,
    `CREATE INDEX judgment_record_at ON judgment_record (at)`,
    // What is not normal is rare, and what lists are asked for most.
    `CREATE INDEX judgment_record_notable ON judgment_record (at) WHERE severity > 0`,
    `CREATE INDEX judgment_record_ruleset ON judgment_record (ruleset, at)`,
    `CREATE INDEX judgment_record_equipment ON judgment_record (equipment, at)`,
    `CREATE INDEX judgment_record_verdict ON judgment_record (verdict, at)`,
    `CREATE INDEX judgment_record_state ON judgment_record (ruleset, equipment, at)`,
    `CREATE UNIQUE INDEX judgment_record_idempotency ON judgment_record (idempotency_key)
      WHERE idempotency_key IS NOT NULL`,
    `CREATE VIEW judgment AS
      SELECT ${uuid('id')} AS id, at, ${nameOf('ruleset')} AS ruleset_id, ruleset_version,
        ${nameOf('equipment')} AS equipment, ${nameOf('verdict')} AS verdict,
        ${SEVERITIES} ->> severity AS severity, ${nameOf('hold_cause')} AS hold_cause, idempotency_key, request_hash
      FROM judgment_record`,
  ],
  down: [
    `DROP VIEW judgment`,
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
    `INSERT INTO judgment
      SELECT id, at, ruleset_id, ruleset_version, equipment, verdict, severity, hold_cause,
        body ->> '$.confidence.claimed', idempotency_key, request_hash, body
      FROM (
        SELECT ${uuid('record.id')} AS id, at, ${nameOf('ruleset')} AS ruleset_id, record.ruleset_version,
          ${nameOf('record.equipment')} AS equipment, ${nameOf('verdict')} AS verdict,
          ${SEVERITIES} ->> severity AS severity, ${nameOf('hold_cause')} AS hold_cause, idempotency_key, request_hash,
          CASE typeof(body) WHEN 'text' THEN body ELSE
            '{"id":"' || ${uuid('record.id')} || '","at":"' || strftime('%Y-%m-%dT%H:%M:%S', at / 1000, 'unixepoch')
            || printf('.%03dZ",', at % 1000) || substr(zlib_text(body, content), 2) END AS body
        FROM judgment_record AS record LEFT JOIN judgment_dictionary ON judgment_dictionary.id = dictionary
        ORDER BY seq)`,
    `CREATE TABLE feedback_next (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      judgment_id TEXT NOT NULL REFERENCES judgment (id),
      ruleset_id TEXT NOT NULL,
      equipment TEXT,
      ${FEEDBACK}
    ) STRICT`,
    `INSERT INTO feedback_next (id, judgment_id, ruleset_id, equipment, agree, correct_verdict, reason, by_id, by_name,
        at, ruleset_version)
      SELECT feedback.id, ${uuid('record.id')}, ruleset_id, feedback.equipment, agree, correct_verdict, reason, by_id,
        by_name, feedback.at, feedback.ruleset_version
      FROM judgment_feedback AS feedback JOIN judgment_record AS record ON record.seq = feedback.record`,
    `DROP TABLE judgment_feedback`,
    `DROP TABLE judgment_record`,
    `DROP TABLE judgment_dictionary`,
    `DROP TABLE judgment_name`,
    `ALTER TABLE feedback_next RENAME TO judgment_feedback`,
    `CREATE INDEX judgment_feedback_judgment ON judgment_feedback (judgment_id, id DESC)`,
    `CREATE INDEX judgment_feedback_ruleset ON judgment_feedback (ruleset_id, ruleset_version, equipment)`,
    `CREATE INDEX judgment_at ON judgment (at DESC, id DESC)`,
    `CREATE INDEX judgment_ruleset_at ON judgment (ruleset_id, at DESC, id DESC)`,
    `CREATE INDEX judgment_equipment_at ON judgment (equipment, at DESC, id DESC)`,
    `CREATE INDEX judgment_verdict_at ON judgment (verdict, at DESC, id DESC)`,
    `CREATE UNIQUE INDEX judgment_idempotency ON judgment (idempotency_key) WHERE idempotency_key IS NOT NULL`,
    `CREATE INDEX judgment_ruleset_equipment_at ON judgment (ruleset_id, equipment, at DESC, id DESC)`,
  ],
};
