import { closeSync, openSync, writeSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { folderOfTest } from '../../tests/support/folder.ts';
import { migrateDown, migrateUp } from '../platform/sqlite/index.ts';
import { rulesAndJudgments } from './20261123_1200__rules_and_judgments.ts';
import { currentStates } from './20261123_1430__current_states.ts';
import { feedbackByVersion } from './20261123_1615__feedback_by_version.ts';
import { compactJudgments } from './20261123_1630__compact_judgments.ts';
import { judgmentChanges } from './20261128_2105__judgment_changes.ts';

const BEFORE = [rulesAndJudgments, currentStates, feedbackByVersion, compactJudgments];

function stationWith(judgments: number) {
  const file = `${folderOfTest()}/station.db`;
  migrateUp(file, BEFORE, 0);
  const database = new Database(file);
  database.exec(
    `INSERT INTO judgment_name (id, name) VALUES (1, 'runs'), (2, 'm1'), (3, 'OK');
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${judgments})
     INSERT INTO judgment_record (id, at, ruleset, ruleset_version, equipment, verdict, severity, requested, body)
     SELECT randomblob(16), i, 1, 1, 2, 3, 0, 0, zeroblob(200) FROM n`,
  );
  return { file, database };
}

it('goes on with the judgments there are, none of them compared, and takes everything away again', () => {
  const { file, database } = stationWith(10);
  const views = () => database.prepare('SELECT count(*) FROM judgment').pluck().get();
  // A column added to a strict table would be tried on every row.
  const schema = () =>
    database.prepare(`SELECT sql FROM sqlite_schema WHERE tbl_name = 'judgment_record'`).all();
  const before = schema();
  migrateUp(file, [...BEFORE, judgmentChanges], 0);
  expect(schema()).toEqual(before);
  expect(database.prepare('SELECT seq FROM judgment_changes_since').pluck().all()).toEqual([10]);
  expect(database.prepare('SELECT count(*) FROM judgment_change').pluck().get()).toBe(0);
  expect(views()).toBe(10);
  migrateDown(file, [...BEFORE, judgmentChanges], 1);
  const tables = database
    .prepare(`SELECT name FROM sqlite_schema WHERE name LIKE 'judgment_change%'`)
    .pluck()
    .all();
  expect(tables).toEqual([]);
  expect(views()).toBe(10);
  database.close();
});

it('reads none of the judgments there are: a start does not wait for them', () => {
  const { file, database } = stationWith(2_000);
  database.pragma('wal_checkpoint(TRUNCATE)');
  const size = Number(database.pragma('page_size', { simple: true }));
  const pages = database
    .prepare(`SELECT pageno FROM dbstat WHERE name = 'judgment_record' AND pagetype = 'leaf' ORDER BY path`)
    .pluck()
    .all()
    // The last tells how many there are; the first make way for the roots of new tables.
    .slice(10, -1) as number[];
  database.close();
  expect(pages.length).toBeGreaterThan(50);
  const handle = openSync(file, 'r+');
  for (const page of pages) writeSync(handle, Buffer.alloc(size, 0xff), 0, size, (page - 1) * size);
  closeSync(handle);
  expect(migrateUp(file, [...BEFORE, judgmentChanges], 0)).toEqual([judgmentChanges.name]);
  // Whatever reads one of them fails.
  const damaged = new Database(file);
  expect(() => damaged.exec(`CREATE INDEX reads_all ON judgment_record (at)`)).toThrow('disk I/O error');
  damaged.close();
});
