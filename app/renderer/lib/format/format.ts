import type { Language, LocalizedText } from '../../../../shared/contract/common.ts';
import { unitSymbol } from '../../../../shared/util/ucum.ts';

const DATE_PARTS = { month: '2-digit', day: '2-digit' } as const;
const TIME_PARTS = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(kind: 'time' | 'date' | 'day', timeZone: string | undefined): Intl.DateTimeFormat {
  const key = `${kind} ${timeZone ?? ''}`;
  const known = formatters.get(key);
  if (known) return known;
  const parts =
    kind === 'time' ? TIME_PARTS : kind === 'date' ? DATE_PARTS : { ...DATE_PARTS, year: 'numeric' as const };
  const made = new Intl.DateTimeFormat('sv-SE', { ...parts, ...(timeZone ? { timeZone } : {}) });
  formatters.set(key, made);
  return made;
}

/** `14:03:22` when it is the same local day as `now`, else `07-14 14:03:22` (with the year when that differs). */
export function formatInstant(at: string | number, now: number, timeZone?: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '–';
  const time = formatter('time', timeZone).format(date);
  const day = formatter('day', timeZone);
  const [dayThen, dayNow] = [day.format(date), day.format(now)];
  if (dayThen === dayNow) return time;
  const sameYear = dayThen.slice(0, 4) === dayNow.slice(0, 4);
  return `${sameYear ? dayThen.slice(5) : dayThen} ${time}`;
}

/** Local date and time with seconds, e.g. `2026-07-14 14:03:22`. */
export function formatDateTime(at: string | number, timeZone?: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '–';
  return `${formatter('day', timeZone).format(date)} ${formatter('time', timeZone).format(date)}`;
}

const UNITS = {
  ko: { second: '초', minute: '분', hour: '시간', day: '일', year: '년', join: '' },
  en: { second: 's', minute: 'm', hour: 'h', day: 'd', year: 'y', join: ' ' },
} as const;

/** A span in its two largest units: `8 s`, `3 m 20 s`, `2 h 05 m`, `4 d 03 h`. Negative spans read as zero. */
export function formatSpan(milliseconds: number, language: Language): string {
  const unit = UNITS[language];
  const total = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const part = (value: number | string, name: string): string => `${value}${unit.join}${name}`;
  if (total < 60) return part(total, unit.second);
  if (total < 3_600)
    return `${part(Math.floor(total / 60), unit.minute)} ${part(two(total % 60), unit.second)}`;
  if (total < 86_400) {
    return `${part(Math.floor(total / 3_600), unit.hour)} ${part(two(Math.floor((total % 3_600) / 60)), unit.minute)}`;
  }
  return `${part(Math.floor(total / 86_400), unit.day)} ${part(two(Math.floor((total % 86_400) / 3_600)), unit.hour)}`;
}

const YEAR_MS = 365 * 86_400_000;

/** A span without the part that is zero: `10 m`, `8 h`, `7 d`, `1 h 30 m`, and whole years of 365 days: `2 y`. */
export function spanLabel(milliseconds: number, language: Language): string {
  const years = milliseconds / YEAR_MS;
  if (years >= 1 && Number.isInteger(years)) return `${years}${UNITS[language].join}${UNITS[language].year}`;
  return formatSpan(milliseconds, language).replace(/ 00\D+$/, '');
}

/** Milliseconds of a duration with as many digits as matter: `0.42 ms`, `12 ms`, `1.4 s`. */
export function formatLatency(milliseconds: number, language: Language): string {
  if (milliseconds >= 1000)
    return `${formatNumber(milliseconds / 1000, language, 2)} ${UNITS[language].second}`;
  return `${formatNumber(milliseconds, language, 2)} ms`;
}

/** A number with `digits` significant digits (whole part never cut); very large and small ones in exponent form. */
export function formatNumber(value: number, language: Language, digits = 4): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e12 || size < 1e-6)) return value.toExponential(2);
  const exponent = size === 0 ? 0 : Math.floor(Math.log10(size));
  const fraction = Math.min(20, Math.max(0, digits - 1 - exponent));
  return new Intl.NumberFormat(language, { maximumFractionDigits: fraction, signDisplay: 'negative' }).format(
    value,
  );
}

export function formatPercent(share: number, language: Language): string {
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

export function formatBytes(bytes: number, language: Language): string {
  const step = bytes < 1 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${formatNumber(bytes / 1024 ** step, language, 3)} ${BYTE_UNITS[step]}`;
}

const WORDS = { ko: { true: '참', false: '거짓' }, en: { true: 'true', false: 'false' } } as const;

/** A plant value as text; `null` (the source sent none) is a dash. */
export function formatValue(value: number | boolean | string | null | undefined, language: Language): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'number') return formatNumber(value, language, 5);
  if (typeof value === 'boolean') return WORDS[language][value ? 'true' : 'false'];
  return value;
}

/** A UCUM code as people write it: `Cel` → `°C`, `N.m` → `N·m`; what is none stays as it is. */
export function formatUnit(code: string | undefined): string {
  return code === undefined ? '' : unitSymbol(code);
}

/** A reason or name that is one text, or one per language. */
export function textIn(text: string | LocalizedText, language: Language): string {
  return typeof text === 'string' ? text : text[language];
}

export interface EquipmentName {
  readonly site: string;
  readonly area: string;
  readonly line: string;
  readonly equipment: string;
}

/** The parts of `site/area/line/equipment`; missing ones are empty. */
export function splitEquipment(path: string): EquipmentName {
  const [site = '', area = '', line = '', equipment = ''] = path.split('/');
  return { site, area, line, equipment };
}
