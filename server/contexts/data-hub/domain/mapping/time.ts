import { reason, type Reason, type ReasonCode } from '../../../../../shared/contract/reasons.ts';
import type { TimeRule } from '../../../../../shared/contract/topic-mappings.ts';
import { zoneClock } from '../../../../../shared/util/zone-clock.ts';
import { readSourceTime, type SourceTime } from '../source-time.ts';

/** Reads a time as it stands in a payload. `now`: epoch milliseconds of arrival. */
export type TimeReader = (raw: unknown, now: number) => SourceTime;

const PER_UNIT = {
  epochSeconds: 1_000,
  epochMilliseconds: 1,
  epochMicroseconds: 1e-3,
  epochNanoseconds: 1e-6,
} as const;
const NUMBER_TEXT = /^-?\d{1,20}(?:\.\d{1,12})?$/;
const LOCAL = /^(\d{4})[-/.](\d{2})[-/.](\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?$/;
/** Fields of a custom format; `SSS` any number of S. */
const FIELD = /yyyy|yy|MM|dd|HH|hh|mm|ss|S{1,9}|XXX|'[^']*'|[A-Za-z]|[^A-Za-z']+/g;
/** What each reads; a letter alone stands for one digit or two. */
const PATTERNS: Readonly<Record<string, string>> = {
  yyyy: '(?<year>\\d{4})',
  yy: '(?<year>\\d{2})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  dd: '(?<day>\\d{2})',
  d: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{2})',
  H: '(?<hour>\\d{1,2})',
  hh: '(?<hour>\\d{2})',
  h: '(?<hour>\\d{1,2})',
  a: '(?<half>AM|PM|am|pm|오전|오후)',
  mm: '(?<minute>\\d{2})',
  m: '(?<minute>\\d{1,2})',
  ss: '(?<second>\\d{2})',
  s: '(?<second>\\d{1,2})',
  XXX: '(?<zone>[Zz]|[+-]\\d{2}(?::?\\d{2})?)',
};
/** Fields that say the same: one of them is enough, and two are one too many. */
const SAME: Readonly<Record<string, string>> = {
  yy: 'yyyy',
  M: 'MM',
  d: 'dd',
  H: 'HH',
  hh: 'HH',
  h: 'HH',
  m: 'mm',
  s: 'ss',
};

function refuse(code: ReasonCode, parameters: Reason['parameters']): SourceTime {
  return { ok: false, reason: reason(code, parameters) };
}

function shown(raw: unknown): string {
  return (JSON.stringify(raw) ?? String(raw)).slice(0, 60);
}

interface Fields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Digits after the point. */
  readonly fraction: string;
}

/** Local time as if it were UTC, in milliseconds; null where there is no such time. */
function asUtc({ year, month, day, hour, minute, second, fraction }: Fields): number | null {
  const isTime = hour >= 0 && hour <= 23 && minute <= 59 && second <= 59;
  const isDay =
    month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (!isTime || !isDay) return null;
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
  return Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
}

/** Whether a zone has a name that is known here. */
export function isZone(zone: string): boolean {
  try {
    zoneClock(zone);
    return true;
  } catch {
    return false;
  }
}

function epochReader(perUnit: number): TimeReader {
  return (raw, now) => {
    const number = typeof raw === 'string' && NUMBER_TEXT.test(raw.trim()) ? Number(raw) : raw;
    if (typeof number !== 'number') return refuse('timeNoNumber', { text: shown(raw) });
    return readSourceTime(number * perUnit, now);
  };
}

function localReader(zone: string): TimeReader {
  const toInstant = zoneClock(zone);
  return (raw, now) => {
    const match = typeof raw === 'string' ? LOCAL.exec(raw.trim()) : null;
    if (match === null) return refuse('timeNoLocal', { text: shown(raw) });
    const [year, month, day, hour, minute, second = '0', fraction = ''] = match.slice(1);
    const numbers = { year, month, day, hour, minute, second };
    const fields = Object.fromEntries(Object.entries(numbers).map(([name, text]) => [name, Number(text)]));
    const local = asUtc({ ...(fields as unknown as Omit<Fields, 'fraction'>), fraction });
    return local === null
      ? refuse('timeNotThere', { text: shown(raw) })
      : readSourceTime(toInstant(local), now);
  };
}

function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

