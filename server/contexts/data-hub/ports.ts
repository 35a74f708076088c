import type { SignalValue } from '../../../shared/contract/common.ts';
import type { SavedView, Unreadable } from '../../../shared/contract/data-hub.ts';
import type { BatchWrite, DeliveryEntry, SampleKey } from './domain/batch.ts';
import type { SourceState, TagState, TopicState } from './domain/state.ts';

export interface RawSample {
  readonly at: number;
  readonly value: SignalValue | null;
  readonly quality: number;
}

/** Where tags and samples are kept. Times are epoch milliseconds. */
export interface DataHubStore {
  /** Everything the hub keeps in memory, as of the last commit. */
  load(): Promise<{
    readonly tags: readonly TagState[];
    readonly topics: readonly Omit<TopicState, 'target'>[];
    readonly deliveries: readonly DeliveryEntry[];
    readonly sources: readonly SourceState[];
  }>;
  /** One transaction. Error `STORE_UNAVAILABLE`; `CONFLICT` where a sample is already there. */
  commit(batch: BatchWrite): Promise<void>;
  /** Those of the places that are taken; for `seq` null the highest number without a source time at that time. */
  existing(keys: readonly SampleKey[]): Promise<readonly (SampleKey & { readonly seq: number })[]>;
  /** Oldest first, `from` < at ≤ `to`. */
  samplesBetween(tagId: number, from: number, to: number): Promise<RawSample[]>;
  /** The newest sample not after `at`. */
  sampleAt(tagId: number, at: number): Promise<RawSample | undefined>;
  history: HistoryStore;
  unreadable(beforeId: number | null, limit: number, source?: string): Promise<Unreadable[]>;
  views: ViewStore;
}

export interface HistoryStore {
  /** What is to be drawn of a window, both ends included. */
  window(tagId: number, window: WindowQuestion): Promise<HistoryWindow>;
}

export interface WindowQuestion {
  readonly from: number;
  readonly to: number;
  /** No silence is told of after this time. */
  readonly until: number;
  /** More samples than this are thinned, to what must be drawn of each of `parts` equal parts of the window. */
  readonly points: number;
  readonly parts: number;
  readonly gaps: GapRule;
}

export interface HistoryWindow {
  /** Samples stored in the window. */
  readonly total: number;
  readonly thinned: boolean;
  /** Oldest first. */
  readonly items: readonly RawSample[];
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
}

/** A gap is a silence longer than `factor` times the median distance of neighbours, and than `leastMs`. */
export interface GapRule {
  readonly factor: number;
  readonly leastMs: number;
  /** Gaps told of, the oldest. */
  readonly limit: number;
}

export interface ViewStore {
  all(): Promise<SavedView[]>;
  save(view: SavedView): Promise<void>;
  remove(id: string): Promise<boolean>;
}
