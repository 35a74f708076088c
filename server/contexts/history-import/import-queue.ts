import { reason } from '../../../shared/contract/reasons.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, ReasonError } from '../../../shared/contract/errors.ts';
import type {
  HistoryImport,
  ImportResult,
  ImportTakenBack,
} from '../../../shared/contract/history-import.ts';
import { addStaged, type AddingState } from './adding.ts';
import { takeBackAdded, undoMark } from './taking-back.ts';
import type { History, ImportFiles, ImportStage, Staged, StagedFile } from './ports.ts';
import { REPORT, type Logger } from '../../platform/log.ts';

export interface QueueOptions {
  readonly files: ImportFiles;
  readonly stage: ImportStage;
  readonly history: History;
  readonly now: () => number;
  readonly log: Pick<Logger, 'error' | 'info'>;
  readonly leaveFree: number;
  readonly job: (id: string) => HistoryImport;
  readonly change: (id: string, change: Partial<HistoryImport>) => Promise<HistoryImport>;
}

/** Who ends an import while it is being added, or afterwards, and how. */
export type TakingBackOrder = Pick<ImportTakenBack, 'by' | 'end'>;

const RETRY_MS = 500;

/** Why it does not go on, or ended: as text, and by code where it has one. */
export type Problem = Pick<HistoryImport, 'problem' | 'said'>;

export const NO_PROBLEM: Problem = { problem: null, said: null };

export function problemOf(error: Error): Problem {
  return { problem: error.message, said: error instanceof ReasonError ? error.reason : null };
}

interface Running {
  readonly id: string;
  readonly cancel: AbortController;
  progress: { done: number; total: number } | null;
  trouble: Problem | null;
  /** It is to be taken back as soon as the part in hand is added; resolves when that has begun, or can no more. */
  takeBack: { readonly order: TakingBackOrder; readonly begun: PromiseWithResolvers<void> } | null;
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

  /** One that was being added or taken back when the station ended goes before all others. */
  first(id: string): void {
    this.#waiting.unshift(id);
    this.#next();
  }

  progress(id: string): { done: number; total: number } | null {
    return this.#running?.id === id ? this.#running.progress : null;
  }

