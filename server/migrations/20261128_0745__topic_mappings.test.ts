import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { folderOfTest } from '../../tests/support/folder.ts';
import { migrateDown, migrateUp } from '../platform/sqlite/index.ts';
import { topicMappings } from './20261128_0745__topic_mappings.ts';
import { MIGRATIONS } from './index.ts';

it('adds the versions of the topic mappings beside what is there, and takes only them away', () => {
  const file = `${folderOfTest()}/station.db`;
  const before = MIGRATIONS.slice(0, MIGRATIONS.indexOf(topicMappings));
  migrateUp(file, before, 0);
  let database = new Database(file);
  database
    .prepare(`INSERT INTO saved_view (id, name, updated_at, charts) VALUES ('v', 'View', 0, '[]')`)
    .run();
  database.close();

  const steps = [...before, topicMappings];
  migrateUp(file, steps, 1);
  database = new Database(file);
  const insert = database.prepare(
    `INSERT INTO topic_mapping_version (version, saved_at, actor, change, document) VALUES (?, 0, 'a', '{}', '[]')`,
  );
  insert.run(1);
  expect(() => insert.run(1)).toThrow(/UNIQUE/);
  database.close();

  migrateDown(file, steps, 1);
  database = new Database(file, { readonly: true });
  expect(
    database.prepare(`SELECT name FROM sqlite_master WHERE name = 'topic_mapping_version'`).all(),
  ).toEqual([]);
  expect(database.prepare('SELECT name FROM saved_view').pluck().all()).toEqual(['View']);
  database.close();
});
