import type { Database } from 'better-sqlite3';
import { QUALITY } from '../../../../shared/contract/common.ts';
import { DamagedError } from '../domain/history/bytes.ts';
import { NO_NUMBER, type SampleKey } from '../domain/batch.ts';
import type { Columns } from '../domain/history/columns.ts';
import { countOf, gapsOf, medianStep } from '../domain/history/gaps.ts';
import { mergedSegments, segmentOf, type PointOfTime, type Segment } from '../domain/history/segment.ts';
import { figuresOf } from '../domain/history/statistics.ts';
import { thin } from '../domain/history/thin.ts';
import type {
  ExportedPart,
  ExportQuestion,
  Footprint,
  GapRule,
  HistoryWindow,
  RawSample,
  Span,
  StoredFigures,
  WindowQuestion,
} from '../ports.ts';
import { exportedPart, exportRows } from './history-export.ts';
import type { HistoryFiles } from './history-files.ts';
import type { HistoryHeads } from './history-heads.ts';
import { TolerantChunks } from './tolerant-chunks.ts';

const EVER = Number.MIN_SAFE_INTEGER;
const instant = (at: number) => new Date(at).toISOString();

/** Where in a tag's samples: source time, then number. */
export interface PlaceInTag {
  readonly at: number;
  readonly seq: number;
}

export interface PieceOfTag {
  /** In order, without overlap. */
  readonly samples: readonly Columns[];
  /** Where the next piece begins; null where there is none. */
  readonly next: PlaceInTag | null;
}

/** A sample among those it stands with. */
interface FoundSample {
  readonly samples: Columns;
  readonly index: number;
}

function rawSample(samples: Columns, index: number): RawSample {
  const { at, value, quality } = samples.sampleAt(index);
  return { at, value, quality };
}

/** Answers from full chunks, open chunks and what is only in the journal, as if they were one. */
export class HistoryReader {
  readonly #database: Database;
  readonly #files: HistoryFiles;
  readonly #heads: HistoryHeads;
  /** Chunks whose damage was told. */
  readonly #told = new Set<number>();

  constructor(database: Database, files: HistoryFiles, heads: HistoryHeads) {
    this.#database = database;
    this.#files = files;
    this.#heads = heads;
  }

