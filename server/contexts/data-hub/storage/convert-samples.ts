import type { Database } from 'better-sqlite3';
import { DamagedError } from '../domain/history/bytes.ts';
import { decodeChunk, encodeChunk, isInBlocks } from '../domain/history/chunk.ts';
import { Columns, KIND } from '../domain/history/columns.ts';
import { visitJournal } from '../domain/history/journal.ts';
import { pageOf, segmentsOfPage, SIZES } from '../domain/history/page.ts';
import { segmentOf, type Segment } from '../domain/history/segment.ts';

interface SampleRow {
  at: number;
  seq: number;
  value: number | string | null;
  kind: number;
  quality: number;
}

const NEXT = `SELECT at, seq, value, kind, quality FROM sample WHERE tag_id = ? AND (at, seq) > (?, ?)
  ORDER BY at, seq LIMIT ${SIZES.chunkSamples}`;

const NO_SAMPLES = new Columns(0);

function columnsOf(rows: readonly SampleRow[]): Columns {
  const columns = new Columns(rows.length);
  for (const { at, seq, value, kind, quality } of rows) {
    if (value === null) columns.insert(at, seq, quality, KIND.none, 0);
    else if (typeof value === 'string') columns.insert(at, seq, quality, KIND.text, 0, value);
    else columns.insert(at, seq, quality, kind, value);
  }
  return columns;
}

/** Packs the rows of `sample` into the empty tables of the history. The delay of arrival is not kept. */
export function packSamples(database: Database): void {
  const tagIds = database.prepare('SELECT DISTINCT tag_id FROM sample').pluck().all() as number[];
  const next = database.prepare(NEXT);
  const addChunk = database.prepare('INSERT INTO history_chunk (body) VALUES (?)');
  const addOpen = database.prepare('INSERT INTO history_open VALUES (?, ?)');
  const addPage = database.prepare(`INSERT INTO history_page
    (tag_id, first_at, first_seq, last_at, last_seq, entries) VALUES (?, ?, ?, ?, ?, ?)`);
  for (const tagId of tagIds) {
    let page: Segment[] = [];
    const endPage = () => {
      const [first, last] = [page[0], page.at(-1)];
      if (first === undefined || last === undefined) return;
      addPage.run(tagId, first.firstAt, first.firstSeq, last.lastAt, last.lastSeq, pageOf(page));
      page = [];
    };
    let place: [number, number] = [Number.MIN_SAFE_INTEGER, 0];
    for (let rows: SampleRow[]; (rows = next.all(tagId, ...place) as SampleRow[]).length > 0;) {
      const samples = columnsOf(rows);
      const last = rows.at(-1) as SampleRow;
      place = [last.at, last.seq];
      if (rows.length < SIZES.chunkSamples) addOpen.run(tagId, encodeChunk(samples));
      else page.push(segmentOf(samples, Number(addChunk.run(encodeChunk(samples)).lastInsertRowid)));
      if (page.length === SIZES.pageEntries) endPage();
    }
    endPage();
  }
}

/** Samples of all chunks and of the journal's rows that are in none, tag by tag and in no order. */
export function visitStored(
  database: Database,
  visit: (tagId: number, samples: Columns, index: number) => void,
) {
  const all = (tagId: number, body: Uint8Array) => {
    const samples = decodeChunk(body);
    for (let index = 0; index < samples.length; index += 1) visit(tagId, samples, index);
  };
  const pages = database.prepare('SELECT tag_id AS tagId, entries FROM history_page').all();
  const chunk = database.prepare('SELECT body FROM history_chunk WHERE id = ?').pluck();
  for (const { tagId, entries } of pages as { tagId: number; entries: Uint8Array }[]) {
    for (const { id } of segmentsOfPage(entries, NO_SAMPLES)) all(tagId, chunk.get(id) as Uint8Array);
  }
  for (const row of database.prepare('SELECT tag_id AS tagId, body FROM history_open').all())
    all((row as { tagId: number }).tagId, (row as { body: Uint8Array }).body);
  const { through, upTo } = database.prepare('SELECT through, up_to AS upTo FROM history_state').get() as {
    through: number;
    upTo: number;
  };
  for (const row of database.prepare('SELECT id, body FROM history_journal ORDER BY id').all()) {
    const { id, body } = row as { id: number; body: Uint8Array };
    visitJournal(body, (tagId, at, seq, quality, kind, number, text) => {
      if (id <= through && tagId <= upTo) return;
      const one = new Columns(1);
      one.insert(at, seq, quality, kind, number, text);
      visit(tagId, one, 0);
    });
  }
}

/** Fills `sample` again; the tables of the history stay as they are. */
export function unpackSamples(database: Database): void {
  const add = database.prepare('INSERT OR IGNORE INTO sample VALUES (?, ?, ?, ?, ?, ?, 0)');
  visitStored(database, (tagId, samples, index) => {
    const { at, seq, value, quality } = samples.sampleAt(index);
    const kind = samples.kind[index] === KIND.none ? KIND.number : (samples.kind[index] as number);
    add.run(tagId, at, seq, typeof value === 'boolean' ? Number(value) : value, kind, quality);
  });
}

/** Writes every chunk that is in blocks as one whole; what is damaged stays as it is. */
export function mergeBlocks(database: Database): void {
  const next = database.prepare('SELECT id, body FROM history_chunk WHERE id > ? ORDER BY id LIMIT 100');
  const set = database.prepare('UPDATE history_chunk SET body = ? WHERE id = ?');
  let last = -1;
  for (let rows: { id: number; body: Uint8Array }[]; (rows = next.all(last) as typeof rows).length > 0;)
    for (const { id, body } of rows) {
      last = id;
      const whole = isInBlocks(body) ? wholeOf(body) : null;
      if (whole !== null) set.run(whole, id);
    }
  database.exec('UPDATE history_size SET bytes = (SELECT coalesce(sum(length(body)), 0) FROM history_chunk)');
}

function wholeOf(body: Uint8Array): Uint8Array | null {
  try {
    return encodeChunk(decodeChunk(body));
  } catch (error) {
    if (error instanceof DamagedError) return null;
    throw error;
  }
}
