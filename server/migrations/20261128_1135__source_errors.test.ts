import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { folderOfTest } from '../../tests/support/folder.ts';
import { migrateDown, migrateUp } from '../platform/sqlite/index.ts';
import { dataHub } from './20261123_1300__data_hub.ts';
import { sources } from './20261128_0755__sources.ts';
import { sourceErrors } from './20261128_1135__source_errors.ts';

it('adds the last errors beside the sources there are, and takes them away again', () => {
  const file = `${folderOfTest()}/station.db`;
  const before = [dataHub, sources];
  migrateUp(file, before, 0);
  const database = new Database(file);
  database.exec(`INSERT INTO source (id, paused_at) VALUES ('broker', 5)`);
  migrateUp(file, [...before, sourceErrors], 0);
  database.exec(`INSERT INTO source_error VALUES ('broker', 6, 'away', NULL)`);
  migrateDown(file, [...before, sourceErrors], 1);
  expect(database.prepare(`SELECT name FROM sqlite_schema WHERE name = 'source_error'`).all()).toEqual([]);
  expect(database.prepare('SELECT id FROM source').pluck().all()).toEqual(['broker']);
  database.close();
});
