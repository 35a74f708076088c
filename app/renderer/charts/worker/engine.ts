import { spanOf } from '../model/time-window.ts';
import type { ChartState, CursorReading } from '../types.ts';
import type { Demand } from './history-planner.ts';
import { PenStore } from './pen-store.ts';
import type { ChartConfig, ChartTheme, FromWorker, ToWorker } from './protocol.ts';
import { Scene } from './scene.ts';

const PLAN_EVERY_MS = 120;
const READ_EVERY_MS = 200;
/** While the cursor moves: as fast as numbers can be read off, not as fast as it moves. */
const READ_MOVING_MS = 80;
/** History asked for beyond each side of the visible window, as a share of it. */
const AHEAD = 0.25;
/** Values stamped a little ahead of this clock are asked for too. */
const CLOCK_SLACK_MS = 5_000;

interface ChartEntry {
  readonly scene: Scene;
  live: boolean;
  readAt: number;
  readKey: string;
  plotKey: string;
  stateKey: string;
}

/** Everything the worker does, free of the worker's global scope: messages in, drawings and messages out. */
export class ChartWorkerEngine {
  readonly #post: (message: FromWorker) => void;
  readonly #charts = new Map<number, ChartEntry>();
  readonly #store: PenStore;
  #theme: ChartTheme = FIRST_THEME;
  #offsetMs = 0;
  #statistics = false;
  #plannedAt = 0;

