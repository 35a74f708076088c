import { expect, it } from 'vitest';
import { folderOfTest } from '../../tests/support/folder.ts';
import { migrateDown, migrateUp } from '../platform/sqlite/index.ts';
import { pageSeals } from './20261129_1900__page_seals.ts';
import { MIGRATIONS } from './index.ts';

it('makes a program from before its time leave the store alone', () => {
  const file = `${folderOfTest()}/station.db`;
  const before = MIGRATIONS.slice(0, MIGRATIONS.indexOf(pageSeals));
  migrateUp(file, before, 0);
  const steps = [...before, pageSeals];
  expect(migrateUp(file, steps, 0)).toEqual([pageSeals.name]);
  expect(() => migrateUp(file, before, 0)).toThrow('written by a newer version');
  expect(migrateDown(file, steps, 1)).toEqual([pageSeals.name]);
  expect(migrateUp(file, before, 0)).toEqual([]);
});
