import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { packedHistory } from '../../../migrations/20261123_1730__packed_history.ts';
import { historyRetention } from '../../../migrations/20261128_0815__history_retention.ts';
import { encodeChunk } from '../domain/history/chunk.ts';
import { Columns } from '../domain/history/columns.ts';
import { pageOf } from '../domain/history/page.ts';
import { segmentOf } from '../domain/history/segment.ts';
import type { ExportedPart, ExportPlace } from '../ports.ts';
import { HistoryFiles } from './history-files.ts';
import { HistoryHeads } from './history-heads.ts';
import { HistoryReader } from './history-reader.ts';

const START = 1_700_000_000_000;
const CHUNK = 1_000;
const CHUNKS = 9;
const GAPS = { factor: 5, leastMs: 2_000, limit: 1_000 };

/** Nine chunks of one sample a second, three to a page. */
function packed(): Database.Database {
  const database = new Database(':memory:');
  for (const sql of [...packedHistory.up, ...historyRetention.up]) database.exec(sql);
  const segments = Array.from({ length: CHUNKS }, (_, chunk) => {
    const samples = new Columns(CHUNK);
    for (let index = 0; index < CHUNK; index += 1)
      samples.insert(START + (chunk * CHUNK + index) * 1_000, -1, 192, 0, index / 10);
    database.prepare('INSERT INTO history_chunk VALUES (?, ?)').run(chunk + 1, encodeChunk(samples));
    return segmentOf(samples, chunk + 1);
  });
  for (let first = 0; first < CHUNKS; first += 3) {
    const page = segments.slice(first, first + 3);
    const place = [page[0]?.firstAt, page[0]?.firstSeq, page[2]?.lastAt, page[2]?.lastSeq];
    database
      .prepare('INSERT INTO history_page VALUES (?, 1, ?, ?, ?, ?, ?)')
      .run(100 + first, ...place, pageOf(page));
  }
  return database;
}

function exported(database: Database.Database, format: 'csv' | 'jsonl'): ExportedPart[] {
  const heads = new HistoryHeads(database);
  const reader = new HistoryReader(database, new HistoryFiles(database), heads);
  const parts: ExportedPart[] = [];
  let from: ExportPlace | null = { at: -8.64e15, seq: Number.MIN_SAFE_INTEGER, lastAt: null, usual: null };
  while (from !== null) {
    const begins = parts.length === 0;
    const question = { tagId: 1, path: 'a/b/c/d/e', format, from, begins, to: START * 2, gaps: GAPS };
    const part = reader.exported(question);
    parts.push(part);
    from = part.next;
  }
  return parts;
}

it.each([[[2]], [[1, 9]], [[4, 5]]])(
  'tells of damaged chunks %j in their places and gives all others',
  (damaged) => {
    const database = packed();
    for (const id of damaged)
      database.prepare('UPDATE history_chunk SET body = ? WHERE id = ?').run(new Uint8Array([1, 2]), id);
    const parts = exported(database, 'jsonl');
    expect(parts.reduce((sum, { rows }) => sum + rows, 0)).toBe((CHUNKS - damaged.length) * CHUNK);
    const lines = parts.flatMap(({ text }) => text.split('\n').filter((line) => line !== ''));
    const rows = lines.map((line) => JSON.parse(line) as { at: string; unreadableMs?: number });
    expect(rows.map(({ at }) => at)).toEqual(rows.map(({ at }) => at).toSorted());
    expect(rows.filter(({ unreadableMs }) => unreadableMs !== undefined)).toEqual(
      damaged.map((id) => ({
        tag: 'a/b/c/d/e',
        at: new Date(START + (id - 1) * CHUNK * 1_000).toISOString(),
        unreadableMs: (CHUNK - 1) * 1_000,
      })),
    );
    const reader = new HistoryReader(database, new HistoryFiles(database), new HistoryHeads(database));
    const figures = reader.figures(1, { from: START, to: START * 2, gaps: GAPS });
    expect(figures).toMatchObject({ count: (CHUNKS - damaged.length) * CHUNK, isExact: false });
    expect(figures.unreadable.length).toBeGreaterThan(0);
    const csv = exported(database, 'csv')
      .map(({ text }) => text)
      .join('');
    expect(csv.match(/,,,999\r\n/g)).toHaveLength(damaged.length);
  },
);
