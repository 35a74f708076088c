import type { SignalValue } from '../../../../shared/contract/common.ts';
import { NO_NUMBER, NOTHING_TO_WRITE, type BatchWrite, type SampleKey } from './batch.ts';
import { BatchSamples } from './batch-samples.ts';
import type { ExistingKeys } from './plan-batch.ts';
import { CLOCK_TOLERANCE_MS } from './source-time.ts';
import type { TagState } from './state.ts';
import { ofSource, TagDraft, type HeldSample, type Placement, type TagThinning } from './tag-draft.ts';

/** A sample that came with no message. `at` is its source time, epoch milliseconds. */
export interface SampleToAdd {
  readonly path: string;
  readonly at: number;
  readonly value: SignalValue;
  readonly quality: number;
}

export interface SamplesPlan {
  readonly write: BatchWrite;
  /** Of the samples given: what became of each. Of `stored` some are late; `duplicate`: their tag has a sample of that time. */
  readonly counts: Readonly<Record<Placement, number>>;
  /** Held back before, of this source or another, and stored now. */
  readonly released: readonly HeldSample[];
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
    thinningOf = () => null,
  }: {
    readonly nextTagId: number;
    readonly receivedAt: number;
    readonly source?: string | undefined;
    /** How the storage of a tag is thinned; without it all is stored. */
    readonly thinningOf?: (tagId: number) => TagThinning | null;
  },
): SamplesPlan {
  const stored = new Map<number, Map<number, number[]>>();
  for (const { tagId, at, seq } of existing) {
    let times = stored.get(tagId);
    if (times === undefined) stored.set(tagId, (times = new Map()));
    times.set(at, [seq]);
  }
  const placed = { samples: new BatchSamples(samples.length), released: [] as HeldSample[] };
  const counts = { stored: 0, late: 0, filtered: 0, duplicate: 0 };
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
        ? new TagDraft(TagDraft.newState(nextId++, path, receivedAt, source), true, new Map(), placed)
        : (drafts.get(base.id) ??
          new TagDraft(base, false, stored.get(base.id) ?? new Map(), placed, thinningOf(base.id)));
    drafts.set(draft.base.id, draft);
    byPath.set(path, draft);
    return draft;
  };
  const came = { receivedAt, retained: false, topic: ofSource(source), source };
  placed.samples.comeFrom(source);
  for (const { path, at, value, quality } of samples) {
    const clockSuspect = at > receivedAt + CLOCK_TOLERANCE_MS;
    const placement = draftOf(path).place({ path, at, value, quality, seq: null, clockSuspect }, came);
    counts[placement] += 1;
    if (placement === 'late') counts.stored += 1;
  }
  const all = [...drafts.values()];
  const newTags = all.filter((draft) => draft.isNew).map((draft) => draft.base);
  return {
    counts,
    released: placed.released,
    write: {
      ...NOTHING_TO_WRITE,
      newTags,
      newAddresses: newTags.map(({ id, path }) => ({ address: path, tagId: id })),
      tags: all.map((draft) => draft.state()),
      samples: placed.samples,
    },
  };
}
