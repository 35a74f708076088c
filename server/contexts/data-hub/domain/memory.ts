import type { Reason } from '../../../../shared/contract/reasons.ts';
import type { Counters } from '../../../../shared/contract/data-hub.ts';
import type { TagSaid } from '../../../../shared/contract/tags.ts';
import type { DeliveryEntry } from './batch.ts';
import type { KnownState } from './read-batch.ts';
import {
  addCounters,
  NO_COUNTS,
  subtractCounters,
  type MadeNames,
  type SourceState,
  type TagState,
  type TopicState,
} from './state.ts';
import type { CompiledMapping } from './mapping/compile.ts';
import { equipmentOf, type TopicTarget } from './topic.ts';
import { formOf } from './topic-form.ts';
import { OVERFLOW_TOPIC, type BatchPlan } from './plan-batch.ts';
import type { StorageFilter } from './storage-filter.ts';
import { knownNodes } from './sparkplug/known-nodes.ts';
import { DEFAULT_EQUIPMENT, type EquipmentPattern } from './sparkplug/mapping.ts';
import type { NodeStates } from './sparkplug/node-state.ts';
import { TagRegistry, type TagRecords } from './tags/registry.ts';
import { unitOf } from './tags/settings.ts';

const NOTHING_MADE: MadeNames = { tags: 0, topics: 0 };

/** Forms of topics remembered; those seen only once must not fill the memory. */
const REMEMBERED_FORMS = 50_000;

/** Deliveries remembered; more than a broker leaves unacknowledged on one session. */
export const REMEMBERED_DELIVERIES = 8_192;

/** What the hub knows as of the last commit, held in memory so that no message waits for a query. */
export class HubMemory implements KnownState {
  readonly tags: TagRegistry;
  readonly topics = new Map<string, TopicState>();
  readonly sources = new Map<string, SourceState>();
  readonly deliveries = new Map<string, string>();
  readonly #made = new Map<string, MadeNames>();
  readonly equipmentPattern: EquipmentPattern;
  nodes: NodeStates;
  #mappings: readonly CompiledMapping[] = [];
  readonly #forms = new Map<string, TopicTarget>();
  #totals: Counters = NO_COUNTS;

  constructor(
    {
      tags,
      topics,
      deliveries,
      sources,
    }: {
      readonly tags: TagRecords;
      readonly topics: readonly TopicState[];
      readonly deliveries: readonly DeliveryEntry[];
      readonly sources: readonly SourceState[];
    },
    equipmentPattern = DEFAULT_EQUIPMENT,
  ) {
    this.equipmentPattern = equipmentPattern;
    this.tags = new TagRegistry(tags);
    for (const tag of tags.tags) this.#countMade(tag.madeBy, { tags: 1, topics: 0 });
    for (const topic of topics) this.#setTopic(topic);
    this.#remember(deliveries);
    for (const source of sources) this.sources.set(source.id, source);
    const ofEquipment = Map.groupBy(this.tags.addresses(), equipmentOf);
    this.nodes = knownNodes(
      this.topics.keys(),
      equipmentPattern,
      (equipment) => ofEquipment.get(equipment) ?? [],
    );
  }

  get tagCount(): number {
    return this.tags.size;
  }

  tagOf(address: string): TagState | undefined {
    return this.tags.tagAtAddress(address);
  }

  boundTag(address: string): TagState | undefined {
    return this.tags.boundTag(address);
  }

  isAddress(address: string): boolean {
    return this.tags.isAddress(address);
  }

  refusalOf(address: string): Reason | null {
    return this.tags.refusalOf(address);
  }

  filterOf(tagId: number): StorageFilter | null {
    return this.tags.filterOf(tagId);
  }

  get isThinning(): boolean {
    return this.tags.isThinning;
  }

  saidOf(tagId: number): TagSaid | undefined {
    return this.tags.saidOf(tagId);
  }

  unitOf(tagId: number, said: TagSaid | undefined): string | null {
    return unitOf(this.tags.settingsOf(tagId), said ?? this.tags.saidOf(tagId));
  }

  /** Mappings of the plant's own topics from now on, in their order. */
  useMappings(mappings: readonly CompiledMapping[]): void {
    this.#mappings = mappings;
    this.#forms.clear();
  }

  formOf(topic: string): TopicTarget {
    const known = this.#forms.get(topic);
    if (known !== undefined) return known;
    const form = formOf(topic, this.#mappings);
    if (this.#forms.size >= REMEMBERED_FORMS) this.#forms.clear();
    this.#forms.set(topic, form);
    return form;
  }

  /** Counters of all topics together. */
  get totals(): Counters {
    return this.#totals;
  }

  /** Takes over what a transaction has committed. */
  takeOver({ write, sparkplug }: Pick<BatchPlan, 'write' | 'sparkplug'>): void {
    if (sparkplug !== null) this.nodes = sparkplug.nodes;
    for (const tag of write.newTags) this.#countMade(tag.madeBy, { tags: 1, topics: 0 });
    for (const tag of write.tags) this.tags.set(tag);
    for (const address of write.newAddresses) this.tags.bind(address);
    for (const { tagId, said } of write.said) this.tags.say(tagId, said);
    for (const topic of write.topics) this.#setTopic(topic);
    this.#remember(write.deliveries);
    for (const source of write.sources) this.sources.set(source.id, source);
  }

  madeBy(source: string): MadeNames {
    return this.#made.get(source) ?? NOTHING_MADE;
  }

  #countMade(source: string, { tags, topics }: MadeNames): void {
    const before = this.madeBy(source);
    this.#made.set(source, { tags: before.tags + tags, topics: before.topics + topics });
  }

  #setTopic(topic: TopicState): void {
    const known = this.topics.get(topic.topic);
    if (known === undefined && topic.topic !== OVERFLOW_TOPIC)
      this.#countMade(topic.source, { tags: 0, topics: 1 });
    const before = known?.counters ?? NO_COUNTS;
    this.#totals = addCounters(this.#totals, subtractCounters(topic.counters, before));
    this.topics.set(topic.topic, topic);
  }

  #remember(entries: readonly DeliveryEntry[]): void {
    for (const [key, fingerprint] of entries) {
      this.deliveries.delete(key);
      this.deliveries.set(key, fingerprint);
    }
    for (const key of this.deliveries.keys()) {
      if (this.deliveries.size <= REMEMBERED_DELIVERIES) break;
      this.deliveries.delete(key);
    }
  }
}
