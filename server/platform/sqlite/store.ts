import { reason } from '../../../shared/contract/reasons.ts';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { AppError, ReasonError } from '../../../shared/contract/errors.ts';
import { workerUrl, type WorkerName } from '../entry-url.ts';
import { isOfDamage } from './connection.ts';
import { damaged } from './damage.ts';
import { Gate } from './gate.ts';
import { patrolPages } from './page-patrol.ts';
import type {
  Companion,
  Durability,
  FromWriter,
  ReadReply,
  ReadRequest,
  SqliteStore,
  SqlValue,
  Statement,
  StatementResult,
  StoreStats,
  WriteReply,
  WriteRequest,
} from './types.ts';

interface Waiting<T> {
  resolve(value: T): void;
  reject(error: Error): void;
}

interface Reader {
  readonly worker: Worker;
  pending: number;
}

const READERS = 2;
/** After a failure, should nobody else write: whether writing is possible again, so that it is not shown as failing for longer. */
const PROBE_EVERY_MS = 1_000;
const PROBE = {
  sql: 'UPDATE schema_migration SET applied_at = applied_at WHERE name = (SELECT max(name) FROM schema_migration)',
};

/** Threads that may be starting while the file is still being made. */
export interface StartingStore {
  /** From now on the file exists and is migrated (`migrate.ts`). */
  open(): SqliteStore;
  /** Ends the threads, whether the store was opened or not. */
  close(): Promise<void>;
}

/** Starts the station's store: one writer thread that commits waiting transactions together, and readers beside it. */
export function startStore(file: string): StartingStore {
  const store = new WorkerStore(file);
  return {
    open() {
      store.open();
      return store;
    },
    close: () => store.close(),
  };
}

/** A store whose file exists and is migrated. */
export function openStore(file: string): SqliteStore {
  return startStore(file).open();
}

class WorkerStore implements SqliteStore {
  readonly #writes = new Map<number, Waiting<StatementResult[]> & { readonly since: number }>();
  readonly #reads = new Map<number, Waiting<unknown[]> & { readonly reader: Reader }>();
  readonly #failureListeners: ((error: Error) => void)[] = [];
  readonly #counts = { transactions: 0, commits: 0, slowestCommitMs: 0, logBytes: 0 };
  #probe: NodeJS.Timeout | null = null;
  #endPatrol = () => {};
  readonly #writer: Worker;
  readonly #readers: Reader[] = [];
  readonly #companions: Worker[] = [];
  readonly #file: string;
  readonly #gate = new Gate();
  /** Resolves when the first reader has answered or never will. */
  readonly #isUp = Promise.withResolvers<void>();
  #turn: Promise<unknown> = this.#isUp.promise;
  #lastError: string | null = null;
  #nextId = 1;
  #closed = false;
  #failure: AppError | null = null;
  #ending: Promise<void> | undefined;

  constructor(file: string) {
    this.#file = file;
    this.#writer = this.#start('sqlite/writer-worker', file);
    this.#writer.on('message', (message: FromWriter) => this.#heard(message));
    this.#startReader();
    for (let more = 1; more < READERS; more += 1) void this.#inTurn(() => this.#startReader());
  }

