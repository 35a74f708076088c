import type { SqlValue } from '../../../platform/sqlite/index.ts';
import { encodeChunk } from '../domain/history/chunk.ts';
import { DamagedError } from '../domain/history/bytes.ts';
import { Columns } from '../domain/history/columns.ts';
import { inPieces, pageOf, type HistorySizes } from '../domain/history/page.ts';
import { segmentOf, type Segment } from '../domain/history/segment.ts';
import type { HistoryProblem } from '../ports.ts';
import type { HistoryFiles, StoredPage } from './history-files.ts';

/** Rows to write, by table. */
export interface SealedRows {
  readonly chunks: (readonly SqlValue[])[];
  readonly droppedChunks: (readonly SqlValue[])[];
  readonly pages: (readonly SqlValue[])[];
  readonly droppedPages: (readonly SqlValue[])[];
  readonly open: (readonly SqlValue[])[];
  readonly droppedOpen: (readonly SqlValue[])[];
  /** What could not be read, for the log. */
  readonly problems: HistoryProblem[];
}

export const noRows = (): SealedRows => ({
  chunks: [],
  droppedChunks: [],
  pages: [],
  droppedPages: [],
  open: [],
  droppedOpen: [],
  problems: [],
});

interface Draft {
  readonly stored: StoredPage | null;
  segments: Segment[];
}

/** A page of the table, of segments in order. */
export function pageRow(id: number, tagId: number, segments: readonly Segment[]): readonly SqlValue[] {
  const first = segments[0] as Segment;
  const last = segments.reduce((furthest, each) => (each.lastAt >= furthest.lastAt ? each : furthest));
  return [id, tagId, first.firstAt, first.firstSeq, last.lastAt, last.lastSeq, pageOf(segments)];
}

/** Takes samples of one tag into its chunks: the newest into the open one, late ones into that of their time. */
export class TagSealing {
  readonly #tagId: number;
  readonly #files: HistoryFiles;
  readonly #rows: SealedRows;
  readonly #nextId: () => number;
  readonly #sizes: HistorySizes;
  readonly #drafts = new Map<number, Draft>();

  constructor(
    tagId: number,
    files: HistoryFiles,
    rows: SealedRows,
    nextId: () => number,
    sizes: HistorySizes,
  ) {
    this.#tagId = tagId;
    this.#files = files;
    this.#rows = rows;
    this.#nextId = nextId;
    this.#sizes = sizes;
  }

  seal(samples: Columns): void {
    const last = this.#files.lastPage(this.#tagId);
    const late = last === undefined ? 0 : samples.indexOf(last.lastAt, last.lastSeq + 1);
    if (late > 0) this.#addLate(samples.view(0, late));
    if (late < samples.length) this.#append(samples.view(late, samples.length), last);
    for (const draft of this.#drafts.values()) this.#writePages(draft);
  }

  #draft(page: StoredPage): Draft {
    let draft = this.#drafts.get(page.id);
    if (draft === undefined) {
      draft = { stored: page, segments: this.#files.segmentsOf(page) };
      this.#drafts.set(page.id, draft);
    }
    return draft;
  }

  /** A damaged open chunk is put aside among the full ones, where no page names it, and a new one begun. */
  #open(): Columns {
    try {
      return this.#files.open(this.#tagId);
    } catch (error) {
      if (!(error instanceof DamagedError)) throw error;
      const id = this.#nextId();
      this.#rows.chunks.push([id, this.#files.openBody(this.#tagId) ?? new Uint8Array()]);
      this.#rows.problems.push({
        message: `the open chunk of tag ${this.#tagId} was put aside as ${id}: ${error.message}`,
        inWindows: false,
      });
      return new Columns(0);
    }
  }

  #append(newest: Columns, lastPage: StoredPage | undefined): void {
    const all = this.#open().merged(newest);
    if (all.length < this.#sizes.chunkSamples) {
      this.#rows.open.push([this.#tagId, encodeChunk(all)]);
      return;
    }
    this.#rows.droppedOpen.push([this.#tagId]);
    // All of them: what stayed open would be packed again by the next round.
    const full = inPieces(all, this.#sizes.chunkSamples).map((piece) => this.#chunkOf(piece));
    const draft = lastPage === undefined ? { stored: null, segments: [] } : this.#draft(lastPage);
    if (lastPage === undefined) this.#drafts.set(0, draft);
    draft.segments.push(...full);
  }

  #chunkOf(samples: Columns): Segment {
    const id = this.#nextId();
    this.#rows.chunks.push([id, encodeChunk(samples, this.#sizes.blockSamples)]);
    return segmentOf(samples, id);
  }

  #addLate(late: Columns): void {
    for (let start = 0; start < late.length;) {
      const page = this.#files.pageFor(this.#tagId, late.at[start] as number, late.seq[start] as number);
      if (page === undefined) throw new Error('late samples without a chunk before them');
      const next = this.#files.pageAfter(this.#tagId, page);
      const end = next === undefined ? late.length : late.indexOf(next.firstAt, next.firstSeq);
      const draft = this.#draft(page);
      draft.segments = this.#mergedInto(draft.segments, late.slice(start, end));
      start = end;
    }
  }

  /** Each late sample goes into the newest chunk that begins before it, or into the page's first. */
  #mergedInto(segments: readonly Segment[], late: Columns): Segment[] {
    let start = 0;
    return segments.flatMap((segment, index) => {
      const next = segments[index + 1];
      const end = next === undefined ? late.length : late.indexOf(next.firstAt, next.firstSeq);
      if (end <= start) return [segment];
      const own = late.slice(start, end);
      start = end;
      const samples = segment.isDamaged ? null : this.#mergedChunk(segment, own);
      if (samples === null) return this.#beside(segment, own);
      this.#rows.droppedChunks.push([segment.id]);
      if (samples.length <= 2 * this.#sizes.chunkSamples) return [this.#chunkOf(samples)];
      return inPieces(samples, this.#sizes.chunkSamples).map((piece) => this.#chunkOf(piece));
    });
  }

  /** A chunk known to be damaged is read by nothing any more; late samples of its time get one of their own. */
  #beside(damaged: Segment, late: Columns): Segment[] {
    const own = this.#chunkOf(late);
    return own.firstAt < damaged.firstAt ? [own, damaged.asDamaged()] : [damaged.asDamaged(), own];
  }

  /** Null where the chunk is damaged: it stays as it is. */
  #mergedChunk(segment: Segment, late: Columns): Columns | null {
    try {
      return segment.columns().merged(late);
    } catch (error) {
      if (!(error instanceof DamagedError)) throw error;
      this.#rows.problems.push({
        message: `chunk ${segment.id} of tag ${this.#tagId} stays unread, late samples go beside it: ${error.message}`,
        inWindows: true,
      });
      return null;
    }
  }

  #writePages({ stored, segments }: Draft): void {
    let own: number | null = stored?.id ?? null;
    for (let start = 0; start < segments.length; start += this.#sizes.pageEntries) {
      const part = segments.slice(start, start + this.#sizes.pageEntries);
      if (own !== null) this.#rows.droppedPages.push([own]);
      const id = own ?? this.#nextId();
      this.#rows.pages.push(pageRow(id, this.#tagId, part));
      own = null;
    }
  }
}
