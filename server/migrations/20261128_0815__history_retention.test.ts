import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { migrateDown, migrateUp } from '../platform/sqlite/index.ts';
import { dataHub } from './20261123_1300__data_hub.ts';
import { packedHistory } from './20261123_1730__packed_history.ts';
import { historyRetention } from './20261128_0815__history_retention.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aif-migration-'));
  file = join(folder, 'station.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

const before = [dataHub, packedHistory];
const addChunk = 'INSERT INTO history_chunk (body) VALUES (zeroblob(?))';

it('knows the size of what is there, keeps it whoever writes, and leaves no trace when taken back', () => {
  migrateUp(file, before, 0);
  const database = new Database(file);
  const names = () => database.prepare('SELECT name FROM sqlite_master ORDER BY name').pluck().all();
  const size = () => database.prepare('SELECT chunks, bytes, removed_bytes FROM history_size').raw().get();
  const schema = names();
  database.prepare(addChunk).run(1_000);
  database.prepare(addChunk).run(500);
  migrateUp(file, [...before, historyRetention], 0);
  expect(size()).toEqual([2, 1_500, 0]);
  database.prepare(addChunk).run(10);
  database.exec('DELETE FROM history_chunk WHERE id = 1');
  expect(size()).toEqual([2, 510, 0]);
  migrateDown(file, [...before, historyRetention], 1);
  expect(names()).toEqual(schema);
  expect(database.prepare('SELECT count(*) FROM history_chunk').pluck().get()).toBe(2);
  database.close();
});
