import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { folderOfTest } from '../../tests/support/folder.ts';
import { migrateDown, migrateUp } from '../platform/sqlite/index.ts';
import { dataHub } from './20261123_1300__data_hub.ts';
import { packedHistory } from './20261123_1730__packed_history.ts';
import { historyImport } from './20261128_0830__history_import.ts';

it('adds imports and marks beside what is there, and takes them away again', () => {
  const file = `${folderOfTest()}/station.db`;
  const before = [dataHub, packedHistory];
  migrateUp(file, before, 0);
  const database = new Database(file);
  database.exec(`INSERT INTO tag (id, path, site, area, line, equipment, name, created_at)
    VALUES (1, 's/a/l/e/t', 's', 'a', 'l', 'e', 't', 1)`);
  const tables = () =>
    database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all();
  const old = tables();
  migrateUp(file, [...before, historyImport], 0);
  database.prepare(`INSERT INTO history_import VALUES ('a', 1, '{}')`).run();
  database.prepare(`INSERT INTO source_mark VALUES ('import:a', '{}')`).run();
  expect(tables()).toEqual([...old, 'history_import', 'source_mark'].toSorted());
  migrateDown(file, [...before, historyImport], 1);
  expect(tables()).toEqual(old);
  expect(database.prepare('SELECT path FROM tag').pluck().all()).toEqual(['s/a/l/e/t']);
  database.close();
});
