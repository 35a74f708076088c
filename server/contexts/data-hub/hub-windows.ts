import type { DataHubOptions, HubWindows } from './data-hub.service.ts';
import type { HubMemory } from './domain/memory.ts';
import { heldOut } from './domain/held-out.ts';
import { heldSample, type TagState } from './domain/state.ts';
import { windowValueOf, type Windows } from './domain/windows.ts';
import type { DataHubStore, RawSample } from './ports.ts';

/** Windows of rules over the hub's tags: kept in memory from their registration on, their past loaded from the store. */
export function createWindows(
  memory: HubMemory,
  store: DataHubStore,
  windows: Windows,
  exclusively: (job: () => Promise<void>) => Promise<void>,
  log: DataHubOptions['log'],
): HubWindows & { readonly renew: (path: string) => Promise<void> } {
  const prime = async (path: string, seconds: number) => {
    const tag = memory.tags.tagAtPlace(path);
    if (tag === undefined || tag.newestAt === -Infinity) return windows.prime(path, []);
    const from = tag.newestAt - seconds * 1_000;
    windows.prime(path, await pastOf(tag, from, tag.newestAt));
  };
  /** Stored samples, oldest first; of a thinned tag also what stands for the others, and the newest where it is not stored. */
  const pastOf = async (tag: TagState, from: number, to: number): Promise<readonly RawSample[]> => {
    const filter = memory.filterOf(tag.id);
    if (filter === null) return store.samplesBetween(tag.id, from, to);
    const [begin, end] = [from - filter.maxMs, to + filter.maxMs];
    const samples = await store.samplesBetween(tag.id, begin, end);
    const held = heldSample(tag);
    if (held !== null && held.at > begin && held.at <= end) samples.push(held);
    return heldOut(samples, filter.maxMs);
  };
  const primed = (path: string, seconds: number) =>
    prime(path, seconds).catch((error: unknown) => {
      windows.prime(path, []);
      log.error(
        { error, path, action: 'Look at the store in Health; the window fills again with new values.' },
        'the past of a window could not be loaded',
      );
    });
  return {
    /** Its history has changed; to be called between two batches. */
    async renew(path) {
      const seconds = windows.spanOf(path);
      if (seconds > 0) await primed(path, seconds);
    },
    register(path, take, windowSeconds) {
      const seconds = windows.register(path, take, windowSeconds);
      if (seconds === 0) return;
      void exclusively(() => primed(path, seconds));
    },
    value: (path, take, windowSeconds, at) => windows.value(path, take, windowSeconds, at),
    async read(path, take, windowSeconds, at) {
      const tag = memory.tags.find(path);
      if (tag === undefined) return undefined;
      if (windowSeconds !== undefined) {
        const samples = await pastOf(tag, at - windowSeconds * 1_000, at);
        return windowValueOf(samples, take, windowSeconds, at);
      }
      const thinned = memory.filterOf(tag.id) === null ? [] : await pastOf(tag, at, at);
      const found = windowValueOf(thinned, take, undefined, at);
      if (found !== undefined) return found;
      const sample = await store.sampleAt(tag.id, at);
      return sample === undefined ? undefined : windowValueOf([sample], take, undefined, at);
    },
  };
}
