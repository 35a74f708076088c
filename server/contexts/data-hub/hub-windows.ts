import type { DataHubOptions, HubWindows } from './data-hub.service.ts';
import type { HubMemory } from './domain/memory.ts';
import { windowValueOf, type Windows } from './domain/windows.ts';
import type { DataHubStore } from './ports.ts';

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
    windows.prime(path, await store.samplesBetween(tag.id, from, tag.newestAt));
  };
  const primed = (path: string, seconds: number) =>
    prime(path, seconds).catch((error: unknown) => {
      windows.prime(path, []);
      log.error({ error, path }, 'the past of a window could not be loaded');
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
        const samples = await store.samplesBetween(tag.id, at - windowSeconds * 1_000, at);
        return windowValueOf(samples, take, windowSeconds, at);
      }
      const sample = await store.sampleAt(tag.id, at);
      return sample === undefined ? undefined : windowValueOf([sample], take, undefined, at);
    },
  };
}