  /** Runs `read` on one state of the database with everything committed so far. */
  #reading<T>(read: () => T): T {
    try {
      return this.#database.transaction(() => {
        this.#heads.catchUp(Date.now());
        return read();
      })();
    } finally {
      this.#files.forget();
    }
  }

  /** What touches [from, to], in order. Error `DamagedError` unless a source is given that does without what is damaged. */
  #segments(tagId: number, asked: number, to: number, tolerant?: TolerantChunks): Segment[] {
    const cut = this.#files.cut(tagId);
    const from = Math.max(asked, cut);
    const open = (tolerant ?? this.#files).open(tagId);
    const part = open.slice(open.indexOf(from, -Infinity), open.indexOf(to, Infinity));
    const head = this.#heads.samples(tagId, from, to);
    const loose = part.length === 0 ? head : part.merged(head);
    const stored = this.#files.segments(tagId, from, to, tolerant);
    const marked = stored.find(({ isDamaged }) => isDamaged);
    if (marked === undefined) return sinceCut(mergedSegments(stored, loose), cut);
    if (tolerant === undefined) throw new DamagedError(`chunk ${marked.id} was damaged before`);
    const sound = stored.filter(({ isDamaged }) => !isDamaged);
    return sinceCut(mergedSegments(sound, loose), cut);
  }

  #newestUpTo(tagId: number, at: number, tolerant?: TolerantChunks): FoundSample | undefined {
    const page = this.#files.pageFor(tagId, at, Number.MAX_SAFE_INTEGER);
    const from = page === undefined || page.firstAt > at ? EVER : page.firstAt;
    for (const segment of this.#segments(tagId, from, at, tolerant).reverse()) {
      if (segment.firstAt > at) continue;
      const samples = segment.columns();
      const index = samples.indexOf(at, Infinity) - 1;
      if (index >= 0) return { samples, index };
    }
    return undefined;
  }

  /** The newest sample up to `at` but for those without a number at these times. Called within a transaction. */
  newestWithout(tagId: number, at: number, gone: ReadonlySet<number>): RawSample | undefined {
    const tolerant = new TolerantChunks(this.#files);
    for (let limit = at; ;) {
      const newest = this.#newestUpTo(tagId, limit, tolerant);
      if (newest === undefined) return undefined;
      const { samples } = newest;
      for (let { index } = newest; index >= 0; index -= 1) {
        const isGone = samples.seq[index] === NO_NUMBER && gone.has(samples.at[index] as number);
        if (!isGone) return rawSample(samples, index);
      }
      limit = (samples.at[0] as number) - 1;
    }
  }

  /** What cannot be read is taken as not there: a late sample that comes twice is better than one that blocks all others. */
  existing(keys: readonly SampleKey[]): (SampleKey & { readonly seq: number })[] {
    const byTag = Map.groupBy(keys, ({ tagId }) => tagId);
    return this.#reading(() =>
      [...byTag].flatMap(([tagId, own]) => {
        const times = own.map(({ at }) => at);
        const [from, to] = [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))];
        const segments = this.#segments(tagId, from, to, new TolerantChunks(this.#files));
        return own.flatMap((key) => {
          const seq = seqAt(segments, key);
          return seq === undefined ? [] : [{ tagId, at: key.at, seq }];
        });
      }),
    );
  }

  /** Oldest first, `from` < at ≤ `to`. Error `DamagedError`: rules must not judge by a part of what was there. */
  between(tagId: number, from: number, to: number): RawSample[] {
    return this.#reading(() => samplesOf(this.#segments(tagId, from + 1, to), from + 1, to));
  }

  /**
   * The samples from a place up to a time, of about one page of chunks, for who passes over all of them; as long as nothing is
   * damaged: rules must not judge by a part of what was there (`DamagedError`).
   */
  piece(tagId: number, from: PlaceInTag, to: number): PieceOfTag {
    return this.#reading(() => {
      const page = this.#files.pageFor(tagId, from.at, from.seq);
      const next = page === undefined ? undefined : this.#files.pageAfter(tagId, page);
      const end = next === undefined || next.firstAt > to ? null : { at: next.firstAt, seq: next.firstSeq };
      const segments = this.#segments(tagId, from.at, end === null ? to : end.at);
      const samples = segments.flatMap((segment) => {
        const columns = segment.columns();
        const start = columns.indexOf(from.at, from.seq);
        const stop = end === null ? columns.indexOf(to, Infinity) : columns.indexOf(end.at, end.seq);
        return start < stop ? [columns.view(start, stop)] : [];
      });
      return { samples, next: end };
    });
  }

  /** What a window holds, both ends included. */
  footprint(tagId: number, from: number, to: number): Footprint {
    return this.#reading(() => {
      const segments = this.#segments(tagId, from, to, new TolerantChunks(this.#files));
      const count = countOf(segments, from, to);
      const firstAt = count === 0 ? null : Math.max(from, segments[0]?.firstAt ?? from);
      return { count, cut: Math.max(this.#files.cut(tagId), from), firstAt };
    });
  }

  sampleAt(tagId: number, at: number): RawSample | undefined {
    return this.#reading(() => {
      const newest = this.#newestUpTo(tagId, at);
      return newest === undefined ? undefined : rawSample(newest.samples, newest.index);
    });
  }

  window(tagId: number, { from, to, until, points, parts, gaps, newest }: WindowQuestion): HistoryWindow {
    return this.#reading(() => {
      const tolerant = new TolerantChunks(this.#files);
      const cut = this.#files.cut(tagId);
      const segments = this.#segments(tagId, from, to, tolerant);
      const total = countOf(segments, from, to);
      const thinned = total > points;
      const items: PointOfTime[] = thinned ? thin(segments, from, to, parts) : samplesOf(segments, from, to);
      // It may have been stored since the question was asked.
      if (newest !== undefined && newest.at > (items.at(-1)?.at ?? -Infinity)) items.push(newest);
      const end = Math.min(to, until);
      const drawn = { from, to: end, parts: thinned ? parts : null };
      const earlier = this.#newestUpTo(tagId, from - 1, tolerant);
      const silences = end < from ? [] : this.#gaps(segments, drawn, gaps, earlier);
      return {
        total,
        thinned,
        items,
        before: earlier === undefined ? null : this.#unlessDamaged(tagId, earlier, from, tolerant),
        gaps: silences,
        beginsAt: cut > from ? cut : null,
        unreadable: this.#unreadable(tagId, { from, to }, tolerant),
      };
    });
  }

  figures(tagId: number, { from, to, gaps }: Span & { readonly gaps: GapRule }): StoredFigures {
    return this.#reading(() => {
      const tolerant = new TolerantChunks(this.#files);
      const segments = this.#segments(tagId, from, to, tolerant);
      const earlier = this.#newestUpTo(tagId, from - 1, tolerant);
      const step = medianStep(segments, from, to) ?? this.#earlierStep(earlier?.samples) ?? 0;
      const silenceMs = Math.max(step * gaps.factor, gaps.leastMs);
      const before = earlier && standing(earlier.samples.sampleAt(earlier.index));
      const figures = figuresOf(segments, { from, to, silenceMs, factor: gaps.factor, before });
      const unreadable = this.#unreadable(tagId, { from, to }, tolerant);
      return { ...figures, isExact: figures.isExact && unreadable.length === 0, unreadable };
    });
  }

  exported(question: ExportQuestion): ExportedPart {
    const { tagId, to, begins } = question;
    return this.#reading(() => {
      const tolerant = new TolerantChunks(this.#files);
      const from = begins ? { ...question.from, ...this.#usualSilence(question, tolerant) } : question.from;
      // One page of summaries at a time, however long the whole is.
      const page = this.#files.pageFor(tagId, from.at, from.seq);
      const next = page === undefined ? undefined : this.#files.pageAfter(tagId, page);
      const end = next === undefined || next.firstAt > to ? null : { at: next.firstAt, seq: next.firstSeq };
      const segments = this.#segments(tagId, from.at, end === null ? to : end.at, tolerant);
      const rows = exportRows(segments, { ...question, from }, end);
      const reached = rows.next === null ? to : rows.next.at - 1;
      return exportedPart(rows, this.#unreadable(tagId, { from: from.at, to: reached }, tolerant), question);
    });
  }

  /** The newest time before an export and what silence in it is no gap; see `#gaps`. */
  #usualSilence(
    { tagId, from, to, gaps }: ExportQuestion,
    tolerant: TolerantChunks,
  ): { lastAt: number | null; usual: number | null } {
    const earlier = this.#newestUpTo(tagId, from.at - 1, tolerant);
    const segments = this.#segments(tagId, from.at, to, tolerant);
    const step = medianStep(segments, from.at, to) ?? this.#earlierStep(earlier?.samples);
    return {
      lastAt: earlier === undefined ? null : (earlier.samples.at[earlier.index] as number),
      usual: step === undefined ? null : Math.max(step * gaps.factor, gaps.leastMs),
    };
  }

  /** Which parts of the window were left out of the answer; said once to who runs the station. */
  #unreadable(tagId: number, { from, to }: Span, { damaged, openDamaged }: TolerantChunks): Span[] {
    const spans: Span[] = [];
    for (const { id, isDamaged, firstAt, lastAt } of this.#files.segments(tagId, from, to)) {
      const why = isDamaged ? 'found damaged before' : damaged.get(id);
      if (why === undefined) continue;
      this.#tell(
        id,
        `chunk ${id} of tag ${tagId}, ${instant(firstAt)} to ${instant(lastAt)}, cannot be read: ${why}`,
      );
      spans.push({ from: Math.max(from, firstAt), to: Math.min(to, lastAt) });
    }
    if (openDamaged === null) return spans;
    this.#tell(-tagId, `the open chunk of tag ${tagId} cannot be read: ${openDamaged}`);
    const after = this.#files.lastPage(tagId)?.lastAt ?? from;
    const before = this.#heads.samples(tagId, after, to).at[0] ?? to;
    if (after <= to && before >= from) spans.push({ from: Math.max(from, after), to: before });
    return spans;
  }

  #tell(key: number, message: string): void {
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#heads.problems.push({ message, inWindows: true });
  }

  /** A sample, unless something between it and a time cannot be read: then nobody knows what the value was at that time. */
  #unlessDamaged(
    tagId: number,
    { samples, index }: FoundSample,
    until: number,
    tolerant: TolerantChunks,
  ): RawSample | null {
    const sample = rawSample(samples, index);
    return this.#unreadable(tagId, { from: sample.at, to: until }, tolerant).length > 0 ? null : sample;
  }

  #gaps(
    segments: readonly Segment[],
    { from, to, parts }: Span & { readonly parts: number | null },
    rule: WindowQuestion['gaps'],
    earlier: FoundSample | undefined,
  ) {
    const before = earlier === undefined ? undefined : (earlier.samples.at[earlier.index] as number);
    const usual = medianStep(segments, from, to) ?? this.#earlierStep(earlier?.samples);
    if (usual === undefined) return [];
    const threshold = Math.max(usual * rule.factor, rule.leastMs);
    return gapsOf(segments, { from, to, before, threshold, factor: rule.factor, limit: rule.limit, parts });
  }

  /** The usual distance of the samples before a window that has none to tell. */
  #earlierStep(samples: Columns | undefined): number | undefined {
    if (samples === undefined) return undefined;
    const steps = Array.from(
      samples.at.subarray(1, samples.length),
      (at, index) => at - (samples.at[index] as number),
    );
    return steps.filter((step) => step > 0).sort((a, b) => a - b)[Math.floor(steps.length / 2)];
  }
}

