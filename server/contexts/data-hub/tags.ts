import type { Actor } from '../../../shared/contract/common.ts';
import type { Tag } from '../../../shared/contract/data-hub.ts';
import { AppError, fieldErrorBy, ReasonError } from '../../../shared/contract/errors.ts';
import { reason } from '../../../shared/contract/reasons.ts';
import type { TagChange, TagEdit, TagPatch, TagPlace } from '../../../shared/contract/tags.ts';
import { idCursor, nextIdCursor } from '../../../shared/util/id-pages.ts';
import type { HubMemory } from './domain/memory.ts';
import type { StoredDerivation } from './domain/derived/derivation.ts';
import type { TagState } from './domain/state.ts';
import { keptChange, planEdits, type EditFault, type TagChangeOf } from './domain/tags/edits.ts';
import { holds, isSorted, kindOf, outOfRange, rangeOf, unitOf } from './domain/tags/settings.ts';
import type { DataHubStore } from './ports.ts';

/** Faults told of in one answer. */
const MOST_FAULTS = 50;

export interface TagService {
  /** Where the tag of a path is now, also by a path it had before. Error `TAG_NOT_FOUND`. */
  tagPlace(path: string): Promise<TagPlace>;
  /** Changes one tag. Errors `TAG_NOT_FOUND`, `VALIDATION_FAILED`, `CONFLICT` (the place is another tag's). */
  patchTag(path: string, patch: TagPatch, actor: Actor): Promise<Tag>;
  /** Changes several tags, all or none. Errors as above, by edit. `change` is null where nothing differs. */
  editTags(edits: readonly TagEdit[], actor: Actor): Promise<{ change: TagChange | null }>;
  tagChanges(page: { cursor?: string | undefined; limit: number }): Promise<{
    items: TagChange[];
    nextCursor?: string;
  }>;
  /** Takes a change back. Errors `NOT_FOUND`; `CONFLICT` where it was taken back or its tags have changed since. */
  undoTagChange(id: number, actor: Actor): Promise<{ change: TagChange | null }>;
}

/** The one way tags are changed. */
export interface TagEditing {
  /** All of the edits or none; null where nothing differs. `prefix` names the edit of a fault in what was sent. */
  apply(
    edits: readonly TagEdit[],
    record: {
      readonly actor: Actor;
      readonly kind: TagChange['kind'];
      readonly undoes?: number;
      readonly prefix?: (fault: EditFault) => string;
    },
  ): Promise<TagChange | null>;
}

export interface TagsOptions {
  readonly memory: HubMemory;
  readonly store: Pick<DataHubStore, 'tagChanges'>;
  readonly now: () => number;
  /** Runs a job while no batch of samples is planned or written. Error `STORE_UNAVAILABLE`. */
  readonly exclusively: (job: () => Promise<void>) => Promise<void>;
  /** Puts a derivation in place of the one that must hold now. Errors `CONFLICT`, `VALIDATION_FAILED`. */
  readonly putDerivation: (
    put: {
      readonly tagId: number;
      readonly expected: StoredDerivation | null;
      readonly next: StoredDerivation | null;
    },
    record: { readonly actor: Actor; readonly kind: TagChange['kind']; readonly undoes: number },
  ) => Promise<void>;
  /** Called when memory holds the changes, still within the job. */
  readonly changed: (changes: readonly TagChangeOf[]) => void;
}

function instant(at: number): string {
  return new Date(at).toISOString();
}

/** A tag as windows and programs see it. */
export function tagOf({ tags }: HubMemory, { id, path, last, counters }: TagState): Tag {
  const settings = tags.settingsOf(id);
  const said = tags.saidOf(id);
  const range = rangeOf(settings, said);
  const side = outOfRange(last?.value, range);
  return {
    id,
    path,
    sorted: isSorted(path),
    addresses: [...tags.addressesOf(id)],
    derived: tags.isDerived(id),
    kind: kindOf(settings, last?.value),
    unit: unitOf(settings, said),
    name: settings.name,
    range,
    limits: settings.limits,
    counter: settings.counter,
    storage: settings.storage,
    said: said ?? null,
    last:
      last === null
        ? null
        : {
            value: last.value,
            quality: last.quality,
            at: instant(last.at),
            receivedAt: instant(last.receivedAt),
            ...(side === undefined ? {} : { outOfRange: side }),
          },
    counters,
  };
}

