import type { TagReading, TagReadings, Take } from '../contexts/judgment/index.ts';
import { IMPORTS_SOURCE } from '../contexts/history-import/index.ts';
import type { DataHub, WindowValue } from '../contexts/data-hub/index.ts';

/** The data hub as judging reads it. */
export function tagReadingsOf(hub: DataHub): TagReadings {
  const reading = (
    take: Take,
    at: number,
    found: WindowValue | undefined,
    last: { readonly value: TagReading['value']; readonly quality: number; readonly at: number } | undefined,
  ): TagReading | undefined => {
    if (found !== undefined) {
      const { value, quality, newestAt, count } = found;
      return { value, quality, at: newestAt, count };
    }
    // Nothing in the window, yet the tag is known: how old its newest value was decides what that means.
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
    now(path, take, windowSeconds, at) {
      const found = hub.windows.value(path, take, windowSeconds, at);
      // A newer value may be there already than those that are judged.
      const last = found === undefined ? hub.windows.value(path, 'last', undefined, at) : undefined;
      return reading(
        take,
        at,
        found,
        last === undefined ? hub.lastValue(path) : { ...last, at: last.newestAt },
      );
    },
    asOf: async (path, take, windowSeconds, at) => {
      const found = await hub.windows.read(path, take, windowSeconds, at);
      if (found !== undefined || windowSeconds === undefined) return reading(take, at, found, undefined);
      const last = await hub.windows.read(path, 'last', undefined, at);
      return reading(take, at, found, last && { ...last, at: last.newestAt });
    },
  };
}
