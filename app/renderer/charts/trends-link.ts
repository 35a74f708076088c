import type { PenAxis } from './types.ts';

export interface TrendsLinkPen {
  readonly path: string;
  readonly axis?: PenAxis;
  readonly hidden?: boolean;
}

export interface TrendsLink {
  /** Pens per chart, top chart first. */
  readonly charts: readonly (readonly TrendsLinkPen[])[];
  readonly spanSeconds: number;
  /** A fixed window in epoch milliseconds; without it the link opens live. */
  readonly fixed?: { readonly from: number; readonly to: number };
}

/** `#` and `+` cannot occur in a tag path (MQTT), so `#` may carry a pen's options. */
const OPTIONS = '#';

/**
 * Address of the Trends page showing these pens. Parameters: `pen` (first chart), `pen2`, `pen3` … once per pen, each a tag
 * path with options behind it: `#l`, `#r`, `#o` (left, right, own axis; without one the page chooses) and `h` (hidden); `span` in seconds; `from`, `to` ISO 8601 when not live.
 */
export function trendsSearch(link: TrendsLink): URLSearchParams {
  const search = new URLSearchParams();
  link.charts.forEach((pens, index) => {
    const name = index === 0 ? 'pen' : `pen${index + 1}`;
    for (const pen of pens) {
      const options = `${pen.axis?.charAt(0) ?? ''}${pen.hidden ? 'h' : ''}`;
      search.append(name, options ? `${pen.path}${OPTIONS}${options}` : pen.path);
    }
  });
  search.set('span', String(link.spanSeconds));
  if (link.fixed) {
    search.set('from', new Date(link.fixed.from).toISOString());
    search.set('to', new Date(link.fixed.to).toISOString());
  }
  return search;
}

/** Path and query of the Trends page, e.g. for a link from a machine or a judgment to its tags at that time. */
export function trendsHref(link: TrendsLink): string {
  return `/trends?${trendsSearch(link).toString()}`;
}

const MAX_CHARTS = 12;
const MAX_PENS = 60;
const MIN_SPAN_SECONDS = 1;
const MAX_SPAN_SECONDS = 366 * 86_400;

/** Reads an address back; what is missing or out of bounds falls back, so a hand-made link never breaks the page. */
export function parseTrendsSearch(search: URLSearchParams, defaultSpanSeconds: number): TrendsLink {
  const charts: TrendsLinkPen[][] = [];
  for (let index = 0; index < MAX_CHARTS; index += 1) {
    const pens = search.getAll(index === 0 ? 'pen' : `pen${index + 1}`).slice(0, MAX_PENS);
    charts.push(uniquePens(pens.map(parsePen)));
  }
  while (charts.length > 1 && charts.at(-1)?.length === 0) charts.pop();
  const span = Number(search.get('span'));
  const spanSeconds = span >= MIN_SPAN_SECONDS && span <= MAX_SPAN_SECONDS ? span : defaultSpanSeconds;
  const from = Date.parse(search.get('from') ?? '');
  const to = Date.parse(search.get('to') ?? '');
  if (Number.isFinite(from) && Number.isFinite(to) && to - from >= MIN_SPAN_SECONDS * 1000) {
    return { charts, spanSeconds, fixed: { from, to } };
  }
  return { charts, spanSeconds };
}

function parsePen(text: string): TrendsLinkPen {
  const [path = '', options = ''] = text.split(OPTIONS, 2);
  return {
    path,
    ...axisOf(options),
    ...(options.includes('h') ? { hidden: true } : {}),
  };
}

const AXES = { l: 'left', r: 'right', o: 'own' } as const;

function axisOf(options: string): { axis?: PenAxis } {
  for (const [letter, axis] of Object.entries(AXES)) if (options.includes(letter)) return { axis };
  return {};
}

function uniquePens(pens: TrendsLinkPen[]): TrendsLinkPen[] {
  const seen = new Set<string>();
  return pens.filter((pen) => pen.path !== '' && !seen.has(pen.path) && seen.add(pen.path));
}
