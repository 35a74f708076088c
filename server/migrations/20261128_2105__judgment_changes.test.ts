import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { folderOfTest } from '../../tests/support/folder.ts';
import { migrateDown, migrateUp } from '../platform/sqlite/index.ts';
import { rulesAndJudgments } from './20261123_1200__rules_and_judgments.ts';
import { currentStates } from './20261123_1430__current_states.ts';
import { feedbackByVersion } from './20261123_1615__feedback_by_version.ts';
import { compactJudgments } from './20261123_1630__compact_judgments.ts';
import { judgmentChanges } from './20261128_2105__judgment_changes.ts';

const BEFORE = [rulesAndJudgments, currentStates, feedbackByVersion, compactJudgments];

it('finds the changes among the judgments there are, and takes the column away again', () => {
  const file = `${folderOfTest()}/station.db`;
  migrateUp(file, BEFORE, 0);
  const database = new Database(file);
  database.exec(
    `INSERT INTO judgment_name (id, name) VALUES (1, 'runs'), (2, 'asked'), (3, 'm1'), (4, 'm2'), (5, 'A'), (6, 'B')`,
  );
  const rules = database.prepare(`INSERT INTO ruleset_version VALUES (?, 1, ?, 'active', ?, '', '[]', 0, 0)`);
  rules.run('runs', 'h1', JSON.stringify({ trigger: { kind: 'change' } }));
  rules.run('asked', 'h2', JSON.stringify({ trigger: { kind: 'request' } }));
  const add = database.prepare(
    `INSERT INTO judgment_record (id, at, ruleset, ruleset_version, equipment, verdict, severity, requested, body)
     VALUES (randomblob(16), ?, ?, 1, ?, ?, 0, ?, '{}')`,
  );
  const given = [
    // at, ruleset, machine, verdict, asked for, change
    [1, 1, 3, 5, 0, 1],
    [2, 1, 4, 5, 0, 1],
    [3, 1, 3, 5, 0, 0],
    [4, 1, 3, 6, 1, 2],
    [5, 1, 3, 5, 0, 0],
    [7, 1, 3, 5, 0, 1],
    [6, 1, 3, 6, 0, 1],
    [8, 2, 3, 5, 1, 1],
    [9, 2, 3, 5, 1, 0],
    [10, 2, null, 6, 1, 2],
  ] as const;
  for (const [at, ruleset, machine, verdict, requested] of given)
    add.run(at, ruleset, machine, verdict, requested);

  migrateUp(file, [...BEFORE, judgmentChanges], 0);
  expect(database.prepare('SELECT change FROM judgment_record ORDER BY seq').pluck().all()).toEqual(
    given.map(([, , , , , change]) => change),
  );
  migrateDown(file, [...BEFORE, judgmentChanges], 1);
  const columns = database.prepare(`SELECT name FROM pragma_table_info('judgment_record')`).pluck().all();
  expect(columns).not.toContain('change');
  expect(database.prepare('SELECT count(*) FROM judgment').pluck().get()).toBe(given.length);
  database.close();
});
