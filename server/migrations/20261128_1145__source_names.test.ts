import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { folderOfTest } from '../../tests/support/folder.ts';
import { migrateDown, migrateUp } from '../platform/sqlite/index.ts';
import { MIGRATIONS } from './index.ts';
import { sourceNames } from './20261128_1145__source_names.ts';

it('tags that are there count for no source, and what people decided of sources stays both ways', () => {
  const file = `${folderOfTest()}/station.db`;
  const steps = MIGRATIONS.slice(0, MIGRATIONS.indexOf(sourceNames) + 1);
  migrateUp(file, steps.slice(0, -1), 0);
  const database = new Database(file);
  database.exec(
    `INSERT INTO tag (id, path, site, area, line, equipment, name, created_at)
     VALUES (7, 's/a/l/e/t', 's', 'a', 'l', 'e', 't', 1);
     INSERT INTO source (id, per_second, kept_unreadable) VALUES ('http', 50, 100)`,
  );
  const all = () => ['tag', 'source'].map((table) => database.prepare(`SELECT * FROM ${table}`).all());
  const before = all();
  migrateUp(file, steps, 0);
  expect(database.prepare('SELECT made_by FROM tag').all()).toEqual([{ made_by: '' }]);
  database.exec(`UPDATE source SET names = 500; UPDATE tag SET made_by = 'http'`);
  migrateDown(file, steps, 1);
  expect(all()).toEqual(before);
  database.close();
});
