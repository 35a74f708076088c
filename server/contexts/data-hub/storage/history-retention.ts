import type { Database, Statement as Prepared } from 'better-sqlite3';
import type { Statement } from '../../../platform/sqlite/index.ts';
import { Columns } from '../domain/history/columns.ts';
import { segmentsOfPage } from '../domain/history/page.ts';
import {
  cutOf,
  policyOfTags,
  type PolicyOfTag,
  type RetentionPolicy,
  type TagPolicy,
} from '../domain/retention/policy.ts';
import type { RetentionState } from '../ports.ts';

export interface RetentionLimits {
  /** How often it is looked whether something is to go. */
  readonly everyMs: number;
  /** What one transaction removes at most, so that no commit of samples waits for long. */
  readonly slicePages: number;
  readonly sliceCuts: number;
  /** A budget takes nothing that is younger, however small it is. */
  readonly leastMs: number;
  /** Free pages of the file that are left for what comes next; those above are given back to the disk, some at a time. */
  readonly sparePages: number;
  readonly vacuumPages: number;
}

const LIMITS: RetentionLimits = {
  everyMs: 60_000,
  slicePages: 8,
  sliceCuts: 1_000,
  leastMs: 86_400_000,
  sparePages: 16_384,
  vacuumPages: 256,
};
/** Of a full chunk beside its bytes: summary, keys, its share of half-filled pages. Measured, see ADR-0027. */
const CHUNK_OVERHEAD_BYTES = 300;
const SIZE = `(bytes + chunks * ${CHUNK_OVERHEAD_BYTES})`;
/** What a budget removes it removes down to this share of it, so that there is not something to go every minute. */
const DOWN_TO = 0.99;
/** A rate is measured over this at least; before that it is the mean since the oldest sample. */
const MEASURED_MS = 3_600_000;
const DAY_MS = 86_400_000;
const AUTO_VACUUM_INCREMENTAL = 2;

const PAGE = 'id, tag_id AS tagId, first_at AS firstAt, last_at AS lastAt, entries';
const SIZES = `SELECT ${SIZE} AS bytes, removed_bytes AS removedBytes FROM history_size`;
const OLDEST_PAGES = `SELECT ${PAGE} FROM history_page WHERE last_at < ? ORDER BY last_at LIMIT ?`;
const PAGES_BEFORE = `SELECT ${PAGE} FROM history_page WHERE tag_id = ? AND first_at < ?
  ORDER BY first_at, first_seq LIMIT ?`;
const OLDEST = 'SELECT min(first_at) FROM (SELECT first_at FROM history_page ORDER BY last_at LIMIT 1000)';

const RAISE_CUT = `INSERT INTO history_cut (tag_id, at) VALUES (?, ?)
  ON CONFLICT (tag_id) DO UPDATE SET at = max(at, excluded.at)`;
const RECORD = `INSERT INTO history_removal (run, policy, ended_at, pages, chunks, samples, bytes, from_at, to_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (run, policy) DO UPDATE SET ended_at = excluded.ended_at, pages = pages + excluded.pages,
    chunks = chunks + excluded.chunks, samples = samples + excluded.samples, bytes = bytes + excluded.bytes,
    from_at = min(from_at, excluded.from_at), to_at = max(to_at, excluded.to_at)`;
const REMOVED = 'UPDATE history_size SET removed_bytes = removed_bytes + ?';

interface PageRow {
  readonly id: number;
  readonly tagId: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly entries: Uint8Array;
}

interface TagRow {
  readonly id: number;
  readonly path: string;
  /** Set for this tag. */
  readonly days: number | null;
}

const TAGS = `SELECT tag.id, tag.path, own.retention_days AS days
  FROM tag LEFT JOIN tag_settings AS own ON own.tag_id = tag.id`;

const NO_SAMPLES = new Columns(0);

/**
 * What is older than its policy goes, and when all together take more than the budget, what is oldest. Whole pages of
 * chunks, a few a transaction; before them the tag's cut is raised, and what stands before a cut is not read any more, so that
 * exactly the samples from it on are there. The journal and chunks that still fill are never touched.
 */
