import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { folderOfTest } from '../../tests/support/folder.ts';
import { migrateDown, migrateUp } from '../platform/sqlite/index.ts';
import { rulesAndJudgments } from './20261123_1200__rules_and_judgments.ts';
import { currentStates } from './20261123_1430__current_states.ts';

const NEWEST = `SELECT id FROM judgment WHERE ruleset_id = ? AND equipment = ? ORDER BY at DESC, id DESC LIMIT 1`;

it('finds the newest judgment of a ruleset on a machine without sorting', () => {
  const file = `${folderOfTest()}/station.db`;
  const steps = [rulesAndJudgments, currentStates];
  migrateUp(file, steps, 0);
  const database = new Database(file, { readonly: true });
  const plan = () =>
    database
      .prepare(`EXPLAIN QUERY PLAN ${NEWEST}`)
      .all('r', 'e')
      .map((row) => (row as { detail: string }).detail)
      .join();
  expect(plan()).toContain('judgment_ruleset_equipment_at (ruleset_id=? AND equipment=?)');
  expect(plan()).not.toContain('TEMP B-TREE');
  database.close();
  migrateDown(file, steps, 1);
  const after = new Database(file, { readonly: true });
  expect(
    after.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'judgment_ruleset_equipment_at'`).all(),
  ).toEqual([]);
  after.close();
});
