import type { Counters } from '../../../../shared/contract/data-hub.ts';
import type { Reading } from './payload.ts';
import { advance, type SequenceState } from './sequence.ts';
import { NO_COUNTS, type TopicState } from './state.ts';
import type { TagDraft } from './tag-draft.ts';

/** A topic while a batch is planned. */
export class TopicDraft {
  readonly counters: Counters;
  readonly name: string;
  #source: string;
  #sequence: SequenceState | null;
  #newestAt: number;
  #lastReceivedAt: number;
  #tags: readonly unknown[] = [];
  #drafts: (TagDraft | undefined)[] = [];

  constructor(name: string, base: TopicState | undefined) {
    this.name = name;
    this.#source = base?.source ?? '';
    this.counters = { ...(base?.counters ?? NO_COUNTS) };
    this.#sequence = base?.sequence ?? null;
    this.#newestAt = base?.newestAt ?? -Infinity;
    this.#lastReceivedAt = base?.lastReceivedAt ?? 0;
  }

  receive(source: string, receivedAt: number, values: number): void {
    this.#source = source;
    this.counters.received += values;
    this.#lastReceivedAt = Math.max(this.#lastReceivedAt, receivedAt);
  }

  /** Where the drafts of the tags of a message are kept for further ones with the same list of tags. */
  draftsOf(tags: readonly unknown[]): (TagDraft | undefined)[] {
    if (tags !== this.#tags) {
      this.#tags = tags;
      this.#drafts = [];
    }
    return this.#drafts;
  }

  /** Messages found missing, or (below 0) come late after all. */
  lose(messages: number): void {
    this.counters.gap = Math.max(0, this.counters.gap + messages);
  }

  /**
   * Takes the number of a stored message into account, once per message (all values of a grouped one share it).
   * Returns the change in missing messages, which every tag of the message shares.
   */
  number(reading: Reading): number {
    const newer = reading.at === null || reading.at >= this.#newestAt;
    if (reading.at !== null && !reading.clockSuspect) this.#newestAt = Math.max(this.#newestAt, reading.at);
    if (reading.seq === null) return 0;
    const step = advance(this.#sequence, reading.seq, newer);
    this.#sequence = step.state;
    const missing = Math.max(step.missing, -this.counters.gap);
    this.counters.gap += missing;
    return missing;
  }

  state(): TopicState {
    return {
      topic: this.name,
      source: this.#source,
      counters: this.counters,
      sequence: this.#sequence,
      newestAt: this.#newestAt,
      lastReceivedAt: this.#lastReceivedAt,
    };
  }
}
