import type { SqlConnection, SqlSource, SqlSourceSettings } from '../../../shared/contract/sql-sources.ts';
import { atMost } from '../../platform/at-most.ts';
import { readSourceTime, type DataHub } from '../data-hub/index.ts';
import type { SourceInlet, SourcePart, SourceStatus } from '../sources/index.ts';
import { Repeats } from './domain/repeats.ts';
import { rowReader, type RowReader } from './domain/read-rows.ts';
import { markName, poll, readMark, type PollParts, type SqlMark } from './poll.ts';
import type { OpenSession, Row, SqlPlace, SqlProblem, SqlSession } from './ports.ts';
import { problemOf, problemText, SqlSourceProblem } from './problem.ts';
import type { Logger } from '../../platform/log.ts';

/** Messages that wait in the hub; with more of them reading stands back. */
const LIVE_FIRST = 200;
const LEAST_PAUSE_MS = 2;
const STAND_BACK_MS = 50;
const MOST_STAND_BACK_MS = 500;
const RETRY_FIRST_MS = 1_000;
const RETRY_LAST_MS = 60_000;
/** A count of what is still to be read must not hold up reading it. */
const COUNT_WITHIN_MS = 5_000;
/** A connection that is still being opened ends by itself. */
const STOP_WITHIN_MS = 1_500;
/** Over a longer interval a session is not kept: firewalls forget it, and the database has better uses for it. */
const KEPT_OPEN_SECONDS = 60;
const TEST_WITHIN_SECONDS = 5;
const TEST_ROWS = 5;
const SHOWN_TEXT = 60;

export interface SqlSourceOptions {
  readonly id: string;
  readonly settings: SqlSourceSettings;
  /** Null where it cannot be opened. */
  readonly password: () => string | null;
  readonly open: OpenSession;
  readonly hub: Pick<DataHub, 'add' | 'mark' | 'state' | 'sources'>;
  readonly now: () => number;
  readonly monotonicNow: () => number;
  readonly log: Pick<Logger, 'warn'>;
}

export type SqlReading = SqlSource['reading'];

class Stopped extends Error {}

const rowInWords = (columns: RowReader['columns'], row: Row): string =>
  columns.map(({ name }, index) => `${name}=${row[index]?.slice(0, SHOWN_TEXT) ?? 'NULL'}`).join(' ');

export const placeOf = (connection: SqlConnection, password: string, timeLimitSeconds: number): SqlPlace => ({
  ...connection,
  password,
  withinMs: timeLimitSeconds * 1_000,
});

/** A table that is polled, as a source beside the others. */
export class SqlSourcePart implements SourcePart {
  readonly kind = 'sql';
  readonly id: string;
  readonly pauseMeans = {
    ko: '조회를 멈춥니다. 행은 데이터베이스에 남아 있고, 다시 시작하면 멈춘 곳부터 읽습니다.',
    en: 'Polling stops. The rows stay in the database; when resumed, reading goes on where it stopped.',
  };
  readonly #options: SqlSourceOptions;
  readonly #settings: SqlSourceSettings;
  #repeats = new Repeats();
  #inlet: SourceInlet | null = null;
  #stopping: AbortController | null = null;
  #running: Promise<void> = Promise.resolve();
  #session: { readonly session: SqlSession; readonly reader: RowReader } | null = null;
  #status: { state: SourceStatus['state']; since: number };
  #problem: SqlProblem | null = null;
  #mark: SqlMark | null = null;
  #figures = { repeated: 0, ahead: 0, overruns: 0, lastPollRows: 0 };
  #lastPoll: { readonly at: number; readonly tookMs: number } | null = null;
  #nextPollAt: number | null = null;
  /** The last poll ended by its limit of rows. */
  #isBehind = false;
  #progress: { done: number; total: number } | null = null;
  #limitedSince: number | null = null;
  #server: string | null = null;

  constructor(options: SqlSourceOptions) {
    this.#options = options;
    this.#settings = options.settings;
    this.id = options.id;
    this.#status = { state: 'waiting', since: options.now() };
  }

