import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { folderOfTest } from '../../tests/support/folder.ts';
import { migrateDown, migrateUp } from '../platform/sqlite/index.ts';
import { dataHub } from './20261123_1300__data_hub.ts';
import { packedHistory } from './20261123_1730__packed_history.ts';
import { tags } from './20261128_0740__tags.ts';
import { derivedTags } from './20261128_0845__derived_tags.ts';

it('adds its table beside tags that are there, and takes only it away', () => {
  const file = `${folderOfTest()}/station.db`;
  migrateUp(file, [dataHub, packedHistory, tags], 0);
  const database = new Database(file);
  database
    .prepare(
      `INSERT INTO tag (id, path, site, area, line, equipment, name, created_at) VALUES (7, 's/a/l/e/t', 's', 'a', 'l', 'e', 't', 1)`,
    )
    .run();
  const all = () => database.prepare('SELECT * FROM tag').all();
  const before = all();
  migrateUp(file, [dataHub, packedHistory, tags, derivedTags], 0);
  database.prepare(`INSERT INTO tag_derived VALUES (7, '{}', 1, 'me')`).run();
  migrateDown(file, [dataHub, packedHistory, tags, derivedTags], 1);
  expect(all()).toEqual(before);
  expect(database.prepare(`SELECT name FROM sqlite_master WHERE name = 'tag_derived'`).all()).toEqual([]);
  database.close();
});
