import type { Database } from 'better-sqlite3';
import type { Span } from '../ports.ts';
import type { HistoryReader } from './history-reader.ts';

/** Newest pages of all tags, of which the tags are taken in turn. */
const NEWEST_PAGES = 64;
/** Pages of a tag that are looked over: 512 chunks, 10 to 20 ms. */
const PAGES = 16;
/** Parts about as long as chunks: the dearest windows, which take every way there is. */
const PARTS = 500;
const TIMES = 20;
const MOST_MS = 500;
const GAPS = { factor: 5, leastMs: 2_000, limit: 1_000 };

/**
 * After a start the first windows would run code that is not compiled yet, at three times their cost. So while nothing is to be done
 * some windows of what is stored are answered to nobody.
 */
export class Rehearsal {
  readonly #reader: HistoryReader;
  readonly #tags: () => number[];
  readonly #spans: (tagId: number) => Span[];
  #left = TIMES;
  #spentMs = 0;

  constructor(database: Database, reader: HistoryReader) {
    this.#reader = reader;
    const tags = database
      .prepare(
        `SELECT DISTINCT tag_id FROM (SELECT tag_id FROM history_page ORDER BY id DESC LIMIT ${NEWEST_PAGES})`,
      )
      .pluck();
    const spans = database.prepare(`SELECT first_at AS "from", last_at AS "to" FROM history_page
      WHERE tag_id = ? ORDER BY first_at DESC, first_seq DESC LIMIT ${PAGES}`);
    this.#tags = () => tags.all() as number[];
    this.#spans = (tagId) => spans.all(tagId) as Span[];
  }

  /** Answers one window. False once that is enough, or where nothing is stored. */
  next(): boolean {
    if (this.#left === 0 || this.#spentMs > MOST_MS) return false;
    const began = performance.now();
    this.#left -= 1;
    const tags = this.#tags();
    const tagId = tags[this.#left % tags.length];
    const spans = tagId === undefined ? [] : this.#spans(tagId);
    const [newest, oldest] = [spans[0], spans.at(-1)];
    if (tagId === undefined || newest === undefined || oldest === undefined) return false;
    const { from } = oldest;
    const { to } = newest;
    this.#reader.window(tagId, { from, to, until: to, points: 0, parts: PARTS, gaps: GAPS });
    this.#spentMs += performance.now() - began;
    return true;
  }
}