  constructor(post: (message: FromWorker) => void) {
    this.#post = post;
    this.#store = new PenStore({
      fetch: (history) => post({ type: 'fetch', history }),
      cancel: (request) => post({ type: 'cancel', request }),
      watch: (tags) => post({ type: 'watch', tags }),
      taken: (stream, batch) => post({ type: 'taken', stream, batch }),
    });
  }

  handle(message: ToWorker): void {
    switch (message.type) {
      case 'theme':
        this.#theme = message.theme;
        for (const { scene } of this.#charts.values()) scene.repaint();
        return;
      case 'clock':
        this.#offsetMs = message.offsetMs;
        return;
      case 'statistics':
        this.#statistics = message.on;
        return;
      case 'watchStarted':
        this.#store.watchStarted(message.watch, message.tags, this.#now());
        // What waited for it is asked for at once.
        return this.#plan(this.#now());
      case 'watchLost':
        return this.#store.watchLost();
      case 'batch':
        return this.#store.takeBatch(message.watch, message.batch, this.#now());
      case 'history':
        this.#store.takeHistory(message);
        // The last one that is waited for is shown without waiting for the screen's turn.
        if (this.#store.planner.loading.size === 0) this.frame();
        return;
      case 'historyFailed':
        return this.#store.planner.failed(message.request, message.message, this.#now());
      default:
        return this.#handleChart(message);
    }
  }

  /** One turn of the screen: draws what changed, tells readings, asks for history. */
  frame(): void {
    const now = this.#now();
    for (const [chart, entry] of this.#charts) {
      const began = performance.now();
      if (entry.scene.draw(now)) this.#drew(chart, entry, began);
      this.#tellPlot(chart, entry, now);
      this.#read(chart, entry, now);
    }
    if (now - this.#plannedAt >= PLAN_EVERY_MS) this.#plan(now);
  }

  #now(): number {
    return Date.now() + this.#offsetMs;
  }

  #handleChart(message: Extract<ToWorker, { chart: number }>): void {
    if (message.type === 'add') {
      const scene = new Scene(
        message.canvas,
        message.size,
        () => this.#theme,
        (key) => this.#store.get(key),
      );
      this.#charts.set(message.chart, {
        scene,
        live: false,
        readAt: 0,
        readKey: '',
        plotKey: '',
        stateKey: '',
      });
      return;
    }
    const entry = this.#charts.get(message.chart);
    if (!entry) return;
    switch (message.type) {
      case 'resize':
        return entry.scene.resize(message.size);
      case 'configure':
        return this.#configure(entry, message.config);
      case 'view':
        entry.scene.range = message.range;
        entry.scene.cursor = message.cursor;
        return;
      case 'remove':
        entry.scene.destroy();
        this.#charts.delete(message.chart);
        return this.#usePens();
    }
  }

  #configure(entry: ChartEntry, config: ChartConfig): void {
    entry.scene.configure(config);
    entry.live = config.live;
    entry.readAt = 0;
    this.#usePens();
  }

  #usePens(): void {
    const wanted = new Map<string, { live: boolean }>();
    for (const { scene, live } of this.#charts.values()) {
      for (const { key, shadow } of scene.config?.pens ?? []) {
        wanted.set(key, { live: !shadow && (live || (wanted.get(key)?.live ?? false)) });
      }
    }
    this.#store.use(wanted, this.#now());
    // The station may work while the empty axes are drawn.
    this.#plan(this.#now());
  }

  #drew(chart: number, entry: ChartEntry, began: number): void {
    if (!this.#statistics) return;
    const ms = performance.now() - began;
    this.#post({ type: 'drawn', chart, ms, at: began, points: entry.scene.points });
  }

  #tellPlot(chart: number, entry: ChartEntry, now: number): void {
    const { area } = entry.scene;
    if (!area) return;
    const { from, to } = entry.scene.window(now);
    const key = `${area.left} ${area.right} ${area.top} ${area.bottom}`;
    if (key === entry.plotKey) return;
    entry.plotKey = key;
    this.#post({ type: 'plot', chart, area, from, to });
  }

  #read(chart: number, entry: ChartEntry, now: number): void {
    const { scene } = entry;
    const { from, to } = scene.window(now);
    const at = scene.cursor === null ? Math.min(to, now) : from + (to - from) * scene.cursor;
    const moved = `${scene.cursor} ${scene.range.mode === 'fixed' ? `${from} ${to}` : scene.range.spanMs}`;
    const pause = moved === entry.readKey ? READ_EVERY_MS : READ_MOVING_MS;
    if (now - entry.readAt < pause) return;
    entry.readKey = moved;
    entry.readAt = now;
    const pens = (scene.config?.pens ?? []).map(
      ({ key }) => this.#store.get(key)?.readingAt(at) ?? nothing(key),
    );
    const reading: CursorReading = { at, cursor: scene.cursor !== null, pens };
    this.#post({ type: 'reading', chart, reading });
    this.#tellState(chart, entry, { from, to });
  }

  #tellState(chart: number, entry: ChartEntry, visible: { from: number; to: number }): void {
    const loading = this.#store.planner.loading;
    const keys = (entry.scene.config?.pens ?? []).map(({ key }) => key);
    const failed = keys.flatMap((key) => {
      const message = this.#store.planner.failureOf(key);
      return message === undefined ? [] : [{ key, message }];
    });
    const state: ChartState = {
      loading: keys.filter((key) => loading.has(key)).length,
      failed,
      empty: keys.filter((key) => !this.#store.get(key)?.hasSampleIn(visible.from, visible.to)),
      damaged: keys.filter((key) => this.#store.get(key)?.unreadable.overlaps(visible.from, visible.to)),
      live: !entry.live ? 'off' : this.#store.watching ? 'on' : this.#store.lost ? 'lost' : 'connecting',
    };
    const stateKey = JSON.stringify(state);
    if (stateKey === entry.stateKey) return;
    entry.stateKey = stateKey;
    this.#post({ type: 'state', chart, state });
  }

  #plan(now: number): void {
    this.#plannedAt = now;
    const demands: Demand[] = [];
    const keep = new Map<string, { from: number; to: number }>();
    for (const { scene } of this.#charts.values()) {
      const { from, to } = scene.window(now);
      const ahead = spanOf(scene.range) * AHEAD;
      for (const { key } of scene.config?.pens ?? []) {
        const pen = this.#store.get(key);
        if (!pen) continue;
        // Of a shifted pen more is past than up to now.
        const newest = Math.min(to, now + pen.shiftMs);
        if (from >= newest) continue;
        demands.push({
          pen,
          visible: { from, to: newest },
          ahead: { from: from - ahead, to: Math.min(to + ahead, now + pen.shiftMs + CLOCK_SLACK_MS) },
          stepMs: (to - from) / scene.columns,
        });
        const kept = keep.get(key);
        const margin = 2 * (to - from);
        keep.set(key, {
          from: Math.min(kept?.from ?? Infinity, from - margin),
          to: Math.max(kept?.to ?? -Infinity, to + margin),
        });
      }
    }
    this.#store.plan(demands, now);
    for (const [key, { from, to }] of keep) this.#store.trim(key, from, to, now);
  }
}

function nothing(key: string): CursorReading['pens'][number] {
  return { key, value: undefined, quality: undefined, at: undefined };
}

const FIRST_THEME: ChartTheme = {
  plot: '#ffffff',
  grid: '#cccccc',
  axis: '#666666',
  text: '#222222',
  textWeak: '#444444',
  font: 'sans-serif',
  pens: ['#444444'],
  severity: { normal: '#666666', low: '#2c6da6', medium: '#f2cc0c', high: '#e87a14', critical: '#c4142c' },
  onMarker: '#14171a',
};
