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

interface Pending extends Span {
  readonly pen: Pen;
  readonly request: number;
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
/** Points per column asked for: the server gives lowest, highest and one that is not good of each of its parts. */
const POINTS_PER_COLUMN = 3;
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

  failureOf(key: string): string | undefined {
    return this.#failures.get(key)?.message;
  }

  plan(demands: readonly Demand[], now: number): void {
    for (const { pen, request, from, to } of this.#pending.values()) {
      const wanted = demands.some((demand) => demand.pen === pen && overlaps(demand, { from, to }));
      if (wanted) continue;
      this.#pending.delete(pen.key);
      this.#port.cancel(request);
    }
    for (const demand of demands) this.#ask(demand, now);
  }

  /** Live values of these pens were missed: answers under way may miss them too, and failed requests are worth another try. */
  invalidate(keys: Iterable<string>): void {
    for (const key of keys) {
      const pending = this.#pending.get(key);
      if (pending) pending.current = false;
      this.#failures.delete(key);
    }
  }

  /** Takes an answer; gives the pen and the stretch it is complete for, or nothing when it is no longer wanted. */
  answered(
    request: number,
    thinned: boolean,
  ): { pen: Pen; from: number; to: number; stepMs: number; current: boolean } | undefined {
    const pending = this.#take(request);
    if (!pending) return undefined;
    const { from, to } = pending;
    this.#failures.delete(pending.pen.key);
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
    const attempts = (this.#failures.get(pending.pen.key)?.attempts ?? 0) + 1;
    const pause = Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** (attempts - 1));
    this.#failures.set(pending.pen.key, { message, attempts, retryAt: now + pause });
  }

  #take(request: number): Pending | undefined {
    for (const [key, pending] of this.#pending) {
      if (pending.request !== request) continue;
      this.#pending.delete(key);
      return pending;
    }
    return undefined;
  }

  #ask({ pen, visible, ahead, stepMs }: Demand, now: number): void {
    if (this.#pending.has(pen.key)) return;
    const failure = this.#failures.get(pen.key);
    if (failure && failure.retryAt > now) return;
    const unseen = pen.coverage.missing(visible.from, visible.to, stepMs * COARSER);
    if (!unseen || unseen.to - unseen.from < Math.min(TAIL_MS, stepMs * 2)) return;
    if (!pen.coverage.hasOpenEnd() && unseen.to - unseen.from < TAIL_MS) return;
    const missing = pen.coverage.missing(ahead.from, ahead.to, stepMs * COARSER) ?? unseen;
    // Rounded outwards: times travel in whole milliseconds.
    const from = Math.floor(missing.from);
    const to = Math.max(from + 1, Math.ceil(missing.to));
    const points = Math.ceil(((to - from) / stepMs) * POINTS_PER_COLUMN);
    const request = this.#nextRequest;
    this.#nextRequest += 1;
    this.#pending.set(pen.key, { pen, request, from, to, stepMs, current: true });
    this.#port.fetch({
      request,
      path: pen.path,
      from: from - pen.shiftMs,
      to: to - pen.shiftMs,
      points: Math.min(MAX_POINTS, Math.max(MIN_POINTS, points)),
    });
  }
}

function overlaps({ ahead }: Demand, { from, to }: Span): boolean {
  return ahead.from < to && ahead.to > from;
}
