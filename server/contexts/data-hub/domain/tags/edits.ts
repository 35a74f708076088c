import { reason, type Reason } from '../../../../../shared/contract/reasons.ts';
import type { TagEdit, TagPatch, TagSaid, TagSettings } from '../../../../../shared/contract/tags.ts';
import type { StoredDerivation } from '../derived/derivation.ts';
import type { TagState } from '../state.ts';
import { levelFault } from '../topic.ts';
import { difference, faultsOf, patched } from './settings.ts';

/** What one tag was and becomes. */
export interface TagChangeOf {
  readonly tagId: number;
  readonly from: { readonly path: string; readonly settings: TagSettings };
  readonly to: { readonly path: string; readonly settings: TagSettings };
}

/** What is wrong with one of the edits; `field` in dotted form within its patch. */
export interface EditFault {
  readonly index: number;
  readonly field: string;
  readonly reason: Reason;
  /** The place is taken by another tag. */
  readonly isConflict: boolean;
}

/** The tags as the edits find them. */
export interface KnownTags {
  tagWith(id: number): TagState | undefined;
  /** The tag that stands at a place. */
  tagAtPlace(path: string): TagState | undefined;
  settingsOf(id: number): TagSettings;
  /** What its source says of a tag. */
  saidOf(id: number): TagSaid | undefined;
}

export interface EditPlan {
  /** Only tags that change. */
  readonly changes: readonly TagChangeOf[];
  readonly faults: readonly EditFault[];
}

function pathFault(path: string): Reason | null {
  for (const level of path.split('/')) {
    const fault = levelFault(level, 'path');
    if (fault !== null) return fault;
    if (level.trim() !== level) return reason('levelSpace');
  }
  return null;
}

/**
 * What a set of edits does, taken together: tags may change places among each other, as long as in the end no two stand
 * at the same. Changes nothing.
 */
export function planEdits(edits: readonly TagEdit[], known: KnownTags): EditPlan {
  const faults: EditFault[] = [];
  const changes = new Map<number, TagChangeOf & { readonly index: number }>();
  edits.forEach(({ id, patch }, index) => {
    const fault = (field: string, why: Reason): void => {
      faults.push({ index, field, reason: why, isConflict: false });
    };
    const tag = known.tagWith(id);
    if (tag === undefined) return fault('id', reason('tagUnknownId', { id }));
    if (changes.has(id)) return fault('id', reason('tagTwice', { path: tag.path }));
    const from = { path: tag.path, settings: known.settingsOf(id) };
    const to = { path: patch.path ?? tag.path, settings: patched(from.settings, patch) };
    const wrongPath = patch.path === undefined ? null : pathFault(patch.path);
    if (wrongPath !== null) fault('path', wrongPath);
    for (const wrong of faultsOf(to.settings, known.saidOf(id))) fault(wrong.field, wrong.reason);
    changes.set(id, { index, tagId: id, from, to });
  });
  faults.push(...takenPlaces([...changes.values()], known));
  const changed = [...changes.values()].filter(
    ({ from, to }) => from.path !== to.path || from.settings !== to.settings,
  );
  return {
    changes: changed.map(({ tagId, from, to }) => ({ tagId, from, to })),
    faults: faults.toSorted((a, b) => a.index - b.index),
  };
}

function takenPlaces(
  changes: readonly (TagChangeOf & { readonly index: number })[],
  known: KnownTags,
): EditFault[] {
  const faults: EditFault[] = [];
  const places = new Map<string, number>();
  const leaving = new Set(changes.filter(({ from, to }) => from.path !== to.path).map(({ tagId }) => tagId));
  for (const { index, tagId, from, to } of changes) {
    if (from.path === to.path) continue;
    const taken = known.tagAtPlace(to.path);
    const isTaken = taken !== undefined && taken.id !== tagId && !leaving.has(taken.id);
    if (isTaken || places.has(to.path))
      faults.push({
        index,
        field: 'path',
        reason: reason('tagPlaceTaken', { path: to.path }),
        isConflict: true,
      });
    places.set(to.path, tagId);
  }
  return faults;
}

/** A change as it is kept: what was and what became, only where the two differ. */
export interface KeptChange {
  readonly tagId: number;
  readonly from: TagPatch;
  readonly to: TagPatch;
  /** How the tag was worked out from others before and afterwards, where that is what changed; null: not at all. */
  readonly derivation?: { readonly from: StoredDerivation | null; readonly to: StoredDerivation | null };
}

export function keptChange({ tagId, from, to }: TagChangeOf): KeptChange {
  const moved = from.path !== to.path;
  return {
    tagId,
    from: { ...difference(to.settings, from.settings), ...(moved ? { path: from.path } : {}) },
    to: { ...difference(from.settings, to.settings), ...(moved ? { path: to.path } : {}) },
  };
}
