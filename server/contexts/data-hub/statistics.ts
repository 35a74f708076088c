import type { Statistics, StatisticsQuery } from '../../../shared/contract/data-hub.ts';
import type { TagState } from './domain/state.ts';
import type { StorageFilter } from './domain/storage-filter.ts';
import type { HistoryStore } from './ports.ts';
import { gapRuleOf, spanText, windowOf } from './samples.ts';

const instant = (at: number): string => new Date(at).toISOString();
const extreme = (found: { at: number; value: number } | null) =>
  found === null ? null : { at: instant(found.at), value: found.value };

/** Figures of a window's samples. Error `VALIDATION_FAILED`. */
export async function readStatistics(
  history: HistoryStore,
  tag: TagState,
  query: StatisticsQuery,
  now: number,
  filter: StorageFilter | null,
): Promise<Statistics> {
  const { from, to } = windowOf(query, now);
  const { low, high, isExact, unreadable, ...figures } = await history.figures(tag.id, {
    from,
    to: Math.max(from, Math.min(to, now)),
    gaps: gapRuleOf(filter),
  });
  return {
    path: tag.path,
    from: instant(from),
    to: instant(to),
    ...figures,
    low: extreme(low),
    high: extreme(high),
    exact: isExact,
    ...(unreadable.length > 0 && { unreadable: unreadable.map(spanText) }),
  };
}
