import type { FromWorker, HistoryRequest, ToWorker } from '../worker/protocol.ts';
import type { ChartDataSource } from './data-source.ts';

/** History requests under way at once: enough to fill the line, few enough to let other calls through. */
const PARALLEL = 4;

/**
 * Carries data between the station and the chart worker: it watches the tags the worker names, fetches the history it asks
 * for, and acknowledges a batch when the worker has taken it, so a slow screen slows the server and not the other way round.
 */
export class Feed {
  readonly #source: ChartDataSource;
  readonly #send: (message: ToWorker, transfer?: Transferable[]) => void;
  readonly #running = new Map<number, AbortController>();
  #waiting: HistoryRequest[] = [];
  #watch = 0;
  #stop: (() => void) | undefined;

  constructor(source: ChartDataSource, send: (message: ToWorker, transfer?: Transferable[]) => void) {
    this.#source = source;
    this.#send = send;
  }

  handle(message: FromWorker): void {
    if (message.type === 'watch') this.#startWatch(message.tags);
    else if (message.type === 'taken') this.#source.acknowledge(message.stream, message.batch);
    else if (message.type === 'cancel') this.#cancel(message.request);
    else if (message.type === 'fetch') {
      this.#waiting.push(message.history);
      this.#next();
    }
  }

  close(): void {
    this.#stop?.();
    this.#waiting = [];
    for (const controller of this.#running.values()) controller.abort();
  }

  /** The former watch runs on until the new one has started: what both bring is taken once. */
  #startWatch(tags: readonly string[]): void {
    const former = this.#stop;
    this.#watch += 1;
    const watch = this.#watch;
    if (tags.length === 0) {
      former?.();
      this.#stop = undefined;
      return;
    }
    let replaced = former;
    const stop = this.#source.watch(tags, {
      onStarted: () => {
        replaced?.();
        replaced = undefined;
        this.#send({ type: 'clock', offsetMs: this.#source.clockOffsetMs() });
        this.#send({ type: 'watchStarted', watch, tags });
      },
      onBatch: (batch) => this.#send({ type: 'batch', watch, batch }),
      onLost: () => {
        if (watch === this.#watch) this.#send({ type: 'watchLost' });
      },
    });
    this.#stop = () => {
      replaced?.();
      stop();
    };
  }

  #cancel(request: number): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting.request !== request);
    this.#running.get(request)?.abort();
  }

  #next(): void {
    while (this.#running.size < PARALLEL && this.#waiting.length > 0) {
      const history = this.#waiting.shift();
      if (history) void this.#fetch(history);
    }
  }

  async #fetch(history: HistoryRequest): Promise<void> {
    const { request, path, points } = history;
    const controller = new AbortController();
    this.#running.set(request, controller);
    const query = {
      path,
      points,
      from: new Date(history.from).toISOString(),
      to: new Date(history.to).toISOString(),
    };
    try {
      const found = await this.#source.history(query, controller.signal);
      const { times, values, qualities } = found.columns;
      this.#send({ type: 'history', request, ...found }, [times.buffer, values.buffer, qualities.buffer]);
    } catch (error) {
      if (!controller.signal.aborted) {
        this.#send({ type: 'historyFailed', request, message: this.#source.errorText(error) });
      }
    } finally {
      this.#running.delete(request);
      this.#next();
    }
  }
}
