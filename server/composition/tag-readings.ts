import type { TagReading, TagReadings, Take } from '../contexts/judgment/index.ts';
import { IMPORTS_SOURCE } from '../contexts/history-import/index.ts';
import type { DataHub, WindowValue } from '../contexts/data-hub/index.ts';

/** The data hub as judging reads it. */
export function tagReadingsOf(hub: DataHub): TagReadings {
  const reading = (
    path: string,
    take: Take,
    at: number,
    found: WindowValue | undefined,
  ): TagReading | undefined => {
    if (found !== undefined) {
      const { value, quality, newestAt, count } = found;
      return { value, quality, at: newestAt, count };
    }
    // Nothing in the window, yet the tag is known: how old its newest value is decides what that means.
    const last = hub.lastValue(path);
    if (last === undefined || last.at > at) return undefined;
    const value = take === 'count' || take === 'changes' ? 0 : take === 'last' ? last.value : null;
    return { value, quality: last.quality, at: last.at, count: 0 };
  };
  return {
    tagPaths: () => hub.tagPaths(),
    tagsOf: (equipment) => hub.tagsOf(equipment),
    freshness(equipment) {
      const found = hub.freshness(equipment);
      if (found === undefined) return undefined;
      const { onlySource, ...times } = found;
      return { ...times, isRecorded: onlySource === IMPORTS_SOURCE };
    },
    register: (path, take, windowSeconds) => hub.windows.register(path, take, windowSeconds),
    now: (path, take, windowSeconds, at) =>
      reading(path, take, at, hub.windows.value(path, take, windowSeconds, at)),
    asOf: async (path, take, windowSeconds, at) =>
      reading(path, take, at, await hub.windows.read(path, take, windowSeconds, at)),
  };
}
