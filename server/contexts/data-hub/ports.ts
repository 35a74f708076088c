import type { SignalValue } from '../../../shared/contract/common.ts';
import type { SavedView, Unreadable } from '../../../shared/contract/data-hub.ts';
import type { BatchWrite, DeliveryEntry, SampleKey } from './domain/batch.ts';
import type { TagState, TopicState } from './domain/state.ts';

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
  unreadable(beforeId: number | null, limit: number): Promise<Unreadable[]>;
  views: ViewStore;
}

export interface HistoryStore {
  count(tagId: number, from: number, to: number): Promise<number>;
  all(tagId: number, from: number, to: number): Promise<RawSample[]>;
  /** For each of `buckets` equal parts of the window the samples that must be drawn; oldest first. */
  thinned(tagId: number, from: number, to: number, buckets: number): Promise<RawSample[]>;
  /** Neighbours further apart than `factor` times the median distance and `leastMs`; oldest first. */
  gaps(
    tagId: number,
    from: number,
    to: number,
    rule: { readonly factor: number; readonly leastMs: number; readonly limit: number },
  ): Promise<{ from: number; to: number }[]>;
}

export interface ViewStore {
  all(): Promise<SavedView[]>;
  save(view: SavedView): Promise<void>;
  remove(id: string): Promise<boolean>;
}
