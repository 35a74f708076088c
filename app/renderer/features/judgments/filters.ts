import type { RouterInputs } from '../../lib/trpc/index.ts';
import { SEVERITIES, type Severity } from '../../../../shared/contract/common.ts';

export const SPANS = {
  hour: 3_600_000,
  shift: 8 * 3_600_000,
  day: 86_400_000,
  week: 7 * 86_400_000,
} as const;
export type SpanName = keyof typeof SPANS | 'all' | 'custom';

/** What the list is narrowed to, as it stands in the address: a view can be bookmarked and opened in a new window. */
export interface JudgmentFilters {
  readonly span: SpanName;
  /** ISO 8601; only with `span: 'custom'`. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly ruleset: string | undefined;
  readonly equipment: string | undefined;
  readonly verdict: string | undefined;
  readonly least: Severity | undefined;
  /** Only where the verdict differs from the one before. */
  readonly changes: boolean;
}

export const NO_FILTERS: JudgmentFilters = {
  span: 'all',
  from: undefined,
  to: undefined,
  ruleset: undefined,
  equipment: undefined,
  verdict: undefined,
  least: undefined,
  changes: false,
};

function instant(text: string | null): string | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

const isSpan = (name: string | null): name is keyof typeof SPANS =>
  name !== null && Object.hasOwn(SPANS, name);

/** Reads the filters out of an address; what cannot be read counts as not set. */
export function parseFilters(search: URLSearchParams): JudgmentFilters {
  const text = (name: string): string | undefined => search.get(name) || undefined;
  const least = SEVERITIES.find((severity) => severity === search.get('least'));
  const [from, to] = [instant(search.get('from')), instant(search.get('to'))];
  const span = search.get('span');
  return {
    span: from || to ? 'custom' : isSpan(span) ? span : 'all',
    from,
    to,
    ruleset: text('ruleset'),
    equipment: text('equipment'),
    verdict: text('verdict'),
    least: least === 'normal' ? undefined : least,
    changes: search.get('changes') === '1',
  };
}

/** The end stands before the beginning: there is nothing to ask for. */
export const isTurned = ({ span, from, to }: JudgmentFilters): boolean =>
  span === 'custom' && from !== undefined && to !== undefined && from > to;

/** The address of these filters; what is not set is left out. */
export function filterSearch(filters: JudgmentFilters): URLSearchParams {
  const search = new URLSearchParams();
  if (isSpan(filters.span)) search.set('span', filters.span);
  for (const name of ['ruleset', 'equipment', 'verdict', 'least'] as const) {
    if (filters[name]) search.set(name, filters[name]);
  }
  if (filters.changes) search.set('changes', '1');
  if (filters.span === 'custom') {
    if (filters.from) search.set('from', filters.from);
    if (filters.to) search.set('to', filters.to);
  }
  return search;
}

type ListQuery = Omit<NonNullable<RouterInputs['judgment']['list']>, 'cursor' | 'limit'>;

/** The request of these filters; a span ends now, its beginning is on a whole minute so that equal requests are equal. */
export function queryOf(filters: JudgmentFilters, now: number): ListQuery {
  const from = isSpan(filters.span)
    ? new Date(Math.floor((now - SPANS[filters.span]) / 60_000) * 60_000).toISOString()
    : filters.from;
  return {
    ...(from ? { from } : {}),
    ...(filters.span === 'custom' && filters.to ? { to: filters.to } : {}),
    ...(filters.ruleset ? { rulesetId: filters.ruleset } : {}),
    ...(filters.equipment ? { equipment: filters.equipment } : {}),
    ...(filters.verdict ? { verdict: filters.verdict } : {}),
    ...(filters.least ? { minSeverity: filters.least } : {}),
    ...(filters.changes ? { changesOnly: true } : {}),
  };
}

/** `2026-07-14T14:03` in local time, as a date-and-time field wants it. */
export function localInputValue(iso: string | undefined): string {
  if (!iso) return '';
  const date = new Date(iso);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
