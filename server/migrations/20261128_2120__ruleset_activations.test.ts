import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { folderOfTest } from '../../tests/support/folder.ts';
import { migrateDown, migrateUp } from '../platform/sqlite/index.ts';
import { MIGRATIONS } from './index.ts';
import { rulesetActivations } from './20261128_2120__ruleset_activations.ts';

const BEFORE = MIGRATIONS.slice(0, MIGRATIONS.indexOf(rulesetActivations));

it('takes over when each version was put into force last', () => {
  const file = `${folderOfTest()}/station.db`;
  migrateUp(file, BEFORE, 0);
  const database = new Database(file);
  const add = database.prepare("INSERT INTO ruleset_version VALUES ('press', ?, ?, ?, '{}', '', '[]', 1, ?)");
  add.run(1, 'a', 'retired', 1_000);
  add.run(2, 'b', 'active', 2_000);
  add.run(3, 'c', 'draft', null);
  migrateUp(file, [...BEFORE, rulesetActivations], 0);
  expect(database.prepare('SELECT * FROM ruleset_activation').all()).toEqual([
    { ruleset_id: 'press', at: 1_000, version: 1 },
    { ruleset_id: 'press', at: 2_000, version: 2 },
  ]);
  migrateDown(file, [...BEFORE, rulesetActivations], 1);
  expect(
    database.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'ruleset_activation'").pluck().get(),
  ).toBe(0);
  database.close();
});
