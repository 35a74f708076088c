import { readFile } from 'node:fs/promises';
import type { Evaluation, RhaiInputs, RhaiLimits, RuleError } from '../../../rhai-wasm/index.ts';
import { reason, type Reason, type ReasonCode } from '../../../shared/contract/reasons.ts';
import type { PoolErrorCode } from './classify.ts';
import type { CompileReply, CompileRequest, Reply } from './messages.ts';
import { WorkerSlot, type Job } from './worker-slot.ts';

export interface RulePoolOptions {
  /** File of `rhai.wasm`. */
  readonly wasm: URL | string;
  /** Program of a worker thread: beside this file in the sources, elsewhere in a bundle. */
  readonly workerUrl?: URL;
  /** Threads at work, 2 by default. One more waits as a spare. */
  readonly workers?: number;
  /** Requests that may wait; beyond it they fail at once with `OVERLOADED`. */
  readonly maxPending?: number;
  /** Only for tests that show what the deadline guards against. */
  readonly enforceDeadline?: boolean;
  /**
   * Milliseconds beyond its deadline after which an evaluation that has not used its processor time is given to another thread,
   * 5,000 by default.
   */
  readonly silentMs?: number;
}

export interface RuleRequest {
  /** Content hash of the version; the same hash must always come with the same source. */
  readonly hash: string;
  readonly source: string;
  readonly inputs: RhaiInputs;
  readonly limits?: Partial<RhaiLimits>;
  /**
   * Milliseconds of processor time an evaluation may take, by default 50. One that goes on is ended from outside when it has used
   * them and 100 ms more of wall time are over; the wait for a thread or a processor does not count.
   */
  readonly deadlineMs?: number;
}

/** An evaluation, or the pool's own failure of one. */
export type RuleResult =
  Evaluation | (Omit<Extract<Evaluation, { ok: false }>, 'error'> & { error: PoolError });

export type PoolError = Omit<RuleError, 'code' | 'reason'> & { code: PoolErrorCode; reason: Reason };

export interface RulePoolStats {
  readonly workers: number;
  /** A further thread is up and waits to step in. */
  readonly spareReady: boolean;
  readonly pending: number;
  readonly evaluations: number;
  readonly timeouts: number;
  readonly crashes: number;
  /** Milliseconds until the next start of a worker after crashes; 0 while all run. */
  readonly backOffMs: number;
}

export interface RulePool {
  /** Compiles a source; never rejects. */
  compile(source: string, options?: CompileRequest): Promise<CompileReply>;
  /** Evaluates a script; never rejects. */
  evaluate(request: RuleRequest): Promise<RuleResult>;
  stats(): RulePoolStats;
  close(): Promise<void>;
}

const DEFAULT_DEADLINE_MS = 50;
const COMPILE_DEADLINE_MS = 1_000;
/** Workers a request may lose before it is given up: it may be the cause after all. */
const MAX_LOSSES = 2;
const MAX_BACK_OFF_MS = 5_000;

/** Starts a pool. Rejects if the WASM cannot be read. */
export async function createRulePool(options: RulePoolOptions): Promise<RulePool> {
  const module = await WebAssembly.compile(await readFile(options.wasm));
  return new Pool(module, options);
}

class Pool implements RulePool {
  readonly #module: WebAssembly.Module;
  readonly #options: RulePoolOptions;
  readonly #slots = new Set<WorkerSlot>();
  readonly #wanted: number;
  #spare: WorkerSlot | undefined;
  readonly #starts = new Set<NodeJS.Timeout>();
  #queue: Job[] = [];
  #nextId = 1;
  #closed = false;
  #crashesInARow = 0;
  #counts = { evaluations: 0, timeouts: 0, crashes: 0 };

  constructor(module: WebAssembly.Module, options: RulePoolOptions) {
    this.#module = module;
    this.#options = options;
    this.#wanted = options.workers ?? 2;
    this.#start();
  }

  /** Starts a thread; it joins the others, or waits as the spare where they are complete. */
  #start(): void {
    const slot: WorkerSlot = new WorkerSlot(
      {
        workerUrl: this.#options.workerUrl ?? new URL('./rule-worker.ts', import.meta.url),
        module: this.#module,
        enforceDeadline: this.#options.enforceDeadline ?? true,
        silentMs: this.#options.silentMs,
      },
      {
        answered: (some) => {
          if (this.#closed) return;
          if (some) this.#crashesInARow = 0;
          // One after the other: all at once they would take the time of what is waited for at the start.
          if (this.#spare === undefined && this.#starts.size === 0) this.#start();
          this.#dispatch();
        },
        lost: (...loss) => this.#replace(...loss),
      },
    );
    if (this.#slots.size < this.#wanted) this.#slots.add(slot);
    else this.#spare = slot;
    this.#dispatch();
  }

  #replace(slot: WorkerSlot, waiting: Job[], why: 'deadline' | 'crash', message: string): void {
    if (this.#closed) {
      for (const job of waiting) job.failed('WORKER_LOST', 'the rule pool was closed');
      return;
    }
    if (this.#spare === slot) this.#spare = undefined;
    if (this.#slots.delete(slot) && this.#spare !== undefined) {
      // A thread takes a while to start; the spare is there at once.
      this.#slots.add(this.#spare);
      this.#spare = undefined;
    }
    if (why === 'crash') this.#counts.crashes++;
    this.#startAfter(why === 'crash' ? this.#backOff(this.#crashesInARow++) : 0);
    // First in, first out: they waited before those in the queue.
    this.#queue = [...waiting.filter((job) => this.#mayRetry(job, message)), ...this.#queue];
    this.#dispatch();
  }

  #startAfter(delayMs: number): void {
    const timer = setTimeout(() => {
      this.#starts.delete(timer);
      this.#start();
    }, delayMs);
    this.#starts.add(timer);
  }

  /** 0, 100, 200, 400 … ms. */
  #backOff(crashes: number): number {
    return crashes === 0 ? 0 : Math.min(50 * 2 ** crashes, MAX_BACK_OFF_MS);
  }

