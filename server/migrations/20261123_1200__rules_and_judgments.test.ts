import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { folderOfTest } from '../../tests/support/folder.ts';
import { migrateDown, migrateUp } from '../platform/sqlite/index.ts';
import { rulesAndJudgments } from './20261123_1200__rules_and_judgments.ts';

const TABLES = `SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB '[jr]*' ORDER BY name`;

it('keeps one active version of a ruleset and one judgment of a key, and takes everything away again', () => {
  const file = `${folderOfTest()}/station.db`;
  migrateUp(file, [rulesAndJudgments], 0);
  const database = new Database(file);
  database.pragma('foreign_keys = ON');
  const version = database.prepare(
    `INSERT INTO ruleset_version (ruleset_id, version, hash, state, manifest, source, tests, imported_at)
     VALUES ('press', ?, ?, ?, '{}', '', '[]', 1)`,
  );
  version.run(1, 'a', 'active');
  version.run(2, 'b', 'draft');
  expect(() => version.run(3, 'c', 'active')).toThrow(/UNIQUE/);
  expect(() => version.run(3, 'b', 'draft')).toThrow(/UNIQUE/);
  expect(() => version.run(3, 'c', 'approved')).toThrow(/CHECK/);

  const judgment = database.prepare(
    `INSERT INTO judgment (id, at, ruleset_id, ruleset_version, verdict, severity, idempotency_key, body)
     VALUES (?, 1, 'press', 1, 'OK', 'normal', ?, '{}')`,
  );
  judgment.run('j1', 'key');
  judgment.run('j2', null);
  judgment.run('j3', null);
  expect(() => judgment.run('j4', 'key')).toThrow(/UNIQUE/);
  const feedback = database.prepare(
    `INSERT INTO judgment_feedback (judgment_id, ruleset_id, agree, by_id, by_name, at)
     VALUES (?, 'press', ?, 'station', 'kim', 2)`,
  );
  feedback.run('j1', 0);
  expect(() => feedback.run('unknown', 1)).toThrow(/FOREIGN KEY/);
  expect(() => feedback.run('j1', 2)).toThrow(/CHECK/);

  migrateDown(file, [rulesAndJudgments], 1);
  expect(database.prepare(TABLES).pluck().all()).toEqual([]);
  database.close();
});
