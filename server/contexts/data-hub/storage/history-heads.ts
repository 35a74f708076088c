import type { Database, Statement } from 'better-sqlite3';
import { DamagedError } from '../domain/history/bytes.ts';
import { Columns } from '../domain/history/columns.ts';
import { JournalRow, mergedRows } from '../domain/history/journal.ts';
import type { HistoryProblem } from '../ports.ts';

interface State {
  readonly slice: number;
  readonly through: number;
  readonly upTo: number;
}

interface StoredRow {
  readonly id: number;
  readonly body: Uint8Array;
}

const EMPTY = new Columns(0);
/** So many neighbouring rows of fewer samples than this become one, in memory, so that a question looks at few. */
const SMALL_ROWS = 64;
const SMALL_SAMPLES = 256;
export const ALL_TAGS = Number.MAX_SAFE_INTEGER;

/**
 * What stands in the journal and in no chunk yet, as rows in order of arrival. While a round of sealing is under way, `frozen` are
 * the rows it takes, those of the journal up to its row `through`, of which tags up to `upTo` are in chunks; all later ones are
 * `fresh`.
 */
export class HistoryHeads {
  readonly #state: Statement;
  readonly #rows: Statement;
  #frozen: JournalRow[] = [];
  /** Samples of each tag in `frozen`. */
  readonly #frozenCounts = new Map<number, number>();
  #frozenTags = new Float64Array(0);
  #fresh: JournalRow[] = [];
  readonly #freshTags = new Set<number>();
  #smallAtEnd = 0;
  #known: State = { slice: -1, through: 0, upTo: 0 };
  #upTo = ALL_TAGS;
  #lastRow = 0;
  #expected: { readonly slice: number; readonly upTo: number } | null = null;
  /** Bytes and first arrival of what the next round will take. */
  freshBytes = 0;
  freshSince = Infinity;
  /** What could not be read, told once. */
  readonly problems: HistoryProblem[] = [];

  constructor(database: Database) {
    this.#state = database.prepare('SELECT slice, through, up_to AS upTo FROM history_state');
    this.#rows = database.prepare('SELECT id, body FROM history_journal WHERE id > ? ORDER BY id');
  }

  get state(): State {
    return this.#known;
  }

  get lastRow(): number {
    return this.#lastRow;
  }

  /** Tags of the rows that the next round will take. */
  get freshTags(): number {
    return this.#freshTags.size;
  }

  /** Tags of the round under way that are not in chunks yet, in order. */
  get frozenTags(): Float64Array {
    const first = this.#frozenTags.findIndex((tagId) => tagId > this.#upTo);
    return first < 0 ? new Float64Array(0) : this.#frozenTags.subarray(first);
  }

  /** Samples of a tag in the round under way. */
  frozenCount(tagId: number): number {
    return this.#frozenCounts.get(tagId) ?? 0;
  }

  /** The frozen samples of those of `frozenTags` up to this one, each tag's in order. */
  frozen(lastTag: number): Map<number, Columns> {
    const taken = new Map<number, Columns>();
    for (const row of this.#frozen) {
      for (let group = row.groupFrom(this.#upTo + 1); group < row.groups; group += 1) {
        const tagId = row.tagIdOf(group);
        if (tagId > lastTag) break;
        let columns = taken.get(tagId);
        if (columns === undefined) taken.set(tagId, (columns = new Columns(this.#frozenCounts.get(tagId))));
        row.addTo(columns, group);
      }
    }
    return taken;
  }

  /** Samples of a tag in [from, to] that are in no chunk, in order. */
  samples(tagId: number, from: number, to: number): Columns {
    const found = new Columns(0);
    const take = (row: JournalRow) => {
      if (row.low > to || row.high < from) return;
      const group = row.groupFrom(tagId);
      if (group < row.groups && row.tagIdOf(group) === tagId) row.addTo(found, group);
    };
    if (tagId > this.#upTo) this.#frozen.forEach(take);
    this.#fresh.forEach(take);
    if (found.length === 0) return EMPTY;
    return found.slice(found.indexOf(from, -Infinity), found.indexOf(to, Infinity));
  }

  /** From now on a slice with this number, once seen in the database, has put the frozen samples of tags up to this one into chunks. */
  expect(slice: number, upTo: number): void {
    this.#expected = { slice, upTo };
  }

  /** Everything that was fresh is frozen; returns the last journal row of it. */
  freeze(): number {
    this.#frozen = this.#fresh;
    this.#countFrozen();
    this.#upTo = 0;
    this.#fresh = [];
    this.#freshTags.clear();
    this.#smallAtEnd = 0;
    this.freshBytes = 0;
    this.freshSince = Infinity;
    return this.#lastRow;
  }

  /** Takes in what was committed since; called at the start of a read transaction. */
  catchUp(now: number): void {
    const state = this.#state.get() as State;
    if (state.slice !== this.#known.slice) {
      if (state.slice === this.#expected?.slice) this.#sealed(this.#expected.upTo);
      else this.#startAnew(state);
      this.#expected = null;
      this.#known = state;
    }
    for (const row of this.#rows.iterate(this.#lastRow) as Iterable<StoredRow>) this.#take(row, state, now);
    if (this.#frozenCounts.size === 0 && this.#frozen.length > 0) this.#countFrozen();
  }

  #sealed(upTo: number): void {
    this.#upTo = upTo;
    if (upTo !== ALL_TAGS) return;
    this.#frozen = [];
    this.#countFrozen();
  }

  /** At the start, and in a process beside the one that seals. */
  #startAnew({ upTo }: State): void {
    this.#frozen = [];
    this.#countFrozen();
    this.#fresh = [];
    this.#freshTags.clear();
    this.#smallAtEnd = 0;
    this.#upTo = upTo;
    this.#lastRow = 0;
    this.freshBytes = 0;
    this.freshSince = Infinity;
  }

  #countFrozen(): void {
    this.#frozenCounts.clear();
    for (const row of this.#frozen)
      for (let group = 0; group < row.groups; group += 1) {
        const tagId = row.tagIdOf(group);
        const samples = row.endOf(group) - row.startOf(group);
        this.#frozenCounts.set(tagId, this.frozenCount(tagId) + samples);
      }
    this.#frozenTags = Float64Array.from(this.#frozenCounts.keys()).sort();
  }

  #take({ id, body }: StoredRow, { through }: State, now: number): void {
    this.#lastRow = id;
    try {
      const row = new JournalRow(body);
      if (id <= through) this.#frozen.push(row);
      else this.#addFresh(row);
    } catch (error) {
      // One damaged row must not keep all others from being read.
      if (!(error instanceof DamagedError)) throw error;
      this.problems.push({
        message: `row ${id} of the journal was passed over: ${error.message}`,
        inWindows: false,
      });
    }
    if (id <= through) return;
    this.freshBytes += body.length;
    this.freshSince = Math.min(this.freshSince, now);
  }

  #addFresh(row: JournalRow): void {
    this.#fresh.push(row);
    for (let group = 0; group < row.groups; group += 1) this.#freshTags.add(row.tagIdOf(group));
    this.#smallAtEnd = row.count < SMALL_SAMPLES ? this.#smallAtEnd + 1 : 0;
    if (this.#smallAtEnd < SMALL_ROWS) return;
    this.#fresh.push(mergedRows(this.#fresh.splice(-SMALL_ROWS)));
    this.#smallAtEnd = 0;
  }
}
