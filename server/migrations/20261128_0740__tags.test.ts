import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { folderOfTest } from '../../tests/support/folder.ts';
import { migrateDown, migrateUp } from '../platform/sqlite/index.ts';
import { dataHub } from './20261123_1300__data_hub.ts';
import { packedHistory } from './20261123_1730__packed_history.ts';
import { tags } from './20261128_0740__tags.ts';

it('every tag of before is at its own address; back again a moved one is where its signals come from', () => {
  const file = `${folderOfTest()}/station.db`;
  migrateUp(file, [dataHub, packedHistory], 0);
  const database = new Database(file);
  database
    .prepare(
      `INSERT INTO tag (id, path, site, area, line, equipment, name, created_at) VALUES (?, ?, 's', 'a', 'l', 'e', ?, 1)`,
    )
    .run(7, 's/a/l/e/온도', '온도');
  const before = database.prepare('SELECT * FROM tag').all();
  const schema = () => database.prepare('SELECT type, name FROM sqlite_master ORDER BY name').all();
  const schemaBefore = schema();

  migrateUp(file, [dataHub, packedHistory, tags], 0);
  expect(database.prepare('SELECT * FROM tag_address').all()).toEqual([
    { address: 's/a/l/e/온도', tag_id: 7 },
  ]);
  expect(database.prepare('SELECT * FROM tag').all()).toEqual(before);

  database.exec(`UPDATE tag SET path = 's/a/l2/e/온도', line = 'l2'`);
  migrateDown(file, [dataHub, packedHistory, tags], 1);
  expect(database.prepare('SELECT * FROM tag').all()).toEqual(before);
  // The sequence table of AUTOINCREMENT stays; it was there before.
  expect(schema()).toEqual(schemaBefore);
  database.close();
});
