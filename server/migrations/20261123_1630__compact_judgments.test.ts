import { deflateSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { folderOfTest } from '../../tests/support/folder.ts';
import { migrateDown, migrateUp } from '../platform/sqlite/index.ts';
import { rulesAndJudgments } from './20261123_1200__rules_and_judgments.ts';
import { currentStates } from './20261123_1430__current_states.ts';
import { feedbackByVersion } from './20261123_1615__feedback_by_version.ts';
import { compactJudgments } from './20261123_1630__compact_judgments.ts';

const OLD = [rulesAndJudgments, currentStates, feedbackByVersion];
const IDS = ['01a2092b-9988-7191-9906-ecb04f5af7fa', '01a2092b-91dc-76bd-a0e9-f57224d8388f'] as const;
const AT = Date.UTC(2026, 10, 23, 9, 0, 0, 7);

function filled() {
  const file = `${folderOfTest()}/station.db`;
  migrateUp(file, OLD, 0);
  const database = new Database(file);
  const add = database.prepare('INSERT INTO judgment VALUES (?, ?, ?, 3, ?, ?, ?, ?, ?, ?, ?, ?)');
  const body = (id: string, trigger: string, claimed: number | null) =>
    JSON.stringify({ id, at: new Date(AT).toISOString(), confidence: { claimed }, trigger });
  add.run(
    IDS[0],
    AT,
    'press-thermal',
    's/a/l/프레스',
    '과열',
    'high',
    null,
    0.9,
    'key',
    'hash',
    body(IDS[0], 'request', 0.9),
  );
  add.run(
    IDS[1],
    AT + 1,
    'press-thermal',
    null,
    'HOLD',
    'medium',
    'INPUT_STALE',
    null,
    null,
    null,
    body(IDS[1], 'change', null),
  );
  database
    .prepare(
      `INSERT INTO judgment_feedback (judgment_id, ruleset_id, equipment, agree, by_id, by_name, at, ruleset_version)
       VALUES (?, 'press-thermal', 's/a/l/프레스', 0, 'station', '김', 5, 3)`,
    )
    .run(IDS[0]);
  const rows = (sql: string) => database.prepare(sql).all() as Record<string, unknown>[];
  return { file, database, rows };
}
const EVERYTHING = 'SELECT * FROM judgment ORDER BY at';

it('takes every judgment and its feedback over, and gives all of it back', () => {
  const { file, database, rows } = filled();
  const judgments = rows(EVERYTHING);
  const feedback = rows('SELECT * FROM judgment_feedback');
  const schema = rows('SELECT type, name, sql FROM sqlite_master ORDER BY name');
  migrateUp(file, [...OLD, compactJudgments], 0);

  const words = judgments.map(({ body: _body, claimed_confidence: _claimed, ...row }) => row);
  expect(rows(EVERYTHING)).toEqual(words);
  expect(rows('SELECT requested, body, dictionary FROM judgment_record ORDER BY at')).toEqual([
    { requested: 1, body: judgments[0]?.body, dictionary: null },
    { requested: 0, body: judgments[1]?.body, dictionary: null },
  ]);
  expect(rows('SELECT id FROM judgment_record WHERE seq = (SELECT record FROM judgment_feedback)')).toEqual([
    { id: Buffer.from(IDS[0].replaceAll('-', ''), 'hex') },
  ]);
  expect(rows('PRAGMA foreign_key_check')).toEqual([]);

  migrateDown(file, [...OLD, compactJudgments], 1);
  expect(rows(EVERYTHING)).toEqual(judgments);
  expect(rows('SELECT * FROM judgment_feedback')).toEqual(feedback);
  const names = (of: Record<string, unknown>[]) =>
    of.map(({ type, name }) => `${String(type)} ${String(name)}`);
  expect(names(rows('SELECT type, name, sql FROM sqlite_master ORDER BY name'))).toEqual(names(schema));
  expect(rows('PRAGMA foreign_key_check')).toEqual([]);
  database.close();
});

it('gives packed judgments back as they were', () => {
  const { file, database, rows } = filled();
  migrateUp(file, [...OLD, compactJudgments], 0);
  const body = { confidence: { claimed: 0.5 }, reasons: ['온도'], trigger: 'change' };
  const dictionary = Buffer.from('{"confidence":{"claimed":0.4},"reasons":["온도"]');
  database.prepare(`INSERT INTO judgment_dictionary VALUES (1, 'press-thermal', 3, '', ?)`).run(dictionary);
  database
    .prepare(
      `INSERT INTO judgment_record (id, at, ruleset, ruleset_version, verdict, severity, requested, dictionary, body)
       SELECT ?, ?, ruleset, 3, verdict, severity, 0, 1, ? FROM judgment_record LIMIT 1`,
    )
    .run(Buffer.alloc(16, 1), AT + 2, deflateSync(JSON.stringify(body), { dictionary }));
  migrateDown(file, [...OLD, compactJudgments], 1);
  const [row] = rows(`${EVERYTHING} DESC LIMIT 1`);
  const id = '01010101-0101-0101-0101-010101010101';
  expect(row).toMatchObject({ id, at: AT + 2, ruleset_id: 'press-thermal', claimed_confidence: 0.5 });
  expect(JSON.parse(String(row?.body))).toEqual({ id, at: '2026-11-23T09:00:00.009Z', ...body });
  database.close();
});