  get name() {
    return { ko: this.#settings.name, en: this.#settings.name };
  }

  get address(): string {
    const { kind, host, port, database } = this.#settings.connection;
    const place = host.includes(':') ? `[${host}]` : host;
    return `${kind === 'postgres' ? 'postgresql' : 'mysql'}://${place}:${port}/${database}`;
  }

  status(): SourceStatus {
    const problem = this.#problem;
    return {
      ...this.#status,
      limitedSince: this.#limitedSince,
      ...(problem === null ? {} : { error: problemText(problem), fault: problem }),
    };
  }

  reading(): SqlReading {
    const mark = this.#mark;
    const instant = (at: number | null) => (at === null ? null : new Date(at).toISOString());
    return {
      ...this.#figures,
      watermark: mark?.watermark ?? null,
      isCatchingUp: mark?.isCatchingUp ?? true,
      rows: mark?.rows ?? 0,
      empty: mark?.empty ?? 0,
      progress: this.#progress,
      lastPollAt: instant(this.#lastPoll?.at ?? null),
      lastPollMs: this.#lastPoll === null ? null : Math.round(this.#lastPoll.tookMs),
      nextPollAt: instant(this.#nextPollAt),
      server: this.#server,
      fault: this.#problem,
    };
  }

  start(inlet: SourceInlet): void {
    this.#inlet = inlet;
    const stopping = new AbortController();
    this.#stopping = stopping;
    this.#set('waiting');
    // The one before has to have ended: two of them would read the same rows.
    this.#running = this.#running.then(() => this.#run(stopping.signal));
  }

  async stop(): Promise<void> {
    this.#stopping?.abort();
    this.#inlet = null;
    // What the database owes is not waited for; what is being stored is.
    void this.#session?.session.close();
    await atMost(STOP_WITHIN_MS, this.#running);
  }

  async test(): ReturnType<NonNullable<SourcePart['test']>> {
    let session: SqlSession | null = null;
    try {
      session = await this.#open(Math.min(this.#settings.timeLimitSeconds, TEST_WITHIN_SECONDS));
      const { columns } = await this.#readerOf(session);
      const { query } = this.#settings;
      const rows = await session.rows({ query, columns, order: null, from: null, limit: TEST_ROWS });
      const mayWrite = await session.mayWrite();
      const warned = mayWrite.length === 0 ? null : mayWrite.join(', ');
      return {
        ok: true,
        samples: rows.map((row) => rowInWords(columns, row)),
        summary: {
          ko: `${session.version}, 행 ${rows.length}건을 읽었습니다${warned === null ? '' : `; 이 계정은 쓸 수 있습니다 (${warned}): 읽기 전용 계정을 쓰십시오`}`,
          en: `${session.version}, ${rows.length} rows read${warned === null ? '' : `; this login may write (${warned}): use one that can only read`}`,
        },
      };
    } catch (error) {
      const fault = problemOf(error);
      const text = problemText(fault);
      const { code, parameters } = fault;
      return {
        ok: false,
        summary: { ko: text, en: text },
        samples: [],
        fault: { code, parameters: { ...parameters } },
      };
    } finally {
      await session?.close();
    }
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { monotonicNow, now } = this.#options;
    const everyMs = this.#settings.everySeconds * 1_000;
    let retryMs = RETRY_FIRST_MS;
    while (!signal.aborted) {
      const startedAt = monotonicNow();
      const isWhole = await this.#poll(signal);
      if (signal.aborted) break;
      const tookMs = monotonicNow() - startedAt;
      let waitMs = Math.max(0, everyMs - tookMs);
      if (isWhole === null) {
        waitMs = retryMs;
        retryMs = Math.min(retryMs * 2, RETRY_LAST_MS);
      } else {
        retryMs = RETRY_FIRST_MS;
        if (tookMs > everyMs) this.#figures.overruns += 1;
      }
      this.#nextPollAt = now() + waitMs;
      await sleep(Math.max(waitMs, LEAST_PAUSE_MS), signal);
      this.#nextPollAt = null;
    }
    await this.#close();
  }

  /** Whether everything there was has been read; null where it could not be. */
  async #poll(signal: AbortSignal): Promise<boolean | null> {
    const { monotonicNow, now } = this.#options;
    const startedAt = monotonicNow();
    try {
      const mark = this.#mark ?? readMark(await this.#options.hub.mark(markName(this.id)));
      this.#mark = mark;
      const opened = (this.#session ??= await this.#connect());
      if (signal.aborted) throw new Stopped();
      this.#server = opened.session.version;
      const before = this.#mark?.rows ?? 0;
      await this.#standBack(signal);
      await this.#measureWhatIsLeft(opened, mark);
      const result = await poll(this.#pollParts(opened, signal), mark);
      this.#mark = result.mark;
      this.#figures.repeated += result.repeated;
      this.#figures.ahead = result.ahead;
      this.#figures.lastPollRows = result.mark.rows - before;
      this.#isBehind = !result.isWhole;
      if (result.isWhole) this.#progress = null;
      if (this.#settings.everySeconds > KEPT_OPEN_SECONDS) await this.#close();
      this.#lastPoll = { at: now(), tookMs: monotonicNow() - startedAt };
      this.#succeed();
      return result.isWhole;
    } catch (error) {
      await this.#close();
      if (!(error instanceof Stopped) && !signal.aborted) this.#fail(error);
      return null;
    } finally {
      this.#limitedSince = null;
    }
  }

  async #connect(): Promise<{ session: SqlSession; reader: RowReader }> {
    const session = await this.#open(this.#settings.timeLimitSeconds);
    try {
      return { session, reader: await this.#readerOf(session) };
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  #open(timeLimitSeconds: number): Promise<SqlSession> {
    const password = this.#options.password();
    if (password === null) throw new SqlSourceProblem('PASSWORD_UNREADABLE', {});
    return this.#options.open(placeOf(this.#settings.connection, password, timeLimitSeconds));
  }

  async #readerOf(session: SqlSession): Promise<RowReader> {
    const { query, mapping } = this.#settings;
    const now = this.#options.now;
    const reader = rowReader(mapping, await session.columns(query), (at) => {
      const time = readSourceTime(at, now());
      return time.ok ? null : time.reason;
    });
    if ('missing' in reader) throw new SqlSourceProblem('COLUMN_NOT_IN_QUERY', { column: reader.missing });
    return reader;
  }

  /** How much there is to read, asked once when much may be; where that takes too long it is not known. */
  async #measureWhatIsLeft({ reader }: { reader: RowReader }, mark: SqlMark | null): Promise<void> {
    if (this.#progress !== null || (mark !== null && !mark.isCatchingUp && !this.#isBehind)) return;
    if (mark === null && this.#settings.start.from === 'now') return;
    const limit = Math.min(this.#settings.timeLimitSeconds, COUNT_WITHIN_MS / 1_000);
    let session: SqlSession | null = null;
    try {
      session = await this.#open(limit);
      const from = mark?.watermark ?? mark?.start ?? null;
      const left = await session.count(this.#settings.query, reader.watermark, from);
      const done = mark?.rows ?? 0;
      this.#progress = { done, total: done + left };
    } catch {
      this.#progress = null;
    } finally {
      await session?.close();
    }
  }

  #pollParts(
    { session, reader }: { session: SqlSession; reader: RowReader },
    signal: AbortSignal,
  ): PollParts {
    const { id: source, hub, now, monotonicNow } = this.#options;
    return {
      ...{ source, hub, now, monotonicNow, session, reader },
      settings: this.#settings,
      repeats: this.#repeats,
      pace: (rows, addedInMs) => this.#pace(rows, addedInMs, signal),
      onMark: (mark) => {
        this.#mark = mark;
        if (this.#progress !== null)
          this.#progress = { total: Math.max(this.#progress.total, mark.rows), done: mark.rows };
        this.#succeed();
      },
    };
  }

  /** At most half of the hub's time, not while many messages wait, and as its limit of rows lets it. */
  async #pace(rows: number, addedInMs: number, signal: AbortSignal): Promise<void> {
    const { hub, now } = this.#options;
    const { perSecond } = hub.sources.limits(this.id);
    const heldMs = perSecond === null ? 0 : (rows / perSecond) * 1_000 - addedInMs;
    if (heldMs > addedInMs) this.#limitedSince ??= now();
    await sleep(Math.max(LEAST_PAUSE_MS, addedInMs, heldMs), signal);
    await this.#standBack(signal);
  }

  /**
   * While messages wait, but not for ever: a source that floods takes no turn of another. And until judging has caught up
   * with what this one brought.
   */
  async #standBack(signal: AbortSignal): Promise<void> {
    const { hub, monotonicNow } = this.#options;
    const until = monotonicNow() + MOST_STAND_BACK_MS;
    const mustWait = () =>
      hub.sources.isBehind(this.id) || (hub.state().waiting > LIVE_FIRST && monotonicNow() < until);
    while (mustWait() && !signal.aborted) await sleep(STAND_BACK_MS, signal);
    if (signal.aborted) throw new Stopped();
  }

  #succeed(): void {
    if (this.#problem === null && this.#status.state === 'connected') return;
    this.#problem = null;
    this.#set('connected');
  }

  #fail(error: unknown): void {
    const problem = problemOf(error);
    const isNews = JSON.stringify(problem) !== JSON.stringify(this.#problem);
    this.#problem = problem;
    if (isNews)
      this.#options.log.warn(
        { source: this.id, ...problem, action: 'Test it on the Data page, under Sources.' },
        'a database could not be read',
      );
    if (this.#status.state !== 'failing') this.#set('failing');
    else if (isNews) this.#inlet?.changed();
  }

  #set(state: SourceStatus['state']): void {
    this.#status = { state, since: this.#options.now() };
    this.#inlet?.changed();
  }

  async #close(): Promise<void> {
    const opened = this.#session;
    this.#session = null;
    await opened?.session.close();
  }
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  signal.addEventListener('abort', () => resolve(), { once: true });
  return promise.finally(() => clearTimeout(timer));
}