export class Retention {
  readonly #limits: RetentionLimits;
  readonly #budgetBytes: number | null;
  readonly #policyOf: PolicyOfTag;
  /** By path, of the tags without days of their own: patterns are matched once. */
  readonly #byPath = new Map<string, TagPolicy>();
  readonly #isIncremental: boolean;
  readonly #statements: Record<
    | 'sizes'
    | 'oldestPages'
    | 'pagesBefore'
    | 'oldest'
    | 'tags'
    | 'bytes'
    | 'cuts'
    | 'free'
    | 'firstCut'
    | 'last',
    Prepared
  >;
  readonly #begun: { readonly at: number; readonly written: number };
  #run = 0;
  #lookedAt = -Infinity;
  /** Tags whose pages before their cut are to go in this run. */
  #expired: { readonly id: number; readonly cut: number; readonly policy: TagPolicy }[] = [];

  constructor(
    database: Database,
    policy: RetentionPolicy,
    now: number,
    limits: Partial<RetentionLimits> = {},
  ) {
    this.#limits = { ...LIMITS, ...limits };
    this.#budgetBytes = policy.budgetBytes;
    this.#policyOf = policyOfTags(policy);
    this.#isIncremental = database.pragma('auto_vacuum', { simple: true }) === AUTO_VACUUM_INCREMENTAL;
    this.#statements = {
      sizes: database.prepare(SIZES),
      oldestPages: database.prepare(OLDEST_PAGES),
      pagesBefore: database.prepare(PAGES_BEFORE),
      oldest: database.prepare(OLDEST).pluck(),
      tags: database.prepare(TAGS),
      bytes: database.prepare('SELECT length(body) FROM history_chunk WHERE id = ?').pluck(),
      cuts: database.prepare('SELECT tag_id, at FROM history_cut').raw(),
      free: database.prepare('PRAGMA freelist_count').pluck(),
      firstCut: database.prepare('SELECT max(at) FROM history_cut').pluck(),
      last: database.prepare('SELECT max(ended_at) AS at, sum(samples) AS samples FROM history_removal'),
    };
    this.#begun = { at: now, written: this.#written() };
  }

  /** The next transaction's statements, or null while nothing has to go. Called within a read transaction. */
  next(now: number): Statement[] | null {
    const expired = this.#nextExpired(now);
    if (expired !== null) return expired;
    if (now - this.#lookedAt >= this.#limits.everyMs) {
      this.#lookedAt = now;
      this.#run = now;
      const cuts = this.#raisedCuts(now);
      if (cuts !== null) return cuts;
    }
    return this.#nextOverBudget(now) ?? this.#vacuum();
  }

  /** What `next` gave could not be written. */
  failed(): void {
    this.#expired = [];
    this.#lookedAt = -Infinity;
  }

  /** Tags whose cut has moved on: all of them are told first, then their pages go. */
  #raisedCuts(now: number): Statement[] | null {
    const known = new Map(this.#statements.cuts.all() as [number, number][]);
    const moved = (this.#statements.tags.all() as TagRow[]).flatMap((tag) => {
      const policy = this.#policy(tag);
      const cut = cutOf(policy, now);
      return cut === null || cut <= (known.get(tag.id) ?? -Infinity) ? [] : [{ id: tag.id, cut, policy }];
    });
    const slice = moved.slice(0, this.#limits.sliceCuts);
    if (slice.length < moved.length) this.#lookedAt = -Infinity;
    this.#expired.push(...slice);
    return slice.length === 0 ? null : [{ sql: RAISE_CUT, rows: slice.map(({ id, cut }) => [id, cut]) }];
  }

  #policy(tag: TagRow): TagPolicy {
    if (tag.days !== null) return this.#policyOf(tag);
    const policy = this.#byPath.get(tag.path) ?? this.#policyOf(tag);
    this.#byPath.set(tag.path, policy);
    return policy;
  }

  #nextExpired(now: number): Statement[] | null {
    for (let tag = this.#expired[0]; tag !== undefined; tag = this.#expired[0]) {
      const { id, cut, policy } = tag;
      const pages = this.#statements.pagesBefore.all(id, cut, this.#limits.slicePages) as PageRow[];
      const gone = pages.filter(({ lastAt }) => lastAt < cut);
      if (gone.length > 0) return this.#removal(gone, policy.name, now);
      this.#expired.shift();
    }
    return null;
  }

  #nextOverBudget(now: number): Statement[] | null {
    const budget = this.#budgetBytes;
    if (budget === null) return null;
    const { bytes } = this.#sizes();
    const isUnderWay = this.#overBudget;
    this.#overBudget = bytes > (isUnderWay ? budget * DOWN_TO : budget);
    if (!this.#overBudget) return null;
    const { leastMs, slicePages } = this.#limits;
    const pages = this.#statements.oldestPages.all(now - leastMs, slicePages) as PageRow[];
    if (pages.length === 0) return null;
    const cuts = pages.map(({ tagId, lastAt }) => [tagId, lastAt + 1]);
    return [{ sql: RAISE_CUT, rows: cuts }, ...this.#removal(pages, 'budget', now)];
  }
  #overBudget = false;

  #removal(pages: readonly PageRow[], policy: string, now: number): Statement[] {
    const segments = pages.flatMap(({ entries }) => segmentsOfPage(entries, NO_SAMPLES));
    const bytes = segments.reduce(
      (sum, { id }) => sum + ((this.#statements.bytes.get(id) as number) ?? 0),
      0,
    );
    const taken = bytes + segments.length * CHUNK_OVERHEAD_BYTES;
    const samples = segments.reduce((sum, { count }) => sum + count, 0);
    const from = pages.reduce((least, { firstAt }) => Math.min(least, firstAt), Infinity);
    const to = pages.reduce((most, { lastAt }) => Math.max(most, lastAt), -Infinity);
    return [
      { sql: 'DELETE FROM history_chunk WHERE id = ?', rows: segments.map(({ id }) => [id]) },
      { sql: 'DELETE FROM history_page WHERE id = ?', rows: pages.map(({ id }) => [id]) },
      { sql: REMOVED, parameters: [taken] },
      {
        sql: RECORD,
        parameters: [this.#run, policy, now, pages.length, segments.length, samples, taken, from, to],
      },
    ];
  }

  /** Gives free pages back, where the file was made so that it can. */
  #vacuum(): Statement[] | null {
    if (!this.#isIncremental) return null;
    const { sparePages, vacuumPages } = this.#limits;
    if ((this.#statements.free.get() as number) <= sparePages + vacuumPages) return null;
    return [{ sql: `PRAGMA incremental_vacuum(${vacuumPages})` }];
  }

  #sizes(): { bytes: number; removedBytes: number } {
    return this.#statements.sizes.get() as { bytes: number; removedBytes: number };
  }

  #written(): number {
    const { bytes, removedBytes } = this.#sizes();
    return bytes + removedBytes;
  }

  state(now: number): RetentionState {
    const { bytes } = this.#sizes();
    const oldestAt = this.#statements.oldest.get() as number | null;
    const since = now - this.#begun.at;
    const growth =
      since >= MEASURED_MS
        ? ((this.#written() - this.#begun.written) / since) * DAY_MS
        : oldestAt === null || now - oldestAt < MEASURED_MS
          ? null
          : (bytes / (now - oldestAt)) * DAY_MS;
    const last = this.#statements.last.get() as { at: number | null; samples: number | null };
    return {
      bytes,
      budgetBytes: this.#budgetBytes,
      oldestAt,
      bytesPerDay: growth,
      removedAt: last.at,
      removedSamples: last.samples ?? 0,
      overBudget: this.#budgetBytes !== null && bytes > this.#budgetBytes,
    };
  }
}
