import type { ChartDataSource } from './feed/data-source.ts';
import { Feed } from './feed/feed.ts';
import type { ChartState, CursorReading } from './types.ts';
import type { TimeRange } from './model/time-window.ts';
import type {
  ChartConfig,
  ChartSize,
  ChartTheme,
  FromWorker,
  PlotArea,
  ToWorker,
} from './worker/protocol.ts';

export interface ChartListener {
  onReading?(reading: CursorReading): void;
  onState?(state: ChartState): void;
  onPlot?(area: PlotArea): void;
  onDrawn?(drawn: Extract<FromWorker, { type: 'drawn' }>): void;
}

/** One chart from the page's side. */
export interface ChartHandle {
  resize(size: ChartSize): void;
  configure(config: ChartConfig): void;
  view(range: TimeRange, cursor: number | null): void;
  remove(): void;
}

/** The chart worker of a window and its feed: one of each however many charts there are. */
export class ChartEngine {
  readonly #worker: Worker;
  readonly #feed: Feed;
  readonly #listeners = new Map<number, ChartListener>();
  #next = 1;

  constructor(source: ChartDataSource) {
    this.#worker = new Worker(new URL('./chart.worker.ts', import.meta.url), {
      type: 'module',
      name: 'charts',
    });
    this.#feed = new Feed(source, (message, transfer) => this.#send(message, transfer));
    this.#worker.onmessage = (event: MessageEvent<FromWorker>) => this.#handle(event.data);
  }

  get size(): number {
    return this.#listeners.size;
  }

  setTheme(theme: ChartTheme): void {
    this.#send({ type: 'theme', theme });
  }

  measure(on: boolean): void {
    this.#send({ type: 'statistics', on });
  }

  addChart(canvas: OffscreenCanvas, size: ChartSize, listener: ChartListener): ChartHandle {
    const chart = this.#next;
    this.#next += 1;
    this.#listeners.set(chart, listener);
    this.#send({ type: 'add', chart, canvas, size }, [canvas]);
    return {
      resize: (next) => this.#send({ type: 'resize', chart, size: next }),
      configure: (config) => this.#send({ type: 'configure', chart, config }),
      view: (range, cursor) => this.#send({ type: 'view', chart, range, cursor }),
      remove: () => {
        this.#listeners.delete(chart);
        this.#send({ type: 'remove', chart });
      },
    };
  }

  close(): void {
    this.#feed.close();
    this.#worker.terminate();
  }

  #send(message: ToWorker, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  #handle(message: FromWorker): void {
    switch (message.type) {
      case 'reading':
        return this.#listeners.get(message.chart)?.onReading?.(message.reading);
      case 'state':
        return this.#listeners.get(message.chart)?.onState?.(message.state);
      case 'plot':
        return this.#listeners.get(message.chart)?.onPlot?.(message.area);
      case 'drawn':
        return this.#listeners.get(message.chart)?.onDrawn?.(message);
      default:
        return this.#feed.handle(message);
    }
  }
}