/** A custom format as a pattern, or what is wrong with it. */
export function customPattern(format: string): RegExp | Reason {
  const seen = new Set<string>();
  let source = '';
  for (const [field] of format.matchAll(FIELD)) {
    const kind = /^S+$/.test(field) ? 'SSS' : (SAME[field] ?? field);
    if (/^[A-Za-z]/.test(field)) {
      const pattern = kind === 'SSS' ? `(?<fraction>\\d{${field.length}})` : PATTERNS[field];
      if (pattern === undefined) return reason('noField', { text: field });
      if (seen.has(kind)) return reason('thereTwice', { text: field });
      seen.add(kind);
      source += pattern;
    } else source += literal(field.startsWith("'") ? field.slice(1, -1) : field);
  }
  const missing = ['yyyy', 'MM', 'dd', 'HH', 'mm'].filter((field) => !seen.has(field));
  // Half a day is told by both, or by none.
  if (/h/.test(format.replaceAll(/'[^']*'/g, '')) !== seen.has('a')) missing.push(seen.has('a') ? 'hh' : 'a');
  if (missing.length > 0) return reason('fieldsMissing', { text: missing.join(', ') });
  if ((format.match(/'/g)?.length ?? 0) % 2 === 1) return reason('quoteOpen');
  return new RegExp(`^${source}$`, 'u');
}

function customReader(pattern: RegExp, format: string, zone: string | undefined): TimeReader {
  const toInstant = zone === undefined ? null : zoneClock(zone);
  return (raw, now) => {
    const text = typeof raw === 'number' ? String(raw) : raw;
    const groups = typeof text === 'string' ? pattern.exec(text.trim())?.groups : undefined;
    if (groups === undefined) return refuse('timeNotFormat', { text: shown(raw), format });
    const number = (name: string) => Number(groups[name] ?? 0);
    const local = asUtc({
      year: number('year') + (groups['year']?.length === 2 ? 2_000 : 0),
      month: number('month'),
      day: number('day'),
      hour: hourOf(number('hour'), groups['half']),
      minute: number('minute'),
      second: number('second'),
      fraction: groups['fraction'] ?? '',
    });
    if (local === null) return refuse('timeNotThere', { text: shown(raw) });
    const offset = groups['zone'];
    if (offset !== undefined) return readSourceTime(local - offsetOf(offset), now);
    return readSourceTime(toInstant === null ? local : toInstant(local), now);
  };
}

/** NaN, which is no hour, for one that no half of a day has. */
function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return Number.NaN;
  return (hour % 12) + (/^(?:pm|오후)$/i.test(half) ? 12 : 0);
}

/** `Z`, `+09` or `+09:00` in milliseconds. */
function offsetOf(zone: string): number {
  if (/^z$/i.test(zone)) return 0;
  const digits = zone.slice(1).replace(':', '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (zone.startsWith('-') ? -1 : 1) * minutes * 60_000;
}

function isoReader(raw: unknown, now: number): SourceTime {
  if (typeof raw !== 'string' && typeof raw !== 'number') return refuse('timeNoText', { text: shown(raw) });
  return readSourceTime(raw, now);
}

/** What is wrong with a rule, by the field it stands in; empty where nothing is. */
export function faultsOfTime({ format, zone, custom }: TimeRule): { field: string; reason: Reason }[] {
  const faults: { field: string; reason: Reason }[] = [];
  if (zone !== undefined && !isZone(zone)) faults.push({ field: 'zone', reason: reason('noZone', { zone }) });
  if (format === 'local' && zone === undefined) faults.push({ field: 'zone', reason: reason('zoneWanted') });
  if (format !== 'custom') return faults;
  const pattern = custom === undefined ? reason('formatWanted') : customPattern(custom);
  if ('code' in pattern) faults.push({ field: 'custom', reason: pattern });
  else if (zone === undefined && custom?.includes('XXX') !== true)
    faults.push({ field: 'zone', reason: reason('formatZone') });
  return faults;
}

/** How times after a rule are read; the rule is without faults. Error where it is not. */
export function timeReader(rule: TimeRule): TimeReader {
  const { format, zone, custom } = rule;
  if (faultsOfTime(rule).length > 0) throw new RangeError('the time rule has faults');
  if (format === 'iso') return isoReader;
  if (format === 'local') return localReader(zone ?? 'UTC');
  if (format === 'custom') return customReader(customPattern(custom ?? '') as RegExp, custom ?? '', zone);
  return epochReader(PER_UNIT[format]);
}
