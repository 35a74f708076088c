import type { SourceMark } from './domain/batch.ts';
import { admit, countAdded, type UnreadableValue } from './domain/count-added.ts';
import type { HubMemory } from './domain/memory.ts';
import { keysOfSamples, planSamples, type SampleToAdd, type SamplesPlan } from './domain/plan-samples.ts';
import type { Ingest } from './ingest.ts';
import type { DataHubStore } from './ports.ts';

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
  readonly store: Pick<DataHubStore, 'commit' | 'existing' | 'mark' | 'forgetMark'>;
  readonly now: () => number;
  readonly ingest: Pick<Ingest, 'exclusively' | 'limitsOf'>;
  readonly tagLimit: number;
  readonly committed: (plan: SamplesPlan & { sparkplug: null }, isHistory: boolean) => void;
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
      const place = { nextTagId: memory.tags.nextId, receivedAt: now(), source };
      const plan = planSamples(samples, find, existing, place);
      added = {
        stored: plan.write.samples.news,
        duplicates: plan.duplicates,
        newTags: plan.write.newTags.length,
      };
      const mark = markOf(added);
      const write = {
        ...plan.write,
        ...(source === undefined
          ? {}
          : countAdded(plan, {
              ...{ source, unreadable, receivedAt: place.receivedAt },
              known: memory.sources.get(source),
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
