import { NOTHING_TO_WRITE, type SourceMark } from './domain/batch.ts';
import type { HubMemory } from './domain/memory.ts';
import { CLOCK_TOLERANCE_MS } from './domain/source-time.ts';
import type { TagState } from './domain/state.ts';
import type { AddedStore, NewestLeft } from './ports.ts';

export interface TakenBack {
  /** Samples that are gone now. */
  readonly removed: number;
  /** Those that were not there any more, by retention, or lie where the history is damaged. */
  readonly missing: number;
}

/** Takes samples back that `add` was to remember; see `SamplesToAdd.isRemembered`. */
export interface TakingBack {
  /** Samples that can still be taken back. */
  addedBy(source: string): Promise<number>;
  /**
   * Takes the newest part back, between two batches, in one transaction with the mark. Null when nothing is left; `later` while the part is
   * on its way into chunks. Error `STORE_UNAVAILABLE`.
   */
  takeBack(source: string, markOf: (taken: TakenBack) => SourceMark): Promise<TakenBack | 'later' | null>;
  /** From now on nothing of it can be taken back. */
  forgetAdded(source: string): Promise<void>;
}

interface TakingBackParts {
  readonly memory: HubMemory;
  readonly store: { readonly added: AddedStore };
  readonly now: () => number;
  readonly exclusively: (job: () => Promise<void>) => Promise<void>;
  /** The history of these tags has changed. */
  readonly changed: (paths: readonly string[]) => Promise<void>;
}

export function createTakingBack({ memory, store, now, exclusively, changed }: TakingBackParts): TakingBack {
  const { added } = store;
  const takeNewest = async (source: string, markOf: (taken: TakenBack) => SourceMark) => {
    const part = await added.newest(source);
    if (part === null) return null;
    try {
      const plan = await added.plan(part.places, now() + CLOCK_TOLERANCE_MS);
      if (plan === null) return 'later' as const;
      const taken = { removed: plan.removed, missing: part.samples - plan.removed };
      const gone = new Map(part.places.map(({ tagId, times }) => [tagId, new Set(times)]));
      const tags = plan.newest.flatMap((left) => withoutGone(memory, left, gone.get(left.tagId)) ?? []);
      const write = { ...NOTHING_TO_WRITE, tags, marks: [markOf(taken)] };
      await added.commit(part.id, plan, write);
      memory.takeOver({ write, sparkplug: null });
      await changed(plan.newest.flatMap(({ tagId }) => memory.tags.tagWith(tagId)?.path ?? []));
      return taken;
    } finally {
      added.release();
    }
  };
  return {
    addedBy: (source) => added.count(source),
    async takeBack(source, markOf) {
      let taken: TakenBack | 'later' | null = null;
      await exclusively(async () => {
        taken = await takeNewest(source, markOf);
      });
      return taken;
    },
    forgetAdded: (source) => added.forget(source),
  };
}

/** The tag without what it lost, should it have shown that; when the one it shows now arrived is not known any more. */
function withoutGone(
  memory: HubMemory,
  { tagId, sample }: NewestLeft,
  gone: ReadonlySet<number> | undefined,
): TagState | undefined {
  const tag = memory.tags.tagWith(tagId);
  if (tag === undefined || gone === undefined) return undefined;
  const lostLast = tag.last !== null && gone.has(tag.last.at);
  if (!lostLast && !gone.has(tag.newestAt)) return undefined;
  return {
    ...tag,
    newestAt: sample?.at ?? -Infinity,
    kept: null,
    held: lostLast ? null : tag.held,
    last: !lostLast ? tag.last : sample === null ? null : { ...sample, receivedAt: sample.at },
  };
}
