import { reason, type Reason } from '../../../../../shared/contract/reasons.ts';
import type { TagSaid, TagSettings } from '../../../../../shared/contract/tags.ts';
import type { AddressOfTag } from '../batch.ts';
import type { TagState } from '../state.ts';
import { filterOf, type StorageFilter } from '../storage-filter.ts';
import { equipmentOf } from '../topic.ts';
import type { KnownTags, TagChangeOf } from './edits.ts';
import { NO_SETTINGS } from './settings.ts';

export interface FormerPath {
  readonly path: string;
  readonly tagId: number;
}

/** What is known of tags, as of the last commit. */
export interface TagRecords {
  readonly tags: readonly TagState[];
  readonly addresses: readonly AddressOfTag[];
  readonly formerPaths: readonly FormerPath[];
  readonly settings: readonly (readonly [tagId: number, settings: TagSettings])[];
  readonly said: readonly (readonly [tagId: number, said: TagSaid])[];
}

export const NO_TAGS: TagRecords = { tags: [], addresses: [], formerPaths: [], settings: [], said: [] };

const DERIVED = 'derived:';

/** Where the values of a derived tag come from: no topic can have this form. */
export function derivedAddress(tagId: number): string {
  return `${DERIVED}${tagId}`;
}

/**
 * Every tag by what it can be asked for: its id, its place (`path`), the addresses its signals come from, and the places
 * where it stood before. An address that is bound stays bound to its tag; one that is not finds the tag of that place, so a
 * plant that takes over a new name goes on filling the same tag.
 */
export class TagRegistry implements KnownTags {
  readonly #byId = new Map<number, TagState>();
  readonly #byPlace = new Map<string, number>();
  readonly #byAddress = new Map<string, number>();
  readonly #addressesOf = new Map<number, string[]>();
  readonly #former = new Map<string, number>();
  readonly #settings = new Map<number, TagSettings>();
  readonly #said = new Map<number, TagSaid>();
  readonly #filters = new Map<number, StorageFilter>();
  readonly #equipment = new Map<string, Set<string>>();
  #nextId = 1;
  #sorted: readonly number[] | null = null;
  #revision = 0;

  constructor({ tags, addresses, formerPaths, settings, said }: TagRecords) {
    for (const tag of tags) this.set(tag);
    for (const address of addresses) this.bind(address);
    for (const { path, tagId } of formerPaths) this.#former.set(path, tagId);
    for (const [id, each] of settings) this.#settings.set(id, each);
    for (const [id, each] of said) this.#said.set(id, each);
    for (const [id] of settings) this.#setFilter(id);
  }

  get size(): number {
    return this.#byId.size;
  }

  get nextId(): number {
    return this.#nextId;
  }

  /** Rises with every change of names, units and places; not with values. */
  get revision(): number {
    return this.#revision;
  }

  tagWith(id: number): TagState | undefined {
    return this.#byId.get(id);
  }

  tagAtPlace(path: string): TagState | undefined {
    const id = this.#byPlace.get(path);
    return id === undefined ? undefined : this.#byId.get(id);
  }

