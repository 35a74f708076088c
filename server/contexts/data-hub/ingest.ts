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
  /** Called when a commit fails and when it works again (null). */
  readonly failing: (error: Error | null) => void;
}

export interface Ingest {
  /**
   * Takes a message. Returns a promise when so many wait for their commit that the sender should wait too; the
   * message is taken either way.
   */
  receive(message: IncomingMessage): Promise<void> | undefined;
  /** Runs `job` between two batches, while nothing is being written. */
  exclusively(job: () => Promise<void>): Promise<void>;
  /** Messages taken and not yet committed. */
  waiting(): number;
  /** Resolves when everything taken so far is committed. */
  settled(): Promise<void>;
  /** Takes nothing more; resolves when the batch in hand has ended. What waits is not acknowledged. */
  close(): Promise<void>;
}

const BATCH_MESSAGES = 1_000;
const BATCH_BYTES = 4 * 1_048_576;
/** Above this the sender is told to wait; it goes on below half of it. */
const HIGH_WATER = 4_000;
const HIGH_WATER_BYTES = 32 * 1_048_576;
const RETRY_FIRST_MS = 200;
const RETRY_LAST_MS = 5_000;

/** Bytes a message costs while it waits, its objects included. */
function weightOf(message: IncomingMessage): number {
  return message.payload.length + 500;
}

/**
 * The way from broker to store: batches one after the other, each as large as what came in while the one before was
 * written, so that a quiet plant has no delay and a busy one few commits. A batch that cannot be written is tried
 * again until it can; meanwhile nothing is acknowledged and the sender waits.
 */
export function createIngest(options: IngestOptions): Ingest {
  const { store, memory, limits } = options;
  let queue: IncomingMessage[] = [];
  let queueBytes = 0;
  let inHand = 0;
  let running = false;
  let closed = false;
  let jobs: { run: () => Promise<void>; resolve: () => void; reject: (error: unknown) => void }[] = [];
  let release: { promise: Promise<void>; resolve: () => void } | null = null;
  let idle: (() => void)[] = [];
  let wake: (() => void) | null = null;

  const takeBatch = (): IncomingMessage[] => {
    let count = 0;
    let bytes = 0;
    while (count < queue.length && count < BATCH_MESSAGES && bytes < BATCH_BYTES) {
      bytes += weightOf(queue[count] as IncomingMessage);
      count += 1;
    }
    const batch = queue.slice(0, count);
    queue = queue.slice(count);
    queueBytes -= bytes;
    return batch;
  };

  const pause = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const plan = async (batch: readonly IncomingMessage[], lookUpAll: boolean): Promise<BatchPlan> => {
    const read = readBatch(batch, memory);
    const keys = keysToLookUp(read, memory, lookUpAll);
    const existing = keys.length === 0 ? [] : await store.existing(keys);
    return planBatch(read, memory, existing, memory.nextTagId, limits);
  };

  /** Plans and writes until it works; null when closed meanwhile. */
  const write = async (batch: readonly IncomingMessage[]): Promise<BatchPlan | null> => {
    let lookUpAll = false;
    for (let retryMs = RETRY_FIRST_MS; !closed; retryMs = Math.min(retryMs * 2, RETRY_LAST_MS)) {
      try {
        const planned = await plan(batch, lookUpAll);
        await store.commit(planned.write);
        options.failing(null);
        return planned;
      } catch (error) {
        lookUpAll = error instanceof AppError && error.code === 'CONFLICT';
        options.failing(error instanceof Error ? error : new Error(String(error)));
        await pause(retryMs);
      }
    }
    return null;
  };

  const letGo = () => {
    if (release === null || queue.length > HIGH_WATER / 2 || queueBytes > HIGH_WATER_BYTES / 2) return;
    release.resolve();
    release = null;
  };

  const runJobs = async () => {
    const due = jobs;
    jobs = [];
    for (const job of due) await job.run().then(job.resolve, job.reject);
  };

  const run = async () => {
    while (!closed && (queue.length > 0 || jobs.length > 0)) {
      await runJobs();
      const batch = takeBatch();
      if (batch.length === 0) continue;
      inHand = batch.length;
      const planned = await write(batch);
      inHand = 0;
      if (planned === null) break;
      memory.takeOver(planned.write);
      options.committed(planned);
      for (const message of batch) message.committed?.();
      letGo();
    }
    running = false;
    for (const resolve of idle) resolve();
    idle = [];
  };

  const start = () => {
    if (running || closed) return;
    running = true;
    // After the current turn, so that everything one read of the socket brought is one batch.
    setImmediate(() => void run());
  };

  return {
    receive(message) {
      if (closed) return undefined;
      queue.push(message);
      queueBytes += weightOf(message);
      start();
      if (queue.length < HIGH_WATER && queueBytes < HIGH_WATER_BYTES) return undefined;
      if (release === null) {
        let resolve = () => {};
        const promise = new Promise<void>((done) => (resolve = done));
        release = { promise, resolve };
      }
      return release.promise;
    },
    exclusively: (run) =>
      new Promise<void>((resolve, reject) => {
        jobs.push({ run, resolve, reject });
        start();
      }),
    waiting: () => queue.length + inHand,
    settled: () => (running ? new Promise<void>((resolve) => idle.push(resolve)) : Promise.resolve()),
    async close() {
      closed = true;
      wake?.();
      release?.resolve();
      if (running) await new Promise<void>((resolve) => idle.push(resolve));
    },
  };
}
