import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { folderOfTest } from '../../tests/support/folder.ts';
import { migrateDown, migrateUp } from '../platform/sqlite/index.ts';
import { backtests } from './20261129_0722__backtests.ts';
import { MIGRATIONS } from './index.ts';

it('adds backtests to a store in use; what belongs to one goes with it, and nothing else with the tables', () => {
  const file = `${folderOfTest()}/station.db`;
  const before = MIGRATIONS.slice(0, MIGRATIONS.indexOf(backtests));
  migrateUp(file, before, 0);
  const database = new Database(file);
  database.exec(`INSERT INTO annotation VALUES ('a', 1, 2, 'bearing changed', '[]', 'kim', 3, 3)`);
  database.close();
  const steps = [...before, backtests];
  migrateUp(file, steps, 0);
  const up = new Database(file);
  up.exec('PRAGMA foreign_keys = ON');
  up.exec(`INSERT INTO backtest VALUES ('b', 1, 'limit', 'running', '{}')`);
  up.exec(`INSERT INTO backtest_machine VALUES ('b', 0, '{}', 0)`);
  up.exec(`INSERT INTO backtest_day VALUES ('b', 0, 1, 5, '{}')`);
  up.exec(`INSERT INTO backtest_change VALUES ('b', 1, 0, 2, 0, 1, 3)`);
  expect(() => up.exec(`INSERT INTO backtest VALUES ('c', 1, 'limit', 'lost', '{}')`)).toThrow('CHECK');
  up.exec(`DELETE FROM backtest`);
  for (const table of ['backtest_machine', 'backtest_day', 'backtest_change'])
    expect(up.prepare(`SELECT count(*) AS rows FROM ${table}`).get()).toEqual({ rows: 0 });
  up.close();
  migrateDown(file, steps, 1);
  const down = new Database(file);
  expect(down.prepare('SELECT id FROM annotation').all()).toEqual([{ id: 'a' }]);
  expect(down.prepare(`SELECT 1 FROM sqlite_master WHERE name LIKE 'backtest%'`).all()).toEqual([]);
  down.close();
});
