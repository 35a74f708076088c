import { QUALITY } from '../../../../shared/contract/common.ts';
import { placed, reason, type Reason } from '../../../../shared/contract/reasons.ts';
import type { Counters } from '../../../../shared/contract/data-hub.ts';
import type { TagSaid } from '../../../../shared/contract/tags.ts';
import { isSameUnit, ucumOf } from '../../../../shared/util/ucum.ts';
import type {
  AddressOfTag,
  BatchWrite,
  DeliveryEntry,
  IncomingMessage,
  MessageOutcome,
  SampleKey,
  UnreadableRow,
} from './batch.ts';
import { BatchSamples } from './batch-samples.ts';
import type { Fault, Reading } from './payload.ts';
import type { KnownState, ReadBatch, ReadMessage } from './read-batch.ts';
import { addCounters, NO_COUNTS, subtractCounters, type SourceState } from './state.ts';
import type { SparkplugOutcome } from './sparkplug/host-draft.ts';
import type { KeptSample, TagState } from './state.ts';
import { sourceIn, TagDraft, type HeldSample, type StoredKeys, type TagThinning } from './tag-draft.ts';
import { placeInPast } from './storage-filter.ts';
import { TopicDraft } from './topic-draft.ts';

export const KEPT_PAYLOAD_BYTES = 4_096;
/** Topics beyond the limit are counted together under this name. */
export const OVERFLOW_TOPIC = '(further topics)';

export interface PlanLimits {
  readonly tags: number;
  readonly topics: number;
  /** Tags a source may make, and as many topics. */
  readonly names: (source: string) => number;
  /** Unreadable payloads kept of a source, the newest. */
  readonly keptUnreadable: (source: string) => number;
}

export interface BatchPlan {
  readonly write: BatchWrite;
  readonly sparkplug: SparkplugOutcome | null;
  /** Of each message of the batch, in its order. */
  readonly outcomes: readonly MessageOutcome[];
  /** Values of tags that their source might not make, by source. */
  readonly refusedNames: ReadonlyMap<string, number>;
}

export type ExistingKeys = readonly (SampleKey & { readonly seq: number })[];

const NO_RANGE: TagSaid['range'] = { low: null, high: null };
const NO_KEYS: StoredKeys = new Map();

/** What is stored of a tag as of the times of late samples; see `pastToLookUp`. */
export type StoredBefore = ReadonlyMap<string, KeptSample | null>;

function keysByTag(existing: ExistingKeys): Map<number, Map<number, number[]>> {
  const byTag = new Map<number, Map<number, number[]>>();
  for (const { tagId, at, seq } of existing) {
    let times = byTag.get(tagId);
    if (times === undefined) byTag.set(tagId, (times = new Map<number, number[]>()));
    const numbers = times.get(at);
    if (numbers === undefined) times.set(at, [seq]);
    else numbers.push(seq);
  }
  return byTag;
}

class Planner {
  readonly #known: KnownState;
  readonly #limits: PlanLimits;
  readonly #existing: Map<number, Map<number, number[]>>;
  readonly #tags = new Map<number, TagDraft>();
  readonly #byAddress = new Map<string, TagDraft>();
  readonly #addresses: AddressOfTag[] = [];
  readonly #said = new Map<number, TagSaid>();
  readonly #topics = new Map<string, TopicDraft>();
  readonly #placed: { readonly samples: BatchSamples; readonly released: HeldSample[] };
  readonly #unreadable: UnreadableRow[] = [];
  readonly #deliveries = new Map<string, string>();
  readonly #sources = new Map<string, SourceState>();
  readonly #outcomes: MessageOutcome[] = [];
  readonly #past: StoredBefore;
  readonly #made = new Map<string, { tags: number; topics: number }>();
  readonly #refusedNames = new Map<string, number>();
  /** Codes of the units written in this batch. */
  readonly #codes = new Map<string, string | undefined>();
  #nextTagId: number;
  #tagCount: number;
  #topicCount: number;

  constructor(
    known: KnownState,
    existing: ExistingKeys,
    past: StoredBefore,
    nextTagId: number,
    limits: PlanLimits,
    readings: number,
  ) {
    this.#placed = { samples: new BatchSamples(readings), released: [] };
    this.#known = known;
    this.#past = past;
    this.#existing = keysByTag(existing);
    this.#limits = limits;
    this.#nextTagId = nextTagId;
    this.#tagCount = known.tagCount;
    this.#topicCount = known.topics.size;
  }