/** Without what stands before a tag's cut; a chunk that holds samples of both sides is read. */
function sinceCut(segments: readonly Segment[], cut: number): Segment[] {
  return segments.flatMap((segment) => {
    if (segment.firstAt >= cut) return [segment];
    const samples = segment.columns();
    const kept = samples.slice(samples.indexOf(cut, -Infinity), samples.length);
    return kept.length === 0 ? [] : [segmentOf(kept, segment.id)];
  });
}

function standing({ at, value, quality }: PointOfTime) {
  const isGood = quality === QUALITY.good && value !== null;
  return { at, isGood, value: isGood && typeof value !== 'string' ? Number(value) : null };
}

function samplesOf(segments: readonly Segment[], from: number, to: number): RawSample[] {
  return segments.flatMap((segment) => {
    const samples = segment.columns();
    const start = samples.indexOf(from, -Infinity);
    const end = samples.indexOf(to, Infinity);
    return Array.from({ length: end - start }, (_, index) => rawSample(samples, start + index));
  });
}

/** The number under which the place is taken; for `seq` null the highest of those without a source time there. */
function seqAt(segments: readonly Segment[], { at, seq }: SampleKey): number | undefined {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((segments[middle] as Segment).lastAt < at) low = middle + 1;
    else high = middle;
  }
  let found: number | undefined;
  for (; low < segments.length && (segments[low] as Segment).firstAt <= at; low += 1) {
    const samples = (segments[low] as Segment).columns();
    if (seq !== null) {
      if (samples.has(at, seq)) return seq;
      continue;
    }
    const index = samples.indexOf(at, NO_NUMBER) - 1;
    if (index >= 0 && samples.at[index] === at) found = samples.seq[index] as number;
  }
  return found;
}
