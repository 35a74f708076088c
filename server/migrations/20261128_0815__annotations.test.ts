import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { folderOfTest } from '../../tests/support/folder.ts';
import { migrateDown, migrateUp } from '../platform/sqlite/index.ts';
import { annotations } from './20261128_0815__annotations.ts';
import { MIGRATIONS } from './index.ts';

const VIEW = `INSERT INTO saved_view (id, name, updated_at, charts) VALUES ('v', 'view', 1, '[]')`;
const ADD = `INSERT INTO annotation VALUES ('a', 1, 2, 'bearing changed', '[]', 'kim', 3, 3)`;

it('adds annotations to a store in use, and takes away nothing else when it goes', () => {
  const file = `${folderOfTest()}/station.db`;
  const before = MIGRATIONS.slice(0, MIGRATIONS.indexOf(annotations));
  migrateUp(file, before, 0);
  const database = new Database(file);
  database.exec(VIEW);
  database.close();
  const steps = [...before, annotations];
  migrateUp(file, steps, 0);
  const up = new Database(file);
  up.exec(ADD);
  expect(() => up.exec(ADD.replace(`'a', 1, 2`, `'b', 2, 1`))).toThrow('CHECK');
  up.close();
  migrateDown(file, steps, 1);
  const down = new Database(file);
  expect(down.prepare('SELECT name FROM saved_view').all()).toEqual([{ name: 'view' }]);
  expect(down.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'annotation'`).all()).toEqual([]);
  down.close();
});
