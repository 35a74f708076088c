import type { Database, Statement } from 'better-sqlite3';
import { DamagedError } from '../domain/history/bytes.ts';
import { Columns } from '../domain/history/columns.ts';
import { visitJournal } from '../domain/history/journal.ts';

interface State {
  readonly slice: number;
  readonly through: number;
  readonly upTo: number;
}

interface JournalRow {
  readonly id: number;
  readonly body: Uint8Array;
}

const EMPTY = new Columns(0);

/**
 * What stands in the journal and in no chunk yet, by tag. While a round of sealing is under way, `frozen` are the samples it
 * takes, those of the journal up to its row `through`; all later ones are `fresh`.
 */
export class HistoryHeads {
  readonly #state: Statement;
  readonly #rows: Statement;
  readonly #frozen = new Map<number, Columns>();
  readonly #fresh = new Map<number, Columns>();
  #known: State = { slice: -1, through: 0, upTo: 0 };
  #lastRow = 0;
  #expected: { readonly slice: number; readonly tags: readonly number[] } | null = null;
  /** Bytes and first arrival of what the next round will take. */
  freshBytes = 0;
  freshSince = Infinity;
  /** Rows of the journal that could not be read, told once. */
  readonly problems: string[] = [];

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

  /** Tags of the round under way that are not in chunks yet, in order. */
  get frozenTags(): number[] {
    return [...this.#frozen.keys()].sort((a, b) => a - b);
  }

  frozen(tagId: number): Columns {
    return this.#frozen.get(tagId) ?? EMPTY;
  }

  /** Samples of a tag in [from, to] that are in no chunk, in order. */
  samples(tagId: number, from: number, to: number): Columns {
    const part = (columns: Columns | undefined) =>
      columns === undefined
        ? EMPTY
        : columns.slice(columns.indexOf(from, -Infinity), columns.indexOf(to, Infinity));
    const frozen = part(this.#frozen.get(tagId));
    const fresh = part(this.#fresh.get(tagId));
    if (frozen.length === 0) return fresh;
    return fresh.length === 0 ? frozen : frozen.merged(fresh);
  }

  /** From now on a slice with this number, once seen in the database, has put these tags' frozen samples into chunks. */
  expect(slice: number, tags: readonly number[]): void {
    this.#expected = { slice, tags };
  }

  /** Everything that was fresh is frozen; returns the last journal row of it. */
  freeze(): number {
    for (const [tagId, columns] of this.#fresh) this.#frozen.set(tagId, columns);
    this.#fresh.clear();
    this.freshBytes = 0;
    this.freshSince = Infinity;
    return this.#lastRow;
  }

  /** Takes in what was committed since; called at the start of a read transaction. */
  catchUp(now: number): void {
    const state = this.#state.get() as State;
    if (state.slice !== this.#known.slice) {
      if (state.slice === this.#expected?.slice) {
        for (const tagId of this.#expected.tags) this.#frozen.delete(tagId);
        this.#expected = null;
      } else this.#startAnew();
      this.#known = state;
    }
    for (const row of this.#rows.iterate(this.#lastRow) as Iterable<JournalRow>) this.#take(row, state, now);
  }

  /** At the start, and in a process beside the one that seals. */
  #startAnew(): void {
    this.#frozen.clear();
    this.#fresh.clear();
    this.#expected = null;
    this.#lastRow = 0;
    this.freshBytes = 0;
    this.freshSince = Infinity;
  }

  #take({ id, body }: JournalRow, { through, upTo }: State, now: number): void {
    const heads = id <= through ? this.#frozen : this.#fresh;
    this.#lastRow = id;
    try {
      visitJournal(body, (tagId, at, seq, quality, kind, number, text) => {
        if (id <= through && tagId <= upTo) return;
        let head = heads.get(tagId);
        if (head === undefined) heads.set(tagId, (head = new Columns()));
        head.insert(at, seq, quality, kind, number, text);
      });
    } catch (error) {
      // One damaged row must not keep all others from being read.
      if (!(error instanceof DamagedError)) throw error;
      this.problems.push(`row ${id} of the journal was passed over: ${error.message}`);
    }
    if (id <= through) return;
    this.freshBytes += body.length;
    this.freshSince = Math.min(this.freshSince, now);
  }
}
