import { reason, textOfReason, type ReasonCode } from '../../../shared/contract/reasons.ts';
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Actor } from '../../../shared/contract/common.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import type {
  HistoryImport,
  ImportPreview,
  ImportWishes,
  RunImport,
  beginImportSchema,
  importErrorFileSchema,
  importPageSchema,
} from '../../../shared/contract/history-import.ts';
import { ImportQueue, NO_PROBLEM, problemOf, sourceOf, type Problem } from './import-queue.ts';
import type { History, ImportFiles, ImportStage, ImportStore } from './ports.ts';
import { previewOf } from './preview.ts';
import { Uploads } from './uploads.ts';
import type { Logger } from '../../platform/log.ts';

export interface HistoryImportOptions {
  readonly store: ImportStore;
  readonly files: ImportFiles;
  readonly stage: ImportStage;
  readonly history: History;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: Pick<Logger, 'error' | 'info'>;
  /** Called when something of an import has changed; `before`: the state it had, null for a new one. */
  readonly onChange?: (job: HistoryImport, before: HistoryImport['state'] | null) => void;
}

const problemBy = (code: ReasonCode): Problem => {
  const said = reason(code);
  return { problem: textOfReason(said, 'en'), said };
};
const NOT_SENT = problemBy('notSent');
const NOT_RUN = problemBy('notRun');

/** Bytes left free for what the station lives from. */
const LEAVE_FREE = 512 * 1_048_576;
const ERRORS_PART = 1_048_576;
const LOOK_EVERY_MS = 60_000;
/** A file that was sent and not run is not kept longer. */
const UNUSED_MS = 86_400_000;
const KEPT = 200;
const OPEN = new Set<HistoryImport['state']>([
  'uploading',
  'ready',
  'waiting',
  'checking',
  'adding',
  'refused',
]);
/** Not to be dropped from the list. */
const UNDER_WAY = new Set<HistoryImport['state']>([...OPEN, 'takingBack']);

