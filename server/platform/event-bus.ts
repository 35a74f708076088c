/** Events of one process, in order, to whoever listens now. */
export class EventBus<Event> {
  readonly #listeners = new Set<(event: Event) => void>();

  emit(event: Event): void {
    for (const listener of this.#listeners) listener(event);
  }

  on(listener: (event: Event) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * The events from now on, until the signal. A listener that falls more than `limit` behind gets `overflow` once
   * in place of what it missed.
   */
  async *stream(signal: AbortSignal, limit: number, overflow: () => Event): AsyncGenerator<Event> {
    const waiting: Event[] = [];
    let wake = () => {};
    let missed = false;
    const off = this.on((event) => {
      if (waiting.length < limit) waiting.push(event);
      else missed = true;
      wake();
    });
    const stop = () => wake();
    signal.addEventListener('abort', stop);
    try {
      while (!signal.aborted) {
        const next = waiting.shift();
        if (next !== undefined) yield next;
        else if (missed) {
          missed = false;
          yield overflow();
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      off();
      signal.removeEventListener('abort', stop);
    }
  }
}