  #mayRetry(job: Job, message: string): boolean {
    if (++job.losses <= MAX_LOSSES) return true;
    job.failed(
      'WORKER_LOST',
      `${job.losses} workers were lost while it waited, the last because: ${message}`,
    );
    return false;
  }

  #dispatch(): void {
    while (this.#queue.length > 0) {
      const slot = this.#leastLoaded();
      if (slot === undefined) return;
      const job = this.#queue.shift();
      if (job !== undefined) slot.send(job);
    }
  }

  #leastLoaded(): WorkerSlot | undefined {
    let best: WorkerSlot | undefined;
    for (const slot of this.#slots) {
      if (slot.hasRoom && (best === undefined || slot.load < best.load)) best = slot;
    }
    return best;
  }

  /** Why no further request is taken, if so. */
  #refusal(): PoolError | undefined {
    if (this.#closed) return poolError('CLOSED', 'the rule pool is closed');
    const waiting = this.#queue.length;
    if (waiting >= (this.#options.maxPending ?? 10_000)) {
      return poolError('OVERLOADED', `${waiting} requests are waiting for a rule worker`);
    }
    return undefined;
  }

  #enqueue(job: Job): void {
    this.#queue.push(job);
    this.#dispatch();
  }

  compile(source: string, options: CompileRequest = {}): Promise<CompileReply> {
    return new Promise((resolve) => {
      const fail = (error: Pick<PoolError, 'code' | 'message'>): void => {
        // A script that cannot even be compiled in time is told as a trap of the sandbox.
        const message = `${error.code}: ${error.message}`;
        const stopped = { code: 'scriptStopped', parameters: {} } as const;
        resolve({ ok: false, diagnostics: [{ code: 'TRAP', message, reason: stopped, line: 0, column: 0 }] });
      };
      const refusal = this.#refusal();
      if (refusal !== undefined) return fail(refusal);
      const id = this.#nextId++;
      this.#enqueue({
        id,
        key: undefined,
        deadlineMs: COMPILE_DEADLINE_MS,
        losses: 0,
        request: () => ({ kind: 'compile', id, source, options }),
        done: (reply: Reply) => reply.kind === 'compiled' && resolve(reply.result),
        failed: (code, message) => fail({ code, message }),
      });
    });
  }

  evaluate(request: RuleRequest): Promise<RuleResult> {
    return new Promise((resolve) => {
      const refusal = this.#refusal();
      if (refusal !== undefined) return resolve(failure(refusal));
      const id = this.#nextId++;
      const { source, inputs, limits, deadlineMs = DEFAULT_DEADLINE_MS } = request;
      const key = limits === undefined ? request.hash : `${request.hash} ${JSON.stringify(limits)}`;
      const full = limits === undefined ? { key, source } : { key, source, limits };
      this.#enqueue({
        id,
        key,
        deadlineMs,
        losses: 0,
        request: (withSource) => ({
          kind: 'evaluate',
          id,
          script: withSource ? full : { key },
          inputs,
          deadlineMs,
        }),
        done: (reply: Reply) => {
          this.#counts.evaluations++;
          if (reply.kind === 'evaluated') resolve(reply.result);
        },
        failed: (code, message) => {
          if (code === 'TIMEOUT') this.#counts.timeouts++;
          resolve(failure(poolError(code, message)));
        },
      });
    });
  }

  stats(): RulePoolStats {
    const inFlight = [...this.#slots].reduce((sum, slot) => sum + slot.load, 0);
    return {
      workers: this.#slots.size,
      spareReady: this.#spare?.ready ?? false,
      pending: this.#queue.length + inFlight,
      ...this.#counts,
      backOffMs: this.#starts.size === 0 ? 0 : this.#backOff(Math.max(this.#crashesInARow - 1, 0)),
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#starts) clearTimeout(timer);
    const slots = [...this.#slots, ...(this.#spare === undefined ? [] : [this.#spare])];
    const left = await Promise.all(slots.map((slot) => slot.close()));
    this.#slots.clear();
    for (const job of [...left.flat(), ...this.#queue]) job.failed('WORKER_LOST', 'the rule pool was closed');
    this.#queue = [];
  }
}

const REASON_OF = {
  TIMEOUT: 'scriptTimeout',
  WORKER_LOST: 'engineLost',
  OVERLOADED: 'engineBusy',
  CLOSED: 'engineClosed',
} as const satisfies Record<PoolErrorCode, ReasonCode>;

function poolError(code: PoolErrorCode, message: string): PoolError {
  return { code, message, reason: reason(REASON_OF[code]), line: 0, column: 0 };
}

function failure(error: PoolError): RuleResult {
  return { ok: false, error, operations: 0, trace: [], printed: [] };
}
