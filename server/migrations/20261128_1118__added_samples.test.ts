import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { folderOfTest } from '../../tests/support/folder.ts';
import { migrateDown, migrateUp } from '../platform/sqlite/index.ts';
import { historyImport } from './20261128_0830__history_import.ts';
import { addedSamples } from './20261128_1118__added_samples.ts';

it('adds a record of what imports added beside the imports there are, and takes it away again', () => {
  const file = `${folderOfTest()}/station.db`;
  migrateUp(file, [historyImport], 0);
  const database = new Database(file);
  database.prepare(`INSERT INTO history_import VALUES ('a', 1, '{}')`).run();
  migrateUp(file, [historyImport, addedSamples], 0);
  database.prepare(`INSERT INTO added_samples (source, samples, body) VALUES ('import:a', 1, x'00')`).run();
  migrateDown(file, [historyImport, addedSamples], 1);
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE name LIKE 'added%'").all();
  expect(tables).toEqual([]);
  expect(database.prepare('SELECT id FROM history_import').pluck().all()).toEqual(['a']);
  database.close();
});
