import type { Database } from 'better-sqlite3';
import type { PlacesOfTag } from '../domain/added-places.ts';
import { NO_NUMBER } from '../domain/batch.ts';
import { DamagedError } from '../domain/history/bytes.ts';
import { encodeChunk } from '../domain/history/chunk.ts';
import { Columns } from '../domain/history/columns.ts';
import { SIZES } from '../domain/history/page.ts';
import { segmentOf, type Segment } from '../domain/history/segment.ts';
import type { NewestLeft, RemovalPlan } from '../ports.ts';
import type { HistoryFiles, StoredPage } from './history-files.ts';
import type { HistoryHeads } from './history-heads.ts';
import type { HistoryReader } from './history-reader.ts';
import { sealedStatements } from './history-rounds.ts';
import { noRows, pageRow, type SealedRows } from './seal-tag.ts';

interface Parts {
  readonly database: Database;
  readonly files: HistoryFiles;
  readonly heads: HistoryHeads;
  readonly reader: HistoryReader;
  readonly nextId: () => number;
}

/**
 * What is to be written so that these samples are gone: chunks that hold any of them are written anew without, or dropped. Null while
 * some of them are in no chunk yet. What cannot be read stays as it is and is not counted.
 *
 * @param inTime the newest time at which a sample is no suspect, epoch milliseconds
 */
export function planRemoval(
  parts: Parts,
  places: readonly PlacesOfTag[],
  inTime: number,
): RemovalPlan | null {
  return parts.database.transaction(() => {
    parts.heads.catchUp(Date.now());
    if (places.some((own) => isInJournal(parts.heads, own))) return null;
    const rows = noRows();
    const newest: NewestLeft[] = [];
    let removed = 0;
    for (const { tagId, times } of places) {
      const gone = new Set(times);
      removed += new TagRemoval(tagId, gone, parts, rows).run(times);
      newest.push({ tagId, sample: parts.reader.newestWithout(tagId, inTime, gone) ?? null });
    }
    return { statements: sealedStatements(rows), removed, newest };
  })();
}

function isInJournal(heads: HistoryHeads, { tagId, times }: PlacesOfTag): boolean {
  const waiting = heads.samples(tagId, times[0] as number, times.at(-1) as number);
  return waiting.length > 0 && times.some((at) => waiting.has(at, NO_NUMBER));
}

class TagRemoval {
  readonly #tagId: number;
  readonly #gone: ReadonlySet<number>;
  readonly #parts: Parts;
  readonly #rows: SealedRows;
  #removed = 0;

  constructor(tagId: number, gone: ReadonlySet<number>, parts: Parts, rows: SealedRows) {
    this.#tagId = tagId;
    this.#gone = gone;
    this.#parts = parts;
    this.#rows = rows;
  }

  /** How many were there. */
  run(times: Float64Array): number {
    const { files } = this.#parts;
    const from = times[0] as number;
    const to = times.at(-1) as number;
    let page = files.pageFor(this.#tagId, from - 1, Number.MAX_SAFE_INTEGER);
    for (; page !== undefined && page.firstAt <= to; page = files.pageAfter(this.#tagId, page))
      if (page.lastAt >= from) this.#page(page, times);
    this.#open();
    return this.#removed;
  }

  #page(page: StoredPage, times: Float64Array): void {
    const before = this.#parts.files.segmentsOf(page);
    const after = before.flatMap((segment) => {
      const touches = times.some((at) => at >= segment.firstAt && at <= segment.lastAt);
      return touches && !segment.isDamaged ? this.#chunk(segment) : [segment];
    });
    if (after.every((segment, index) => segment === before[index]) && after.length === before.length) return;
    this.#rows.droppedPages.push([page.id]);
    if (after.length > 0) this.#rows.pages.push(pageRow(page.id, this.#tagId, after));
  }

  #chunk(segment: Segment): Segment[] {
    const samples = readable(() => segment.columns());
    const kept = samples === null ? null : this.#without(samples);
    if (kept === null) return [segment];
    this.#rows.droppedChunks.push([segment.id]);
    if (kept.length === 0) return [];
    const id = this.#parts.nextId();
    this.#rows.chunks.push([id, encodeChunk(kept, SIZES.blockSamples)]);
    return [segmentOf(kept, id)];
  }

  #open(): void {
    const samples = readable(() => this.#parts.files.open(this.#tagId));
    const kept = samples === null ? null : this.#without(samples);
    if (kept === null) return;
    if (kept.length === 0) this.#rows.droppedOpen.push([this.#tagId]);
    else this.#rows.open.push([this.#tagId, encodeChunk(kept)]);
  }

  /** Null where none of them is to go. */
  #without(samples: Columns): Columns | null {
    const kept = new Columns(samples.length);
    for (let index = 0; index < samples.length; index += 1) {
      const isGone = samples.seq[index] === NO_NUMBER && this.#gone.has(samples.at[index] as number);
      if (!isGone) kept.take(samples, index);
    }
    this.#removed += samples.length - kept.length;
    return kept.length === samples.length ? null : kept;
  }
}

/** Null where it is damaged: nothing is taken out of what nobody can read. */
function readable(read: () => Columns): Columns | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof DamagedError) return null;
    throw error;
  }
}