  /** The tag that signals of an address belong to. */
  tagAtAddress(address: string): TagState | undefined {
    if (this.#byAddress.has(address)) return this.boundTag(address);
    const standing = this.#byPlace.get(address);
    return standing === undefined || this.isDerived(standing) ? undefined : this.#byId.get(standing);
  }

  /** The same where signals have come under that address before. */
  boundTag(address: string): TagState | undefined {
    const bound = this.#byAddress.get(address);
    return bound === undefined ? undefined : this.#byId.get(bound);
  }

  isDerived(id: number): boolean {
    return this.#byAddress.get(derivedAddress(id)) === id;
  }

  /** Why signals of an address cannot be taken; null where they can. */
  refusalOf(address: string): Reason | null {
    const standing = this.#byAddress.has(address) ? undefined : this.#byPlace.get(address);
    if (standing === undefined || !this.isDerived(standing)) return null;
    return reason('derivedTag', { path: address });
  }

  isAddress(address: string): boolean {
    return this.#byAddress.has(address);
  }

  /** The tag that stands at a place, or stood there before. */
  find(path: string): TagState | undefined {
    const found = this.tagAtPlace(path);
    if (found !== undefined) return found;
    const id = this.#former.get(path);
    return id === undefined ? undefined : this.#byId.get(id);
  }

  all(): Iterable<TagState> {
    return this.#byId.values();
  }

  places(): Iterable<string> {
    return this.#byPlace.keys();
  }

  /** Ids of all tags by rising path. */
  idsByPath(): readonly number[] {
    this.#sorted ??= [...this.#byPlace].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, id]) => id);
    return this.#sorted;
  }

  /** Where its signals come from; of a derived tag none. */
  addressesOf(id: number): readonly string[] {
    return (this.#addressesOf.get(id) ?? []).filter((address) => !address.startsWith(DERIVED));
  }

  addresses(): Iterable<string> {
    return this.#byAddress.keys();
  }

  settingsOf(id: number): TagSettings {
    return this.#settings.get(id) ?? NO_SETTINGS;
  }

  saidOf(id: number): TagSaid | undefined {
    return this.#said.get(id);
  }

  /** How the samples of a tag are thinned before they are stored; null where every one is. */
  filterOf(id: number): StorageFilter | null {
    return this.#filters.get(id) ?? null;
  }

  get isThinning(): boolean {
    return this.#filters.size > 0;
  }

  /** `site/area/line/equipment` of everything that has a tag. */
  equipmentPaths(): string[] {
    return [...this.#equipment.keys()];
  }

  tagsOf(equipment: string): readonly string[] {
    return [...(this.#equipment.get(equipment) ?? [])];
  }

  /** A new tag, or the newer state of a known one at the same place. */
  set(tag: TagState): void {
    if (!this.#byId.has(tag.id)) {
      this.#place(tag);
      this.#nextId = Math.max(this.#nextId, tag.id + 1);
    }
    this.#byId.set(tag.id, tag);
  }

  bind({ address, tagId }: AddressOfTag): void {
    this.#byAddress.set(address, tagId);
    const known = this.#addressesOf.get(tagId);
    if (known === undefined) this.#addressesOf.set(tagId, [address]);
    else known.push(address);
  }

  say(id: number, said: TagSaid): void {
    this.#said.set(id, said);
    this.#setFilter(id);
    this.#revision += 1;
  }

  /** Takes over what a transaction has changed. */
  change(changes: readonly TagChangeOf[]): void {
    for (const { from } of changes) this.#unplace(from.path);
    for (const { tagId, from, to } of changes) {
      const tag = this.#byId.get(tagId);
      if (tag === undefined) continue;
      const next = { ...tag, path: to.path };
      this.#byId.set(tagId, next);
      this.#place(next);
      this.#settings.set(tagId, to.settings);
      this.#setFilter(tagId);
      if (from.path !== to.path) this.#former.set(from.path, tagId);
    }
    this.#revision += 1;
  }

  #setFilter(id: number): void {
    const filter = filterOf(this.settingsOf(id), this.#said.get(id));
    if (filter === null) this.#filters.delete(id);
    else this.#filters.set(id, filter);
  }

  #place({ id, path }: TagState): void {
    this.#byPlace.set(path, id);
    const equipment = equipmentOf(path);
    const paths = this.#equipment.get(equipment);
    if (paths === undefined) this.#equipment.set(equipment, new Set([path]));
    else paths.add(path);
    this.#sorted = null;
    this.#revision += 1;
  }

  #unplace(path: string): void {
    this.#byPlace.delete(path);
    const equipment = equipmentOf(path);
    const paths = this.#equipment.get(equipment);
    paths?.delete(path);
    if (paths?.size === 0) this.#equipment.delete(equipment);
    this.#sorted = null;
  }
}
