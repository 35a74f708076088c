import type { TimeRule } from '../../../../../../shared/contract/topic-mappings.ts';
import { timeReader, type TimeReader } from '../time.ts';

/** When a payload came, epoch milliseconds, and the zone in which its times are local if they name none. */
export interface Arrival {
  readonly at: number;
  readonly zone: string;
}

export type TimeFormat = Omit<TimeRule, 'path'>;

export interface FoundTime {
  readonly format: TimeFormat;
  /** Whether the newest is so near its arrival that it is a time whatever the field is called. */
  readonly isNear: boolean;
}

/** What a time in digits can look like; texts such as `Channel1.Press4` are not tried in thirty formats. */
const LIKE_TIME = /^\s*\d[\dTZ\s.:/,+-]{7,39}$/i;
const NEAR_MS = 31 * 86_400_000;
/** Numbers are a time in this unit where they lie between 2001 and 2100. */
const EPOCHS = [
  ['epochSeconds', 1e9, 4.1e9],
  ['epochMilliseconds', 1e12, 4.1e12],
  ['epochMicroseconds', 1e15, 4.1e15],
  ['epochNanoseconds', 1e18, 4.1e18],
] as const;
const CUSTOM = [
  'yyyy/MM/dd HH:mm:ss',
  'yyyy/MM/dd HH:mm:ss.SSS',
  'yyyy. M. d. HH:mm:ss',
  'yyyy.MM.dd HH:mm:ss',
  'dd.MM.yyyy HH:mm:ss',
  'dd/MM/yyyy HH:mm:ss',
  'MM/dd/yyyy HH:mm:ss',
  'yyyyMMddHHmmss',
  'yyyyMMddHHmmssSSS',
  "yyyyMMdd'T'HHmmss",
  'yyyy-MM-dd HH:mm:ss:SSS',
  'yyyy-MM-dd HH:mm:ss XXX',
] as const;

function candidatesOf(value: unknown, zone: string): TimeFormat[] {
  const isDigits = typeof value === 'string' && /^\d{10,19}(?:\.\d+)?$/.test(value.trim());
  const number = isDigits ? Number(value) : value;
  if (typeof number === 'number') {
    const epochs = EPOCHS.filter(([, from, to]) => number >= from && number < to);
    const known: TimeFormat[] = epochs.map(([format]) => ({ format }));
    if (!isDigits) return known;
    return [...known, ...inZones(zone, (own) => ({ format: 'custom', custom: 'yyyyMMddHHmmss', zone: own }))];
  }
  if (typeof value !== 'string' || !LIKE_TIME.test(value)) return [];
  return [
    { format: 'iso' },
    ...inZones(zone, (own) => ({ format: 'local', zone: own })),
    ...CUSTOM.flatMap((custom): TimeFormat[] =>
      custom.includes('XXX')
        ? [{ format: 'custom', custom }]
        : inZones(zone, (own) => ({ format: 'custom', custom, zone: own })),
    ),
  ];
}

function inZones(zone: string, format: (zone: string) => TimeFormat): TimeFormat[] {
  return [...new Set([zone, 'UTC'])].map(format);
}

/** Readers of one arrival's zone: to make one takes longer than to read by it. */
const readers = new WeakMap<Arrival, Map<string, TimeReader>>();

function readerOf(format: TimeFormat, arrival: Arrival): TimeReader {
  const known = readers.get(arrival) ?? new Map<string, TimeReader>();
  readers.set(arrival, known);
  const key = `${format.format} ${format.custom} ${format.zone}`;
  const reader = known.get(key) ?? timeReader({ path: '@', ...format });
  known.set(key, reader);
  return reader;
}

/**
 * How the values of a field read as times: in the format that brings the newest of them nearest to their arrival, of
 * equal ones the simplest. Null where not all of them are times.
 */
export function timeOf(values: readonly unknown[], arrival: Arrival): FoundTime | null {
  const { at, zone } = arrival;
  const there = values.filter((value) => value !== null && value !== undefined);
  let best: { readonly format: TimeFormat; readonly away: number } | null = null;
  for (const format of there.length === 0 ? [] : candidatesOf(there[0], zone)) {
    const read = readerOf(format, arrival);
    const times = there.map((value) => read(value, at));
    if (!times.every((time) => time.ok)) continue;
    const newest = Math.max(...times.map((time) => (time.ok ? time.at : 0)));
    const away = Math.abs(newest - at);
    if (best === null || away < best.away) best = { format, away };
  }
  return best === null ? null : { format: best.format, isNear: best.away <= NEAR_MS };
}
