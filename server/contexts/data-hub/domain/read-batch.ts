import type { Reason } from '../../../../shared/contract/reasons.ts';
import type { TagSaid } from '../../../../shared/contract/tags.ts';
import { NO_NUMBER, type IncomingMessage, type SampleKey } from './batch.ts';
import { fingerprintOf } from './fingerprint.ts';
import { readPayload, type Reading, type Readings } from './payload.ts';
import { HostDraft, type SparkplugOutcome } from './sparkplug/host-draft.ts';
import type { EquipmentPattern } from './sparkplug/mapping.ts';
import type { NodeStates } from './sparkplug/node-state.ts';
import type { MadeNames, SourceState, TagState, TopicState } from './state.ts';
import { placeInPast, type StorageFilter } from './storage-filter.ts';
import type { TopicTarget } from './topic.ts';
import { readMapped } from './mapping/read-mapped.ts';

/** What the hub knows, as of the last commit. */
export interface KnownState {
  readonly tagCount: number;
  /** The tag that signals of an address belong to. */
  tagOf(address: string): TagState | undefined;
  /** The same where signals have come under that address before. */
  boundTag(address: string): TagState | undefined;
  /** Whether signals have come under it before. */
  isAddress(address: string): boolean;
  /** Why signals of an address cannot be taken; null where they can. */
  refusalOf(address: string): Reason | null;
  /** What its source has said of a tag so far. */
  saidOf(tagId: number): TagSaid | undefined;
  /**
   * The unit a tag has; null where neither a person nor its source has said one.
   *
   * @param said what its source has said since, not yet committed
   */
  unitOf(tagId: number, said: TagSaid | undefined): string | null;
  /** How the samples of a tag are thinned; null where every one is stored. */
  filterOf(tagId: number): StorageFilter | null;
  /** Whether any tag's are. */
  readonly isThinning: boolean;
  readonly topics: ReadonlyMap<string, TopicState>;
  readonly sources: ReadonlyMap<string, SourceState>;
  /** Tags and topics a source has made so far. */
  madeBy(source: string): MadeNames;
  /** How the messages of a topic are read. */
  formOf(topic: string): TopicTarget;
  /** Fingerprints of committed deliveries by their key. */
  readonly deliveries: ReadonlyMap<string, string>;
  /** Sparkplug edge nodes, and where their metrics belong. */
  readonly nodes: NodeStates;
  readonly equipmentPattern: EquipmentPattern;
}

export interface ReadMessage extends Readings {
  readonly message: IncomingMessage;
  /** Of each reading the tag that is bound to its address already. */
  readonly tags: readonly (TagState | undefined)[];
  /** Set where the delivery must be remembered, or may be a repeated one. */
  readonly fingerprint: string | null;
  /** Change in the number of missing messages, where the message itself says it (Sparkplug). */
  readonly lost: number;
  /** What the source says of its tags, by address. */
  readonly said: ReadonlyMap<string, TagSaid>;
}

const NOTHING_SAID: ReadonlyMap<string, TagSaid> = new Map();

/** A batch as its messages say it. `sparkplug` is null where no message was of that form. */
export interface ReadBatch {
  readonly messages: readonly ReadMessage[];
  readonly sparkplug: SparkplugOutcome | null;
  /** Whether no value has its time of arrival for want of one of its own; of the own and the mapped forms. */
  readonly isTimed: boolean;
}

function areTimed({ readings }: Readings): boolean {
  return readings.every((reading) => reading.at !== null);
}

/** The tags of readings by their topic: most messages of a topic name the same ones in the same order. */
class TagsOfTopics {
  readonly #known: KnownState;
  readonly #newest = new Map<string, Pick<ReadMessage, 'readings' | 'tags'>>();

  constructor(known: KnownState) {
    this.#known = known;
  }

