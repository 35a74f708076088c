import { createDerived } from './derived.ts';
import type { HubMemory } from './domain/memory.ts';
import type { TagChangeOf } from './domain/tags/edits.ts';
import type { Ingest } from './ingest.ts';
import type { DataHubStore } from './ports.ts';
import { createTags } from './tags.ts';

interface Options {
  readonly memory: HubMemory;
  readonly store: DataHubStore;
  readonly now: () => number;
  readonly expressions: Parameters<typeof createDerived>[0]['expressions'];
  readonly ingest: Ingest;
  /** Runs a job while no batch of samples is planned or written. Error `STORE_UNAVAILABLE`. */
  readonly exclusively: (job: () => Promise<void>) => Promise<void>;
  readonly tagLimit: number;
  readonly on: {
    readonly changed: { readonly call: () => void };
    readonly discovered: { readonly call: (path: string) => void };
  };
  /** Whoever follows a tag by its place goes along. */
  readonly moved: (changes: readonly TagChangeOf[]) => void;
}

/** Tags as people change them, and those that are worked out from others: one list of changes, one way back. */
export function createTagParts({ memory, store, now, exclusively, on, moved, ...options }: Options) {
  const { expressions, ingest, tagLimit } = options;
  const tags = createTags({
    ...{ memory, store, now, exclusively },
    putDerivation: (put, record) => putBack(put, record),
    changed(changes) {
      moved(changes);
      on.changed.call();
    },
  });
  const { engine, service, putBack } = createDerived({
    common: { memory, store, now },
    ...{ expressions, ingest, tags, exclusively },
    limitOfTags: tagLimit,
    created: ({ path }) => on.discovered.call(path),
    changed: () => on.changed.call(),
  });
  return { tags, engine, derived: service };
}
