import { AppError } from '../../../shared/contract/errors.ts';
import type { IncomingMessage } from './domain/batch.ts';
import type { HubMemory } from './domain/memory.ts';
import { planBatch, type BatchPlan, type PlanLimits } from './domain/plan-batch.ts';
import { keysToLookUp, readBatch } from './domain/read-batch.ts';
import type { DataHubStore } from './ports.ts';

export interface IngestOptions {
  readonly store: Pick<DataHubStore, 'commit' | 'existing'>;
  readonly memory: HubMemory;
  readonly limits: PlanLimits;
  /** Called after each commit, before the batch is acknowledged. */
  readonly committed: (plan: BatchPlan) => void;
  /** Called when a commit fails and when one works (null). */
  readonly failing: (error: Error | null) => void;
}

interface Job {
  readonly run: () => Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const BATCH_MESSAGES = 1_000;
const BATCH_BYTES = 4 * 1_048_576;
/** Above this the sender is told to wait; it goes on below half of it. */
const HIGH_WATER = 4_000;
const HIGH_WATER_BYTES = 32 * 1_048_576;
const RETRY_FIRST_MS = 200;
const RETRY_LAST_MS = 2_000;

/** Bytes a message costs while it waits, its objects included. */
function weightOf(message: IncomingMessage): number {
  return message.payload.length + 500;
}

/**
 * The way from broker to store: batches one after the other, each as large as what came in while the one before was
 * written, so that a quiet plant has no delay and a busy one few commits. A batch that cannot be written is tried
 * again until it can; meanwhile nothing is acknowledged and the sender waits.
 */
export class Ingest {
  readonly #options: IngestOptions;
  #queue: IncomingMessage[] = [];
  #queueBytes = 0;
  #inHand = 0;
  #running = false;
  #closed = false;
  #jobs: Job[] = [];
  #release: PromiseWithResolvers<void> | null = null;
  #idle: PromiseWithResolvers<void> | null = null;
  #wake: (() => void) | null = null;

  constructor(options: IngestOptions) {
    this.#options = options;
  }

  /** Messages taken and not yet committed. */
  get waiting(): number {
    return this.#queue.length + this.#inHand;
  }

  /**
   * Takes a message. Returns a promise when so many wait for their commit that the sender should wait too; the
   * message is taken either way.
   */
  receive(message: IncomingMessage): Promise<void> | undefined {
    if (this.#closed) return undefined;
    this.#queue.push(message);
    this.#queueBytes += weightOf(message);
    this.#start();
    if (this.#queue.length < HIGH_WATER && this.#queueBytes < HIGH_WATER_BYTES) return undefined;
    this.#release ??= Promise.withResolvers<void>();
    return this.#release.promise;
  }

  /** Runs `run` between two batches, while nothing is being written. */
  exclusively(run: () => Promise<void>): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#jobs.push({ run, resolve, reject });
    this.#start();
    return promise;
  }

  /** Resolves when everything taken so far is committed and every job has run. */
  settled(): Promise<void> {
    if (!this.#running) return Promise.resolve();
    this.#idle ??= Promise.withResolvers<void>();
    return this.#idle.promise;
  }

  /** Takes nothing more; resolves when the batch in hand has ended. What waits is never acknowledged. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#wake?.();
    this.#release?.resolve();
    await this.settled();
  }

  #start(): void {
    if (this.#running || this.#closed) return;
    this.#running = true;
    // After the current turn, so that everything one read of the socket brought is one batch.
    setImmediate(() => void this.#run());
  }

  async #run(): Promise<void> {
    while (!this.#closed && (this.#queue.length > 0 || this.#jobs.length > 0)) {
      await this.#runJobs();
      const batch = this.#takeBatch();
      if (batch.length > 0) await this.#process(batch);
    }
    this.#running = false;
    this.#idle?.resolve();
    this.#idle = null;
  }

  async #runJobs(): Promise<void> {
    // A job may ask for more of them, and the next batch must not come between.
    while (this.#jobs.length > 0)
      for (const job of this.#jobs.splice(0)) await job.run().then(job.resolve, job.reject);
  }

  #takeBatch(): IncomingMessage[] {
    let count = 0;
    let bytes = 0;
    for (const message of this.#queue) {
      if (count >= BATCH_MESSAGES || bytes >= BATCH_BYTES) break;
      bytes += weightOf(message);
      count += 1;
    }
    this.#queueBytes -= bytes;
    return this.#queue.splice(0, count);
  }

  async #process(batch: readonly IncomingMessage[]): Promise<void> {
    this.#inHand = batch.length;
    const plan = await this.#write(batch);
    this.#inHand = 0;
    if (plan === null) return;
    this.#options.memory.takeOver(plan);
    this.#options.committed(plan);
    for (const message of batch) message.committed?.();
    if (this.#queue.length > HIGH_WATER / 2 || this.#queueBytes > HIGH_WATER_BYTES / 2) return;
    this.#release?.resolve();
    this.#release = null;
  }

  /** Plans and writes until it works; null when closed meanwhile. */
  async #write(batch: readonly IncomingMessage[]): Promise<BatchPlan | null> {
    let lookUpAll = false;
    for (let retryMs = RETRY_FIRST_MS; !this.#closed; retryMs = Math.min(retryMs * 2, RETRY_LAST_MS)) {
      try {
        const plan = await this.#plan(batch, lookUpAll);
        await this.#options.store.commit(plan.write);
        this.#options.failing(null);
        return plan;
      } catch (error) {
        lookUpAll = error instanceof AppError && error.code === 'CONFLICT';
        this.#options.failing(error instanceof Error ? error : new Error(String(error)));
        await this.#pause(retryMs);
      }
    }
    return null;
  }

  async #plan(batch: readonly IncomingMessage[], lookUpAll: boolean): Promise<BatchPlan> {
    const { memory, store, limits } = this.#options;
    const read = readBatch(batch, memory);
    const keys = keysToLookUp(read, memory, lookUpAll);
    const existing = keys.length === 0 ? [] : await store.existing(keys);
    return planBatch(read, memory, existing, memory.tags.nextId, limits);
  }

  #pause(milliseconds: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, milliseconds);
    this.#wake = () => {
      clearTimeout(timer);
      resolve();
    };
    return promise;
  }
}
