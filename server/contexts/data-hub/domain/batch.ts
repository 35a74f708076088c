import type { Reason } from '../../../../shared/contract/reasons.ts';
import type { SignalValue } from '../../../../shared/contract/common.ts';
import type { Counters } from '../../../../shared/contract/data-hub.ts';
import { BatchSamples } from './batch-samples.ts';
import type { Fault, Readings } from './payload.ts';
import type { SourceState, TagState, TopicState } from './state.ts';
import type { TagSaid } from '../../../../shared/contract/tags.ts';

/** What became of one message. Counters as of a topic, `gap` may be below 0: a late message takes its own back. */
export interface MessageOutcome {
  readonly counters: Counters;
  /** Why what could not be taken was not. */
  readonly faults: readonly Fault[];
}

/** A message as its source delivered it. */
export interface IncomingMessage {
  /** Which source it came from, by its id. */
  readonly source: string;
  readonly topic: string;
  readonly payload: Uint8Array;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** The broker's retained copy, of unknown age, not a live message. */
  readonly retained: boolean;
  /** For QoS 1: names the delivery within its session, and whether it may have been delivered before (DUP). */
  readonly delivery: { readonly key: string; readonly repeated: boolean } | null;
  /** What it says, where the source has read it already; without it the payload is read in the form of its topic. */
  readonly content?: Readings;
  /** Not from a broker: the station itself says that it has lost the Sparkplug source of this death topic. */
  readonly lost?: boolean;
  /** Called once the message is committed; what acknowledges to the broker. */
  committed?(outcome: MessageOutcome): void;
}

/** A sample as it is kept. `seq`: see the migration. */
export interface StoredSample {
  readonly tagId: number;
  readonly at: number;
  readonly seq: number;
  readonly value: SignalValue | null;
  readonly quality: number;
  readonly receivedAt: number;
}

export interface UnreadableRow {
  readonly source: string;
  readonly topic: string;
  readonly receivedAt: number;
  readonly reason: Reason;
  /** Bytes of the whole payload. */
  readonly size: number;
  /** At most the first 4 KiB. */
  readonly payload: Uint8Array;
}

/** Key and fingerprint of a committed delivery. */
export type DeliveryEntry = readonly [key: string, fingerprint: string];

export interface AddressOfTag {
  readonly address: string;
  readonly tagId: number;
}

export interface SaidOfTag {
  readonly tagId: number;
  readonly said: TagSaid;
}

/** Place of a sample: `seq` as stored, or null for those of a time that have no source time. */
export interface SampleKey {
  readonly tagId: number;
  readonly at: number;
  readonly seq: number | null;
}

/** The number of a sample with a source time whose source sent none. */
export const NO_NUMBER = -1;

/** How far a source has been read, by its name; written in the transaction of what was read. */
export interface SourceMark {
  readonly source: string;
  readonly mark: string;
}

/** Names a part of a request that must count once, however often it is sent. */
export interface Receipt {
  readonly key: string;
  /** Of the whole request, to tell another one under the same key. */
  readonly hash: string;
  readonly part: number;
  /** Line of each message in the request, from 1. */
  readonly lines: readonly number[];
}

/** What became of the messages of a part. */
export interface PartOutcome {
  readonly counters: Counters;
  /** The first ones. */
  readonly errors: readonly { readonly line: number; readonly reason: string }[];
}

export interface ReceiptRow extends PartOutcome {
  readonly key: string;
  readonly hash: string;
  readonly part: number;
}

/** Everything one transaction writes. States are absolute, not increments. */
export interface BatchWrite {
  readonly newTags: readonly TagState[];
  /** Addresses under which signals of a tag came for the first time; those of new tags too. */
  readonly newAddresses: readonly AddressOfTag[];
  /** What sources say anew of tags. */
  readonly said: readonly SaidOfTag[];
  /** All touched tags, the new ones too. */
  readonly tags: readonly TagState[];
  readonly topics: readonly TopicState[];
  readonly samples: BatchSamples;
  readonly unreadable: readonly UnreadableRow[];
  readonly deliveries: readonly DeliveryEntry[];
  readonly sources: readonly SourceState[];
  /** Unreadable payloads kept of each source that has new ones. */
  readonly keptUnreadable: ReadonlyMap<string, number>;
  readonly marks?: readonly SourceMark[];
  readonly receipts?: readonly ReceiptRow[];
  /** Names the source whose samples these are, where they may be taken back. */
  readonly remember?: string;
}

/** A batch that writes nothing: what it brings is put over it. */
export const NOTHING_TO_WRITE: BatchWrite = {
  newTags: [],
  newAddresses: [],
  said: [],
  tags: [],
  topics: [],
  samples: new BatchSamples(),
  unreadable: [],
  deliveries: [],
  sources: [],
  keptUnreadable: new Map(),
};

/** A sample after its commit, as other contexts see it. Times are epoch milliseconds. */
export interface CommittedSample {
  readonly path: string;
  /** Which source it came from, by its id; empty where none is counted. */
  readonly source: string;
  readonly value: SignalValue | null;
  readonly quality: number;
  readonly at: number;
  readonly receivedAt: number;
  /** Older than the newest the tag had. */
  readonly late: boolean;
}
