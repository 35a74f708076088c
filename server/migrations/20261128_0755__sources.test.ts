import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { folderOfTest } from '../../tests/support/folder.ts';
import { migrateDown, migrateUp } from '../platform/sqlite/index.ts';
import { dataHub } from './20261123_1300__data_hub.ts';
import { packedHistory } from './20261123_1730__packed_history.ts';
import { sources } from './20261128_0755__sources.ts';

it('gives everything that is there its source, and takes only its own away again', () => {
  const file = `${folderOfTest()}/station.db`;
  const before = [dataHub, packedHistory];
  migrateUp(file, before, 0);
  const database = new Database(file);
  const schema = () =>
    database
      .prepare('SELECT type, name FROM sqlite_master WHERE name NOT LIKE ? ORDER BY name')
      .all('sqlite%');
  const columns = (table: string) => database.pragma(`table_info(${table})`) as unknown;
  const shape = () => [schema(), columns('topic'), columns('unreadable')];
  const add = database.prepare(
    'INSERT INTO topic (topic, received, stored, unreadable, last_received_at) VALUES (?, ?, ?, ?, ?)',
  );
  add.run('aif/v1/s/a/l/e/t', 10, 9, 1, 100);
  add.run('aif/v1/s/a/l/e/u', 5, 5, 0, 200);
  add.run('spBv1.0/g/NDATA/n', 3, 3, 0, 300);
  database
    .prepare(
      `INSERT INTO unreadable (topic, received_at, reason, size, payload) VALUES ('x', 1, 'why', 1, x'00')`,
    )
    .run();
  const shapeBefore = shape();

  migrateUp(file, [...before, sources], 0);
  expect(
    database
      .prepare('SELECT id, received, stored, unreadable, last_received_at AS at FROM source_counters')
      .all(),
  ).toEqual([
    { id: 'broker', received: 15, stored: 14, unreadable: 1, at: 200 },
    { id: 'sparkplug', received: 3, stored: 3, unreadable: 0, at: 300 },
  ]);
  expect(database.prepare('SELECT source FROM unreadable').pluck().all()).toEqual(['broker']);

  database
    .prepare(
      `INSERT INTO source_change (source, at, actor_id, actor_name, action, detail)
      VALUES ('broker', 1, 'a', 'A', 'paused', '{}')`,
    )
    .run();
  for (const sql of [`UPDATE source_change SET actor_name = 'B'`, 'DELETE FROM source_change'])
    expect(() => database.prepare(sql).run()).toThrow('only added');

  migrateDown(file, [...before, sources], 1);
  expect(shape()).toEqual(shapeBefore);
  database.close();
});
