import type { Pen } from './pen.ts';
import type { HistoryRequest } from './protocol.ts';

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What a chart wants to know of a pen, epoch milliseconds. */
export interface Demand {
  readonly pen: Pen;
  readonly visible: Span;
  /** Asked for when something visible is missing: wider, so that a small move needs no new request. */
  readonly ahead: Span;
  /** Width of a pixel column. */
  readonly stepMs: number;
}

interface Pending {
  readonly pen: Pen;
  readonly history: HistoryRequest;
  readonly stepMs: number;
  /** Nothing could be missed between the asking and the answer. */
  current: boolean;
}

interface Failure {
  readonly message: string;
  readonly attempts: number;
  readonly retryAt: number;
}

const RETRY_FIRST_MS = 2_000;
const RETRY_MOST_MS = 30_000;
/** Points per column asked for: lowest and highest of each. */
const POINTS_PER_COLUMN = 2;
const MIN_POINTS = 500;
const MAX_POINTS = 20_000;
/** Samples this much coarser than a pixel column will do: a small zoom needs no new request. */
const COARSER = 1.5;
/** Without a watch the newest moments are always unknown; a stretch shorter than this is not asked for. */
const TAIL_MS = 2_000;

export interface HistoryPort {
  fetch(history: HistoryRequest): void;
  cancel(request: number): void;
}

/**
 * Decides which history to ask for, so that every visible stretch is known finely enough, once: one request per pen at a time,
 * a request no longer wanted is called back, failures are tried again with growing pauses.
 */
export class HistoryPlanner {
  readonly #port: HistoryPort;
  readonly #pending = new Map<string, Pending>();
  readonly #failures = new Map<string, Failure>();
  #nextRequest = 1;

  constructor(port: HistoryPort) {
    this.#port = port;
  }

  get loading(): ReadonlySet<string> {
    return new Set(this.#pending.keys());
  }

  failureOf(path: string): string | undefined {
    return this.#failures.get(path)?.message;
  }

  plan(demands: readonly Demand[], now: number): void {
    for (const { pen, history } of this.#pending.values()) {
      const wanted = demands.some((demand) => demand.pen === pen && overlaps(demand, history));
      if (wanted) continue;
      this.#pending.delete(pen.path);
      this.#port.cancel(history.request);
    }
    for (const demand of demands) this.#ask(demand, now);
  }

  /** Live values of these pens were missed: answers under way may miss them too, and failed requests are worth another try. */
  invalidate(paths: Iterable<string>): void {
    for (const path of paths) {
      const pending = this.#pending.get(path);
      if (pending) pending.current = false;
      this.#failures.delete(path);
    }
  }

  /** Takes an answer; gives the pen and the stretch it is complete for, or nothing when it is no longer wanted. */
  answered(
    request: number,
    thinned: boolean,
  ): { pen: Pen; from: number; to: number; stepMs: number; current: boolean } | undefined {
    const pending = this.#take(request);
    if (!pending) return undefined;
    const { from, to } = pending.history;
    this.#failures.delete(pending.pen.path);
    return {
      pen: pending.pen,
      from,
      to,
      stepMs: thinned ? pending.stepMs : 0,
      current: pending.current,
    };
  }

  failed(request: number, message: string, now: number): void {
    const pending = this.#take(request);
    if (!pending) return;
    const attempts = (this.#failures.get(pending.pen.path)?.attempts ?? 0) + 1;
    const pause = Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** (attempts - 1));
    this.#failures.set(pending.pen.path, { message, attempts, retryAt: now + pause });
  }

  #take(request: number): Pending | undefined {
    for (const [path, pending] of this.#pending) {
      if (pending.history.request !== request) continue;
      this.#pending.delete(path);
      return pending;
    }
    return undefined;
  }

  #ask({ pen, visible, ahead, stepMs }: Demand, now: number): void {
    if (this.#pending.has(pen.path)) return;
    const failure = this.#failures.get(pen.path);
    if (failure && failure.retryAt > now) return;
    const unseen = pen.coverage.missing(visible.from, visible.to, stepMs * COARSER);
    if (!unseen || unseen.to - unseen.from < Math.min(TAIL_MS, stepMs * 2)) return;
    if (!pen.coverage.hasOpenEnd() && unseen.to - unseen.from < TAIL_MS) return;
    const missing = pen.coverage.missing(ahead.from, ahead.to, stepMs * COARSER) ?? unseen;
    // Rounded outwards: times travel in whole milliseconds.
    const from = Math.floor(missing.from);
    const to = Math.max(from + 1, Math.ceil(missing.to));
    const points = Math.ceil(((to - from) / stepMs) * POINTS_PER_COLUMN);
    const history: HistoryRequest = {
      request: this.#nextRequest,
      path: pen.path,
      from,
      to,
      points: Math.min(MAX_POINTS, Math.max(MIN_POINTS, points)),
    };
    this.#nextRequest += 1;
    this.#pending.set(pen.path, { pen, history, stepMs, current: true });
    this.#port.fetch(history);
  }
}

function overlaps(demand: Demand, history: HistoryRequest): boolean {
  return demand.ahead.from < history.to && demand.ahead.to > history.from;
}
