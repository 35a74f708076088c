import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { folderOfTest } from '../../tests/support/folder.ts';
import { migrateDown, migrateUp } from '../platform/sqlite/index.ts';
import { activationFindings } from './20261129_1050__activation_findings.ts';
import { MIGRATIONS } from './index.ts';

it('gives every activation no findings, and keeps activations where it is taken back', () => {
  const file = `${folderOfTest()}/station.db`;
  const before = MIGRATIONS.slice(0, MIGRATIONS.indexOf(activationFindings));
  migrateUp(file, before, 0);
  const database = new Database(file);
  database
    .prepare(
      `INSERT INTO ruleset_activation (ruleset_id, at, version, by, reason, failed_tests) VALUES ('limit', 1, 1, 'kim', 'first', 2)`,
    )
    .run();
  database.close();
  const steps = [...before, activationFindings];
  migrateUp(file, steps, 0);
  const up = new Database(file);
  expect(up.prepare('SELECT version, failed_tests, findings FROM ruleset_activation').all()).toEqual([
    { version: 1, failed_tests: 2, findings: '[]' },
  ]);
  up.close();
  migrateDown(file, steps, 1);
  const down = new Database(file);
  expect(down.prepare('SELECT * FROM ruleset_activation').get()).toMatchObject({
    version: 1,
    reason: 'first',
  });
  down.close();
});
