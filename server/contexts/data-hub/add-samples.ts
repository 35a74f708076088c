import type { BatchWrite, SourceMark } from './domain/batch.ts';
import { countAdded, admit, type UnreadableValue } from './domain/count-added.ts';
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
  /**
   * The source they are counted for, with the values of which nothing can be stored: those are kept to be looked at. Values
   * whose tag may not be made are counted with them.
   */
  readonly countedFor?: { readonly source: string; readonly unreadable: readonly UnreadableValue[] };
  /** How far the source has been read with these; committed with them, so that a crash neither loses nor doubles. */
  readonly markOf: (added: AddedSamples) => SourceMark;
}

export interface AddedSamples {
  readonly stored: number;
  /** Their tag had a sample of that time already. */
  readonly duplicates: number;
  readonly newTags: number;
  /** Values of which nothing could be stored; 0 where the samples are counted for no source. */
  readonly unreadable: number;
}

interface AddingParts {
  readonly memory: HubMemory;
  readonly store: Pick<DataHubStore, 'commit' | 'existing' | 'mark' | 'forgetMark'>;
  readonly now: () => number;
  readonly ingest: Pick<Ingest, 'exclusively' | 'limitsOf'>;
  readonly committed: (plan: SamplesPlan & { sparkplug: null }, isHistory: boolean) => void;
  readonly tagLimit: number;
}

/** Samples of sources that are no broker, one transaction each, never while a batch of messages is under way. */
export function createAdding({ memory, store, now, ingest, committed, tagLimit }: AddingParts) {
  const find = (path: string) => memory.tags.find(path) ?? memory.tags.tagAtAddress(path);
  const add = async ({
    samples: wanted,
    isHistory,
    countedFor,
    markOf,
  }: SamplesToAdd): Promise<AddedSamples> => {
    let added: AddedSamples = { stored: 0, duplicates: 0, newTags: 0, unreadable: 0 };
    await ingest.exclusively(async () => {
      const { samples, refused } =
        countedFor === undefined
          ? { samples: wanted, refused: [] }
          : admit(wanted, {
              find,
              refusalOf: (path) => memory.refusalOf(path),
              tagCount: memory.tagCount,
              tagLimit,
            });
      const keys = keysOfSamples(samples, find);
      const existing = keys.length === 0 ? [] : await store.existing(keys);
      const receivedAt = now();
      const plan = planSamples(samples, find, existing, { nextTagId: memory.tags.nextId, receivedAt });
      const unreadable = [...(countedFor?.unreadable ?? []), ...refused];
      added = {
        stored: plan.samples.length,
        duplicates: plan.duplicates,
        newTags: plan.write.newTags.length,
        unreadable: unreadable.length,
      };
      const counted: Partial<BatchWrite> =
        countedFor === undefined
          ? {}
          : countAdded(plan, {
              known: memory.sources.get(countedFor.source),
              source: countedFor.source,
              unreadable,
              receivedAt,
              kept: ingest.limitsOf(countedFor.source).keptUnreadable,
            });
      const write = { ...plan.write, ...counted };
      await store.commit({ ...write, marks: [markOf(added)] });
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
