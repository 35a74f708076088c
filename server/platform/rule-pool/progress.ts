/** What a worker is busy with, as seen from outside. */
export interface UnderWay {
  readonly id: number;
  /** Since when, milliseconds of wall time. */
  readonly ageMs: number;
  /** Processor time its thread had used when it began, milliseconds. */
  readonly cpuBeforeMs: number;
}

/**
 * What a worker is busy with, in memory that the pool can read while the worker cannot answer: the id of the
 * request (0 = idle), since when, and the processor time its thread had used by then.
 */
export class Progress {
  readonly buffer: SharedArrayBuffer;
  readonly #id: Int32Array;
  readonly #since: Float64Array;
  readonly #cpuBefore: Float64Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(24)) {
    this.buffer = buffer;
    this.#id = new Int32Array(buffer, 0, 1);
    this.#since = new Float64Array(buffer, 8, 1);
    this.#cpuBefore = new Float64Array(buffer, 16, 1);
  }

  /** In the worker: from now on it is busy with this request. */
  begin(id: number): void {
    // The times first: whoever sees the new id then sees its times too.
    this.#cpuBefore[0] = cpuMs(process.threadCpuUsage());
    this.#since[0] = epochMs();
    Atomics.store(this.#id, 0, id);
  }

  end(): void {
    Atomics.store(this.#id, 0, 0);
  }

  /** In the worker: whether what it is busy with has taken more processor time than this, milliseconds. */
  hasUsed(mostMs: number): boolean {
    // Wall time is never less, and is had for nothing.
    if (epochMs() - (this.#since[0] ?? 0) <= mostMs) return false;
    return cpuMs(process.threadCpuUsage()) - (this.#cpuBefore[0] ?? 0) > mostMs;
  }

  /** The request under way, or nothing. */
  current(): UnderWay | undefined {
    const id = Atomics.load(this.#id, 0);
    if (id === 0) return undefined;
    const ageMs = epochMs() - (this.#since[0] ?? 0);
    const cpuBeforeMs = this.#cpuBefore[0] ?? 0;
    // It may have ended in between; then the times may be those of the next one.
    return Atomics.load(this.#id, 0) === id ? { id, ageMs, cpuBeforeMs } : undefined;
  }
}

/** Processor time in milliseconds. */
export const cpuMs = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1_000;

/** Monotonic within a thread and comparable between threads, unlike `performance.now()` alone. */
function epochMs(): number {
  return performance.timeOrigin + performance.now();
}
