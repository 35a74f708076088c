import type { Database, Statement } from 'better-sqlite3';
import { DamagedError } from '../domain/history/bytes.ts';
import type { ChunkBlocks } from '../domain/history/blocks.ts';
import { decodeChunk, decodeInBlocks, decodePassing, decodeTimes } from '../domain/history/chunk.ts';
import { Columns } from '../domain/history/columns.ts';
import { segmentsOfPage } from '../domain/history/page.ts';
import type { ChunkSource, Segment } from '../domain/history/segment.ts';

/** Unpacked chunks kept from one answer to the next, the last used. */
const KEPT_CHUNKS = 64;
const PAGE = 'id, first_at AS firstAt, first_seq AS firstSeq, last_at AS lastAt, last_seq AS lastSeq';
/** Pages do not overlap: of those that begin before a window only the newest can reach into it. */
const REACHING = `SELECT iif(last_at >= :from, entries, NULL) FROM history_page WHERE tag_id = :tag AND first_at < :from
  ORDER BY first_at DESC, first_seq DESC LIMIT 1`;
const BEGINNING = `SELECT entries FROM history_page WHERE tag_id = ? AND first_at >= ? AND first_at <= ?
  ORDER BY first_at, first_seq`;

/** A page of summaries without these: they fill pages of the database of their own, and mostly its place is enough. */
export interface StoredPage {
  readonly id: number;
  readonly firstAt: number;
  readonly firstSeq: number;
  readonly lastAt: number;
  readonly lastSeq: number;
}

/** The packed history as it lies in the database. A chunk never changes: what replaces it has another id. */
export class HistoryFiles implements ChunkSource {
  readonly #statements: Record<
    'cut' | 'chunk' | 'open' | 'reaching' | 'beginning' | 'entries' | 'place' | 'first' | 'last' | 'next',
    Statement
  >;
  readonly #kept = new Map<number, Columns>();

  constructor(database: Database) {
    const page = (rest: string) =>
      database.prepare(`SELECT ${PAGE} FROM history_page WHERE tag_id = ? ${rest}`);
    this.#statements = {
      chunk: database.prepare('SELECT body FROM history_chunk WHERE id = ?').pluck(),
      cut: database.prepare('SELECT at FROM history_cut WHERE tag_id = ?').pluck(),
      open: database.prepare('SELECT body FROM history_open WHERE tag_id = ?').pluck(),
      reaching: database.prepare(REACHING).pluck(),
      beginning: database.prepare(BEGINNING).pluck(),
      entries: database.prepare('SELECT entries FROM history_page WHERE id = ?').pluck(),
      place: page('AND (first_at, first_seq) <= (?, ?) ORDER BY first_at DESC, first_seq DESC LIMIT 1'),
      first: page('ORDER BY first_at, first_seq LIMIT 1'),
      last: page('ORDER BY first_at DESC, first_seq DESC LIMIT 1'),
      next: page('AND (first_at, first_seq) > (?, ?) ORDER BY first_at, first_seq LIMIT 1'),
    };
  }

  #body(id: number): Uint8Array {
    const body = this.#statements.chunk.get(id) as Uint8Array | undefined;
    if (body === undefined) throw new DamagedError(`chunk ${id} is missing`);
    return body;
  }

  columns(id: number): Columns {
    let columns = this.#kept.get(id);
    this.#kept.delete(id);
    columns ??= decodeChunk(this.#body(id));
    this.#kept.set(id, columns);
    return columns;
  }

  passing(id: number): Columns {
    return this.#kept.get(id) ?? decodePassing(this.#body(id));
  }

  inBlocks(id: number): ChunkBlocks | Columns {
    return this.#kept.get(id) ?? decodeInBlocks(this.#body(id));
  }

  /** At the end of an answer, which may look at a chunk more than once. */
  forget(): void {
    for (const id of this.#kept.keys()) {
      if (this.#kept.size <= KEPT_CHUNKS) return;
      this.#kept.delete(id);
    }
  }

  times(id: number): Float64Array {
    const kept = this.#kept.get(id);
    return kept === undefined ? decodeTimes(this.#body(id)) : kept.at.subarray(0, kept.length);
  }

  /** What the tag had before this time is not kept any more. */
  cut(tagId: number): number {
    return (this.#statements.cut.get(tagId) as number | undefined) ?? -Infinity;
  }

  openBody(tagId: number): Uint8Array | undefined {
    return this.#statements.open.get(tagId) as Uint8Array | undefined;
  }

  open(tagId: number): Columns {
    const body = this.openBody(tagId);
    return body === undefined ? new Columns() : decodeChunk(body);
  }

  /** Full chunks that touch [from, to], in order. */
  segments(tag: number, from: number, to: number, source: ChunkSource = this): Segment[] {
    const reaching = this.#statements.reaching.get({ tag, from }) as Uint8Array | null | undefined;
    const beginning = this.#statements.beginning.all(tag, from, to) as Uint8Array[];
    const pages = reaching ? [reaching, ...beginning] : beginning;
    return pages
      .flatMap((entries) => segmentsOfPage(entries, source))
      .filter((segment) => segment.lastAt >= from && segment.firstAt <= to);
  }

  segmentsOf(page: StoredPage): Segment[] {
    return segmentsOfPage(this.#statements.entries.get(page.id) as Uint8Array, this);
  }

  /** The page in which a sample of this place belongs: the newest not after it, or the first. */
  pageFor(tagId: number, at: number, seq: number): StoredPage | undefined {
    return (this.#statements.place.get(tagId, at, seq) ?? this.#statements.first.get(tagId)) as
      StoredPage | undefined;
  }

  lastPage(tagId: number): StoredPage | undefined {
    return this.#statements.last.get(tagId) as StoredPage | undefined;
  }

  pageAfter(tagId: number, page: StoredPage): StoredPage | undefined {
    return this.#statements.next.get(tagId, page.firstAt, page.firstSeq) as StoredPage | undefined;
  }
}
