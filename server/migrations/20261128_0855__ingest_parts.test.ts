import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { folderOfTest } from '../../tests/support/folder.ts';
import { migrateDown, migrateUp } from '../platform/sqlite/index.ts';
import { dataHub } from './20261123_1300__data_hub.ts';
import { ingestParts } from './20261128_0855__ingest_parts.ts';

it('remembers a part of a request once, and goes away without a trace', () => {
  const file = `${folderOfTest()}/station.db`;
  migrateUp(file, [dataHub], 0);
  const database = new Database(file);
  const schema = () => database.prepare('SELECT type, name FROM sqlite_master ORDER BY name').all();
  const before = schema();
  migrateUp(file, [dataHub, ingestParts], 0);
  const add = database.prepare(
    `INSERT INTO ingest_part (key, part, hash, answer) VALUES ('k', ?, 'h', '{}')`,
  );
  add.run(0);
  add.run(1);
  expect(() => add.run(1)).toThrow('UNIQUE');
  migrateDown(file, [dataHub, ingestParts], 1);
  expect(schema()).toEqual(before);
  database.close();
});