function unknownTag(path: string): AppError {
  return new AppError('TAG_NOT_FOUND', `no tag ${path} is known`);
}

/** `prefix` names the edit in what was sent, e.g. `edits.3.patch`. */
function refusal(faults: readonly EditFault[], prefix: (fault: EditFault) => string): AppError {
  const fields = faults
    .slice(0, MOST_FAULTS)
    .map((fault) => fieldErrorBy(`${prefix(fault)}${fault.field}`, fault.reason));
  const [first] = fields;
  const code = faults.every(({ isConflict }) => isConflict) ? 'CONFLICT' : 'VALIDATION_FAILED';
  return new AppError(
    code,
    first === undefined ? 'the change is not possible' : `${first.path}: ${first.message}`,
    fields,
  );
}

/** What people do with tags. Every change is one transaction with a record of who did it, so that it can be taken back. */
export function createTags(options: TagsOptions): TagService & TagEditing {
  const { memory, store, now, exclusively, changed, putDerivation } = options;

  const apply: TagEditing['apply'] = async (edits, { actor, kind, undoes, prefix }) => {
    let done: TagChange | null = null;
    await exclusively(async () => {
      const { changes, faults } = planEdits(edits, memory.tags);
      if (faults.length > 0) throw refusal(faults, prefix ?? (({ index }) => `edits.${index}.patch.`));
      const [first] = changes;
      if (first === undefined) return;
      const moved = changes.filter(({ from, to }) => from.path !== to.path).length;
      await store.tagChanges.change(changes, {
        at: now(),
        actor: actor.name,
        kind,
        moved,
        first: first.from.path,
        kept: changes.map(keptChange),
        ...(undoes === undefined ? {} : { undoes }),
      });
      memory.tags.change(changes);
      changed(changes);
      [done = null] = await store.tagChanges.changes(null, 1);
    });
    return done;
  };

  return {
    apply,
    async tagPlace(path) {
      const tag = memory.tags.find(path);
      if (tag === undefined) throw unknownTag(path);
      return { id: tag.id, path: tag.path, moved: tag.path !== path };
    },
    async patchTag(path, patch, actor) {
      const tag = memory.tags.find(path);
      if (tag === undefined) throw unknownTag(path);
      await apply([{ id: tag.id, patch }], { actor, kind: 'edit', prefix: () => '' });
      return tagOf(memory, memory.tags.tagWith(tag.id) ?? tag);
    },
    editTags: async (edits, actor) => ({ change: await apply(edits, { actor, kind: 'edit' }) }),
    async tagChanges({ cursor, limit }) {
      const items = await store.tagChanges.changes(idCursor(cursor), limit);
      return { items, ...nextIdCursor(items, limit) };
    },
    async undoTagChange(id, actor) {
      const stored = await store.tagChanges.changeWith(id);
      if (stored === undefined) throw new AppError('NOT_FOUND', `no change ${id} of tags is kept`);
      if (stored.change.undone) throw new ReasonError('CONFLICT', reason('tagTakenBack', { id }));
      const [first] = stored.kept;
      if (first?.derivation !== undefined) {
        const { from: next, to: expected } = first.derivation;
        await putDerivation({ tagId: first.tagId, expected, next }, { actor, kind: 'undo', undoes: id });
        const [change = null] = await store.tagChanges.changes(null, 1);
        return { change };
      }
      const since = stored.kept.find(({ tagId, to: { path, ...settings } }) => {
        const tag = memory.tags.tagWith(tagId);
        return (
          tag === undefined ||
          (path !== undefined && tag.path !== path) ||
          !holds(memory.tags.settingsOf(tagId), settings)
        );
      });
      if (since !== undefined)
        throw new ReasonError(
          'CONFLICT',
          reason('tagChangedSince', { path: memory.tags.tagWith(since.tagId)?.path ?? '' }),
        );
      const edits = stored.kept.map(({ tagId, from }) => ({ id: tagId, patch: from }));
      return { change: await apply(edits, { actor, kind: 'undo', undoes: id, prefix: () => '' }) };
    },
  };
}
