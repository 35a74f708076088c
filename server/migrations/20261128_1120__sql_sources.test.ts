import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { folderOfTest } from '../../tests/support/folder.ts';
import { migrateDown, migrateUp } from '../platform/sqlite/index.ts';
import { historyImport } from './20261128_0830__history_import.ts';
import { sqlSources } from './20261128_1120__sql_sources.ts';

it('keeps an SQL source, and goes away with its marks and no others', () => {
  const file = `${folderOfTest()}/station.db`;
  migrateUp(file, [historyImport], 0);
  const database = new Database(file);
  const schema = () => database.prepare('SELECT type, name FROM sqlite_master ORDER BY name').all();
  const before = schema();
  database.exec(`INSERT INTO source_mark (source, mark) VALUES ('import:1', '{}')`);
  migrateUp(file, [historyImport, sqlSources], 0);
  const add = database.prepare(`INSERT INTO sql_source (id, settings, password) VALUES (?, '{}', 'sealed')`);
  add.run('sql-1');
  expect(() => add.run('sql-1')).toThrow('UNIQUE');
  database.exec(`INSERT INTO source_mark (source, mark) VALUES ('sql:sql-1', '{}')`);
  migrateDown(file, [historyImport, sqlSources], 1);
  expect(schema()).toEqual(before);
  expect(database.prepare('SELECT source FROM source_mark').pluck().all()).toEqual(['import:1']);
  database.close();
});
