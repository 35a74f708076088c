import type { SampleBatch } from '../../../../shared/contract/events.ts';
import { HistoryPlanner, type Demand, type HistoryPort } from './history-planner.ts';
import { Pen } from './pen.ts';
import type { ToWorker } from './protocol.ts';

type HistoryAnswer = Extract<ToWorker, { type: 'history' }>;

/** How long a pen's first history waits for the live watch: fetched after it began, the two overlap and nothing is missed. */
const WATCH_PATIENCE_MS = 1_500;

export interface StorePort extends HistoryPort {
  watch(tags: readonly string[]): void;
  taken(stream: string, batch: number): void;
}

/** The pens of all charts of a window: one buffer per tag and shift however many charts draw it. */
export class PenStore {
  readonly #port: StorePort;
  readonly #pens = new Map<string, { pen: Pen; since: number; live: boolean }>();
  readonly #watches = new Map<number, readonly string[]>();
  readonly planner: HistoryPlanner;
  #watched = '';
  lost = false;
  watching = false;

  constructor(port: StorePort) {
    this.#port = port;
    this.planner = new HistoryPlanner(port);
  }

  get(key: string): Pen | undefined {
    return this.#pens.get(key)?.pen;
  }

  /** Keeps exactly these pens, by key; those that follow live values are watched. */
  use(wanted: ReadonlyMap<string, { live: boolean }>, now: number): void {
    for (const key of this.#pens.keys()) if (!wanted.has(key)) this.#pens.delete(key);
    for (const [key, { live }] of wanted) {
      const known = this.#pens.get(key);
      if (known) known.live = live;
      else this.#pens.set(key, { pen: new Pen(key), since: now, live });
    }
    const tags = [...wanted].filter(([, { live }]) => live).map(([key]) => key);
    const key = JSON.stringify(tags.slice().sort());
    if (key === this.#watched) return;
    this.#watched = key;
    this.#port.watch(tags);
  }

  /** Asks for what the charts show and the buffers do not hold. */
  plan(demands: readonly Demand[], now: number): void {
    const ready = demands.filter(({ pen }) => {
      const entry = this.#pens.get(pen.key);
      const waits = entry?.live && !pen.coverage.hasOpenEnd() && now - entry.since < WATCH_PATIENCE_MS;
      return entry !== undefined && !waits;
    });
    this.planner.plan(ready, now);
  }

  watchStarted(watch: number, tags: readonly string[], now: number): void {
    this.lost = false;
    this.watching = true;
    this.#watches.set(watch, tags);
    for (const known of this.#watches.keys()) if (known < watch - 1) this.#watches.delete(known);
    this.#watchedFrom(
      tags.filter((path) => this.get(path)?.coverage.hasOpenEnd() === false),
      now,
    );
  }

  /** Live values stopped coming: nothing is certain from here on, and late values may be missing anywhere. */
  watchLost(): void {
    this.lost = true;
    this.watching = false;
    this.#forgetCoverage([...this.#pens.keys()]);
  }

  takeBatch(watch: number, batch: SampleBatch, now: number): void {
    const tags = this.#watches.get(watch) ?? [];
    if (batch.skipped) this.#watchedFrom(tags, now);
    const { tag, at, value, quality } = batch;
    for (let i = 0; i < tag.length; i += 1) {
      const path = tags[tag[i] ?? -1];
      if (path === undefined) continue;
      this.get(path)?.take(at[i] ?? NaN, value[i] ?? null, quality[i] ?? 0);
    }
    this.#port.taken(batch.stream, batch.batch);
  }

  takeHistory(answer: HistoryAnswer): void {
    const answered = this.planner.answered(answer.request, answer.thinned);
    if (!answered) return;
    answered.pen.takeHistory(answer, answered);
  }

  /** Forgets what no chart shows or is near to, in buffers that grow full. */
  trim(key: string, from: number, to: number, now: number): void {
    const entry = this.#pens.get(key);
    if (!entry) return;
    const watched = entry.pen.coverage.hasOpenEnd();
    entry.pen.trim(from, to);
    if (watched && !entry.pen.coverage.hasOpenEnd()) entry.pen.coverage.add(now, Infinity, 0);
  }

  /** From now on nothing of these pens is missed; before now anything may have been, late values too. */
  #watchedFrom(paths: readonly string[], now: number): void {
    this.#forgetCoverage(paths);
    for (const path of paths) this.get(path)?.coverage.add(now, Infinity, 0);
  }

  #forgetCoverage(paths: readonly string[]): void {
    for (const path of paths) this.get(path)?.coverage.clear();
    this.planner.invalidate(paths);
  }
}
