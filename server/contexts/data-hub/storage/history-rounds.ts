import type { Database } from 'better-sqlite3';
import type { Statement } from '../../../platform/sqlite/index.ts';
import { SIZES, type HistorySizes } from '../domain/history/page.ts';
import type { HistoryProblem } from '../ports.ts';
import type { HistoryFiles } from './history-files.ts';
import { ALL_TAGS, type HistoryHeads } from './history-heads.ts';
import { noRows, TagSealing, type SealedRows } from './seal-tag.ts';

export interface RoundLimits {
  /** A round begins when the journal holds this much and this for each of its tags (see `bytesOfTags`), or its oldest sample is this old. */
  readonly roundBytes: number;
  readonly roundBytesPerTag: number;
  readonly roundAgeMs: number;
  /** What one transaction takes, so that no commit of samples waits for long. */
  readonly sliceSamples: number;
  readonly sliceTags: number;
}

const LIMITS: RoundLimits = {
  roundBytes: 4 * 1_048_576,
  // About as many samples as a chunk has: then they are packed once, and no open chunk is packed anew.
  roundBytesPerTag: 16_384,
  roundAgeMs: 600_000,
  sliceSamples: 30_000,
  sliceTags: 50,
};
const SLICE_JOURNAL_ROWS = 200;
/** The tags of a large plant have no whole share each, but not less than that part of it. */
const TAGS_TOGETHER_BYTES = 24 * 1_048_576;
const LEAST_SHARE = 5 / 16;

const NEWEST_ID = `SELECT coalesce(max(id), 0) FROM (
  SELECT max(id) AS id FROM history_chunk UNION ALL SELECT max(id) FROM history_page)`;
const STATE = 'UPDATE history_state SET slice = ?, through = ?, up_to = ?';
const CUT = `DELETE FROM history_journal WHERE id IN (
  SELECT id FROM history_journal WHERE id <= ? ORDER BY id LIMIT ${SLICE_JOURNAL_ROWS})`;

const bytesOfTags = (shares: number) => Math.max(Math.min(shares, TAGS_TOGETHER_BYTES), shares * LEAST_SHARE);

/** What makes these rows so, in an order that keeps keys apart. */
export function sealedStatements(rows: SealedRows): Statement[] {
  const statements: Statement[] = [
    { sql: 'DELETE FROM history_chunk WHERE id = ?', rows: rows.droppedChunks },
    { sql: 'INSERT INTO history_chunk (id, body) VALUES (?, ?)', rows: rows.chunks },
    { sql: 'DELETE FROM history_page WHERE id = ?', rows: rows.droppedPages },
    {
      sql: `INSERT INTO history_page (id, tag_id, first_at, first_seq, last_at, last_seq, entries)
        VALUES (?, ?, ?, ?, ?, ?, ?)`,
      rows: rows.pages,
    },
    { sql: 'INSERT OR REPLACE INTO history_open (tag_id, body) VALUES (?, ?)', rows: rows.open },
    { sql: 'DELETE FROM history_open WHERE tag_id = ?', rows: rows.droppedOpen },
  ];
  return statements.filter((statement) => statement.rows?.length !== 0);
}

/**
 * Moves samples from the journal into chunks, a slice of the tags a transaction, in order of their ids. A crash between two
 * slices leaves a round that is gone on with: the state says up to which tag the journal's rows are done.
 */
export class SealingRounds {
  readonly #heads: HistoryHeads;
  readonly #files: HistoryFiles;
  readonly #limits: RoundLimits;
  readonly #sizes: HistorySizes;
  #nextId: number;
  #active: boolean;
  #waiting: Statement[] | null = null;
  #isHurried = false;
  readonly #problems: HistoryProblem[];

  constructor(
    database: Database,
    heads: HistoryHeads,
    files: HistoryFiles,
    { limits = {}, sizes = SIZES }: { limits?: Partial<RoundLimits>; sizes?: HistorySizes } = {},
  ) {
    this.#limits = { ...LIMITS, ...limits };
    this.#sizes = sizes;
    this.#heads = heads;
    this.#files = files;
    this.#problems = heads.problems;
    this.#nextId = 1 + (database.prepare(NEWEST_ID).pluck().get() as number);
    const { through } = heads.state;
    this.#active = database.prepare('SELECT 1 FROM history_journal WHERE id <= ?').get(through) !== undefined;
  }

  isDue(now: number): boolean {
    const { freshBytes, freshTags, freshSince } = this.#heads;
    const { roundBytes, roundBytesPerTag, roundAgeMs } = this.#limits;
    const isFull = freshBytes >= roundBytes + bytesOfTags(freshTags * roundBytesPerTag);
    return this.#active || this.#isHurried || isFull || now - freshSince >= roundAgeMs;
  }

  /** Whether statements are out that are not committed. */
  get isWriting(): boolean {
    return this.#waiting !== null;
  }

  /** A round is due now, so that what the journal holds comes into chunks. */
  hurry(): void {
    this.#isHurried = true;
  }

  /** A number that no chunk and no page has. */
  takeId(): number {
    return this.#nextId++;
  }

  /** The next transaction's statements; the same ones again until `written`. */
  next(): readonly Statement[] {
    if (this.#waiting !== null) return this.#waiting;
    let { through } = this.#heads.state;
    if (!this.#active) {
      this.#isHurried = false;
      through = this.#heads.freeze();
      this.#active = true;
    }
    const tags = this.#heads.frozenTags;
    return (this.#waiting = tags.length > 0 ? this.#sealed(tags, through) : this.#cut(through));
  }

  #sealed(tags: Float64Array, through: number): Statement[] {
    const rows = noRows();
    const slice = this.#heads.state.slice + 1;
    let taken = 0;
    for (let samples = 0; taken < tags.length; taken += 1) {
      if (taken >= this.#limits.sliceTags || samples >= this.#limits.sliceSamples) break;
      samples += this.#heads.frozenCount(tags[taken] as number);
    }
    const lastTag = tags[taken - 1] as number;
    for (const [tagId, samples] of this.#heads.frozen(lastTag))
      new TagSealing(tagId, this.#files, rows, () => this.takeId(), this.#sizes).seal(samples);
    const upTo = taken === tags.length ? ALL_TAGS : lastTag;
    this.#problems.push(...rows.problems);
    this.#heads.expect(slice, upTo);
    return [...sealedStatements(rows), { sql: STATE, parameters: [slice, through, upTo] }];
  }

  #cut(through: number): Statement[] {
    return [{ sql: CUT, parameters: [through] }];
  }

  /** What `next` gave is committed; `changes`: rows that its first statement changed. */
  written(changes: number): void {
    const wasCut = this.#waiting?.length === 1 && this.#waiting[0]?.sql === CUT;
    this.#waiting = null;
    if (wasCut && changes < SLICE_JOURNAL_ROWS) this.#active = false;
  }
}
