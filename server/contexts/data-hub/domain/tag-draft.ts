import { QUALITY } from '../../../../shared/contract/common.ts';
import type { Counters } from '../../../../shared/contract/data-hub.ts';
import { NO_NUMBER } from './batch.ts';
import type { Reading } from './payload.ts';
import { isClockSuspect } from './source-time.ts';
import { NO_COUNTS, type LiveValue, type TagState } from './state.ts';

/**
 * Samples without a source time, and those of a source's state, are numbered upwards from here, so that those of one
 * millisecond keep their order.
 */
const FIRST_ARRIVAL_NUMBER = -8_388_608;

export type StoredKeys = ReadonlyMap<number, readonly number[]>;

export type Placement =
  | { readonly kind: 'duplicate' }
  | {
      readonly kind: 'stored';
      readonly at: number;
      readonly seq: number;
      readonly quality: number;
      readonly late: boolean;
    };

/** The numbers used at one time. */
interface Slot {
  readonly taken: Set<number>;
  nextArrival: number;
}

/** A tag while a batch is planned. */
export class TagDraft {
  readonly base: TagState;
  readonly isNew: boolean;
  readonly counters: Counters;
  readonly #existing: StoredKeys;
  readonly #slots = new Map<number, Slot>();
  /** Times and numbers of this batch that are in no slot: each was newer than all before it. */
  readonly #newerAt: number[] = [];
  readonly #newerSeq: number[] = [];
  #newestAt: number;
  #furthestAt: number;
  #last: LiveValue | null;

  constructor(base: TagState, isNew: boolean, stored: StoredKeys) {
    this.base = base;
    this.isNew = isNew;
    this.counters = { ...base.counters };
    this.#existing = stored;
    this.#newestAt = base.newestAt;
    this.#furthestAt = base.furthestAt;
    this.#last = base.last;
  }

  static newState(id: number, path: string, createdAt: number): TagState {
    return {
      id,
      path,
      createdAt,
      newestAt: -Infinity,
      furthestAt: -Infinity,
      last: null,
      counters: NO_COUNTS,
    };
  }

  /** Numbers already used at a time, in the store and earlier in this batch. */
  #slot(at: number): Slot {
    let slot = this.#slots.get(at);
    if (slot === undefined) {
      const stored = this.#existing.get(at) ?? [];
      const newestArrival = stored.reduce(
        (newest, number) => (number < NO_NUMBER ? Math.max(newest, number) : newest),
        FIRST_ARRIVAL_NUMBER - 1,
      );
      slot = { taken: new Set(stored), nextArrival: newestArrival + 1 };
      const newer = this.#newerAt.lastIndexOf(at);
      if (newer >= 0) slot.taken.add(this.#newerSeq[newer] as number);
      this.#slots.set(at, slot);
    }
    return slot;
  }

  /**
   * Decides whether a reading is new, and where it belongs. A reading with a source time is a duplicate when the tag
   * has that time with that number (or, without a number, that time without one). One without a source time gets the
   * arrival time and is never a duplicate, except a broker's retained copy of what the tag shows already; a retained
   * value that is new is marked stale, because its age is unknown.
   */
  place(reading: Reading, receivedAt: number, retained: boolean): Placement {
    this.counters.received += 1;
    if (reading.kind !== undefined && reading.at !== null)
      return this.#placeState(reading, reading.at, reading.kind, receivedAt);
    if (reading.at === null) return this.#placeByArrival(reading, receivedAt, retained);
    const seq = reading.seq ?? NO_NUMBER;
    if (reading.at > this.#furthestAt) {
      this.#newerAt.push(reading.at);
      this.#newerSeq.push(seq);
      return this.#stored(reading, reading.at, seq, reading.quality, receivedAt);
    }
    if (this.#slot(reading.at).taken.has(seq)) {
      this.counters.duplicate += 1;
      return { kind: 'duplicate' };
    }
    return this.#store(reading, reading.at, seq, reading.quality, receivedAt);
  }

  /** A source's state (see `Reading.kind`): stored unless it is known already. */
  #placeState(
    reading: Reading,
    sourceAt: number,
    kind: NonNullable<Reading['kind']>,
    receivedAt: number,
  ): Placement {
    const last = this.#last;
    const at = this.#stateTime(reading, sourceAt, kind);
    const slot = this.#slot(at);
    const isKnownTime = slot.nextArrival > FIRST_ARRIVAL_NUMBER;
    const isShown = last?.at === at && last.value === reading.value && last.quality === reading.quality;
    const corrects = !isShown && kind !== 'historical' && last?.at === at;
    if (isKnownTime && !corrects) {
      this.counters.duplicate += 1;
      return { kind: 'duplicate' };
    }
    const seq = slot.nextArrival++;
    if (kind !== 'historical') return this.#store(reading, at, seq, reading.quality, receivedAt);
    this.counters.stored += 1;
    this.counters.late += 1;
    this.#furthestAt = Math.max(this.#furthestAt, at);
    return { kind: 'stored', at, seq, quality: reading.quality, late: true };
  }

  /**
   * A mark is never older than the newest value. A value from before a mark that its source confirms after it is the
   * value again from that confirmation on: in its own time it would not end the mark.
   */
  #stateTime({ confirmedAt }: Reading, sourceAt: number, kind: Reading['kind']): number {
    if (kind === 'mark') return Math.max(sourceAt, this.#newestAt);
    const last = this.#last;
    const isMarked = last !== null && last.value === null && last.quality === QUALITY.stale;
    if (kind === 'historical' || confirmedAt === undefined || !isMarked || sourceAt > last.at)
      return sourceAt;
    return Math.max(confirmedAt, last.at);
  }

  #placeByArrival(reading: Reading, receivedAt: number, retained: boolean): Placement {
    if (retained && this.#last !== null && this.#last.value === reading.value) {
      this.counters.duplicate += 1;
      return { kind: 'duplicate' };
    }
    const quality = retained && reading.quality === QUALITY.good ? QUALITY.stale : reading.quality;
    const seq = this.#slot(receivedAt).nextArrival++;
    return this.#store(reading, receivedAt, seq, quality, receivedAt);
  }

  #store(reading: Reading, at: number, seq: number, quality: number, receivedAt: number): Placement {
    this.#slot(at).taken.add(seq);
    return this.#stored(reading, at, seq, quality, receivedAt);
  }

  #stored(reading: Reading, at: number, seq: number, quality: number, receivedAt: number): Placement {
    const late = !reading.clockSuspect && at < this.#newestAt;
    this.counters.stored += 1;
    if (late) this.counters.late += 1;
    this.#show({ value: reading.value, quality, at, receivedAt }, reading.clockSuspect);
    if (!reading.clockSuspect) this.#newestAt = Math.max(this.#newestAt, at);
    this.#furthestAt = Math.max(this.#furthestAt, at);
    return { kind: 'stored', at, seq, quality, late };
  }

  /** A live value never goes back in time; one of a suspect clock is shown, but gives way to any in time. */
  #show(candidate: LiveValue, clockSuspect: boolean): void {
    const last = this.#last;
    const lastSuspect = last !== null && isClockSuspect(last);
    const shown = clockSuspect ? !lastSuspect || candidate.at >= last.at : candidate.at >= this.#newestAt;
    if (shown) this.#last = candidate;
  }

  state(): TagState {
    return {
      ...this.base,
      newestAt: this.#newestAt,
      furthestAt: this.#furthestAt,
      last: this.#last,
      counters: this.counters,
    };
  }
}
