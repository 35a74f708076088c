import type { SqlValue, Statement } from '../../../platform/sqlite/index.ts';
import type { BatchWrite } from '../domain/batch.ts';
import type { SourceState, TagState, TopicState } from '../domain/state.ts';
import { cellsOf, SOURCE_COLUMNS, TAG_COLUMNS, TOPIC_COLUMNS } from './rows.ts';
import { packRows, rowsOf, type Column } from './state-rows.ts';

/** The rows are brought up to date when the log holds so much, some of them with each commit. */
const LIMITS = { logBytes: 4 * 1_048_576, sliceRows: 500 };

const LOG = 'INSERT INTO hub_state_log (id, body) VALUES (?, ?)';
const CUT = 'DELETE FROM hub_state_log WHERE id <= ?';
const TAG = `UPDATE tag SET ${TAG_COLUMNS.slice(0, -1)
  .map(([name]) => `${name} = ?`)
  .join(', ')} WHERE id = ?`;
const TOPIC = insertOf('topic', TOPIC_COLUMNS);
const SOURCE = insertOf('source_counters', SOURCE_COLUMNS);

function insertOf<Row>(table: string, columns: readonly Column<Row>[]): string {
  return `INSERT OR REPLACE INTO ${table} (${columns.map(([name]) => name).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
}

function inSlices(sql: string, rows: readonly (readonly SqlValue[])[], length: number): Statement[] {
  return Array.from({ length: Math.ceil(rows.length / length) }, (_, index) => ({
    sql,
    rows: rows.slice(index * length, (index + 1) * length),
  }));
}

/** States that stand in the log only. */
export interface LoggedStates {
  /** Id of the newest row of the log. */
  readonly lastId: number;
  readonly bytes: number;
  readonly tags: readonly TagState[];
  readonly topics: readonly TopicState[];
  readonly sources: readonly SourceState[];
}

/**
 * Counters and newest values of tags, topics and sources. A commit touches most of them on a busy plant, so it appends what it
 * changed as one row of a log; their own rows follow when the log is long. States are absolute: the log over the rows gives
 * the newest, also where a crash has left some rows newer than the log's beginning.
 */
export class StateLog {
  #lastId = 0;
  #bytes = 0;
  readonly #tags = new Map<number, TagState>();
  readonly #topics = new Map<string, TopicState>();
  readonly #sources = new Map<string, SourceState>();
  /** What brings the rows up to date, in order; each goes with a commit. */
  #due: Statement[] = [];
  readonly #limits: typeof LIMITS;

  constructor(limits = LIMITS) {
    this.#limits = limits;
  }

  /** Goes on after what was found at the start. */
  begin(found: LoggedStates): void {
    this.#lastId = found.lastId;
    this.#bytes = found.bytes;
    this.#remember(found);
  }

  /** What a commit writes of its states; `written` is to be called once it has worked. */
  next(batch: Pick<BatchWrite, 'tags' | 'topics' | 'sources'>): {
    readonly statements: readonly Statement[];
    readonly written: () => void;
  } {
    const { tags, topics, sources } = batch;
    if (tags.length + topics.length + sources.length === 0) return { statements: [], written: () => {} };
    const body = packRows([
      rowsOf('tag', TAG_COLUMNS, tags),
      rowsOf('topic', TOPIC_COLUMNS, topics),
      rowsOf('source_counters', SOURCE_COLUMNS, sources),
    ]);
    const id = this.#lastId + 1;
    const due = this.#due[0];
    return {
      statements: [{ sql: LOG, parameters: [id, body] }, ...(due === undefined ? [] : [due])],
      written: () => {
        this.#lastId = Math.max(this.#lastId, id);
        this.#bytes += body.length;
        this.#remember(batch);
        if (due !== undefined) this.#due = this.#due.filter((each) => each !== due);
        if (this.#due.length === 0 && this.#bytes >= this.#limits.logBytes) this.#bringUpToDate();
      },
    };
  }

  #remember({ tags, topics, sources }: Pick<BatchWrite, 'tags' | 'topics' | 'sources'>): void {
    for (const tag of tags) this.#tags.set(tag.id, tag);
    for (const topic of topics) this.#topics.set(topic.topic, topic);
    for (const source of sources) this.#sources.set(source.id, source);
  }

  /** States of now: what comes after is in later rows of the log, which stay. */
  #bringUpToDate(): void {
    const { sliceRows } = this.#limits;
    this.#due = [
      ...inSlices(TAG, Array.from(this.#tags.values(), cellsOf(TAG_COLUMNS)), sliceRows),
      ...inSlices(TOPIC, Array.from(this.#topics.values(), cellsOf(TOPIC_COLUMNS)), sliceRows),
      ...inSlices(SOURCE, Array.from(this.#sources.values(), cellsOf(SOURCE_COLUMNS)), sliceRows),
      { sql: CUT, parameters: [this.#lastId] },
    ];
    this.#tags.clear();
    this.#topics.clear();
    this.#sources.clear();
    this.#bytes = 0;
  }
}
