import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { packRows } from '../contexts/data-hub/storage/state-rows.ts';
import { folderOfTest } from '../../tests/support/folder.ts';
import { stateTable } from '../../tests/support/state-table.ts';
import { migrateDown, migrateUp } from '../platform/sqlite/index.ts';
import { MIGRATIONS } from './index.ts';
import { hubStateLog } from './20261128_1110__hub_state_log.ts';

it('puts what stands in the log into its rows on the way down', () => {
  const file = `${folderOfTest()}/station.db`;
  const steps = MIGRATIONS.slice(0, MIGRATIONS.indexOf(hubStateLog) + 1);
  migrateUp(file, steps.slice(0, -1), 0);
  const database = new Database(file);
  const schema = () => database.prepare('SELECT type, name FROM sqlite_master ORDER BY name').all();
  const before = schema();
  database.exec(`INSERT INTO tag (id, path, site, area, line, equipment, name, created_at, stored)
    VALUES (1, 's/a/l/e/t', 's', 'a', 'l', 'e', 't', 0, 3)`);
  migrateUp(file, steps, 0);
  const body = packRows([
    stateTable('tag', ['stored', 'last_value', 'last_at', 'id'], [[4, '온도', 9, 1]]),
    stateTable('topic', ['topic', 'stored', 'last_received_at'], [['x', 2, 9]]),
  ]);
  database.prepare('INSERT INTO hub_state_log VALUES (1, ?)').run(body);
  migrateDown(file, steps, 1);
  expect(schema()).toEqual(before);
  expect(database.prepare('SELECT path, stored, last_value, last_at FROM tag').all()).toEqual([
    { path: 's/a/l/e/t', stored: 4, last_value: '온도', last_at: 9 },
  ]);
  expect(database.prepare('SELECT topic, stored FROM topic').all()).toEqual([{ topic: 'x', stored: 2 }]);
  database.close();
});