  open(): void {
    this.#gate.open();
    const isUp = () => this.#isUp.resolve();
    this.read('SELECT 1').then(isUp, isUp);
    this.#endPatrol = patrolPages({
      look: (from, count) => this.#look(from, count),
      onDamage: (page) => this.#fail(damaged(this.#file, `page ${page}`)),
    });
  }

  async #look(from: number, count: number): Promise<number | null> {
    const sql = `SELECT CASE WHEN pages_sealed() AND ? <= (SELECT page_count FROM pragma_page_count) THEN damaged_page(?, ?) END AS page`;
    const [row] = await this.read<{ page: number | null }>(sql, [from, from, count], { isLong: true });
    return row?.page ?? null;
  }

  #startReader(): Worker {
    const worker = this.#start('sqlite/reader-worker', this.#file);
    worker.on('message', (reply: ReadReply) => this.#readDone(reply));
    this.#readers.push({ worker, pending: 0 });
    return worker;
  }

  /** Starts threads one after the other: all at once would take the time of what is waited for at the start. Null: not any more. */
  #inTurn(start: () => Worker): Promise<Worker | null> {
    const worker = this.#turn.then(() => (this.#closed ? null : start()));
    this.#turn = worker.then((started) => started && once(started, 'online').catch(() => {}));
    return worker;
  }

  get started(): Promise<unknown> {
    return this.#turn;
  }

  write(
    statements: readonly Statement[],
    { durability }: { durability: Durability },
  ): Promise<StatementResult[]> {
    if (this.#closed) return Promise.reject(this.#closedError());
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#counts.transactions += 1;
      this.#writes.set(id, { resolve, reject, since: performance.now() });
      this.#writer.postMessage({ id, statements, durability } satisfies WriteRequest);
    });
  }

  read<T>(
    sql: string,
    parameters: readonly SqlValue[] = [],
    { isLong = false }: { isLong?: boolean } = {},
  ): Promise<T[]> {
    if (this.#closed) return Promise.reject(this.#closedError());
    return new Promise<T[]>((resolve, reject) => {
      const id = this.#nextId++;
      const reader = this.#readerFor(isLong);
      reader.pending += 1;
      this.#reads.set(id, { resolve: resolve as (rows: unknown[]) => void, reject, reader });
      reader.worker.postMessage({ id, sql, parameters } satisfies ReadRequest);
    });
  }

  /** Long reads share the first reader; the others take whoever has least to do, so none waits behind them. */
  #readerFor(isLong: boolean): Reader {
    const [first, ...others] = this.#readers as [Reader, ...Reader[]];
    if (isLong) return first;
    return others.reduce((best, reader) => (reader.pending <= best.pending ? reader : best), first);
  }

  companion(name: WorkerName): Companion {
    const starting = this.#inTurn(() => {
      const worker = this.#start(name, this.#file);
      this.#companions.push(worker);
      return worker;
    });
    return {
      post: (message) => void starting.then((worker) => worker?.postMessage(message)),
      onMessage: (listener) => void starting.then((worker) => worker?.on('message', listener)),
      onEnd: (listener) =>
        void starting.then((worker) => (worker === null ? listener() : worker.on('exit', listener))),
    };
  }

  stats(): StoreStats {
    const pendingWrites = this.#writes.size;
    const [oldest] = this.#writes.values();
    const oldestWriteMs = oldest === undefined ? 0 : performance.now() - oldest.since;
    return {
      ...this.#counts,
      oldestWriteMs,
      pendingWrites,
      pendingReads: this.#reads.size,
      lastError: this.#lastError,
    };
  }

  onFailure(listener: (error: Error) => void): void {
    if (this.#failure !== null) listener(this.#failure);
    else this.#failureListeners.push(listener);
  }

  close(): Promise<void> {
    return (this.#ending ??= this.#end());
  }

  async #end(): Promise<void> {
    this.#closed = true;
    this.#endPatrol();
    this.#gate.close();
    this.#isUp.resolve();
    await this.#turn;
    if (this.#probe !== null) clearTimeout(this.#probe);
    // After a failure too: the other threads live on, and would keep a command from ending. None is terminated: inside
    // SQLite that can abort the process.
    const ended = async (worker: Worker) => {
      const hasEnded = worker.threadId === -1;
      if (hasEnded) return;
      worker.postMessage('close');
      await new Promise<void>((done) => worker.once('exit', () => done()));
    };
    // Readers first, also one that is still starting: only the writer, as the last, folds the log into the database file.
    await Promise.all([...this.#readers.map(({ worker }) => worker), ...this.#companions].map(ended));
    await ended(this.#writer);
    this.#rejectAll(this.#closedError());
  }

  #start(name: WorkerName, file: string): Worker {
    const worker = new Worker(workerUrl(name), { workerData: { file, gate: this.#gate.shared }, name });
    worker.on('error', (error: Error) => this.#fail(error));
    worker.on('exit', (code) => {
      if (!this.#closed) this.#fail(new Error(`${name} ended with code ${code}`));
    });
    return worker;
  }

  #heard(message: FromWriter): void {
    if ('replies' in message) this.#written(message);
    else if ('failing' in message) this.#failed(message.failing);
    else this.#counts.logBytes = message.logBytes;
  }

  #written({ replies, commitMs }: WriteReply): void {
    this.#counts.commits += 1;
    this.#counts.slowestCommitMs = Math.max(this.#counts.slowestCommitMs, commitMs);
    for (const reply of replies) {
      const waiting = this.#writes.get(reply.id);
      this.#writes.delete(reply.id);
      if (reply.ok) {
        this.#lastError = null;
        waiting?.resolve(reply.results);
      } else {
        if (!isConstraint(reply.code)) this.#failed(`${reply.code}: ${reply.message}`);
        waiting?.reject(storeError(reply.code, reply.message));
      }
    }
  }

  #failed(why: string): void {
    this.#lastError = why;
    if (this.#probe !== null || this.#closed) return;
    this.#probe = setTimeout(() => {
      this.#probe = null;
      if (this.#lastError !== null && !this.#closed)
        this.write([PROBE], { durability: 'normal' }).catch(() => {});
    }, PROBE_EVERY_MS);
  }

  #readDone(reply: ReadReply): void {
    const waiting = this.#reads.get(reply.id);
    this.#reads.delete(reply.id);
    if (waiting !== undefined) waiting.reader.pending -= 1;
    if (reply.ok) waiting?.resolve(reply.rows);
    else waiting?.reject(storeError(reply.code, reply.message));
    if (!reply.ok && isOfDamage(reply.code))
      this.#fail(damaged(this.#file, `${reply.code}: ${reply.message}`));
  }

  #fail(error: Error): void {
    this.#lastError = error.message;
    const wrapped = new AppError('STORE_UNAVAILABLE', `the local store stopped: ${error.message}`, [], error);
    this.#rejectAll(wrapped);
    if (this.#closed) return;
    this.#closed = true;
    this.#failure = wrapped;
    for (const listener of this.#failureListeners) listener(wrapped);
  }

  #rejectAll(error: Error): void {
    for (const waiting of [...this.#writes.values(), ...this.#reads.values()]) waiting.reject(error);
    this.#writes.clear();
    this.#reads.clear();
  }

  #closedError(): AppError {
    return new AppError('STORE_UNAVAILABLE', this.#lastError ?? 'the local store is closed');
  }
}

const isConstraint = (code: string) => code.startsWith('SQLITE_CONSTRAINT');

function storeError(code: string, message: string): AppError {
  if (isConstraint(code)) return new AppError('CONFLICT', message);
  if (code === 'SQLITE_FULL')
    return new ReasonError('STORE_UNAVAILABLE', reason('diskFull'), `${code}: ${message}`);
  const advice = code.startsWith('SQLITE_READONLY')
    ? 'the data folder cannot be written: check its permissions'
    : 'the local store failed: see the log and run "aif doctor"';
  return new AppError('STORE_UNAVAILABLE', `${advice} (${code}: ${message})`);
}
