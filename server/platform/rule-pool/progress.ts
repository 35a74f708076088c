/**
 * What a worker is busy with, in memory that the pool can read while the worker cannot answer: the id of the
 * request (0 = idle) and since when.
 */
export class Progress {
  readonly buffer: SharedArrayBuffer;
  readonly #id: Int32Array;
  readonly #since: Float64Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(16)) {
    this.buffer = buffer;
    this.#id = new Int32Array(buffer, 0, 1);
    this.#since = new Float64Array(buffer, 8, 1);
  }

  begin(id: number): void {
    // The time first: whoever sees the new id then sees its time too.
    this.#since[0] = epochMs();
    Atomics.store(this.#id, 0, id);
  }

  end(): void {
    Atomics.store(this.#id, 0, 0);
  }

  /** The request under way and for how long (ms), or nothing. */
  current(): { id: number; ageMs: number } | undefined {
    const id = Atomics.load(this.#id, 0);
    if (id === 0) return undefined;
    const ageMs = epochMs() - (this.#since[0] ?? 0);
    // It may have ended in between; then the time may be that of the next one.
    return Atomics.load(this.#id, 0) === id ? { id, ageMs } : undefined;
  }
}

/** Monotonic within a thread and comparable between threads, unlike `performance.now()` alone. */
function epochMs(): number {
  return performance.timeOrigin + performance.now();
}
