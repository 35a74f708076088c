import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { folderOfTest } from '../../tests/support/folder.ts';
import { migrateDown, migrateUp } from '../platform/sqlite/index.ts';
import { MIGRATIONS } from './index.ts';
import { rulesetDesk } from './20261129_0705__ruleset_desk.ts';

const BEFORE = MIGRATIONS.slice(0, MIGRATIONS.indexOf(rulesetDesk));

it('keeps versions and activations as they were, and goes down with retirements on record', () => {
  const file = `${folderOfTest()}/station.db`;
  migrateUp(file, BEFORE, 0);
  const database = new Database(file);
  const activations = () =>
    database.prepare('SELECT ruleset_id, at, version FROM ruleset_activation ORDER BY at').all();
  database.exec(`INSERT INTO ruleset_version VALUES ('press', 1, 'a', 'active', '{}', '', '[]', 1, 1000);
    INSERT INTO ruleset_activation VALUES ('press', 1000, 1)`);
  migrateUp(file, [...BEFORE, rulesetDesk], 0);
  expect(database.prepare('SELECT version, state, saved_by FROM ruleset_version').all()).toEqual([
    { version: 1, state: 'active', saved_by: null },
  ]);
  expect(activations()).toEqual([{ ruleset_id: 'press', at: 1_000, version: 1 }]);
  database.exec(`INSERT INTO ruleset_activation (ruleset_id, at, version, from_version, by, reason)
    VALUES ('press', 2000, 0, 1, 'kim', 'scrapped')`);
  migrateDown(file, [...BEFORE, rulesetDesk], 1);
  expect(activations()).toEqual([{ ruleset_id: 'press', at: 1_000, version: 1 }]);
  database.close();
});
