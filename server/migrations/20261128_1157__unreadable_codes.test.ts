import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { folderOfTest } from '../../tests/support/folder.ts';
import { migrateDown, migrateUp } from '../platform/sqlite/index.ts';
import { dataHub } from './20261123_1300__data_hub.ts';
import { unreadableCodes } from './20261128_1157__unreadable_codes.ts';

it('keeps what was unreadable before, without a code, up and down', () => {
  const file = `${folderOfTest()}/station.db`;
  migrateUp(file, [dataHub], 0);
  const database = new Database(file);
  database.exec(
    `INSERT INTO unreadable (topic, received_at, reason, size, payload) VALUES ('t', 1, 'why', 2, x'00')`,
  );
  migrateUp(file, [dataHub, unreadableCodes], 0);
  expect(database.prepare('SELECT reason, said FROM unreadable').all()).toEqual([
    { reason: 'why', said: null },
  ]);
  migrateDown(file, [dataHub, unreadableCodes], 1);
  expect(database.prepare('SELECT * FROM unreadable').all()).toMatchObject([{ topic: 't', reason: 'why' }]);
  database.close();
});