  #topic(name: string, source: string): TopicDraft {
    const draft = this.#topics.get(name);
    if (draft !== undefined) return draft;
    const base = this.#known.topics.get(name);
    const isNew = base === undefined && name !== OVERFLOW_TOPIC;
    const hasRoom =
      this.#topicCount < this.#limits.topics && this.#madeBy(source).topics < this.#limits.names(source);
    if (isNew && !hasRoom) return this.#topic(OVERFLOW_TOPIC, source);
    const created = new TopicDraft(name, base);
    if (base === undefined) this.#topicCount += 1;
    if (isNew) this.#madeBy(source).topics += 1;
    this.#topics.set(name, created);
    return created;
  }

  #madeBy(source: string): { tags: number; topics: number } {
    let made = this.#made.get(source);
    if (made === undefined) this.#made.set(source, (made = { ...this.#known.madeBy(source) }));
    return made;
  }

  /** Why a source may make no further tag; null where it may. */
  #noNewTag(source: string): Reason | null {
    const [{ tags }, names] = [this.#limits, this.#limits.names(source)];
    if (this.#tagCount >= tags) return reason('tagLimit', { most: tags });
    if (this.#madeBy(source).tags < names) return null;
    return reason('sourceTagLimit', { source, most: names });
  }

  /** The draft of the tag at an address; undefined where it is unknown and may not be made. */
  #tag(address: string, made: { readonly by: string; readonly at: number } | null): TagDraft | undefined {
    const draft = this.#byAddress.get(address);
    if (draft !== undefined) return draft;
    const base = this.#known.tagOf(address);
    if (base === undefined && (made === null || this.#noNewTag(made.by) !== null)) return undefined;
    const found =
      base === undefined ? this.#newTag(address, made?.at ?? 0, made?.by ?? '') : this.#draftOf(base);
    this.#byAddress.set(address, found);
    if (!this.#known.isAddress(address)) this.#addresses.push({ address, tagId: found.base.id });
    return found;
  }

  #newTag(address: string, createdAt: number, source: string): TagDraft {
    const state = TagDraft.newState(this.#nextTagId++, address, createdAt, source);
    const created = new TagDraft(state, true, NO_KEYS, this.#placed);
    this.#tagCount += 1;
    this.#madeBy(source).tags += 1;
    this.#tags.set(created.base.id, created);
    return created;
  }

  /** Several addresses may lead to one tag. */
  #draftOf(base: TagState): TagDraft {
    const known = this.#tags.get(base.id);
    if (known !== undefined) return known;
    const [keys, thinning] = [this.#existing.get(base.id) ?? NO_KEYS, this.#thinningOf(base.id)];
    const draft = new TagDraft(base, false, keys, this.#placed, thinning);
    this.#tags.set(base.id, draft);
    return draft;
  }

  #thinningOf(tagId: number): TagThinning | null {
    const filter = this.#known.filterOf(tagId);
    return filter === null ? null : { filter, storedAt: (at) => this.#past.get(placeInPast(tagId, at)) };
  }

  add(read: ReadMessage): void {
    const { message } = read;
    const topic = this.#topic(message.topic, message.source);
    const before = { ...topic.counters };
    this.#placed.samples.comeFrom(message.source);
    const unread = this.#take(topic, read);
    const counters = subtractCounters(topic.counters, before);
    this.#outcomes.push({ counters, faults: unread });
    this.#count(message.source, counters, message.receivedAt);
    const { released } = this.#placed;
    if (released.length > 0) for (const held of released.splice(0)) this.#countReleased(held);
  }

  /** What was held back is stored after all: where it was counted, and not as part of the message that showed it. */
  #countReleased(held: HeldSample): void {
    const source = sourceIn(held.topic) ?? this.#countReleasedAt(held.topic);
    const state = this.#source(source);
    const counters = addCounters(state.counters, { ...NO_COUNTS, stored: 1, filtered: -1 });
    this.#sources.set(source, { ...state, counters });
  }

  /** Returns the source of the topic. */
  #countReleasedAt(name: string): string {
    const topic = this.#topic(name, '');
    topic.counters.stored += 1;
    topic.counters.filtered -= 1;
    return topic.state().source;
  }

  /** Takes a message into its topic and tags. Returns why what could not be taken was not. */
  #take(topic: TopicDraft, read: ReadMessage): readonly Fault[] {
    const { message, readings, faults } = read;
    topic.receive(message.source, message.receivedAt, readings.length + faults.length);
    topic.lose(read.lost);
    if (this.#isRepeated(read)) {
      this.#countRepeated(topic, readings, faults);
      return [];
    }
    const unread = [...faults, ...this.#store(topic, read)];
    this.#refuse(topic, read, unread);
    for (const [address, said] of read.said) this.#note(address, said);
    if (read.fingerprint !== null && message.delivery !== null)
      this.#deliveries.set(message.delivery.key, read.fingerprint);
    return unread;
  }

  #count(source: string, counters: Counters, receivedAt: number): void {
    const state = this.#source(source);
    this.#sources.set(source, {
      ...state,
      counters: addCounters(state.counters, counters),
      lastReceivedAt: Math.max(state.lastReceivedAt, receivedAt),
    });
  }

  /** Values a source was refused by a limit. */
  turnAway(source: string, values: number): void {
    const state = this.#source(source);
    this.#sources.set(source, { ...state, refused: state.refused + values });
  }

  #source(id: string): SourceState {
    return (
      this.#sources.get(id) ??
      this.#known.sources.get(id) ?? { id, counters: NO_COUNTS, refused: 0, lastReceivedAt: 0 }
    );
  }

  #isRepeated({ message: { delivery }, fingerprint }: ReadMessage): boolean {
    if (delivery === null || !delivery.repeated || fingerprint === null) return false;
    const committed = this.#deliveries.get(delivery.key) ?? this.#known.deliveries.get(delivery.key);
    return committed === fingerprint;
  }

  #countRepeated(topic: TopicDraft, readings: readonly Reading[], faults: readonly Fault[]): void {
    topic.counters.duplicate += readings.length + faults.length;
    for (const { path } of [...readings, ...faults]) {
      const tag = path === null ? undefined : this.#tag(path, null);
      if (tag === undefined) continue;
      tag.counters.received += 1;
      tag.counters.duplicate += 1;
    }
  }

  /** Stores what is new. Returns faults for readings whose tag may not be made. */
  #store(topic: TopicDraft, { message, readings, tags }: ReadMessage): Fault[] {
    const refused: Fault[] = [];
    const { source, receivedAt, retained } = message;
    const came = { receivedAt, retained, topic: topic.name, source };
    const drafts = topic.draftsOf(tags);
    let numbered: Reading | null = null;
    let missing = 0;
    for (let index = 0; index < readings.length; index += 1) {
      let reading = readings[index] as Reading;
      const known = tags[index];
      const tag =
        known === undefined
          ? this.#unbound(reading.path, message, refused)
          : (drafts[index] ??= this.#draftOf(known));
      if (tag === undefined) continue;
      if (reading.unit !== undefined) reading = this.#inUnit(tag.base.id, reading, reading.unit);
      const placement = tag.place(reading, came);
      if (placement === 'late') topic.counters.stored += 1;
      topic.counters[placement] += 1;
      if (placement === 'duplicate') continue;
      if (numbered === null || numbered.at !== reading.at || numbered.seq !== reading.seq) {
        numbered = reading;
        missing = topic.number(reading);
      }
      if (missing !== 0) tag.counters.gap = Math.max(0, tag.counters.gap + missing);
    }
    return refused;
  }

  /** The draft of the tag at an address that no tag is bound to so far; undefined where its signals are refused. */
  #unbound(address: string, { source, receivedAt }: IncomingMessage, refused: Fault[]): TagDraft | undefined {
    const refusal = this.#known.refusalOf(address);
    if (refusal !== null) {
      refused.push({ path: null, reason: refusal });
      return undefined;
    }
    const tag = this.#tag(address, { by: source, at: receivedAt });
    if (tag !== undefined) return tag;
    const why = this.#noNewTag(source) ?? reason('tagLimit', { most: this.#limits.tags });
    refused.push({ path: null, reason: why });
    this.#refusedNames.set(source, (this.#refusedNames.get(source) ?? 0) + 1);
    return undefined;
  }

  /**
   * The first unit a source says of a tag without one becomes its own. A value in another one is kept as it came, and as bad: nothing
   * is judged by 200 °F taken for 200 °C. The same unit in another spelling is no other one; what is no unit anybody knows says nothing.
   */
  #inUnit(tagId: number, reading: Reading, written: string): Reading {
    const said = this.#said.get(tagId);
    const known = this.#known.unitOf(tagId, said);
    if (known === written) return reading;
    const unit = this.#codeOf(written);
    if (unit === undefined || unit === known) return reading;
    if (known !== null) return isSameUnit(unit, known) ? reading : { ...reading, quality: QUALITY.otherUnit };
    const range = (said ?? this.#known.saidOf(tagId))?.range ?? NO_RANGE;
    this.#said.set(tagId, { unit: written, range });
    return reading;
  }

  #codeOf(written: string): string | undefined {
    if (!this.#codes.has(written)) this.#codes.set(written, ucumOf(written));
    return this.#codes.get(written);
  }

  /** Kept only where it is news: births come often, and say the same. */
  #note(address: string, said: TagSaid): void {
    const tag = this.#tag(address, null);
    if (tag === undefined) return;
    const known = this.#said.get(tag.base.id) ?? this.#known.saidOf(tag.base.id);
    if (JSON.stringify(known) !== JSON.stringify(said)) this.#said.set(tag.base.id, said);
  }

  #refuse(topic: TopicDraft, { message }: ReadMessage, faults: readonly Fault[]): void {
    const [first] = faults;
    if (first === undefined) return;
    topic.counters.unreadable += faults.length;
    for (const { path } of faults) {
      const tag = path === null ? undefined : this.#tag(path, null);
      if (tag === undefined) continue;
      tag.counters.received += 1;
      tag.counters.unreadable += 1;
    }
    this.#unreadable.push({
      source: message.source,
      topic: message.topic,
      receivedAt: message.receivedAt,
      reason: faults.length > 1 ? placed(first.reason, { more: faults.length - 1 }) : first.reason,
      size: message.payload.length,
      payload: new Uint8Array(message.payload.subarray(0, KEPT_PAYLOAD_BYTES)),
    });
  }

  plan(sparkplug: SparkplugOutcome | null): BatchPlan {
    const drafts = [...this.#tags.values()];
    return {
      sparkplug,
      outcomes: this.#outcomes,
      refusedNames: this.#refusedNames,
      write: {
        newTags: drafts.filter((draft) => draft.isNew).map((draft) => draft.base),
        newAddresses: this.#addresses,
        said: [...this.#said].map(([tagId, said]) => ({ tagId, said })),
        tags: drafts.map((draft) => draft.state()),
        topics: [...this.#topics.values()].map((draft) => draft.state()),
        samples: this.#placed.samples,
        unreadable: this.#unreadable,
        deliveries: [...this.#deliveries] satisfies DeliveryEntry[],
        sources: [...this.#sources.values()],
        keptUnreadable: new Map(
          this.#unreadable.map(({ source }) => [source, this.#limits.keptUnreadable(source)]),
        ),
      },
    };
  }
}

/**
 * Decides for a batch of messages what is new, duplicate, late or unreadable, and everything that follows from it.
 * Changes nothing: the plan is written in one transaction and only then taken over into memory.
 *
 * @param existing what the store holds at the places of `keysToLookUp`
 * @param turnedAway values refused by a limit, by source
 * @param past what the store holds as of the places of `pastToLookUp`
 */
export function planBatch(
  batch: ReadBatch,
  known: KnownState,
  existing: ExistingKeys,
  nextTagId: number,
  limits: PlanLimits,
  turnedAway: ReadonlyMap<string, number> = new Map(),
  past: StoredBefore = new Map(),
): BatchPlan {
  const readings = batch.messages.reduce((sum, read) => sum + read.readings.length, 0);
  const planner = new Planner(known, existing, past, nextTagId, limits, readings);
  for (const read of batch.messages) planner.add(read);
  for (const [source, values] of turnedAway) planner.turnAway(source, values);
  return planner.plan(batch.sparkplug);
}
