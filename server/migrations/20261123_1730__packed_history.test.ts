import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { folderOfTest } from '../../tests/support/folder.ts';
import { rowsOfStation } from '../../tests/support/stored-samples.ts';
import { migrateDown, migrateUp } from '../platform/sqlite/index.ts';
import { dataHub } from './20261123_1300__data_hub.ts';
import { packedHistory } from './20261123_1730__packed_history.ts';

const START = Date.UTC(2026, 10, 23);
const ROWS = 40_000;

it('packs every sample and gives every one back', () => {
  const file = `${folderOfTest()}/station.db`;
  migrateUp(file, [dataHub], 0);
  const database = new Database(file);
  const all = () =>
    database
      .prepare('SELECT tag_id, at, seq, value, kind, quality FROM sample ORDER BY tag_id, at, seq')
      .all();
  const schema = () => database.prepare('SELECT type, name FROM sqlite_master ORDER BY name').all();
  const add = database.prepare('INSERT INTO sample VALUES (?, ?, ?, ?, ?, ?, 250)');
  database.transaction(() => {
    for (let index = 0; index < ROWS; index += 1)
      add.run(7, START + index * 1_000, index, Math.sin(index), 0, index % 900 === 0 ? 0 : 192);
    add.run(8, START, -1, 0.1 + 0.2, 0, 192);
    add.run(8, START, -8_388_608, null, 0, 0);
    add.run(8, START + 1, -1, 1, 1, 192);
    add.run(8, START + 2, -1, '정지', 2, 500);
  })();
  const before = all();
  const schemaBefore = schema();

  migrateUp(file, [dataHub, packedHistory], 0);
  const packed = 'SELECT tag_id, at, seq, value, kind, quality FROM sample ORDER BY tag_id, at, seq';
  const withoutKind = (rows: unknown[]) => rows.map((row) => ({ ...(row as object), kind: 0 }));
  expect(withoutKind(rowsOfStation(file, packed))).toEqual(withoutKind(before));
  expect(database.prepare('SELECT count(*) FROM history_page').pluck().get()).toBe(2);

  migrateDown(file, [dataHub, packedHistory], 1);
  expect(all()).toEqual(before);
  expect(schema()).toEqual(schemaBefore);
  database.close();
});
