// A long history as the station would have written it: full chunks of all tags in turn, pages of their summaries.
import Database from 'better-sqlite3';
import { encodeChunk } from '../../server/contexts/data-hub/domain/history/chunk.ts';
import { Columns } from '../../server/contexts/data-hub/domain/history/columns.ts';
import { pageOf, SIZES } from '../../server/contexts/data-hub/domain/history/page.ts';
import {
  segmentOf,
  SUMMARY_SIZE,
  type Segment,
} from '../../server/contexts/data-hub/domain/history/segment.ts';
import { MIGRATIONS } from '../../server/migrations/index.ts';
import { migrateUp } from '../../server/platform/sqlite/index.ts';

/** Different signals; each stands for as many tags as come to it, so that making them does not take an hour. */
const SIGNALS = 20;
const CHUNKS_A_TRANSACTION = 20_000;

export interface LongHistory {
  readonly tags: number;
  readonly chunksPerTag: number;
  readonly stepMs: number;
  readonly start: number;
}

const noiseAt = (index: number) => {
  const wave = Math.sin(index * 12.9898) * 43_758.5453;
  return wave - Math.floor(wave);
};

const SILENCE_MS = 60_000;
/** Chunks after which the lengths of silences begin anew. */
const SILENCES = 40;

/** All silences before a chunk. */
function silencesBefore(number: number): number {
  const sumTo = (count: number) => (count * (count - 1)) / 2;
  const whole = Math.floor(number / SILENCES) * sumTo(SILENCES);
  return (whole + sumTo(number % SILENCES)) * SILENCE_MS;
}

/** One decimal place, slow waves, noise, some milliseconds of jitter, now and then a silence or a bad sample. */
function chunkOf(signal: number, number: number, { stepMs, start }: LongHistory): Columns {
  const samples = new Columns(SIZES.chunkSamples);
  for (let offset = 0; offset < SIZES.chunkSamples; offset += 1) {
    const index = number * SIZES.chunkSamples + offset;
    const silence = silencesBefore(offset > 500 ? number + 1 : number);
    const at = start + index * stepMs + Math.floor(noiseAt(index + signal) * 20) + silence;
    const value = 50 + signal + 10 * Math.sin(index / (300 + signal)) + noiseAt(index * 7 + signal) * 0.6;
    samples.insert(at, index, index % 5_000 === 0 ? 0 : 192, 0, Math.round(value * 10) / 10);
  }
  return samples;
}

/** Fills a new database file. Returns how many samples it holds. */
export function writeLongHistory(file: string, history: LongHistory): number {
  migrateUp(file, MIGRATIONS, 0);
  const database = new Database(file);
  database.pragma('synchronous = OFF');
  const addTag = database.prepare(`INSERT INTO tag (id, path, site, area, line, equipment, name, created_at,
    newest_at, furthest_at) VALUES (?, ?, 'bench', 'a', 'l', ?, 't', 0, ?, ?)`);
  const addChunk = database.prepare('INSERT INTO history_chunk VALUES (?, ?)');
  const addPage = database.prepare(`INSERT INTO history_page
    (tag_id, first_at, first_seq, last_at, last_seq, entries) VALUES (?, ?, ?, ?, ?, ?)`);
  const signals = Math.min(SIGNALS, history.tags);
  let chunkId = 0;
  let page: { segments: Segment[]; firstIds: number[] }[] = [];
  const endPage = () => {
    for (let tag = 1; tag <= history.tags; tag += 1) {
      const { segments, firstIds } = page[tag % signals] ?? { segments: [], firstIds: [] };
      const [first, last] = [segments[0], segments.at(-1)];
      if (first === undefined || last === undefined) continue;
      const entries = pageOf(segments);
      const numbers = new Float64Array(entries.buffer);
      firstIds.forEach((id, index) => (numbers[index * SUMMARY_SIZE] = id + tag));
      addPage.run(tag, first.firstAt, first.firstSeq, last.lastAt, last.lastSeq, entries);
    }
    page = [];
  };
  database.exec('BEGIN');
  const { chunksPerTag } = history;
  const end =
    history.start + chunksPerTag * SIZES.chunkSamples * history.stepMs + silencesBefore(chunksPerTag);
  for (let tag = 1; tag <= history.tags; tag += 1)
    addTag.run(tag, `bench/a/l/m${tag}/t`, `m${tag}`, end, end);
  for (let number = 0; number < history.chunksPerTag; number += 1) {
    const chunks = Array.from({ length: signals }, (_, signal) => chunkOf(signal, number, history));
    const bodies = chunks.map((samples) => encodeChunk(samples, SIZES.blockSamples));
    chunks.forEach((samples, signal) => {
      page[signal] ??= { segments: [], firstIds: [] };
      page[signal].segments.push(segmentOf(samples));
      page[signal].firstIds.push(chunkId);
    });
    for (let tag = 1; tag <= history.tags; tag += 1) addChunk.run(chunkId + tag, bodies[tag % signals]);
    chunkId += history.tags;
    if (page[0]?.segments.length === SIZES.pageEntries) endPage();
    if (chunkId % CHUNKS_A_TRANSACTION < history.tags) database.exec('COMMIT; BEGIN');
  }
  endPage();
  database.exec('COMMIT');
  database.close();
  return history.tags * history.chunksPerTag * SIZES.chunkSamples;
}
