import type { SignalValue } from '../../../../shared/contract/common.ts';
import type { Counters } from '../../../../shared/contract/data-hub.ts';
import type { SequenceState } from './sequence.ts';

/** The value a tag shows now. Times are epoch milliseconds; `at` is the source's. */
export interface LiveValue {
  readonly value: SignalValue | null;
  readonly quality: number;
  readonly at: number;
  readonly receivedAt: number;
}

/** The sample stored last of a tag whose storage is thinned; `at` is its source time. */
export interface KeptSample {
  readonly value: SignalValue | null;
  readonly quality: number;
  readonly at: number;
}

/** Says that a tag's newest value (`last`) is not stored: its number, and the topic it was counted at. */
export interface HeldBack {
  readonly seq: number;
  readonly topic: string;
}

/** What is known of a tag, as of the last commit. Replaced as a whole, never changed in place. */
export interface TagState {
  readonly id: number;
  readonly path: string;
  readonly createdAt: number;
  /** The source whose value made it; empty where people did, or before this was kept. */
  readonly madeBy: string;
  /** Whether a value of it has come by another source than that. */
  readonly isShared: boolean;
  /** Newest source time of a sample whose clock is not suspect; -Infinity before the first. */
  readonly newestAt: number;
  /** Newest source time of all, suspect ones too. */
  readonly furthestAt: number;
  readonly last: LiveValue | null;
  /** Null where the tag's storage is not thinned, and after a start until the next sample is stored. */
  readonly kept: KeptSample | null;
  readonly held: HeldBack | null;
  readonly counters: Counters;
}

/** A tag's newest sample where it is not stored. */
export function heldSample({ last, held }: TagState): KeptSample | null {
  return held === null || last === null ? null : { value: last.value, quality: last.quality, at: last.at };
}

/**
 * What is known of a topic, as of the last commit. Counters count values; a message that cannot be read at all
 * counts as one. Always `received = stored + duplicate + unreadable + filtered`; `late` is part of `stored`.
 */
export interface TopicState {
  readonly topic: string;
  /** The source its newest message came from. */
  readonly source: string;
  readonly counters: Counters;
  readonly sequence: SequenceState | null;
  readonly newestAt: number;
  readonly lastReceivedAt: number;
}

/** How many tags a source has made, and of how many topics it was the first. */
export interface MadeNames {
  readonly tags: number;
  readonly topics: number;
}

/** What has come from a source, as of the last commit. */
export interface SourceState {
  readonly id: string;
  readonly counters: Counters;
  /** Values turned away by a limit of the source, in no other counter; the sender was told where it can be. */
  readonly refused: number;
  readonly lastReceivedAt: number;
}

export const NO_COUNTS: Counters = {
  received: 0,
  stored: 0,
  duplicate: 0,
  late: 0,
  unreadable: 0,
  filtered: 0,
  gap: 0,
};

export function addCounters(a: Counters, b: Counters): Counters {
  return {
    received: a.received + b.received,
    stored: a.stored + b.stored,
    duplicate: a.duplicate + b.duplicate,
    late: a.late + b.late,
    unreadable: a.unreadable + b.unreadable,
    filtered: a.filtered + b.filtered,
    gap: a.gap + b.gap,
  };
}

export function subtractCounters(a: Counters, b: Counters): Counters {
  return {
    received: a.received - b.received,
    stored: a.stored - b.stored,
    duplicate: a.duplicate - b.duplicate,
    late: a.late - b.late,
    unreadable: a.unreadable - b.unreadable,
    filtered: a.filtered - b.filtered,
    gap: a.gap - b.gap,
  };
}
