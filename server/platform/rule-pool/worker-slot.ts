import { Worker } from 'node:worker_threads';
import type { Reply, Request, WorkerData } from './messages.ts';
import { cpuMs, Progress, type UnderWay } from './progress.ts';

/** One request on its way, with what to do when it is over. */
export interface Job {
  readonly id: number;
  /** Key of its script, for evaluations. */
  readonly key: string | undefined;
  readonly deadlineMs: number;
  /** Workers that were lost while it waited in them. */
  losses: number;
  request(withSource: boolean): Request;
  done(reply: Reply): void;
  failed(code: 'TIMEOUT' | 'WORKER_LOST', message: string): void;
}

export interface SlotOptions {
  readonly workerUrl: URL;
  readonly module: WebAssembly.Module;
  /** False only in tests, to show what happens without the guard. */
  readonly enforceDeadline: boolean;
  /** Milliseconds; see `SILENT_MS`. */
  readonly silentMs?: number | undefined;
}

/** What a slot tells the pool. */
export interface SlotEvents {
  /** The thread came up, or answered some requests: it has room for more. */
  answered(some: boolean): void;
  /** The worker is gone; these jobs were waiting in it and did nothing wrong. */
  lost(slot: WorkerSlot, waiting: Job[], why: 'deadline' | 'crash', message: string): void;
}

const CHECK_EVERY_MS = 5;
/** Wall time added to a deadline before anything is done from outside: what took too long but ended is told by the worker itself. */
const GRACE_MS = 100;
/**
 * Wall time beyond the deadline after which a thread is given up though it has used no more processor time than it may: it waits for
 * its turn, or the whole process stood still. That is not the script's doing: another thread tries the same again.
 */
const SILENT_MS = 5_000;
/** Evaluations on their way to one worker; hides the latency of the port. */
const WINDOW = 32;

/** One supervised worker thread. After it is lost, the slot is spent. */
export class WorkerSlot {
  readonly #worker: Worker;
  readonly #progress = new Progress();
  readonly #jobs = new Map<number, Job>();
  readonly #known = new Set<string>();
  readonly #events: SlotEvents;
  readonly #options: SlotOptions;
  #outbox: Job[] = [];
  #timer: NodeJS.Timeout | undefined;
  #asking = false;
  /** What the thread last said it had used for the request under way, milliseconds. */
  #told: { readonly id: number; readonly usedMs: number } | undefined;
  #gone = false;
  /** The thread is up. */
  ready = false;

  constructor(options: SlotOptions, events: SlotEvents) {
    this.#options = options;
    this.#events = events;
    const workerData: WorkerData = { module: options.module, progress: this.#progress.buffer };
    this.#worker = new Worker(options.workerUrl, {
      workerData,
      // A rule worker needs nothing of its surroundings.
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 16 },
    });
    this.#worker.on('message', (replies: Reply[]) => this.#receive(replies));
    this.#worker.on('error', (error) => this.#lose('crash', String(error)));
    this.#worker.on('exit', (code) => this.#lose('crash', `exit code ${code}`));
    this.#worker.unref();
  }

  get load(): number {
    return this.#jobs.size;
  }

  get hasRoom(): boolean {
    return !this.#gone && this.#jobs.size < WINDOW;
  }

  send(job: Job): void {
    if (this.#jobs.size === 0) this.#worker.ref();
    this.#jobs.set(job.id, job);
    if (this.#outbox.push(job) === 1) queueMicrotask(() => this.#flush());
    this.#timer ??= setInterval(() => this.#check(), CHECK_EVERY_MS);
  }

  /** All that was sent in one turn goes as one message. */
  #flush(): void {
    const jobs = this.#outbox;
    this.#outbox = [];
    if (this.#gone) return;
    this.#worker.postMessage(jobs.map((job) => job.request(this.#needsSource(job))));
  }

  #needsSource(job: Job): boolean {
    if (job.key === undefined || this.#known.has(job.key)) return false;
    this.#known.add(job.key);
    return true;
  }

  #receive(replies: Reply[]): void {
    // What a thread still says while it is ended must not let the process go: then nobody would see its end.
    if (this.#gone) return;
    this.ready = true;
    for (const reply of replies) {
      const job = this.#jobs.get(reply.id);
      if (job === undefined) continue;
      this.#jobs.delete(reply.id);
      if (reply.kind === 'missing') {
        this.#known.delete(job.key ?? '');
        this.send(job);
      } else if (reply.kind === 'late') {
        job.failed('TIMEOUT', `it took more than ${job.deadlineMs} ms`);
      } else {
        job.done(reply);
      }
    }
    if (this.#jobs.size === 0) {
      this.#stopTimer();
      this.#worker.unref();
    }
    this.#events.answered(replies.length > 0);
  }

  #check(): void {
    const current = this.#progress.current();
    if (current === undefined || !this.#options.enforceDeadline) return;
    const job = this.#jobs.get(current.id);
    if (job === undefined || current.ageMs <= job.deadlineMs + GRACE_MS) return;
    if (current.ageMs > job.deadlineMs + (this.#options.silentMs ?? SILENT_MS)) this.#giveUp(current);
    else if (!this.#asking) void this.#ask(current, job.deadlineMs);
  }

  /** Asks the thread itself what it has used, which it answers in the middle of any loop, and ends it if that is too much. */
  async #ask({ id, cpuBeforeMs }: UnderWay, deadlineMs: number): Promise<void> {
    this.#asking = true;
    // A thread that is gone says so by its exit.
    const used = await this.#worker.cpuUsage().catch(() => undefined);
    this.#asking = false;
    const current = this.#progress.current();
    const isSame = current?.id === id && current.cpuBeforeMs === cpuBeforeMs;
    if (used === undefined || !isSame) return;
    const usedMs = cpuMs(used) - cpuBeforeMs;
    this.#told = { id, usedMs };
    if (usedMs > deadlineMs) this.#lose('deadline', `it ran for more than ${deadlineMs} ms`);
  }

  /** No request in it is to blame: all are handed back. */
  #giveUp({ id, ageMs }: UnderWay): void {
    const told =
      this.#told?.id === id ? `had used ${this.#told.usedMs.toFixed(1)} ms` : 'did not say how much';
    this.#lose(
      'crash',
      `a thread was not done after ${Math.round(ageMs)} ms; of processor time it ${told}`,
      true,
    );
  }

  #stopTimer(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Ends the worker. The request it was busy with fails, unless `retryAll`; the others are handed back. */
  #lose(why: 'deadline' | 'crash', message: string, retryAll = false): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#stopTimer();
    const culprit = retryAll ? undefined : this.#jobs.get(this.#progress.current()?.id ?? 0);
    if (culprit !== undefined) this.#jobs.delete(culprit.id);
    const waiting = [...this.#jobs.values()];
    this.#jobs.clear();
    void this.#worker.terminate();
    this.#events.lost(this, waiting, why, message);
    culprit?.failed(why === 'deadline' ? 'TIMEOUT' : 'WORKER_LOST', message);
  }

  /** Stops for good; what is under way fails. */
  async close(): Promise<Job[]> {
    this.#gone = true;
    this.#stopTimer();
    const left = [...this.#jobs.values()];
    this.#jobs.clear();
    await this.#worker.terminate();
    return left;
  }
}
