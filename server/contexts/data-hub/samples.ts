import type { Samples, SamplesQuery } from '../../../shared/contract/data-hub.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import { heldSample, type TagState } from './domain/state.ts';
import type { StorageFilter } from './domain/storage-filter.ts';
import type { GapRule, HistoryStore, Span } from './ports.ts';

const DEFAULT_SPAN_MS = 3_600_000;
/** A gap is longer than five times the median distance of neighbours in the window, and than 2 s. */
const GAP_RULE: GapRule = { factor: 5, leastMs: 2_000, limit: 1_000 };
/** The same for a tag of which not all samples are stored: a silence within its longest interval is none. */
export function gapRuleOf(filter: StorageFilter | null): GapRule {
  return filter === null ? GAP_RULE : { ...GAP_RULE, leastMs: Math.max(GAP_RULE.leastMs, filter.maxMs) };
}
/** Samples a part of the window can give: lowest, highest and one that is not good. */
const SAMPLES_PER_PART = 3;

const spanText = ({ from, to }: Span) => ({
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
});

/** Error `VALIDATION_FAILED`. */
export function windowOf(
  query: Pick<SamplesQuery, 'from' | 'to'>,
  now: number,
): { from: number; to: number } {
  const to = query.to === undefined ? now : Date.parse(query.to);
  const from = query.from === undefined ? to - DEFAULT_SPAN_MS : Date.parse(query.from);
  if (from > to)
    throw new AppError('VALIDATION_FAILED', 'from is after to', [{ path: 'from', message: 'is after "to"' }]);
  return { from, to };
}

/**
 * The samples of a window, both ends included, oldest first. Above `points` they are thinned: the first and the last
 * sample of the window stay, and of each of its equal parts the lowest and the highest good value at their own times
 * and one sample that is not good; of texts the changes. A silence before `to` (or now) and one after `from`, when there were
 * samples before, are gaps too. Of a thinned tag the newest sample is there also where it is not stored.
 */
export async function readSamples(
  history: HistoryStore,
  tag: TagState,
  query: SamplesQuery,
  now: number,
  filter: StorageFilter | null,
): Promise<Samples> {
  const { from, to } = windowOf(query, now);
  const { total, thinned, items, gaps, unreadable, beginsAt } = await history.window(tag.id, {
    from,
    to,
    until: now,
    points: query.points,
    parts: Math.floor((query.points - 2) / SAMPLES_PER_PART),
    gaps: gapRuleOf(filter),
  });
  const held = heldSample(tag);
  const newest = held !== null && held.at >= from && held.at <= to ? [held] : [];
  return {
    path: tag.path,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    total,
    thinned,
    items: [...items, ...newest].map(({ at, value, quality }) => ({
      at: new Date(at).toISOString(),
      value,
      quality,
    })),
    gaps: gaps.map(spanText),
    ...(beginsAt !== null && { beginsAt: new Date(beginsAt).toISOString() }),
    ...(unreadable.length > 0 && { unreadable: unreadable.map(spanText) }),
  };
}
