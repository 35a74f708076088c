import { QUALITY } from '../../../../shared/contract/common.ts';
import type { Counters } from '../../../../shared/contract/data-hub.ts';
import { NO_NUMBER } from './batch.ts';
import type { Reading } from './payload.ts';
import { isClockSuspect } from './source-time.ts';
import { NO_COUNTS, type KeptSample, type LiveValue, type TagState } from './state.ts';
import { judge, Thinning, type StorageFilter } from './storage-filter.ts';

/**
 * Samples without a source time, and those of a source's state, are numbered upwards from here, so that those of one
 * millisecond keep their order.
 */
const FIRST_ARRIVAL_NUMBER = -8_388_608;

export type StoredKeys = ReadonlyMap<number, readonly number[]>;

export type Placement =
  | { readonly kind: 'duplicate' }
  | {
      /** `filtered`: new, and by the tag's storage policy not stored. */
      readonly kind: 'stored' | 'filtered';
      readonly at: number;
      readonly seq: number;
      readonly quality: number;
      readonly late: boolean;
      /** An earlier sample that was held back and is to be stored now. */
      readonly before: HeldSample | null;
    };

/** A sample that is not stored so far. */
export interface HeldSample extends LiveValue {
  readonly seq: number;
  /** The topic it was counted at. */
  readonly topic: string;
}

/** How the storage of a tag is thinned. */
export interface TagThinning {
  readonly filter: StorageFilter;
  /** The sample stored last as of a time; undefined where that was not looked up. */
  readonly storedAt: (at: number) => KeptSample | null | undefined;
}

/** So many samples of one batch and tag are remembered to tell what is new in late ones; with more, all of these are stored. */
const REMEMBERED = 1_000;

const STORED = { before: null, stored: true } as const;

/** When a reading came, and the topic it is counted at. */
type Came = Pick<HeldSample, 'receivedAt' | 'topic'>;

