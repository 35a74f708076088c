import { QUALITY } from '../../../../shared/contract/common.ts';
import type { Counters } from '../../../../shared/contract/data-hub.ts';
import { NO_NUMBER } from './batch.ts';
import { FATE, type BatchSamples } from './batch-samples.ts';
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

/** What became of a reading. `filtered`: new, and by the tag's storage policy not stored; `late`: stored too. */
export type Placement = 'stored' | 'late' | 'filtered' | 'duplicate';

/** Where a batch's samples are put. */
export interface Placed {
  readonly samples: BatchSamples;
  /** Earlier ones, of other batches too, that were held back and are stored now. */
  readonly released: HeldSample[];
}

/** A sample that is not stored so far. */
export interface HeldSample extends LiveValue {
  readonly seq: number;
  /** The topic it was counted at, or `ofSource` of a source without topics. */
  readonly topic: string;
}

/** Begins no topic of MQTT. */
const SOURCE_ITSELF = '#source/';

/** Where samples of a source without topics are counted. */
export const ofSource = (source: string): string => `${SOURCE_ITSELF}${source}`;
/** The source of `ofSource`; null where it is a topic. */
export const sourceIn = (topic: string): string | null =>
  topic.startsWith(SOURCE_ITSELF) ? topic.slice(SOURCE_ITSELF.length) : null;

/** How the storage of a tag is thinned. */
export interface TagThinning {
  readonly filter: StorageFilter;
  /** The sample stored last as of a time; undefined where that was not looked up. */
  readonly storedAt: (at: number) => KeptSample | null | undefined;
}

/** So many samples of one batch and tag are remembered to tell what is new in late ones; with more, all of these are stored. */
const REMEMBERED = 1_000;

const STORED = { before: null, stored: true } as const;

