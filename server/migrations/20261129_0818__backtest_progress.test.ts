import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { folderOfTest } from '../../tests/support/folder.ts';
import { migrateDown, migrateUp } from '../platform/sqlite/index.ts';
import { backtestProgress } from './20261129_0818__backtest_progress.ts';
import { MIGRATIONS } from './index.ts';

const REQUEST = { rulesetId: 'limit', version: 1, to: '2026-11-29T00:00:00.000Z' };
const BODY = {
  ...{ request: REQUEST, by: '김하나', period: { from: 1, to: 2 } },
  ...{ sides: [], machines: [], footprints: [], durationMs: 12, rows: 3, share: 1, changesLeftOut: 0 },
  result: { rows: 3, hash: 'f00d' },
};

it('takes apart what changes from what a backtest is made of, and puts it together again', () => {
  const file = `${folderOfTest()}/station.db`;
  const before = MIGRATIONS.slice(0, MIGRATIONS.indexOf(backtestProgress));
  migrateUp(file, before, 0);
  const database = new Database(file);
  const add = database.prepare(`INSERT INTO backtest VALUES (?, 1, 'limit', 'done', ?)`);
  add.run('whole', JSON.stringify(BODY));
  add.run('of before periods', JSON.stringify({ ...BODY, period: undefined }));
  database.close();
  const steps = [...before, backtestProgress];
  migrateUp(file, steps, 0);
  const up = new Database(file);
  const rows = up.prepare('SELECT id, asked, progress, result FROM backtest').all() as Record<
    string,
    string
  >[];
  expect(rows.map(({ id }) => id)).toEqual(['whole']);
  const [{ asked = '', progress = '', result = '' } = {}] = rows;
  expect(JSON.parse(asked)).toEqual({ request: REQUEST, by: '김하나', period: { from: 1, to: 2 } });
  expect(JSON.parse(progress)).toMatchObject({ durationMs: 12, rows: 3, share: 1, changesLeftOut: 0 });
  expect(JSON.parse(result)).toEqual({ rows: 3, hash: 'f00d' });
  up.exec(`UPDATE backtest SET progress = json_set(progress, '$.rows', 4)`);
  up.close();
  migrateDown(file, steps, 1);
  const down = new Database(file);
  const { body } = down.prepare('SELECT * FROM backtest').get() as { body: string };
  expect(JSON.parse(body)).toEqual({ ...BODY, rows: 4 });
  down.close();
});
