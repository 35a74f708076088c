import type { PenAxis } from './types.ts';

export interface TrendsLinkPen {
  readonly path: string;
  readonly axis?: PenAxis | undefined;
  readonly hidden?: boolean;
}

export interface TrendsLink {
  /** Pens per chart, top chart first. */
  readonly charts: readonly (readonly TrendsLinkPen[])[];
  /** What each chart lays under its pens: themselves so many milliseconds earlier. By place in `charts`. */
  readonly shifts?: readonly (readonly number[])[];
  readonly spanSeconds: number;
  /** A fixed window in epoch milliseconds; without it the link opens live. */
  readonly fixed?: { readonly from: number; readonly to: number };
}

const LETTERS = { left: 'l', right: 'r', left2: 'L', right2: 'R', own: 'o' } as const satisfies Record<
  PenAxis,
  string
>;
/** `#` and `+` cannot occur in a tag path (MQTT), so `#` may carry a pen's options. */
const OPTIONS = '#';

/**
 * Address of the Trends page showing these pens. Parameters: `pen` (first chart), `pen2`, `pen3` … once per pen, each a tag
 * path with options behind it: `#l`, `#r`, `#L`, `#R`, `#o` (left, right, outer left, outer right, own axis; without one the page
 * chooses) and `h` (hidden); `shift`, `shift2` … seconds a chart is compared with itself at; `span` in seconds; `from`, `to` ISO 8601
 * when not live.
 */
export function trendsSearch(link: TrendsLink): URLSearchParams {
  const search = new URLSearchParams();
  link.charts.forEach((pens, index) => {
    const name = index === 0 ? 'pen' : `pen${index + 1}`;
    for (const pen of pens) {
      const options = `${pen.axis ? LETTERS[pen.axis] : ''}${pen.hidden ? 'h' : ''}`;
      search.append(name, options ? `${pen.path}${OPTIONS}${options}` : pen.path);
    }
    for (const shiftMs of link.shifts?.[index] ?? [])
      search.append(shiftName(index), String(shiftMs / 1_000));
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
const MAX_SPAN_SECONDS = 732 * 86_400;
const MAX_SHIFTS = 3;

/** Reads an address back; what is missing or out of bounds falls back, so a hand-made link never breaks the page. */
export function parseTrendsSearch(search: URLSearchParams, defaultSpanSeconds: number): TrendsLink {
  const charts: TrendsLinkPen[][] = [];
  for (let index = 0; index < MAX_CHARTS; index += 1) {
    const pens = search.getAll(index === 0 ? 'pen' : `pen${index + 1}`).slice(0, MAX_PENS);
    charts.push(uniquePens(pens.map(parsePen)));
  }
  while (charts.length > 1 && charts.at(-1)?.length === 0) charts.pop();
  const shifts = shiftsOf(search, charts.length);
  const span = Number(search.get('span'));
  const spanSeconds = span >= MIN_SPAN_SECONDS && span <= MAX_SPAN_SECONDS ? span : defaultSpanSeconds;
  const from = Date.parse(search.get('from') ?? '');
  const to = Date.parse(search.get('to') ?? '');
  if (Number.isFinite(from) && Number.isFinite(to) && to - from >= MIN_SPAN_SECONDS * 1000) {
    return { charts, ...shifts, spanSeconds, fixed: { from, to } };
  }
  return { charts, ...shifts, spanSeconds };
}

function shiftName(index: number): string {
  return index === 0 ? 'shift' : `shift${index + 1}`;
}

function shiftsOf(search: URLSearchParams, charts: number): { shifts?: number[][] } {
  const shifts = Array.from({ length: charts }, (_, index) => {
    const seconds = search.getAll(shiftName(index)).map(Number);
    return [...new Set(seconds)]
      .filter((shift) => shift > 0 && shift <= MAX_SPAN_SECONDS)
      .slice(0, MAX_SHIFTS)
      .map((shift) => shift * 1_000);
  });
  return shifts.some((own) => own.length > 0) ? { shifts } : {};
}

function parsePen(text: string): TrendsLinkPen {
  const [path = '', options = ''] = text.split(OPTIONS, 2);
  return {
    path,
    ...axisOf(options),
    ...(options.includes('h') ? { hidden: true } : {}),
  };
}

function axisOf(options: string): { axis?: PenAxis } {
  const entries = Object.entries(LETTERS) as [PenAxis, string][];
  for (const [axis, letter] of entries) if (options.includes(letter)) return { axis };
  return {};
}

function uniquePens(pens: TrendsLinkPen[]): TrendsLinkPen[] {
  const seen = new Set<string>();
  return pens.filter((pen) => pen.path !== '' && !seen.has(pen.path) && seen.add(pen.path));
}
