import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { packRows } from '../contexts/data-hub/storage/state-rows.ts';
import { folderOfTest } from '../../tests/support/folder.ts';
import { stateTable } from '../../tests/support/state-table.ts';
import { migrateDown, migrateUp } from '../platform/sqlite/index.ts';
import { MIGRATIONS } from './index.ts';

const OWN = MIGRATIONS.findIndex(({ name }) => name.endsWith('__tag_storage'));
const BEFORE = MIGRATIONS.slice(0, OWN);
const WITH = MIGRATIONS.slice(0, OWN + 1);

it('counts nothing as filtered before, and on the way back what was received adds up without it', () => {
  const file = `${folderOfTest()}/station.db`;
  migrateUp(file, BEFORE, 0);
  const database = new Database(file);
  database.exec(
    `INSERT INTO tag (id, path, site, area, line, equipment, name, created_at, received, stored, duplicate)
     VALUES (7, 's/a/l/e/t', 's', 'a', 'l', 'e', 't', 1, 10, 8, 2);
     INSERT INTO topic (topic, received, stored, last_received_at) VALUES ('x', 4, 4, 1);
     INSERT INTO source_counters (id, received, stored, last_received_at) VALUES ('broker', 4, 4, 1);
     INSERT INTO tag_settings (tag_id, unit, storage_mode, retention_days) VALUES (7, 'Cel', 'all', 30)`,
  );
  const all = () =>
    ['tag', 'topic', 'source_counters', 'tag_settings'].map((table) =>
      database.prepare(`SELECT * FROM ${table}`).all(),
    );
  const before = all();
  migrateUp(file, WITH, 0);
  expect(database.prepare('SELECT filtered, held_seq FROM tag').all()).toEqual([
    { filtered: 0, held_seq: null },
  ]);
  database.exec(
    `UPDATE tag SET received = 15, filtered = 5, held_seq = -1, held_topic = 'x';
     UPDATE topic SET received = 9, filtered = 5; UPDATE source_counters SET received = 9, filtered = 5;
     UPDATE tag_settings SET storage_mode = 'change', deadband = 0.5, deadband_in = 'percent',
       min_interval_seconds = 1, max_interval_seconds = 60`,
  );
  const columns = ['received', 'filtered', 'stored', 'held_seq', 'held_topic', 'id'];
  const body = packRows([stateTable('tag', columns, [[16, 6, 8, -1, 'x', 7]])]);
  database.prepare('INSERT INTO hub_state_log VALUES (1, ?)').run(body);
  migrateDown(file, WITH, 1);
  expect(all()).toEqual(before);
  database.close();
});
