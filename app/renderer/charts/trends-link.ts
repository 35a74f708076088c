import { AXIS_SIDES, type AxisSide, type PenAxis } from './types.ts';

export interface TrendsLinkPen {
  readonly path: string;
  readonly axis?: PenAxis | undefined;
  readonly hidden?: boolean;
}

export type FixedAxes = Partial<Record<AxisSide, { readonly min: number; readonly max: number }>>;

export interface TrendsLink {
  /** Pens per chart, top chart first. */
  readonly charts: readonly (readonly TrendsLinkPen[])[];
  /** What each chart lays under its pens: themselves so many milliseconds earlier. By place in `charts`. */
  readonly shifts?: readonly (readonly number[])[];
  /** Fixed limits of each chart's axes; the others follow the values. By place in `charts`. */
  readonly axes?: readonly FixedAxes[];
  /** Whether a chart leaves the limits of rules and tags out. By place in `charts`. */
  readonly withoutLimits?: readonly boolean[];
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
 * chooses) and `h` (hidden); `shift`, `shift2` … seconds a chart is compared with itself at; `axis`, `axis2` …
 * fixed limits as `l:0:100`; `limits=off`, `limits2=off` … without limits of rules and tags; `span` in seconds; `from`, `to` ISO 8601 when not live.
 */
export function trendsSearch(link: TrendsLink): URLSearchParams {
  const search = new URLSearchParams();
  link.charts.forEach((pens, index) => {
    const name = numbered('pen', index);
    for (const pen of pens) {
      const options = `${pen.axis ? LETTERS[pen.axis] : ''}${pen.hidden ? 'h' : ''}`;
      search.append(name, options ? `${pen.path}${OPTIONS}${options}` : pen.path);
    }
    for (const shiftMs of link.shifts?.[index] ?? [])
      search.append(numbered('shift', index), String(shiftMs / 1_000));
    for (const side of AXIS_SIDES) {
      const fixed = link.axes?.[index]?.[side];
      if (fixed) search.append(numbered('axis', index), [LETTERS[side], fixed.min, fixed.max].join(':'));
    }
    if (link.withoutLimits?.[index] === true) search.set(numbered('limits', index), 'off');
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
    const pens = search.getAll(numbered('pen', index)).slice(0, MAX_PENS);
    charts.push(uniquePens(pens.map(parsePen)));
  }
  while (charts.length > 1 && charts.at(-1)?.length === 0) charts.pop();
  const shown = { ...shiftsOf(search, charts.length), ...scalesOf(search, charts.length) };
  const span = Number(search.get('span'));
  const spanSeconds = span >= MIN_SPAN_SECONDS && span <= MAX_SPAN_SECONDS ? span : defaultSpanSeconds;
  const from = Date.parse(search.get('from') ?? '');
  const to = Date.parse(search.get('to') ?? '');
  if (Number.isFinite(from) && Number.isFinite(to) && to - from >= MIN_SPAN_SECONDS * 1000) {
    return { charts, ...shown, spanSeconds, fixed: { from, to } };
  }
  return { charts, ...shown, spanSeconds };
}

/** Parameters of the first chart have no number. */
function numbered(name: string, index: number): string {
  return index === 0 ? name : `${name}${index + 1}`;
}

function scalesOf(search: URLSearchParams, charts: number): Pick<TrendsLink, 'axes' | 'withoutLimits'> {
  const indexes = Array.from({ length: charts }, (_, index) => index);
  const axes = indexes.map((index) => axesOf(search.getAll(numbered('axis', index))));
  const withoutLimits = indexes.map((index) => search.get(numbered('limits', index)) === 'off');
  return {
    ...(axes.some((own) => Object.keys(own).length > 0) ? { axes } : {}),
    ...(withoutLimits.includes(true) ? { withoutLimits } : {}),
  };
}

function axesOf(texts: readonly string[]): FixedAxes {
  const axes: FixedAxes = {};
  for (const text of texts) {
    const [letter, low = '', high = ''] = text.split(':');
    const side = AXIS_SIDES.find((candidate) => LETTERS[candidate] === letter);
    const [min, max] = [Number(low || NaN), Number(high || NaN)];
    if (side !== undefined && Number.isFinite(min) && Number.isFinite(max) && min < max)
      axes[side] = { min, max };
  }
  return axes;
}

function shiftsOf(search: URLSearchParams, charts: number): { shifts?: number[][] } {
  const shifts = Array.from({ length: charts }, (_, index) => {
    const seconds = search.getAll(numbered('shift', index)).map(Number);
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
