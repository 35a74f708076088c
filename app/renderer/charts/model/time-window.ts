/** What part of time a chart shows: the last `spanMs` (live), or a fixed window. Epoch milliseconds. */
export type TimeRange =
  | { readonly mode: 'live'; readonly spanMs: number }
  | { readonly mode: 'fixed'; readonly from: number; readonly to: number };

export const MIN_SPAN_MS = 1_000;
/** Two years. */
export const MAX_SPAN_MS = 732 * 86_400_000;

/**
 * Visible time at `now`. A window moves in whole columns, so that the picture can be shifted instead of drawn anew and does
 * not shimmer; `columns` is the plot's width in device pixels.
 */
export function visibleRange(range: TimeRange, columns: number, now: number): { from: number; to: number } {
  const step = spanOf(range) / Math.max(1, columns);
  if (range.mode === 'fixed') {
    const from = Math.round(range.from / step) * step;
    return { from, to: from + (range.to - range.from) };
  }
  const to = Math.ceil(now / step) * step;
  return { from: to - range.spanMs, to };
}

function fixedWithin(from: number, to: number): TimeRange {
  const span = Math.min(MAX_SPAN_MS, Math.max(MIN_SPAN_MS, to - from));
  const centre = (from + to) / 2;
  return { mode: 'fixed', from: centre - span / 2, to: centre + span / 2 };
}

/** Zoom by `factor` (below 1 shows less time) keeping the time at `anchor` (0 left … 1 right) in place. */
export function zoom(range: TimeRange, factor: number, anchor: number, now: number): TimeRange {
  if (range.mode === 'live' && anchor >= 0.95) {
    return { mode: 'live', spanMs: Math.min(MAX_SPAN_MS, Math.max(MIN_SPAN_MS, range.spanMs * factor)) };
  }
  const { from, to } = visibleRange(range, 1_000, now);
  const span = Math.min(MAX_SPAN_MS, Math.max(MIN_SPAN_MS, (to - from) * factor));
  const at = from + (to - from) * anchor;
  return { mode: 'fixed', from: at - span * anchor, to: at + span * (1 - anchor) };
}

/** Move by `fraction` of the visible span, to the past when negative. Never past one span after `now`. */
export function pan(range: TimeRange, fraction: number, now: number): TimeRange {
  const { from, to } = visibleRange(range, 1_000, now);
  const span = to - from;
  const shift = Math.min(span * fraction, Math.max(0, now - from));
  return { mode: 'fixed', from: from + shift, to: to + shift };
}

/** The part between two fractions of the visible window. */
export function zoomToBox(range: TimeRange, a: number, b: number, now: number): TimeRange {
  const { from, to } = visibleRange(range, 1_000, now);
  const span = to - from;
  return fixedWithin(from + span * Math.min(a, b), from + span * Math.max(a, b));
}

/** Two fingers are never taken to be closer than this: a hundredth of the plot. */
const CLOSEST = 0.01;

/**
 * The window in which the times that were at two fractions of the visible one are at two others, as when two fingers pull it.
 * Fingers that pass each other stop at each other.
 */
export function stretch(
  range: TimeRange,
  pulled: { readonly from: readonly [number, number]; readonly to: readonly [number, number] },
  now: number,
): TimeRange {
  const { from, to } = visibleRange(range, 1_000, now);
  const side = pulled.from[0] < pulled.from[1] ? 1 : -1;
  const before = Math.max(CLOSEST, side * (pulled.from[1] - pulled.from[0]));
  const after = Math.max(CLOSEST, side * (pulled.to[1] - pulled.to[0]));
  const span = Math.min(MAX_SPAN_MS, Math.max(MIN_SPAN_MS, ((to - from) * before) / after));
  const middle = from + ((to - from) * (pulled.from[0] + pulled.from[1])) / 2;
  const start = Math.min(now, middle - (span * (pulled.to[0] + pulled.to[1])) / 2);
  return { mode: 'fixed', from: start, to: start + span };
}

/** The window in steps of a tenth of its span, so that a live one does not ask anew with every second; `to` null while live. */
export function steadyWindow(range: TimeRange, now: number): { from: number; to: number | null } {
  const { from, to } = visibleRange(range, 1_000, now);
  const step = spanOf(range) / 10;
  return {
    from: Math.floor(from / step) * step,
    to: range.mode === 'live' ? null : Math.ceil(to / step) * step,
  };
}

export function spanOf(range: TimeRange): number {
  return range.mode === 'live' ? range.spanMs : range.to - range.from;
}

/**
 * The time axis several charts share: what they show, and where the cursor stands as a fraction of the plot's width. Outside
 * React on purpose: dragging moves it at the speed of the screen without rendering anything but the charts.
 */
export class TimeWindow {
  #range: TimeRange;
  #cursor: number | null = null;
  readonly #listeners = new Set<() => void>();

  constructor(range: TimeRange) {
    this.#range = range;
  }

  get range(): TimeRange {
    return this.#range;
  }

  get cursor(): number | null {
    return this.#cursor;
  }

  setRange(range: TimeRange): void {
    this.#range = range;
    this.#tell();
  }

  setCursor(fraction: number | null): void {
    const next = fraction === null ? null : Math.min(1, Math.max(0, fraction));
    if (next === this.#cursor) return;
    this.#cursor = next;
    this.#tell();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