  /** The same list for the same paths, as long as no message of the topic has others. */
  of(topic: string, readings: readonly Reading[]): ReadMessage['tags'] {
    const before = this.#newest.get(topic);
    if (before !== undefined && areSamePaths(before.readings, readings)) return before.tags;
    const tags = readings.map(({ path }) => this.#known.boundTag(path));
    this.#newest.set(topic, { readings, tags });
    return tags;
  }
}

function areSamePaths(some: readonly Reading[], others: readonly Reading[]): boolean {
  if (some.length !== others.length) return false;
  for (let index = 0; index < some.length; index += 1)
    if ((some[index] as Reading).path !== (others[index] as Reading).path) return false;
  return true;
}

export function readBatch(messages: readonly IncomingMessage[], known: KnownState): ReadBatch {
  let host: HostDraft | null = null;
  let isTimed = true;
  const tags = new TagsOfTopics(known);
  const read = messages.map((message): ReadMessage => {
    if (message.content !== undefined) return readMessage(message, message.content, tags);
    const target = known.formOf(message.topic);
    if (target.kind === 'sparkplug') {
      host ??= new HostDraft(known.nodes, known.equipmentPattern);
      const { lost, said, ...readings } = host.read(message);
      return { ...readMessage(message, readings, tags), lost, said };
    }
    const readings =
      target.kind === 'mapped'
        ? readMapped(target, message.payload, message.receivedAt)
        : readPayload(target, message.payload, message.receivedAt);
    const isOwnTime = areTimed(readings);
    isTimed &&= isOwnTime;
    // Nothing but the delivery itself tells these when they are repeated from new ones.
    const isAlike = !isOwnTime || readings.faults.length > 0;
    const fingerprint =
      message.delivery !== null && isAlike ? fingerprintOf(message.topic, message.payload) : null;
    return readMessage(message, readings, tags, fingerprint);
  });
  return { messages: read, sparkplug: (host as HostDraft | null)?.outcome() ?? null, isTimed };
}

function readMessage(
  message: IncomingMessage,
  { readings, faults }: Readings,
  tags: TagsOfTopics,
  fingerprint: string | null = null,
): ReadMessage {
  const own = tags.of(message.topic, readings);
  return { message, readings, tags: own, faults, fingerprint, lost: 0, said: NOTHING_SAID };
}

/**
 * Places at which the store may already hold a sample; all others are newer than anything stored. `all` asks for
 * every place, should the store turn out to know more than the memory.
 */
export function keysToLookUp({ messages }: ReadBatch, known: KnownState, all = false): SampleKey[] {
  const keys = new Map<string, SampleKey>();
  for (const { message, readings, tags } of messages) {
    for (let index = 0; index < readings.length; index += 1) {
      const reading = readings[index] as Reading;
      const tag = tags[index] ?? known.tagOf(reading.path);
      if (tag === undefined) continue;
      const at = reading.at ?? message.receivedAt;
      const hasOneTime = reading.kind === undefined && reading.confirmedAt === undefined;
      if (hasOneTime && !all && at > tag.furthestAt) continue;
      for (const time of timesOf(reading, at, tag)) {
        if (!all && time > tag.furthestAt) continue;
        const seq = numberOf(reading);
        keys.set(`${tag.id}:${time}:${seq}`, { tagId: tag.id, at: time, seq });
      }
    }
  }
  return [...keys.values()];
}

/** Late samples of a batch that are compared with what is stored; the others are stored as they are. */
const LATE_LOOKED_UP = 2_000;

/**
 * Places at which it must be known what is stored as of then: late samples of tags whose storage is thinned. So what comes a
 * second time and was not stored the first time is not stored then either.
 */
export function lateOf(
  samples: Iterable<{ readonly tag: TagState; readonly at: number }>,
  known: Pick<KnownState, 'filterOf'>,
): readonly { readonly tagId: number; readonly at: number }[] {
  const places = new Map<string, { tagId: number; at: number }>();
  for (const { tag, at } of samples) {
    if (at > tag.newestAt || known.filterOf(tag.id) === null) continue;
    if (places.size >= LATE_LOOKED_UP) break;
    places.set(placeInPast(tag.id, at), { tagId: tag.id, at });
  }
  return [...places.values()];
}

/** The same for a batch of messages. */
export function pastToLookUp({ messages }: ReadBatch, known: KnownState): ReturnType<typeof lateOf> {
  return known.isThinning ? lateOf(samplesOf(messages, known), known) : [];
}

function* samplesOf(messages: readonly ReadMessage[], known: KnownState) {
  for (const { message, readings } of messages) {
    for (const { path, at } of readings) {
      const tag = known.tagOf(path);
      if (tag !== undefined) yield { tag, at: at ?? message.receivedAt };
    }
  }
}

/** The times a reading may get; see `TagDraft`. */
function timesOf({ kind, confirmedAt }: Reading, at: number, tag: TagState): readonly number[] {
  if (kind === 'mark') return [Math.max(at, tag.newestAt)];
  if (confirmedAt === undefined || tag.last === null) return [at];
  return [at, Math.max(confirmedAt, tag.last.at)];
}

/** The number a reading has, or null where it gets the next by arrival. */
function numberOf({ at, seq, kind }: Reading): number | null {
  if (at === null) return null;
  return kind === undefined ? (seq ?? NO_NUMBER) : null;
}