  trouble(id: string): Problem | null {
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

  /** Ends one that is being added: what was added is taken back. Resolves when that has begun, or the last part was added before. */
  async stopAdding(id: string, order: TakingBackOrder): Promise<void> {
    if (this.#running?.id !== id) return;
    if (this.#options.job(id).state !== 'adding') return;
    this.#running.takeBack ??= { order, begun: Promise.withResolvers() };
    await this.#running.takeBack.begun.promise;
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
    this.#running = { id, cancel, progress: null, trouble: null, takeBack: null, ended: promise };
    this.#run(id, cancel.signal)
      .catch((error: unknown) => this.#failed(id, error))
      .finally(() => {
        this.#running?.takeBack?.begun.resolve();
        this.#running = null;
        resolve();
        this.#next();
      });
  }

  async #failed(id: string, error: unknown): Promise<void> {
    if (error === CANCELLED || this.#closing) return;
    const { log, job } = this.#options;
    const known = error instanceof AppError && error.code !== 'INTERNAL';
    if (!known) log.error({ err: error, import: id, action: REPORT }, 'an import failed');
    const problem = problemOf(known ? error : new ReasonError('INTERNAL', reason('importBroke')));
    try {
      const { state, by } = job(id);
      if (state === 'adding') await this.#takeBack(id, { by, end: 'failed' }, problem);
      // Begun again at the next start.
      else if (state === 'takingBack') await this.#persist(id, problem);
      // The file is still there and may be run again when there is room.
      else if (state === 'checking' && known && error.code === 'STORE_UNAVAILABLE')
        await this.#persist(id, { state: 'ready', ...problem });
      // What comes after that is only tidied: files that are left over.
      else if (state === 'waiting' || state === 'checking') {
        await this.#options.files.removeData(id);
        await this.#persist(id, { state: 'failed', ...problem, endedAt: this.#instant() });
      }
    } catch (failure) {
      if (failure !== CANCELLED)
        log.error(
          { err: failure, import: id, action: 'Look at the store in Health; it goes on at the next start.' },
          'an import cannot be recorded',
        );
    }
  }

  /** Writes down how it stands, and waits while nothing can be written: a full disk must not make a whole import a failed one. */
  async #persist(id: string, change: Partial<HistoryImport>): Promise<void> {
    for (;;)
      try {
        await this.#options.change(id, change);
        return this.#trouble(id, null);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'STORE_UNAVAILABLE') throw error;
        this.#trouble(id, problemOf(error));
        await sleep(RETRY_MS);
        if (this.#closing) throw CANCELLED;
      }
  }

  #trouble(id: string, problem: Problem | null): void {
    if (this.#running?.id === id) this.#running.trouble = problem;
  }

  #instant(): string {
    return new Date(this.#options.now()).toISOString();
  }

  async #run(id: string, signal: AbortSignal): Promise<void> {
    const { state, takenBack } = this.#options.job(id);
    if (state === 'takingBack' && takenBack !== null) return this.#takeBack(id, takenBack, null);
    if (state !== 'adding' && state !== 'waiting' && state !== 'checking') return;
    if (state !== 'adding' && (await this.#check(id, signal)) === 'refused') return;
    await this.#add(id, signal);
  }

  /** Reads the whole file; it may be added afterwards unless rows are refused. */
  async #check(id: string, signal: AbortSignal): Promise<'refused' | 'good'> {
    await this.#persist(id, { state: 'checking' });
    const read = await this.#read(id, signal);
    const result = resultOf(read);
    if (read.badRows > 0 && !this.#options.job(id).skipsBadRows) {
      await this.#persist(id, {
        state: 'refused',
        result,
        faults: [...read.faults],
        endedAt: this.#instant(),
      });
      return 'refused';
    }
    if (read.values === 0)
      throw new ReasonError('VALIDATION_FAILED', reason('noValueInRows', { rows: read.rows }));
    signal.throwIfAborted();
    this.#progress(id, 0, result.values);
    await this.#persist(id, { state: 'adding', result, faults: [...read.faults] });
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
    const { history, files } = this.#options;
    const checked = this.#options.job(id).result;
    if (checked === null) throw new Error('an import that was not checked');
    const total = checked.values - checked.duplicateInFile;
    const source = sourceOf(id);
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
        onTrouble: (error) => this.#trouble(id, error && problemOf(error)),
        isStopped: () => this.#closing || (this.#running?.takeBack ?? null) !== null,
      });
    } finally {
      await staged.close();
    }
    if (state === null) return this.#stopped(id);
    const { stored, alreadyThere, newTags } = state;
    await this.#persist(id, {
      state: 'done',
      result: { ...checked, stored, alreadyThere, newTags },
      undoable: stored,
      endedAt: this.#instant(),
    });
    await files.removeData(id);
    await history.forgetMark(source);
    this.#options.log.info({ import: id, stored, alreadyThere }, 'a file was imported');
  }

  async #stopped(id: string): Promise<void> {
    const order = this.#running?.takeBack?.order;
    if (order !== undefined && !this.#closing) await this.#takeBack(id, order, null);
  }

  /** Everything the import has added goes again; from here on that is finished, after a restart too. */
  async #takeBack(id: string, { by, end }: TakingBackOrder, problem: Problem | null): Promise<void> {
    const { history, files, job } = this.#options;
    const source = sourceOf(id);
    const { state, takenBack } = job(id);
    const begun = state === 'takingBack' && takenBack !== null ? takenBack : this.#noneTaken(by, end);
    const whole = { ...begun, end };
    if (state !== 'takingBack')
      await this.#persist(id, { state: 'takingBack', takenBack: whole, ...(problem ?? NO_PROBLEM) });
    this.#running?.takeBack?.begun.resolve();
    const total = await history.addedBy(source);
    this.#progress(id, 0, total);
    const taken = await takeBackAdded({
      source,
      history,
      pause: (milliseconds) => sleep(milliseconds),
      onProgress: ({ removed, missing }) => this.#progress(id, removed + missing, total),
      onTrouble: (error) => this.#trouble(id, error && problemOf(error)),
      isStopped: () => this.#closing,
    });
    if (taken === null) return;
    await this.#persist(id, {
      state: end,
      undoable: null,
      takenBack: { ...whole, ...taken },
      endedAt: this.#instant(),
    });
    await files.removeData(id);
    await history.forgetMark(source);
    await history.forgetMark(undoMark(source));
    this.#options.log.info({ import: id, ...taken, by, end }, 'an import was taken back');
  }

  #noneTaken(by: string, end: ImportTakenBack['end']): ImportTakenBack {
    return { at: this.#instant(), by, end, removed: 0, missing: 0 };
  }
}

/** The name under which the history knows what an import adds. */
export const sourceOf = (id: string) => `import:${id}`;

const CANCELLED = new Error('cancelled');

/** Error `VALIDATION_FAILED` where the station may not have so many tags. */
function requireTags({ tags }: Staged, { tagPaths, tagLimit }: History): void {
  const known = new Set(tagPaths());
  const wanted = tags.filter((path) => !known.has(path)).length;
  if (known.size + wanted > tagLimit)
    throw new ReasonError(
      'VALIDATION_FAILED',
      reason('tooManyNewTags', { wanted, known: known.size, most: tagLimit }),
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
