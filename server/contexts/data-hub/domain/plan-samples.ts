import type { SignalValue } from '../../../../shared/contract/common.ts';
import {
  NO_NUMBER,
  NOTHING_TO_WRITE,
  type BatchWrite,
  type CommittedSample,
  type SampleKey,
  type StoredSample,
} from './batch.ts';
import type { ExistingKeys } from './plan-batch.ts';
import { CLOCK_TOLERANCE_MS } from './source-time.ts';
import type { TagState } from './state.ts';
import { TagDraft } from './tag-draft.ts';

/** A sample that came with no message. `at` is its source time, epoch milliseconds. */
export interface SampleToAdd {
  readonly path: string;
  readonly at: number;
  readonly value: SignalValue;
  readonly quality: number;
}

export interface SamplesPlan {
  readonly write: BatchWrite;
  /** What is new, in the order given. */
  readonly samples: readonly CommittedSample[];
  /** Those not stored: their tag has a sample of that time. */
  readonly duplicates: number;
}

/** The tag a path means: that at this place, or that stood there or was fed from there. */
export type FindTag = (path: string) => TagState | undefined;

/** Places at which the store may already hold a sample. */
export function keysOfSamples(samples: readonly SampleToAdd[], find: FindTag): SampleKey[] {
  return samples.flatMap(({ path, at }) => {
    const tag = find(path);
    return tag === undefined || at > tag.furthestAt ? [] : [{ tagId: tag.id, at, seq: NO_NUMBER }];
  });
}

/**
 * What is written for samples at hand. A tag and time that is there already is a duplicate, as for messages. Changes
 * nothing.
 *
 * @param existing what the store holds at the places of `keysOfSamples`
 */
export function planSamples(
  samples: readonly SampleToAdd[],
  find: FindTag,
  existing: ExistingKeys,
  {
    nextTagId,
    receivedAt,
    source = '',
  }: { readonly nextTagId: number; readonly receivedAt: number; readonly source?: string | undefined },
): SamplesPlan {
  const stored = new Map<number, Map<number, number[]>>();
  for (const { tagId, at, seq } of existing) {
    let times = stored.get(tagId);
    if (times === undefined) stored.set(tagId, (times = new Map()));
    times.set(at, [seq]);
  }
  const drafts = new Map<number, TagDraft>();
  const byPath = new Map<string, TagDraft>();
  let nextId = nextTagId;
  const draftOf = (path: string) => {
    const known = byPath.get(path);
    if (known !== undefined) return known;
    const base = find(path);
    // Several paths may lead to one tag.
    const draft =
      base === undefined
        ? new TagDraft(TagDraft.newState(nextId++, path, receivedAt, source), true, new Map())
        : (drafts.get(base.id) ?? new TagDraft(base, false, stored.get(base.id) ?? new Map()));
    drafts.set(draft.base.id, draft);
    byPath.set(path, draft);
    return draft;
  };
  const rows: StoredSample[] = [];
  const released: StoredSample[] = [];
  const committed: CommittedSample[] = [];
  for (const { path, at, value, quality } of samples) {
    const draft = draftOf(path);
    const clockSuspect = at > receivedAt + CLOCK_TOLERANCE_MS;
    const placement = draft.place({ path, at, value, quality, seq: null, clockSuspect }, receivedAt, false);
    if (placement.kind === 'duplicate') continue;
    if (placement.before !== null) {
      const { topic: _topic, ...before } = placement.before;
      released.push({ tagId: draft.base.id, ...before });
    }
    rows.push({ tagId: draft.base.id, at, seq: placement.seq, value, quality, receivedAt });
    const { late } = placement;
    committed.push({ path: draft.base.path, source: source ?? '', value, quality, at, receivedAt, late });
  }
  const all = [...drafts.values()];
  const newTags = all.filter((draft) => draft.isNew).map((draft) => draft.base);
  return {
    samples: committed,
    duplicates: samples.length - rows.length,
    write: {
      ...NOTHING_TO_WRITE,
      newTags,
      newAddresses: newTags.map(({ id, path }) => ({ address: path, tagId: id })),
      tags: all.map((draft) => draft.state()),
      samples: rows,
      ...(released.length > 0 && { released }),
    },
  };
}