/** How a reading came, and the topic it is counted at. */
export interface Came {
  readonly receivedAt: number;
  /** A broker's copy, of unknown age. */
  readonly retained: boolean;
  readonly topic: string;
  readonly source: string;
}

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
  readonly #placed: Placed;
  /** Its place in the batch's samples. */
  #group = -1;
  #slots: Map<number, Slot> | null = null;
  /** The newest of those that are in no slot, each newer than all before it; their chain is in the batch's samples. */
  #newer = -1;
  #newestAt: number;
  #furthestAt: number;
  #isShared: boolean;
  #last: LiveValue | null;
  /** What `#last` is once this batch has changed it: one object, however many samples. */
  #shown: { -readonly [Name in keyof LiveValue]: LiveValue[Name] } | null = null;
  readonly #policy: TagThinning | null;
  readonly #thinning: Thinning<HeldSample> | null;
  /** Held back by a policy that does not hold any more. */
  #leftOver: HeldSample | null;
  /** Stored by this batch, where late ones must be compared with it. */
  #recent: KeptSample[] | null = null;

  constructor(
    base: TagState,
    isNew: boolean,
    stored: StoredKeys,
    placed: Placed,
    policy: TagThinning | null = null,
  ) {
    this.base = base;
    this.isNew = isNew;
    this.counters = { ...base.counters };
    this.#existing = stored;
    this.#placed = placed;
    this.#newestAt = base.newestAt;
    this.#furthestAt = base.furthestAt;
    this.#isShared = base.isShared;
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
      isShared: false,
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
    this.#slots ??= new Map();
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
      const newer = this.#newerAt(at);
      if (newer !== undefined) slot.taken.add(newer);
      this.#slots.set(at, slot);
    }
    return slot;
  }

  /** The number of the sample of this batch that was newer than all before it and is of this time. */
  #newerAt(at: number): number | undefined {
    const { samples } = this.#placed;
    let index = this.#newer;
    while (index >= 0 && (samples.at[index] as number) > at) index = samples.previous[index] as number;
    return index >= 0 && samples.at[index] === at ? samples.seq[index] : undefined;
  }

  /**
   * Decides whether a reading is new, and where it belongs. A reading with a source time is a duplicate when the tag
   * has that time with that number (or, without a number, that time without one). One without a source time gets the
   * arrival time and is never a duplicate, except a broker's retained copy of what the tag shows already; a retained
   * value that is new is marked stale, because its age is unknown.
   */
  place(reading: Reading, came: Came): Placement {
    this.counters.received += 1;
    if (came.source !== this.base.madeBy) this.#isShared = true;
    const { at } = reading;
    if (at === null) return this.#placeByArrival(reading, came);
    if (reading.kind !== undefined) return this.#placeState(reading, at, reading.kind, came);
    const seq = reading.seq ?? NO_NUMBER;
    if (at > this.#furthestAt) {
      const placement = this.#put(reading, at, seq, reading.quality, came);
      const { samples } = this.#placed;
      samples.previous[samples.length - 1] = this.#newer;
      this.#newer = samples.length - 1;
      return placement;
    }
    if (this.#slot(at).taken.has(seq)) return this.#duplicate();
    return this.#store(reading, at, seq, reading.quality, came);
  }

  #duplicate(): Placement {
    this.counters.duplicate += 1;
    return 'duplicate';
  }

  /** A source's state (see `Reading.kind`): stored unless it is known already. */
  #placeState(reading: Reading, sourceAt: number, kind: NonNullable<Reading['kind']>, came: Came): Placement {
    const last = this.#last;
    const at = this.#stateTime(reading, sourceAt, kind);
    const slot = this.#slot(at);
    const isKnownTime = slot.nextArrival > FIRST_ARRIVAL_NUMBER;
    const isShown = last?.at === at && last.value === reading.value && last.quality === reading.quality;
    const corrects = !isShown && kind !== 'historical' && last?.at === at;
    if (isKnownTime && !corrects) return this.#duplicate();
    const seq = slot.nextArrival++;
    if (kind !== 'historical') return this.#store(reading, at, seq, reading.quality, came);
    this.#release(this.#besideLate(at));
    this.counters.stored += 1;
    this.counters.late += 1;
    this.#furthestAt = Math.max(this.#furthestAt, at);
    this.#add(reading.value, at, seq, reading.quality, came.receivedAt, FATE.news | FATE.stored | FATE.late);
    return 'late';
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

  #placeByArrival(reading: Reading, came: Came): Placement {
    const { receivedAt, retained } = came;
    if (retained && this.#last !== null && this.#last.value === reading.value) return this.#duplicate();
    const quality = retained && reading.quality === QUALITY.good ? QUALITY.stale : reading.quality;
    const seq = this.#slot(receivedAt).nextArrival++;
    return this.#store(reading, receivedAt, seq, quality, came);
  }

  #store(reading: Reading, at: number, seq: number, quality: number, came: Came): Placement {
    this.#slot(at).taken.add(seq);
    return this.#put(reading, at, seq, quality, came);
  }

  #put(reading: Reading, at: number, seq: number, quality: number, came: Came): Placement {
    const { receivedAt, topic } = came;
    const { value, clockSuspect } = reading;
    const late = !clockSuspect && at < this.#newestAt;
    // Nearly all tags store everything.
    const { before, stored } =
      this.#thinning === null && this.#leftOver === null
        ? STORED
        : this.#thin({ value, quality, at, receivedAt, seq, topic }, late, reading);
    this.#release(before);
    if (stored) this.counters.stored += 1;
    else this.counters.filtered += 1;
    if (late && stored) this.counters.late += 1;
    this.#show(value, quality, at, receivedAt, clockSuspect);
    if (!clockSuspect && at > this.#newestAt) this.#newestAt = at;
    if (at > this.#furthestAt) this.#furthestAt = at;
    const fate = FATE.news | (stored ? FATE.stored : 0) | (late ? FATE.late : 0);
    this.#add(value, at, seq, quality, receivedAt, fate);
    if (!stored) return 'filtered';
    return late ? 'late' : 'stored';
  }

  #add(
    value: Reading['value'],
    at: number,
    seq: number,
    quality: number,
    receivedAt: number,
    fate: number,
  ): void {
    const { samples } = this.#placed;
    if (this.#group < 0) this.#group = samples.addTag(this.base);
    samples.add(this.#group, at, seq, value, quality, receivedAt, fate);
  }

  /** One that was held back is stored after all. */
  #release(held: HeldSample | null): void {
    if (held === null) return;
    this.counters.stored += 1;
    this.counters.filtered -= 1;
    this.#add(held.value, held.at, held.seq, held.quality, held.receivedAt, FATE.stored);
    this.#placed.released.push(held);
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
    this.#recent ??= [];
    if (this.#recent.length <= REMEMBERED) this.#recent.push(sample);
  }

  /** Whether a late sample is within the deadband of the one stored before it. Where that is not known it is stored. */
  #saysNothingNew(sample: HeldSample): boolean {
    const recent = this.#recent ?? [];
    if (this.#policy === null || recent.length > REMEMBERED) return false;
    const { filter, storedAt } = this.#policy;
    const known = sample.at > this.base.newestAt ? this.base.kept : storedAt(sample.at);
    if (known === undefined) return false;
    const stored = recent.reduce<KeptSample | null>(
      (newest, each) => (each.at <= sample.at && each.at >= (newest?.at ?? -Infinity) ? each : newest),
      known,
    );
    return judge({ ...filter, minMs: 0 }, stored, sample) === 'same';
  }

  /** A live value never goes back in time; one of a suspect clock is shown, but gives way to any in time. */
  #show(
    value: LiveValue['value'],
    quality: number,
    at: number,
    receivedAt: number,
    clockSuspect: boolean,
  ): void {
    const last = this.#last;
    const lastSuspect = last !== null && isClockSuspect(last);
    const shown = clockSuspect ? !lastSuspect || at >= last.at : at >= this.#newestAt;
    if (!shown) return;
    if (this.#shown === null) this.#shown = { value, quality, at, receivedAt };
    else {
      this.#shown.value = value;
      this.#shown.quality = quality;
      this.#shown.at = at;
      this.#shown.receivedAt = receivedAt;
    }
    this.#last = this.#shown;
  }

  /** What is known of the tag with this batch; nothing is placed any more. */
  state(): TagState {
    const { id, path, createdAt, madeBy } = this.base;
    const thinning = this.#thinning;
    return {
      id,
      path,
      createdAt,
      madeBy,
      isShared: this.#isShared,
      newestAt: this.#newestAt,
      furthestAt: this.#furthestAt,
      last: this.#last,
      kept: thinning === null ? null : thinning.kept,
      held: heldBack(thinning === null ? this.#leftOver : thinning.held),
      counters: this.counters,
    };
  }
}
