import type { SignalValue } from '../../../shared/contract/common.ts';
import type { ExportFormat } from '../../../shared/contract/export.ts';
import type { SavedView, Unreadable } from '../../../shared/contract/data-hub.ts';
import type { SampleColumns } from '../../../shared/contract/sample-columns.ts';
import type { MappingChange, MappingVersion, TopicMapping } from '../../../shared/contract/topic-mappings.ts';
import type { PlacesOfTag } from './domain/added-places.ts';
import type { AddressOfTag, BatchWrite, DeliveryEntry, ReceiptRow, SampleKey } from './domain/batch.ts';
import type { WindowFigures } from './domain/history/statistics.ts';
import type { RetentionPolicy } from './domain/retention/policy.ts';
import type { TagChange } from '../../../shared/contract/tags.ts';
import type { StoredDerivation } from './domain/derived/derivation.ts';
import type { SourceState, TagState, TopicState } from './domain/state.ts';
import type { KeptChange, TagChangeOf } from './domain/tags/edits.ts';
import type { TagRecords } from './domain/tags/registry.ts';

export interface RawSample {
  readonly at: number;
  readonly value: SignalValue | null;
  readonly quality: number;
}

/** Where tags and samples are kept. Times are epoch milliseconds. */
export interface DataHubStore {
  /** Everything the hub keeps in memory, as of the last commit. */
  load(): Promise<{
    readonly tags: TagRecords;
    readonly topics: readonly TopicState[];
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
  /** How far a source has been read, as of the last commit; null where nothing is known. */
  mark(source: string): Promise<string | null>;
  /** The parts of a request that are committed, in their order. */
  receipts(key: string): Promise<ReceiptRow[]>;
  forgetMark(source: string): Promise<void>;
  unreadable(beforeId: number | null, limit: number, source?: string): Promise<Unreadable[]>;
  views: ViewStore;
  mappings: MappingStore;
  tagChanges: TagStore;
  derived: DerivedStore;
  added: AddedStore;
}

/** The newest sample of a tag up to now, once others are gone. */
export interface NewestLeft {
  readonly tagId: number;
  readonly sample: RawSample | null;
}

/** What is to be written so that samples are gone from the packed history. */
export interface RemovalPlan {
  /** The store's own; given back to it as they are. */
  readonly statements: readonly unknown[];
  /** How many of them are there. */
  readonly removed: number;
  /** Of each tag. */
  readonly newest: readonly NewestLeft[];
}

/** A record of one transaction's samples. */
export interface AddedPart {
  readonly id: number;
  readonly samples: number;
  readonly places: readonly PlacesOfTag[];
}

/** What sources have added that may be taken back. Error of all: `STORE_UNAVAILABLE`. */
export interface AddedStore {
  /** Samples on record. */
  count(source: string): Promise<number>;
  newest(source: string): Promise<AddedPart | null>;
  /** Null while some are in no chunk yet. What is planned holds until `release`: nothing else changes chunks meanwhile. */
  plan(places: readonly PlacesOfTag[], inTime: number): Promise<RemovalPlan | null>;
  /** One transaction; the part's record goes too. */
  commit(part: number, plan: RemovalPlan, batch: BatchWrite): Promise<void>;
  release(): void;
  forget(source: string): Promise<void>;
}

/** How a tag is worked out from now on; null: not any more. */
export interface PutDerivation {
  readonly tagId: number;
  readonly derivation: StoredDerivation | null;
  readonly record: NewTagChange;
}

/** What derived tags are worked out from. Everything is durable before it resolves. */
export interface DerivedStore {
  all(): Promise<readonly { readonly tagId: number; readonly derivation: StoredDerivation }[]>;
  /** A new tag that is worked out; with the record of the change. */
  create(tag: TagState, address: AddressOfTag, put: PutDerivation): Promise<void>;
  /** Another way for a tag that is there, or none; with the record of the change. */
  put(put: PutDerivation): Promise<void>;
}

/** A change of tags as it is to be written down. */
export interface NewTagChange {
  readonly at: number;
  readonly actor: string;
  readonly kind: TagChange['kind'];
  readonly moved: number;
  readonly first: string;
  readonly kept: readonly KeptChange[];
  /** The earlier change that this one takes back. */
  readonly undoes?: number;
}

export interface StoredTagChange {
  readonly change: TagChange;
  readonly kept: readonly KeptChange[];
}

export interface TagStore {
  /** All of them in one transaction, durable before it resolves. */
  change(changes: readonly TagChangeOf[], record: NewTagChange): Promise<void>;
  /** Newest first. */
  changes(beforeId: number | null, limit: number): Promise<TagChange[]>;
  changeWith(id: number): Promise<StoredTagChange | undefined>;
}

/** Figures of what can be read, and what cannot. */
export interface StoredFigures extends WindowFigures {
  readonly unreadable: readonly Span[];
}

export interface HistoryStore {
  /** What is to be drawn of a window, both ends included. */
  window(tagId: number, window: WindowQuestion): Promise<HistoryWindow>;
  /** The same as packed columns, ready for a window of the app. */
  columns(tagId: number, window: WindowQuestion): Promise<SampleColumns>;
  /** Figures of the samples of a window, both ends included. */
  figures(tagId: number, window: Span & { readonly gaps: GapRule }): Promise<StoredFigures>;
  footprint(tagId: number, window: Span): Promise<Footprint>;
  /** What is kept and what will go, and what was found damaged last; null where another process keeps the history. */
  retention(): Promise<HistoryState | null>;
  /** What went, newest first, before the one with this id. */
  removals(beforeId: number | null, limit: number): Promise<Removal[]>;
  /** The next rows of an export, never many. */
  exported(question: ExportQuestion): Promise<ExportedPart>;
}

/** A tag of which not all samples are stored. */
export interface ThinnedTag {
  /** Its longest interval. */
  readonly maxMs: number;
  /** Its newest sample where that is not stored. */
  readonly held: RawSample | null;
}

/** What tells whether a window still has the samples it had: none of them is ever changed in its place. */
export interface Footprint {
  readonly count: number;
  /** From when on the tag's samples are kept, at least the window's beginning. */
  readonly cut: number;
  /** No sample of the window is before it; null where there is none. */
  readonly firstAt: number | null;
}

export type { RetentionPolicy };

/** Something stored that could not be read. */
export interface HistoryProblem {
  readonly message: string;
  /** Windows of its time say which part of them is missing. */
  readonly inWindows: boolean;
}

/** What is kept, and what was found damaged last, since the start. */
export interface HistoryState extends RetentionState {
  readonly lastProblem: HistoryProblem | null;
}

export interface RetentionState {
  /** Of full chunks, with what they take beside their own bytes. */
  readonly bytes: number;
  readonly budgetBytes: number | null;
  readonly oldestAt: number | null;
  /** Growth; null where it cannot be told yet. */
  readonly bytesPerDay: number | null;
  readonly removedAt: number | null;
  readonly removedSamples: number;
  /** More than the budget, and nothing of it is old enough to go. */
  readonly overBudget: boolean;
}

/** What went in one run by one policy. */
export interface Removal {
  readonly id: number;
  readonly at: number;
  readonly policy: string;
  readonly samples: number;
  readonly bytes: number;
  readonly from: number;
  readonly to: number;
}

/** How far an export of a tag has come. */
export interface ExportPlace {
  /** The first sample that is still to come. */
  readonly at: number;
  readonly seq: number;
  /** Source time of the one before it. */
  readonly lastAt: number | null;
  /** Longest distance of neighbours that is no gap; null where the samples are too few to tell. */
  readonly usual: number | null;
}

export interface ExportQuestion {
  readonly tagId: number;
  readonly path: string;
  readonly format: ExportFormat;
  /** `lastAt` and `usual` are worked out where the export begins. */
  readonly from: ExportPlace;
  readonly begins: boolean;
  readonly to: number;
  readonly gaps: GapRule;
}

export interface ExportedPart {
  readonly text: string;
  readonly rows: number;
  /** Null at the end of the tag. */
  readonly next: ExportPlace | null;
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
  /** The tag's newest sample where it lies in the window and is not stored: it is shown as the last. */
  readonly newest?: RawSample;
}

export interface HistoryWindow {
  /** Samples stored in the window. */
  readonly total: number;
  readonly thinned: boolean;
  /** Oldest first. */
  readonly items: readonly RawSample[];
  /** The newest sample before the window; null where there is none or it is not known. */
  readonly before: RawSample | null;
  readonly gaps: readonly Span[];
  /** Where what is kept begins, should that be inside the window: before it is no gap. */
  readonly beginsAt: number | null;
  /** Parts of the window whose stored samples are damaged; the answer is that of all others. */
  readonly unreadable: readonly Span[];
}

/** Both ends included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A gap is a silence longer than `factor` times the median distance of neighbours, and than `leastMs`. */
export interface GapRule {
  readonly factor: number;
  readonly leastMs: number;
  /** Gaps told of, the oldest; of a thinned window the longest of each part instead. */
  readonly limit: number;
}

export interface ViewStore {
  all(): Promise<SavedView[]>;
  save(view: SavedView): Promise<void>;
  remove(id: string): Promise<boolean>;
}

/** The topic mappings as saved; version 0 with no time where they never were. */
export interface StoredMappings {
  readonly version: number;
  readonly savedAt: number | null;
  readonly mappings: readonly TopicMapping[];
}

export interface MappingStore {
  newest(): Promise<StoredMappings | null>;
  mappingsOf(version: number): Promise<TopicMapping[] | null>;
  /** Newest first. */
  versions(limit: number): Promise<MappingVersion[]>;
  /** Error `CONFLICT` where the version is there already. */
  add(
    saved: StoredMappings & { readonly savedAt: number; readonly by: string; readonly change: MappingChange },
  ): Promise<void>;
}
