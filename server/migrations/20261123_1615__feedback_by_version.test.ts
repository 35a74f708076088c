import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { folderOfTest } from '../../tests/support/folder.ts';
import { migrateDown, migrateUp } from '../platform/sqlite/index.ts';
import { rulesAndJudgments } from './20261123_1200__rules_and_judgments.ts';
import { feedbackByVersion } from './20261123_1615__feedback_by_version.ts';

it('gives every answer the version of its judgment, and takes it away again', () => {
  const file = `${folderOfTest()}/station.db`;
  const steps = [rulesAndJudgments, feedbackByVersion];
  migrateUp(file, [rulesAndJudgments], 0);
  const database = new Database(file);
  const judgment = database.prepare(
    `INSERT INTO judgment (id, at, ruleset_id, ruleset_version, verdict, severity, body)
     VALUES (?, 1, 'press-thermal', ?, 'OK', 'normal', '{}')`,
  );
  const feedback = database.prepare(
    `INSERT INTO judgment_feedback (judgment_id, ruleset_id, agree, by_id, by_name, at)
     VALUES (?, 'press-thermal', 1, 'station', 'kim', 2)`,
  );
  for (const [id, version] of [
    ['a', 1],
    ['b', 7],
  ] as const) {
    judgment.run(id, version);
    feedback.run(id);
  }
  const answers = () => database.prepare('SELECT * FROM judgment_feedback ORDER BY id').all();
  const before = answers();
  migrateUp(file, steps, 0);
  const after = answers() as { judgment_id: string; ruleset_version: number }[];
  expect(after.map((row) => [row.judgment_id, row.ruleset_version])).toEqual([
    ['a', 1],
    ['b', 7],
  ]);
  migrateDown(file, steps, 1);
  expect(answers()).toEqual(before);
  database.close();
});
