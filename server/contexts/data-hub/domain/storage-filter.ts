import { QUALITY } from '../../../../shared/contract/common.ts';
import {
  DEFAULT_MAX_INTERVAL_SECONDS,
  type TagSaid,
  type TagSettings,
} from '../../../../shared/contract/tags.ts';
import type { KeptSample } from './state.ts';
import { rangeOf } from './tags/settings.ts';

/** Which samples of a tag are stored; see ADR-0028. */
export interface StorageFilter {
  /** In the tag's unit: a number no further than this from the one stored last is nothing new. */
  readonly deadband: number;
  /** A number sooner than this after the one stored last waits. */
  readonly minMs: number;
  /** With no more than this between them samples are stored at least. */
  readonly maxMs: number;
}

/** The filter of a tag's settings; null where every sample is stored. Without a range a deadband in percent is 0. */
export function filterOf(settings: TagSettings, said: TagSaid | undefined): StorageFilter | null {
  const { mode, deadband, deadbandIn, minIntervalSeconds, maxIntervalSeconds } = settings.storage;
  if (mode !== 'change') return null;
  const { low, high } = rangeOf(settings, said);
  const unit = deadbandIn !== 'percent' ? 1 : low === null || high === null ? 0 : (high - low) / 100;
  return {
    deadband: (deadband ?? 0) * unit,
    minMs: (minIntervalSeconds ?? 0) * 1_000,
    maxMs: (maxIntervalSeconds ?? DEFAULT_MAX_INTERVAL_SECONDS) * 1_000,
  };
}

/** Names a tag's time in what was looked up. */
export const placeInPast = (tagId: number, at: number): string => `${tagId}:${at}`;

/** Whether a sample says what the stored one does not: another quality, state or text, or a number outside the deadband. */
export function differs({ deadband }: StorageFilter, kept: KeptSample, sample: KeptSample): boolean {
  if (sample.quality !== QUALITY.good || kept.quality !== QUALITY.good) return true;
  if (typeof sample.value !== 'number' || typeof kept.value !== 'number') return sample.value !== kept.value;
  return Math.abs(sample.value - kept.value) > deadband;
}

const areNumbers = (one: KeptSample, other: KeptSample): boolean =>
  typeof one.value === 'number' &&
  typeof other.value === 'number' &&
  one.quality === QUALITY.good &&
  other.quality === QUALITY.good;

/**
 * What becomes of a sample: `news` is stored, with the one before it; `due` is nothing new, but it is time to store one;
 * `same` is not stored.
 *
 * @param kept the sample stored last before it; null where none is known
 */
export function judge(
  filter: StorageFilter,
  kept: KeptSample | null,
  sample: KeptSample,
): 'news' | 'due' | 'same' {
  if (kept === null) return 'news';
  const since = sample.at - kept.at;
  if (differs(filter, kept, sample) && (since >= filter.minMs || !areNumbers(kept, sample))) return 'news';
  return since >= filter.maxMs ? 'due' : 'same';
}

/**
 * Whether the sample held back must be stored now that another has come: it is news and only had to wait for the shortest
 * interval, or without it the longest would be exceeded. So what lies further apart than the longest has nothing in between.
 */
function isOverdue(filter: StorageFilter, kept: KeptSample, held: KeptSample, at: number): boolean {
  const since = at - kept.at;
  return since > filter.maxMs || (since >= filter.minMs && differs(filter, kept, held));
}

/** Samples of one tag passed through a filter, in the order of their times. */
export class Thinning<T extends KeptSample> {
  readonly #filter: StorageFilter;
  #kept: KeptSample | null;
  #held: T | null;

  constructor(filter: StorageFilter, kept: KeptSample | null = null, held: T | null = null) {
    this.#filter = filter;
    this.#kept = kept;
    this.#held = held;
  }

  get kept(): KeptSample | null {
    return this.#kept;
  }

  /** The newest sample, where it is not stored. */
  get held(): T | null {
    return this.#held;
  }

  /** What is to be stored now that a sample has come: of the one before it, and of it. */
  take(sample: T): { readonly before: T | null; readonly stored: boolean } {
    let before: T | null = null;
    const [kept, held] = [this.#kept, this.#held];
    if (kept !== null && held !== null && isOverdue(this.#filter, kept, held, sample.at)) {
      before = held;
      this.#keep(held);
    }
    const verdict = judge(this.#filter, this.#kept, sample);
    if (verdict === 'same') {
      this.#held = sample;
      return { before, stored: false };
    }
    if (verdict === 'news') before ??= this.#held;
    this.#keep(sample);
    return { before, stored: true };
  }

  /** The sample held back, from now on the one stored last. */
  release(): T | null {
    const held = this.#held;
    if (held !== null) this.#keep(held);
    return held;
  }

  /** Whatever comes next is stored. */
  begin(): void {
    this.#kept = null;
  }

  #keep(sample: T): void {
    this.#kept = sample;
    this.#held = null;
  }
}
