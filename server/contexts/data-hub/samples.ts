import type { Samples, SamplesQuery } from '../../../shared/contract/data-hub.ts';
import type { SampleColumns } from '../../../shared/contract/sample-columns.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import { heldSample, type TagState } from './domain/state.ts';
import type { StorageFilter } from './domain/storage-filter.ts';
import type { GapRule, HistoryStore, Span, WindowQuestion } from './ports.ts';

const DEFAULT_SPAN_MS = 3_600_000;
/** A gap is longer than five times the median distance of neighbours in the window, and than 2 s. */
const GAP_RULE: GapRule = { factor: 5, leastMs: 2_000, limit: 1_000 };
/** The same for a tag of which not all samples are stored: a silence within its longest interval is none. */
export function gapRuleOf(filter: StorageFilter | null): GapRule {
  return filter === null ? GAP_RULE : { ...GAP_RULE, leastMs: Math.max(GAP_RULE.leastMs, filter.maxMs) };
}
/** Samples a part of the window can give: lowest, highest and one that is not good. */
const SAMPLES_PER_PART = 3;

export const spanText = ({ from, to }: Span) => ({
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

function questionOf(
  tag: TagState,
  query: SamplesQuery,
  now: number,
  filter: StorageFilter | null,
): WindowQuestion {
  const { points } = query;
  const parts = Math.floor((points - 2) / SAMPLES_PER_PART);
  const window = windowOf(query, now);
  const held = heldSample(tag);
  const isIn = held !== null && held.at >= window.from && held.at <= window.to;
  return { ...window, until: now, points, parts, gaps: gapRuleOf(filter), ...(isIn && { newest: held }) };
}

/**
 * The same as `readSamples`, as columns, with the sample before the window where no silence lies between: a value that stands
 * longer than the window is wide would not be seen without it. Error `VALIDATION_FAILED`.
 */
export async function readColumns(
  history: HistoryStore,
  tag: TagState,
  query: SamplesQuery,
  now: number,
  filter: StorageFilter | null = null,
): Promise<SampleColumns> {
  const question = questionOf(tag, query, now, filter);
  const columns = await history.columns(tag.id, question);
  if (columns.beginsAt !== null || columns.gaps.some(({ from }) => from <= question.from))
    return { ...columns, before: null };
  const held = heldSample(tag);
  return held !== null && held.at < question.from ? { ...columns, before: held } : columns;
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
  filter: StorageFilter | null = null,
): Promise<Samples> {
  const question = questionOf(tag, query, now, filter);
  const { from, to } = question;
  const { total, thinned, items, gaps, unreadable, beginsAt } = await history.window(tag.id, question);
  return {
    path: tag.path,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    total,
    thinned,
    items: items.map(({ at, value, quality }) => ({
      at: new Date(at).toISOString(),
      value,
      quality,
    })),
    gaps: gaps.map(spanText),
    ...(beginsAt !== null && { beginsAt: new Date(beginsAt).toISOString() }),
    ...(unreadable.length > 0 && { unreadable: unreadable.map(spanText) }),
  };
}
