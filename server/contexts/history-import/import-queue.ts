import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../shared/contract/errors.ts';
import type { HistoryImport, ImportResult } from '../../../shared/contract/history-import.ts';
import { addStaged, type AddingState } from './adding.ts';
import type { History, ImportFiles, ImportStage, Staged, StagedFile } from './ports.ts';

export interface QueueOptions {
  readonly files: ImportFiles;
  readonly stage: ImportStage;
  readonly history: History;
  readonly now: () => number;
  readonly log: { error(fields: object, message: string): void; info(fields: object, message: string): void };
  readonly leaveFree: number;
  readonly job: (id: string) => HistoryImport;
  readonly change: (id: string, change: Partial<HistoryImport>) => Promise<HistoryImport>;
}

interface Running {
  readonly id: string;
  readonly cancel: AbortController;
  progress: { done: number; total: number } | null;
  trouble: string | null;
  readonly ended: Promise<void>;
}

/** Imports one after the other: read and checked as a whole first, then added. */
export class ImportQueue {
  readonly #options: QueueOptions;
  readonly #waiting: string[] = [];
  #running: Running | null = null;
  #closing = false;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  add(id: string): void {
    this.#waiting.push(id);
    this.#next();
  }

  /** One that was being added when the station ended goes before all others. */
  first(id: string): void {
    this.#waiting.unshift(id);
    this.#next();
  }

  progress(id: string): { done: number; total: number } | null {
    return this.#running?.id === id ? this.#running.progress : null;
  }

  trouble(id: string): string | null {
    return this.#running?.id === id ? this.#running.trouble : null;
  }

  /** Ends the reading of a file, or takes it out of the queue. Resolves when nothing is done with it any more. */
  async cancel(id: string): Promise<void> {
    const place = this.#waiting.indexOf(id);
    if (place >= 0) this.#waiting.splice(place, 1);
    if (this.#running?.id !== id) return;
    this.#running.cancel.abort(CANCELLED);
    await this.#running.ended;
  }

  /** Resolves when the part in hand is committed; the rest goes on at the next start. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#running?.cancel.abort(CANCELLED);
    await this.#running?.ended;
  }

  #next(): void {
    if (this.#running !== null || this.#closing) return;
    const id = this.#waiting.shift();
    if (id === undefined) return;
    const cancel = new AbortController();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#running = { id, cancel, progress: null, trouble: null, ended: promise };
    this.#run(id, cancel.signal)
      .catch((error: unknown) => this.#failed(id, error))
      .finally(() => {
        this.#running = null;
        resolve();
        this.#next();
      });
  }

  async #failed(id: string, error: unknown): Promise<void> {
    if (error === CANCELLED || this.#closing) return;
    const known = error instanceof AppError && error.code !== 'INTERNAL';
    if (!known) this.#options.log.error({ err: error, import: id }, 'an import failed');
    await this.#options.files.removeData(id);
    await this.#options
      .change(id, {
        state: 'failed',
        problem: known ? error.message : 'the file could not be imported; the server log has the details',
        endedAt: this.#instant(),
      })
      .catch((failure: unknown) => this.#options.log.error({ err: failure }, 'an import cannot be recorded'));
  }

  #instant(): string {
    return new Date(this.#options.now()).toISOString();
  }

  async #run(id: string, signal: AbortSignal): Promise<void> {
    const { state } = this.#options.job(id);
    const checked = state === 'adding' ? null : await this.#check(id, signal);
    if (checked === 'refused') return;
    await this.#add(id, signal);
  }

  /** Reads the whole file; it may be added afterwards unless rows are refused. */
  async #check(id: string, signal: AbortSignal): Promise<'refused' | 'good'> {
    await this.#options.change(id, { state: 'checking' });
    const read = await this.#read(id, signal);
    const result = resultOf(read);
    if (read.badRows > 0 && !this.#options.job(id).skipsBadRows) {
      await this.#options.change(id, {
        state: 'refused',
        result,
        faults: [...read.faults],
        endedAt: this.#instant(),
      });
      return 'refused';
    }
    if (read.values === 0)
      throw new AppError('VALIDATION_FAILED', `there is no value in ${read.rows} rows: nothing was added`);
    signal.throwIfAborted();
    this.#progress(id, 0, result.values);
    await this.#options.change(id, { state: 'adding', result, faults: [...read.faults] });
    return 'good';
  }

  async #read(id: string, signal: AbortSignal): Promise<StagedFile> {
    const { stage, now, leaveFree, history } = this.#options;
    const { options, skipsBadRows, size } = this.#options.job(id);
    if (options === null) throw new Error('an import without options');
    const order = {
      id,
      options,
      skipBadRows: skipsBadRows,
      now: now(),
      leaveFree,
      mostTags: history.tagLimit,
    };
    return stage.read(order, (done) => this.#progress(id, done, size), signal);
  }

  #progress(id: string, done: number, total: number): void {
    if (this.#running?.id === id) this.#running.progress = { done, total };
  }

  /** What was staged; read again where that was lost. */
  async #staged(id: string, signal: AbortSignal): Promise<Staged> {
    const staged = await this.#options.stage.open(id);
    if (staged !== null) return staged;
    await this.#read(id, signal);
    const again = await this.#options.stage.open(id);
    if (again === null) throw new Error('a staged file cannot be opened');
    return again;
  }

  async #add(id: string, signal: AbortSignal): Promise<void> {
    const { history, files, change } = this.#options;
    const checked = this.#options.job(id).result;
    if (checked === null) throw new Error('an import that was not checked');
    const total = checked.values - checked.duplicateInFile;
    const source = `import:${id}`;
    this.#progress(id, 0, total);
    const staged = await this.#staged(id, signal);
    let state: AddingState | null;
    try {
      if ((await history.mark(source)) === null) requireTags(staged, history);
      // Cancelled in the moment before: nothing has been added yet.
      signal.throwIfAborted();
      state = await addStaged({
        source,
        staged,
        history,
        pause: (milliseconds) => sleep(milliseconds),
        onProgress: ({ done }) => this.#progress(id, done, total),
        onTrouble: (problem) => {
          if (this.#running?.id === id) this.#running.trouble = problem;
        },
        isClosing: () => this.#closing,
      });
    } finally {
      await staged.close();
    }
    if (state === null) return;
    const { stored, alreadyThere, newTags } = state;
    await change(id, {
      state: 'done',
      result: { ...checked, stored, alreadyThere, newTags },
      endedAt: this.#instant(),
    });
    await files.removeData(id);
    await history.forgetMark(source);
    this.#options.log.info({ import: id, stored, alreadyThere }, 'a file was imported');
  }
}

const CANCELLED = new Error('cancelled');

/** Error `VALIDATION_FAILED` where the station may not have so many tags. */
function requireTags({ tags }: Staged, { tagPaths, tagLimit }: History): void {
  const known = new Set(tagPaths());
  const wanted = tags.filter((path) => !known.has(path)).length;
  if (known.size + wanted > tagLimit)
    throw new AppError(
      'VALIDATION_FAILED',
      `the file has ${wanted} new tags and the station ${known.size}; ${tagLimit} are its limit: nothing was added`,
    );
}

function resultOf(read: StagedFile): ImportResult {
  const { faults: _, from, to, ...counts } = read;
  return {
    ...counts,
    from: from === null ? null : new Date(from).toISOString(),
    to: to === null ? null : new Date(to).toISOString(),
    stored: 0,
    alreadyThere: 0,
    newTags: 0,
  };
}
