import type { SignalValue } from '../../../../shared/contract/common.ts';
import type { RulesetInput } from '../../../../shared/contract/rules.ts';
import { isGood, type Summary, type WindowSample } from './window-block.ts';
import { WindowSeries } from './window-series.ts';

export type Take = RulesetInput['take'];

/** A tag reduced to one value. */
export interface WindowValue {
  /** Null where the window has samples but too few good ones for this take. */
  readonly value: SignalValue | null;
  /** Good samples in the window; for `last` 1 or 0. */
  readonly count: number;
  /** Source time of the newest sample in the window, good or not; epoch milliseconds. */
  readonly newestAt: number;
  /** Quality of that newest sample. */
  readonly quality: number;
}

/**
 * Reduces good samples to one number. Mean, stddev and slope take each sample alike, whatever the time between.
 * `stddev` is that of a sample (divisor n − 1), so it needs two; `slope` is the least-squares line in units per
 * second and needs two different times; `changes` counts neighbours that differ.
 */
export function reduce(summary: Readonly<Summary>, take: Exclude<Take, 'last'>): number | null {
  if (take === 'count') return summary.count;
  if (take === 'changes') return summary.count === 0 ? null : summary.changes;
  if (summary.numbers === 0) return null;
  switch (take) {
    case 'mean':
      return summary.meanValue;
    case 'min':
      return summary.minimum;
    case 'max':
      return summary.maximum;
    case 'stddev':
      return summary.numbers < 2 ? null : Math.sqrt(summary.squaredValue / (summary.numbers - 1));
    case 'slope':
      return summary.squaredTime === 0 ? null : (summary.product / summary.squaredTime) * 1_000;
  }
}

/**
 * The value of a take over the window (at − windowSeconds, at] in source time; undefined where the window has no
 * sample. Without `windowSeconds` (only for `last`) it reaches back without end.
 */
export function windowValue(
  series: WindowSeries,
  take: Take,
  windowSeconds: number | undefined,
  at: number,
): WindowValue | undefined {
  const from = windowSeconds === undefined ? -Infinity : at - windowSeconds * 1_000;
  const newest = series.lastAt(at);
  if (newest === undefined || newest.at <= from) return undefined;
  const common = { newestAt: newest.at, quality: newest.quality };
  if (take === 'last') return { ...common, value: newest.value, count: isGood(newest) ? 1 : 0 };
  const summary = series.summarize((windowSeconds ?? Infinity) * 1_000, at);
  return { ...common, value: reduce(summary, take), count: summary.count };
}

/** The same from samples at hand, oldest first. */
export function windowValueOf(
  samples: readonly WindowSample[],
  take: Take,
  windowSeconds: number | undefined,
  at: number,
): WindowValue | undefined {
  const series = new WindowSeries();
  for (const sample of samples) series.insert(sample);
  return windowValue(series, take, windowSeconds, at);
}

interface Watched {
  readonly series: WindowSeries;
  windowMs: number;
}

/** How far beyond its longest window a tag's samples are kept, for judgments of late data. */
const SLACK_FACTOR = 1.25;
const SLACK_MS = 60_000;

/** The windows of all tags that rules look at, kept up to date sample by sample. */
export class Windows {
  readonly #watched = new Map<string, Watched>();
  readonly #touched = new Set<Watched>();

  /**
   * Makes a window be kept. Returns the span in seconds the tag's past must be loaded for with `prime`, or 0 where
   * what is kept already reaches far enough.
   */
  register(path: string, take: Take, windowSeconds: number | undefined): number {
    const windowMs = take === 'last' && windowSeconds === undefined ? 0 : (windowSeconds ?? 0) * 1_000;
    const watched = this.#watched.get(path);
    if (watched !== undefined && watched.windowMs >= windowMs) return 0;
    this.#watched.set(path, { series: new WindowSeries(), windowMs });
    return (windowMs * SLACK_FACTOR + SLACK_MS) / 1_000;
  }

  /** Samples kept of a tag. */
  size(path: string): number {
    return this.#watched.get(path)?.series.size ?? 0;
  }

  /** Gives a tag its past, oldest first, in place of what it had. */
  prime(path: string, samples: readonly WindowSample[]): void {
    const watched = this.#watched.get(path);
    if (watched === undefined) return;
    const series = new WindowSeries();
    for (const sample of samples) series.insert(sample);
    this.#watched.set(path, { series, windowMs: watched.windowMs });
  }

  /** Seconds of its past that a tag must be given with `prime`; 0 where no rule looks at it. */
  spanOf(path: string): number {
    const watched = this.#watched.get(path);
    return watched === undefined ? 0 : (watched.windowMs * SLACK_FACTOR + SLACK_MS) / 1_000;
  }

  isWatched(path: string): boolean {
    return this.#watched.has(path);
  }

  /** Keeps nothing of a tag any more. */
  drop(path: string): void {
    this.#watched.delete(path);
  }

  /** Takes a committed sample in, late ones into their place. */
  apply(path: string, sample: WindowSample): void {
    const watched = this.#watched.get(path);
    if (watched === undefined) return;
    watched.series.insert(sample);
    this.#touched.add(watched);
  }

  /** Drops what no window reaches any more. To be called when a batch has been judged, not while it is. */
  forget(): void {
    for (const { series, windowMs } of this.#touched) {
      series.forget(series.newestAt - windowMs * SLACK_FACTOR - SLACK_MS);
    }
    this.#touched.clear();
  }

  /** See `windowValue`; undefined also where the tag is not registered. */
  value(path: string, take: Take, windowSeconds: number | undefined, at: number): WindowValue | undefined {
    const watched = this.#watched.get(path);
    return watched === undefined ? undefined : windowValue(watched.series, take, windowSeconds, at);
  }
}
