import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { folderOfTest } from '../../tests/support/folder.ts';
import { rowsOfStation } from '../../tests/support/stored-samples.ts';
import { decodeChunk, encodeChunk, isInBlocks } from '../contexts/data-hub/domain/history/chunk.ts';
import { Columns, KIND } from '../contexts/data-hub/domain/history/columns.ts';
import { pageOf } from '../contexts/data-hub/domain/history/page.ts';
import { segmentOf } from '../contexts/data-hub/domain/history/segment.ts';
import { migrateDown, migrateUp } from '../platform/sqlite/index.ts';
import { MIGRATIONS } from './index.ts';
import { chunkBlocks } from './20261128_1437__chunk_blocks.ts';

const BEFORE = MIGRATIONS.slice(0, MIGRATIONS.indexOf(chunkBlocks));
const WITH = [...BEFORE, chunkBlocks];
const SAMPLES = 1_000;

function samples(start: number): Columns {
  const columns = new Columns(SAMPLES);
  for (let index = 0; index < SAMPLES; index += 1)
    columns.insert(
      start + index * 1_000,
      index,
      192,
      KIND.number,
      Math.round(50 * Math.sin(index / 40)) / 10,
    );
  return columns;
}

it('leaves chunks of before as they are, and goes back to chunks without blocks', () => {
  const file = `${folderOfTest()}/station.db`;
  migrateUp(file, BEFORE, 0);
  const database = new Database(file);
  const addChunk = database.prepare('INSERT INTO history_chunk VALUES (?, ?)');
  const [old, later] = [samples(0), samples(2_000_000)];
  addChunk.run(1, encodeChunk(old));
  migrateUp(file, WITH, 0);
  addChunk.run(2, encodeChunk(later, 250));
  const damaged = encodeChunk(later, 250);
  damaged[9] = (damaged[9] ?? 0) ^ 1;
  addChunk.run(3, damaged);
  const entries = pageOf([segmentOf(old, 1), segmentOf(later, 2)]);
  database
    .prepare('INSERT INTO history_page VALUES (1, 7, 0, 0, ?, ?, ?)')
    .run(later.at[SAMPLES - 1], SAMPLES - 1, entries);
  const bodies = () =>
    database.prepare('SELECT body FROM history_chunk ORDER BY id').pluck().all() as Uint8Array[];
  const read = () =>
    rowsOfStation(file, 'SELECT tag_id, at, seq, value, kind, quality FROM sample ORDER BY at, seq');
  const all = read();
  expect(all).toHaveLength(2 * SAMPLES);
  expect(bodies().map(isInBlocks)).toEqual([false, true, true]);

  migrateDown(file, WITH, 1);
  expect(bodies().map(isInBlocks)).toEqual([false, false, true]);
  expect([...(bodies()[2] ?? [])]).toEqual([...damaged]);
  expect(decodeChunk(bodies()[1] as Uint8Array).length).toBe(SAMPLES);
  expect(read()).toEqual(all);
  const length = bodies().reduce((sum, body) => sum + body.length, 0);
  expect(database.prepare('SELECT bytes FROM history_size').pluck().get()).toBe(length);
  database.close();
});