const heldBack = (held: HeldSample | null) => (held === null ? null : { seq: held.seq, topic: held.topic });

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
  readonly #policy: TagThinning | null;
  readonly #thinning: Thinning<HeldSample> | null;
  /** Held back by a policy that does not hold any more. */
  #leftOver: HeldSample | null;
  /** Stored by this batch, where late ones must be compared with it. */
  readonly #recent: KeptSample[] = [];

  constructor(base: TagState, isNew: boolean, stored: StoredKeys, policy: TagThinning | null = null) {
    this.base = base;
    this.isNew = isNew;
    this.counters = { ...base.counters };
    this.#existing = stored;
    this.#newestAt = base.newestAt;
    this.#furthestAt = base.furthestAt;
    this.#last = base.last;
    const held = base.held === null || base.last === null ? null : { ...base.last, ...base.held };
    this.#policy = policy;
    this.#thinning = policy === null ? null : new Thinning(policy.filter, base.kept, held);
    this.#leftOver = policy === null ? held : null;
  }

  static newState(id: number, path: string, createdAt: number, madeBy = ''): TagState {
    return {
      id,
      path,
      createdAt,
      madeBy,
      newestAt: -Infinity,
      furthestAt: -Infinity,
      last: null,
      kept: null,
      held: null,
      counters: NO_COUNTS,
    };
  }

  /** Numbers already used at a time, in the store and earlier in this batch. */
  #slot(at: number): Slot {
    let slot = this.#slots.get(at);
    if (slot === undefined) {
      const held = this.base.last?.at === at ? this.base.held : null;
      const existing = this.#existing.get(at) ?? [];
      const stored = held === null ? existing : [...existing, held.seq];
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
   *
   * @param topic where it is counted
   */
  place(reading: Reading, receivedAt: number, retained: boolean, topic = ''): Placement {
    this.counters.received += 1;
    const came = { receivedAt, topic };
    if (reading.kind !== undefined && reading.at !== null)
      return this.#placeState(reading, reading.at, reading.kind, came);
    if (reading.at === null) return this.#placeByArrival(reading, retained, came);
    const seq = reading.seq ?? NO_NUMBER;
    if (reading.at > this.#furthestAt) {
      this.#newerAt.push(reading.at);
      this.#newerSeq.push(seq);
      return this.#placed(reading, reading.at, seq, reading.quality, came);
    }
    if (this.#slot(reading.at).taken.has(seq)) {
      this.counters.duplicate += 1;
      return { kind: 'duplicate' };
    }
    return this.#store(reading, reading.at, seq, reading.quality, came);
  }

  /** A source's state (see `Reading.kind`): stored unless it is known already. */
  #placeState(reading: Reading, sourceAt: number, kind: NonNullable<Reading['kind']>, came: Came): Placement {
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
    if (kind !== 'historical') return this.#store(reading, at, seq, reading.quality, came);
    const before = this.#besideLate(at);
    this.#countStored(before);
    this.counters.late += 1;
    this.#furthestAt = Math.max(this.#furthestAt, at);
    return { kind: 'stored', at, seq, quality: reading.quality, late: true, before };
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

  #placeByArrival(reading: Reading, retained: boolean, came: Came): Placement {
    if (retained && this.#last !== null && this.#last.value === reading.value) {
      this.counters.duplicate += 1;
      return { kind: 'duplicate' };
    }
    const quality = retained && reading.quality === QUALITY.good ? QUALITY.stale : reading.quality;
    const seq = this.#slot(came.receivedAt).nextArrival++;
    return this.#store(reading, came.receivedAt, seq, quality, came);
  }

  #store(reading: Reading, at: number, seq: number, quality: number, came: Came): Placement {
    this.#slot(at).taken.add(seq);
    return this.#placed(reading, at, seq, quality, came);
  }

  #placed(reading: Reading, at: number, seq: number, quality: number, came: Came): Placement {
    const { receivedAt, topic } = came;
    const { value, clockSuspect } = reading;
    const late = !clockSuspect && at < this.#newestAt;
    // Nearly all tags store everything.
    const { before, stored } =
      this.#thinning === null && this.#leftOver === null
        ? STORED
        : this.#thin({ value, quality, at, receivedAt, seq, topic }, late, reading);
    if (stored) this.#countStored(before);
    else this.#countFiltered(before);
    if (late && stored) this.counters.late += 1;
    this.#show({ value, quality, at, receivedAt }, clockSuspect);
    if (!reading.clockSuspect) this.#newestAt = Math.max(this.#newestAt, at);
    this.#furthestAt = Math.max(this.#furthestAt, at);
    return { kind: stored ? 'stored' : 'filtered', at, seq, quality, late, before };
  }

  #countStored(before: HeldSample | null): void {
    this.counters.stored += 1;
    if (before !== null) this.#countReleased();
  }

  #countFiltered(before: HeldSample | null): void {
    this.counters.filtered += 1;
    if (before !== null) this.#countReleased();
  }

  #countReleased(): void {
    this.counters.stored += 1;
    this.counters.filtered -= 1;
  }

  /** What of a new sample and of one held back before it is stored. */
  #thin(
    sample: HeldSample,
    late: boolean,
    { clockSuspect }: Reading,
  ): { readonly before: HeldSample | null; readonly stored: boolean } {
    const thinning = this.#thinning;
    if (thinning === null) return { before: late ? null : this.#takeLeftOver(), stored: true };
    if (late && this.#saysNothingNew(sample)) return { before: null, stored: false };
    if (late) {
      const before = this.#besideLate(sample.at);
      this.#remember(sample);
      return { before, stored: true };
    }
    if (clockSuspect) {
      const before = thinning.release();
      thinning.begin();
      return { before, stored: true };
    }
    const taken = thinning.take(sample);
    if (taken.before !== null) this.#remember(taken.before);
    if (taken.stored) this.#remember(sample);
    return taken;
  }

  #takeLeftOver(): HeldSample | null {
    const held = this.#leftOver;
    this.#leftOver = null;
    return held;
  }

  /** Beside a late sample among those held back the newest of them is stored, so that it does not seem to go on till now. */
  #besideLate(at: number): HeldSample | null {
    const thinning = this.#thinning;
    if (thinning === null || (thinning.kept !== null && at < thinning.kept.at)) return null;
    const released = thinning.release();
    if (released !== null) this.#remember(released);
    return released;
  }

  #remember(sample: KeptSample): void {
    if (this.#recent.length <= REMEMBERED) this.#recent.push(sample);
  }

  /** Whether a late sample is within the deadband of the one stored before it. Where that is not known it is stored. */
  #saysNothingNew(sample: HeldSample): boolean {
    if (this.#policy === null || this.#recent.length > REMEMBERED) return false;
    const { filter, storedAt } = this.#policy;
    const known = sample.at > this.base.newestAt ? this.base.kept : storedAt(sample.at);
    if (known === undefined) return false;
    const stored = this.#recent.reduce<KeptSample | null>(
      (newest, each) => (each.at <= sample.at && each.at >= (newest?.at ?? -Infinity) ? each : newest),
      known,
    );
    return judge({ ...filter, minMs: 0 }, stored, sample) === 'same';
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
      kept: this.#thinning?.kept ?? null,
      held: heldBack(this.#thinning === null ? this.#leftOver : this.#thinning.held),
      counters: this.counters,
    };
  }
}