/** Files brought into the history. Times are those of the contract. */
export class HistoryImportService {
  readonly #options: HistoryImportOptions;
  readonly #uploads: Uploads;
  readonly #queue: ImportQueue;
  readonly #jobs = new Map<string, HistoryImport>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: HistoryImportOptions) {
    this.#options = options;
    this.#uploads = new Uploads(options.files, options.now, LEAVE_FREE);
    this.#queue = new ImportQueue({
      ...options,
      leaveFree: LEAVE_FREE,
      job: (id) => this.#get(id),
      change: (id, change) => this.#change(id, change),
    });
  }

  /** Takes up what was under way when the station ended: imports go on, half-sent files are dropped. */
  async start(): Promise<void> {
    for (const job of await this.#options.store.all()) this.#jobs.set(job.id, job);
    for (const id of await this.#options.files.ids())
      if (!this.#jobs.has(id)) await this.#options.files.removeAll(id);
    for (const job of [...this.#jobs.values()]) {
      if (job.state === 'uploading') await this.#end(job.id, 'failed', NOT_SENT);
      else if (job.state === 'adding' || job.state === 'takingBack') this.#queue.first(job.id);
      else if (job.state === 'waiting' || job.state === 'checking') this.#queue.add(job.id);
    }
    this.#timer = setInterval(() => void this.#tidy(), LOOK_EVERY_MS).unref();
    await this.#tidy();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#uploads.close();
    await this.#queue.close();
  }

  /** A file whose pieces follow. `size` in bytes. Errors: `OVERLOADED`, `STORE_UNAVAILABLE` (no room). */
  async begin(
    { name, size }: z.infer<typeof beginImportSchema> | { name: string; size: null },
    actor: Actor,
  ): Promise<HistoryImport> {
    const id = randomUUID();
    await this.#uploads.begin(id, size);
    const job: HistoryImport = {
      id,
      name,
      size: size ?? 0,
      state: 'uploading',
      createdAt: this.#instant(),
      endedAt: null,
      by: actor.name,
      progress: null,
      options: null,
      skipsBadRows: false,
      takenBack: null,
      undoable: null,
      result: null,
      ...NO_PROBLEM,
      faults: [],
    };
    await this.#save(job);
    return this.#shown(job);
  }

  /** The next piece; returns how many bytes there are. */
  append(id: string, offset: number, bytes: Uint8Array): Promise<number> {
    return this.#uploads.append(id, offset, bytes);
  }

  /** The file is whole: it may be looked at and run. */
  async finish(id: string): Promise<HistoryImport> {
    const size = await this.#uploads.finish(id);
    return this.#change(id, { state: 'ready', size });
  }

  /** A file as a stream. `size` null where it is not known. Errors as for the pieces. */
  async receive(
    { name, size }: { name: string; size: number | null },
    source: AsyncIterable<Uint8Array>,
    actor: Actor,
  ): Promise<HistoryImport> {
    const { id } = await this.begin({ name, size } as { name: string; size: null }, actor);
    try {
      let offset = 0;
      for await (const chunk of source) offset = await this.append(id, offset, chunk);
      return await this.finish(id);
    } catch (error) {
      await this.#uploads.drop(id);
      await this.#end(id, 'failed', error instanceof AppError ? problemOf(error) : NOT_SENT);
      throw error;
    }
  }

  async list({
    cursor,
    limit,
  }: {
    cursor?: string | undefined;
    limit: number;
  }): Promise<z.infer<typeof importPageSchema>> {
    const all = [...this.#jobs.values()].reverse();
    const start = cursor === undefined ? 0 : all.findIndex(({ id }) => id === cursor) + 1;
    const items = all.slice(start, start + limit).map((job) => this.#shown(job));
    const last = items.at(-1);
    return last === undefined || start + limit >= all.length ? { items } : { items, nextCursor: last.id };
  }

  /** Error `NOT_FOUND`. */
  async get(id: string): Promise<HistoryImport> {
    return this.#shown(this.#get(id));
  }

  /** How the file is read: what is wished, the rest guessed; its first rows. Errors: `NOT_FOUND`, `VALIDATION_FAILED`. */
  async preview(id: string, wishes: ImportWishes): Promise<ImportPreview> {
    this.#get(id);
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return previewOf(await this.#options.files.head(id, wishes), wishes, zone, this.#options.now());
  }

  /**
   * Checks the whole file and adds it, when those before it are through. Errors: `CONFLICT` (not now), `NOT_FOUND`,
   * `VALIDATION_FAILED` (where its values belong is not known).
   */
  async run(id: string, { skipBadRows, ...wishes }: RunImport): Promise<HistoryImport> {
    const { state } = this.#get(id);
    if (state !== 'ready' && state !== 'refused')
      throw new AppError('CONFLICT', `this import is ${state}: it cannot be run`);
    const { options, doubts } = await this.preview(id, wishes);
    const missing = doubts.find(
      (doubt) => doubt === 'noTagPath' || doubt === 'noTime' || doubt === 'noValues',
    );
    if (missing !== undefined) throw new AppError('VALIDATION_FAILED', MISSING[missing]);
    const job = await this.#change(id, {
      state: 'waiting',
      options,
      skipsBadRows: skipBadRows,
      result: null,
      ...NO_PROBLEM,
      faults: [],
      endedAt: null,
    });
    this.#queue.add(id);
    return job;
  }

  /**
   * Nothing of the file stays: what was added already is taken back, which goes on after the answer. Error `CONFLICT` where it is at its
   * end already.
   */
  async cancel(id: string, actor: Actor): Promise<HistoryImport> {
    const { state } = this.#get(id);
    if (state === 'adding') {
      await this.#queue.stopAdding(id, { by: actor.name, end: 'cancelled' });
      const job = this.#get(id);
      if (job.state === 'takingBack' || job.state === 'cancelled') return this.#shown(job);
    }
    this.#requireOpen(id);
    await this.#uploads.drop(id);
    await this.#queue.cancel(id);
    this.#requireOpen(id);
    return this.#end(id, 'cancelled', NO_PROBLEM);
  }

  #requireOpen(id: string): void {
    const { state } = this.#get(id);
    if (OPEN.has(state)) return;
    const undo = state === 'done' ? ': it can be undone' : '';
    throw new AppError('CONFLICT', `this import is ${state} already${undo}`);
  }

  /** Takes everything out of the history again that this import added, and only that; goes on after the answer. Error `CONFLICT`. */
  async undo(id: string, actor: Actor): Promise<HistoryImport> {
    const { state, undoable } = this.#get(id);
    if (state !== 'done') throw new AppError('CONFLICT', `this import is ${state}: there is nothing to undo`);
    if (undoable === null || undoable === 0)
      throw new AppError('CONFLICT', 'nothing that this import added can be taken back');
    const takenBack = { at: this.#instant(), by: actor.name, end: 'undone', removed: 0, missing: 0 } as const;
    const job = await this.#change(id, { state: 'takingBack', takenBack });
    this.#queue.first(id);
    return job;
  }

  /** The faulty rows as CSV, a part of the file from `offset` on. Error `NOT_FOUND`. */
  async errors(id: string, offset: number): Promise<z.infer<typeof importErrorFileSchema>> {
    this.#get(id);
    const found = await this.#options.files.errors(id, offset, ERRORS_PART);
    if (found === null) throw new AppError('NOT_FOUND', 'this import has no faulty rows');
    const { bytes, isEnd } = found;
    return {
      dataBase64: Buffer.from(bytes).toString('base64'),
      nextOffset: isEnd ? null : offset + bytes.length,
    };
  }

  /** All of them. Error `NOT_FOUND`. */
  errorStream(id: string): AsyncIterable<Uint8Array> {
    this.#get(id);
    const stream = this.#options.files.errorStream(id);
    if (stream === null) throw new AppError('NOT_FOUND', 'this import has no faulty rows');
    return stream;
  }

  #instant(): string {
    return new Date(this.#options.now()).toISOString();
  }

  #get(id: string): HistoryImport {
    const job = this.#jobs.get(id);
    if (job === undefined) throw new AppError('NOT_FOUND', `there is no import ${id}`);
    return job;
  }

  #shown(job: HistoryImport): HistoryImport {
    const received = this.#uploads.received(job.id);
    const progress =
      received === undefined ? this.#queue.progress(job.id) : { done: received, total: job.size || received };
    return { ...job, progress, ...this.#trouble(job) };
  }

  /** Why it does not go on now. */
  #trouble({ id, state }: HistoryImport): Problem | null {
    const trouble = this.#queue.trouble(id);
    const failure = state === 'adding' || state === 'takingBack' ? this.#options.history.failure() : null;
    return trouble ?? (failure === null ? null : problemOf(failure));
  }

  async #save(job: HistoryImport): Promise<void> {
    await this.#options.store.save(job);
    const before = this.#jobs.get(job.id)?.state ?? null;
    this.#jobs.set(job.id, job);
    this.#options.onChange?.(job, before);
  }

  async #change(id: string, change: Partial<HistoryImport>): Promise<HistoryImport> {
    const job = { ...this.#get(id), ...change };
    await this.#save(job);
    return this.#shown(job);
  }

  async #end(id: string, state: 'failed' | 'cancelled', problem: Problem): Promise<HistoryImport> {
    await this.#options.files.removeAll(id);
    return this.#change(id, { state, ...problem, endedAt: this.#instant() });
  }

  /** Drops what nobody came back for. */
  async #tidy(): Promise<void> {
    try {
      for (const id of this.#uploads.idle()) {
        await this.#uploads.drop(id);
        await this.#end(id, 'failed', NOT_SENT);
      }
      const before = this.#options.now() - UNUSED_MS;
      for (const { id, state, createdAt } of [...this.#jobs.values()]) {
        const isUnused = (state === 'ready' || state === 'refused') && Date.parse(createdAt) < before;
        if (isUnused) await this.#end(id, 'cancelled', NOT_RUN);
      }
      const ended = [...this.#jobs.values()].filter(({ state }) => !UNDER_WAY.has(state));
      for (const { id } of ended.slice(0, -KEPT)) {
        await this.#options.history.forgetAdded(sourceOf(id));
        await this.#options.files.removeAll(id);
        await this.#options.store.remove(id);
        this.#jobs.delete(id);
      }
    } catch (error) {
      this.#options.log.error(
        { err: error, action: 'Look at the store in Health; it is tried again at the next start.' },
        'old imports could not be tidied away',
      );
    }
  }
}

const MISSING = {
  noTagPath: 'say where the values belong: a tag, or the machine whose tags the columns are',
  noTime: 'no column holds times that can be read: choose the column and its format',
  noValues: 'the file has no column with values',
} as const;
