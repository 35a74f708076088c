import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrateDown, migrateUp } from '../platform/sqlite/index.ts';
import { rulesAndJudgments } from './20261123_1200__rules_and_judgments.ts';
import { dataHub } from './20261123_1300__data_hub.ts';

it('adds the hub beside what the step before has, and takes only its own away again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aif-migration-'));
  const file = join(folder, 'station.db');
  const tables = () => {
    const database = new Database(file);
    const names = database
      .prepare(
        `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`,
      )
      .pluck()
      .all();
    database.close();
    return names;
  };
  try {
    migrateUp(file, [rulesAndJudgments], 0);
    const before = tables();
    migrateUp(file, [rulesAndJudgments, dataHub], 0);
    expect(tables().filter((name) => !before.includes(name))).toEqual([
      'delivery',
      'sample',
      'saved_view',
      'tag',
      'topic',
      'unreadable',
    ]);
    const database = new Database(file);
    const add = database.prepare(
      'INSERT INTO sample (tag_id, at, seq, value, kind, quality, delay) VALUES (1, 1, ?, ?, ?, 192, 0)',
    );
    add.run(0, 5, 0);
    add.run(1, '5', 2);
    expect(() => add.run(0, 6, 0)).toThrow(/UNIQUE/);
    expect(database.prepare('SELECT typeof(value) FROM sample ORDER BY seq').pluck().all()).toEqual([
      'real',
      'text',
    ]);
    database.close();
    migrateDown(file, [rulesAndJudgments, dataHub], 1);
    expect(tables()).toEqual(before);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
