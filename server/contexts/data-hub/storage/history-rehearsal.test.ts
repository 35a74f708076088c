import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { packedHistory } from '../../../migrations/20261123_1730__packed_history.ts';
import { historyRetention } from '../../../migrations/20261128_0815__history_retention.ts';
import { encodeChunk } from '../domain/history/chunk.ts';
import { Columns, KIND } from '../domain/history/columns.ts';
import { pageOf } from '../domain/history/page.ts';
import { segmentOf } from '../domain/history/segment.ts';
import type { WindowQuestion } from '../ports.ts';
import { HistoryFiles } from './history-files.ts';
import { HistoryHeads } from './history-heads.ts';
import { HistoryReader } from './history-reader.ts';
import { Rehearsal } from './history-rehearsal.ts';

const PAGE_MS = 100_000;

/** A tag with so many pages of one chunk. */
function store(database: Database.Database, tagId: number, pages: number): void {
  for (let page = 0; page < pages; page += 1) {
    const columns = new Columns(100);
    for (let index = 0; index < 100; index += 1)
      columns.insert(page * PAGE_MS + index * 1_000, index, 192, KIND.number, index % 7);
    const { lastInsertRowid } = database
      .prepare('INSERT INTO history_chunk (body) VALUES (?)')
      .run(encodeChunk(columns, 25));
    database
      .prepare('INSERT INTO history_page VALUES (NULL, ?, ?, 0, ?, 99, ?)')
      .run(tagId, columns.at[0], columns.at[99], pageOf([segmentOf(columns, Number(lastInsertRowid))]));
  }
}

it('answers some windows of what tags have newest, and then no more', () => {
  const database = new Database(':memory:');
  for (const sql of [...packedHistory.up, ...historyRetention.up]) database.exec(sql);
  const asked: [number, number, number][] = [];
  class Listened extends HistoryReader {
    override window(tagId: number, question: WindowQuestion) {
      const answer = super.window(tagId, question);
      asked.push([tagId, question.from, answer.total]);
      return answer;
    }
  }
  const reader = new Listened(database, new HistoryFiles(database), new HistoryHeads(database));
  expect(new Rehearsal(database, reader).next()).toBe(false);
  store(database, 3, 40);
  store(database, 5, 2);
  const rehearsal = new Rehearsal(database, reader);
  while (rehearsal.next());
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.length).toBeLessThanOrEqual(20);
  for (const [tagId, from, total] of asked)
    expect([tagId, from, total]).toEqual(tagId === 3 ? [3, 24 * PAGE_MS, 1_600] : [5, 0, 200]);
  expect(rehearsal.next()).toBe(false);
  database.close();
});
