import type { Backup, BackupsState, BackupVerified } from '../../../shared/contract/backups.ts';
import { AppError, ReasonError } from '../../../shared/contract/errors.ts';
import { reason, type Reason } from '../../../shared/contract/reasons.ts';
import type { Logger } from '../../platform/log.ts';
import { notKept, type KeepRule } from './domain/kept.ts';
import { lastDue, nextDue } from './domain/schedule.ts';
import type { BackupFiles, BackupThread, CopyOrder, RestoreNotes } from './ports.ts';
import { timeStamp } from '../../../shared/util/time-stamp.ts';

const LOOK_EVERY_MS = 60_000;
/** A station that is started after its time of day first gets to work. */
const FIRST_AFTER_MS = 600_000;
/** After a failure it is tried again. */
const AGAIN_AFTER_MS = 3_600_000;
/** What a copy must leave free, for the station itself. */
const SPARE_BYTES = 256 * 1024 ** 2;
const MEBIBYTE = 1024 ** 2;

interface Options {
  readonly files: BackupFiles;
  readonly thread: BackupThread;
  readonly notes: RestoreNotes;
  /** Time of day (`HH:MM`); null: none is scheduled. */
  readonly at: string | null;
  readonly keep: KeepRule;
  readonly now: () => number;
  readonly log: Logger;
  readonly onChange: () => void;
  /** Ends the station and starts it again. */
  readonly restart: () => void;
}

export interface BackupsService {
  state(): BackupsState;
  /** Begins one, which goes on by itself. Error `CONFLICT` while one is running. */
  create(): void;
  cancel(): void;
  verify(name: string): Promise<BackupVerified>;
  remove(name: string): void;
  /** Verifies it; then the station starts anew from it. Errors: `NOT_FOUND`, `CONFLICT`. */
  restore(order: { readonly name: string; readonly reason: string }, by: string): Promise<void>;
  /** From now on scheduled ones are made. */
  start(): void;
  close(): Promise<void>;
}

/** `station-20261129T033000Z` */
export const backupNameAt = (at: number): string => `station-${timeStamp(new Date(at).toISOString())}`;

const mebibytes = (bytes: number): string => `${Math.max(0, Math.round(bytes / MEBIBYTE))} MiB`;

const reasonOf = (error: unknown): Reason =>
  error instanceof ReasonError
    ? error.reason
    : reason('backupFailed', { detail: error instanceof Error ? error.message : String(error) });

export function createBackupsService(options: Options): BackupsService {
  return new Backups(options);
}

class Backups implements BackupsService {
  readonly #options: Options;
  readonly #startedAt: number;
  #running: { readonly startedAt: number; share: number; readonly stop: AbortController } | null = null;
  #lastFailure: BackupsState['lastFailure'] = null;
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(options: Options) {
    this.#options = options;
    this.#startedAt = options.now();
  }

  start(): void {
    this.#options.files.removeUnfinished();
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS).unref();
  }

  state(): BackupsState {
    const { files, at, now, notes } = this.#options;
    const running = this.#running && {
      startedAt: new Date(this.#running.startedAt).toISOString(),
      share: this.#running.share,
    };
    return {
      folder: files.folder,
      items: files.list(),
      quarantineBytes: files.quarantineBytes(),
      running,
      lastFailure: this.#lastFailure,
      nextAt: at === null ? null : new Date(nextDue(now(), at)).toISOString(),
      restored: notes.last(),
    };
  }

  create(): void {
    if (this.#running !== null) throw new ReasonError('CONFLICT', reason('backupRunning'));
    this.#begin('manual');
  }

  cancel(): void {
    this.#running?.stop.abort(new AppError('CONFLICT', 'the backup was cancelled'));
  }

  async verify(name: string): Promise<BackupVerified> {
    this.#known(name);
    try {
      await this.#options.thread.verify(name);
      return { ok: true, reason: null };
    } catch (error) {
      return { ok: false, reason: reasonOf(error) };
    }
  }

  remove(name: string): void {
    this.#known(name);
    this.#options.files.remove(name);
    this.#options.log.info({ backup: name }, 'a backup was removed');
    this.#options.onChange();
  }

  async restore(
    { name, reason: why }: { readonly name: string; readonly reason: string },
    by: string,
  ): Promise<void> {
    this.#known(name);
    if (this.#running !== null) throw new ReasonError('CONFLICT', reason('backupRunning'));
    const { thread, notes, log, now, restart } = this.#options;
    const verified = await thread.verify(name).then(() => null, reasonOf);
    if (verified !== null) throw new ReasonError('CONFLICT', verified);
    notes.ask({ backup: name, by, reason: why, at: new Date(now()).toISOString() });
    log.warn(
      { backup: name, by, reason: why, action: 'Wait: it starts by itself.' },
      'the station starts anew from a backup',
    );
    restart();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.cancel();
    await this.#work;
    await this.#options.thread.close();
  }

  #known(name: string): Backup {
    const found = this.#options.files.list().find((backup) => backup.name === name);
    if (found === undefined) throw new ReasonError('NOT_FOUND', reason('backupMissing'));
    return found;
  }

  /** Makes the scheduled one where the last time that was due has none yet. */
  #look(): void {
    const { at, files, now } = this.#options;
    if (at === null || this.#running !== null) return;
    const due = lastDue(now(), at);
    const isLateStart = due < this.#startedAt && now() - this.#startedAt < FIRST_AFTER_MS;
    const failedAt = this.#lastFailure === null ? -Infinity : Date.parse(this.#lastFailure.at);
    if (isLateStart || now() - failedAt < AGAIN_AFTER_MS) return;
    const newest = files.list().find(({ kind }) => kind === 'scheduled');
    if (newest === undefined || Date.parse(newest.createdAt) < due) this.#begin('scheduled');
  }

  #begin(kind: CopyOrder['kind']): void {
    const { now, log, onChange } = this.#options;
    const running = { startedAt: now(), share: 0, stop: new AbortController() };
    this.#running = running;
    onChange();
    this.#work = this.#make(kind, running).then(
      () => {
        this.#lastFailure = null;
      },
      (error: unknown) => {
        if (running.stop.signal.aborted) return;
        const said = reasonOf(error);
        this.#lastFailure = { at: new Date(now()).toISOString(), reason: said };
        log.error(
          { err: error, reason: said, action: 'Remove the cause; it is tried again within the hour.' },
          'no backup was made',
        );
      },
    );
    void this.#work.finally(() => {
      this.#running = null;
      onChange();
    });
  }

  async #make(
    kind: CopyOrder['kind'],
    running: { startedAt: number; share: number; stop: AbortController },
  ): Promise<void> {
    const { files, thread, keep, log } = this.#options;
    // By the rule first: a disk that is full of old ones has room then.
    const needed = files.neededBytes();
    for (const { name } of notKept(files.list(), keep)) files.remove(name);
    const free = files.freeBytes();
    if (free < needed + SPARE_BYTES)
      throw new ReasonError(
        'STORE_UNAVAILABLE',
        reason('backupNoSpace', { free: mebibytes(free), needed: mebibytes(needed + SPARE_BYTES) }),
      );
    const name = backupNameAt(running.startedAt);
    const onShare = (share: number) => {
      running.share = share;
    };
    await thread.copy({ name, kind }, onShare, running.stop.signal);
    log.info({ backup: name, kind }, 'a backup was made and verified');
    for (const old of notKept(files.list(), keep)) files.remove(old.name);
  }
}
