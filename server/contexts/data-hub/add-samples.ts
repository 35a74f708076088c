import type { SourceMark } from './domain/batch.ts';
import { admit, countAdded, type UnreadableValue } from './domain/count-added.ts';
import type { HubMemory } from './domain/memory.ts';
import {
  keysOfSamples,
  planSamples,
  type FindTag,
  type SampleToAdd,
  type SamplesPlan,
} from './domain/plan-samples.ts';
import { lateOf } from './domain/read-batch.ts';
import { placeInPast } from './domain/storage-filter.ts';
import type { TagThinning } from './domain/tag-draft.ts';
import type { Ingest } from './ingest.ts';
import type { DataHubStore } from './ports.ts';
import { storedBefore } from './stored-before.ts';

export type { SampleToAdd } from './domain/plan-samples.ts';
export type { UnreadableValue } from './domain/count-added.ts';

export interface SamplesToAdd {
  readonly samples: readonly SampleToAdd[];
  /**
   * The past: stored in its own time, in windows and trends from then on, and judged by nobody. Otherwise the samples are
   * news, as those of a broker.
   */
  readonly isHistory: boolean;
  /** The source these are counted for; without it no counter of a source sees them. */
  readonly source?: string;
  /**
   * Values of the source of which nothing can be stored: counted with the others and kept to be looked at. Where it is
   * given, samples whose tag may not be made are added to it; without it whoever calls has seen to that.
   */
  readonly unreadable?: readonly UnreadableValue[];
  /** Under the name of their mark they may be taken back; see `TakingBack`. */
  readonly isRemembered?: boolean;
  /** How far the source has been read with these; committed with them, so that a crash neither loses nor doubles. */
  readonly markOf: (added: AddedSamples) => SourceMark;
}

export interface AddedSamples {
  readonly stored: number;
  /** Their tag had a sample of that time already. */
  readonly duplicates: number;
  readonly newTags: number;
}

interface AddingParts {
  readonly memory: HubMemory;
  readonly store: Pick<DataHubStore, 'commit' | 'existing' | 'mark' | 'forgetMark' | 'sampleAt'>;
  readonly now: () => number;
  readonly ingest: Pick<Ingest, 'exclusively' | 'limitsOf'>;
  readonly tagLimit: number;
  readonly committed: (plan: SamplesPlan & { sparkplug: null }, isHistory: boolean) => void;
}

/** How the storage of each tag is thinned, with what must be known of the past for it. */
async function thinningFor(
  samples: readonly SampleToAdd[],
  find: FindTag,
  memory: HubMemory,
  store: Pick<DataHubStore, 'sampleAt'>,
): Promise<(tagId: number) => TagThinning | null> {
  if (!memory.isThinning) return () => null;
  const places = lateOf(
    samples.flatMap(({ path, at }) => {
      const tag = find(path);
      return tag === undefined ? [] : [{ tag, at }];
    }),
    memory,
  );
  const past = await storedBefore(store, places);
  return (tagId) => {
    const filter = memory.filterOf(tagId);
    return filter === null ? null : { filter, storedAt: (at) => past.get(placeInPast(tagId, at)) };
  };
}

/** Samples of sources that are no broker, one transaction each, never while a batch of messages is under way. */
export function createAdding({ memory, store, now, ingest, tagLimit, committed }: AddingParts) {
  const find = (path: string) => memory.tags.find(path) ?? memory.tags.tagAtAddress(path);
  const add = async ({
    samples: wanted,
    isHistory,
    source,
    unreadable: given,
    isRemembered = false,
    markOf,
  }: SamplesToAdd): Promise<AddedSamples> => {
    let added: AddedSamples = { stored: 0, duplicates: 0, newTags: 0 };
    await ingest.exclusively(async () => {
      const limits = { tags: tagLimit, source: source ?? '', names: ingest.limitsOf(source ?? '').names };
      const { samples, refused } =
        given === undefined ? { samples: wanted, refused: [] } : admit(wanted, find, memory, limits);
      const unreadable = [...(given ?? []), ...refused];
      const keys = keysOfSamples(samples, find);
      const existing = keys.length === 0 ? [] : await store.existing(keys);
      // What came long ago is stored whole, as Sparkplug's historical values are; news as that of a broker.
      const thinningOf = isHistory ? () => null : await thinningFor(samples, find, memory, store);
      const place = { nextTagId: memory.tags.nextId, receivedAt: now(), source, thinningOf };
      const plan = planSamples(samples, find, existing, place);
      added = {
        stored: plan.counts.stored,
        duplicates: plan.counts.duplicate,
        newTags: plan.write.newTags.length,
      };
      const mark = markOf(added);
      const write = {
        ...plan.write,
        ...(source === undefined
          ? {}
          : countAdded(plan, {
              ...{ source, unreadable, receivedAt: place.receivedAt },
              known: memory,
              kept: ingest.limitsOf(source).keptUnreadable,
            })),
        marks: [mark],
        ...(isRemembered ? { remember: mark.source } : {}),
      };
      await store.commit(write);
      memory.takeOver({ write, sparkplug: null });
      committed({ ...plan, sparkplug: null }, isHistory);
    });
    return added;
  };
  return {
    add,
    mark: (source: string) => store.mark(source),
    forgetMark: (source: string) => store.forgetMark(source),
  };
}
