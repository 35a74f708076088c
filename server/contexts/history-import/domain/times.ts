import type { ImportOptions } from '../../../../shared/contract/history-import.ts';
import { withMonthNumber } from './month-names.ts';

export type TimeFormat = ImportOptions['time']['format'];

/** A time as written: an instant, or a wall-clock time given as if it were UTC. Epoch milliseconds. */
export type WrittenTime = { readonly at: number } | { readonly local: number };

type Order = 'ymd' | 'dmy' | 'mdy';

// Three numbers with - / . or Korean letters between them; then perhaps a time of day, with its half before or after it;
// then perhaps a zone.
const WRITTEN =
  /^(\d{1,4})\s?[-/.년]\s?(\d{1,2})\s?[-/.월]\s?(\d{1,4})\s?[.일]?(?:[T,]?\s*(오전|오후|AM|PM)?\s*(\d{1,2})\s?[:시]\s?(\d{1,2})분?(?:\s?:?\s?(\d{1,2})(?:[.,](\d{1,9}))?초?)?\s*(오전|오후|AM|PM)?)?\s*(Z|UTC|GMT|KST|[+-]\d{2}(?::?\d{2})?)?$/i;
// The hour with one digit, as it is where a program took 093000 for a number.
const COMPACT =
  /^(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})?(?:[.,](\d{1,9}))?| (\d)(\d{2})(\d{2}))?(Z|[+-]\d{2}(?::?\d{2})?)?$/;
const NUMBER = /^\d+(?:[.,]\d+)?$/;
const DAY_MS = 86_400_000;
/** Day 0 of a spreadsheet's 1900 system, as far as days after February 1900 are meant. */
const SPREADSHEET_ZERO = Date.UTC(1899, 11, 30);

const PARTS = { ymd: [0, 1, 2], dmy: [2, 1, 0], mdy: [2, 0, 1] } as const;

function zoneMs(zone: string | undefined): number | null {
  if (zone === undefined) return null;
  if (/^(?:Z|UTC|GMT)$/i.test(zone)) return 0;
  if (/^KST$/i.test(zone)) return 9 * 3_600_000;
  const [hours = 0, minutes = 0] = [Number(zone.slice(1, 3)), Number(zone.slice(3).replace(':', ''))];
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return Number.NaN;
  const isAfternoon = half === '오후' || half.toUpperCase() === 'PM';
  return (hour % 12) + (isAfternoon ? 12 : 0);
}

function fullYear(text: string): number {
  if (text.length === 4) return Number(text);
  if (text.length !== 2) return Number.NaN;
  // There is no history before 1980.
  return Number(text) + (Number(text) < 80 ? 2_000 : 1_900);
}

/** Digits after the point of a second. */
const millisecondsOf = (digits: string | undefined) => Math.floor(Number(`0.${digits ?? 0}`) * 1_000 + 1e-6);

function assembled(
  [year, month, day, hour, minute, second, milliseconds]: readonly [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ],
  zone: number | null,
): WrittenTime | null {
  const local = Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
  const date = new Date(local);
  const exists =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!exists || hour > 23 || minute > 59 || second > 59) return null;
  return zone === null ? { local } : { at: local - zone };
}

function writtenTime(text: string, order: Order): WrittenTime | null {
  const match = WRITTEN.exec(text);
  if (match === null) {
    if (order === 'ymd') return compactTime(text);
    const named = withMonthNumber(text);
    return named?.order === order ? writtenTime(named.text, order) : null;
  }
  const date = [match[1] ?? '', match[2] ?? '', match[3] ?? ''] as const;
  const [yearAt, monthAt, dayAt] = PARTS[order];
  if (date[monthAt].length > 2 || date[dayAt].length > 2) return null;
  const half = match[4] ?? match[9];
  const hour = hourOf(Number(match[5] ?? 0), half);
  const year = fullYear(date[yearAt]);
  if (Number.isNaN(hour) || Number.isNaN(year)) return null;
  return assembled(
    [
      year,
      Number(date[monthAt]),
      Number(date[dayAt]),
      hour,
      Number(match[6] ?? 0),
      Number(match[7] ?? 0),
      millisecondsOf(match[8]),
    ],
    zoneMs(match[10]),
  );
}

function compactTime(text: string): WrittenTime | null {
  const match = COMPACT.exec(text);
  if (match === null) return null;
  const number = (part: string | undefined) => Number(part ?? 0);
  const [, year, month, day] = match.map(number) as [number, number, number, number];
  const [hour, minute, second] = [match[4] ?? match[8], match[5] ?? match[9], match[6] ?? match[10]].map(
    number,
  ) as [number, number, number];
  return assembled([year, month, day, hour, minute, second, millisecondsOf(match[7])], zoneMs(match[11]));
}

/** Digits of an epoch's unit below the millisecond. */
const BELOW_MS = { epochMilliseconds: 0, epochMicroseconds: 3, epochNanoseconds: 6 };

function numericTime(text: string, format: keyof typeof BELOW_MS | 'epochSeconds' | 'spreadsheet') {
  if (!NUMBER.test(text)) return null;
  const number = Number(text.replace(',', '.'));
  if (format === 'epochSeconds') return { at: Math.round(number * 1_000) };
  if (format !== 'spreadsheet') {
    // Cut from the text: nanoseconds are beyond what a double holds, and would come out a millisecond early.
    const [whole = ''] = text.split(/[.,]/);
    return { at: Number(whole.slice(0, whole.length - BELOW_MS[format])) };
  }
  // Times of day are fractions that do not end: to the millisecond, and to the second where it is one.
  const local = SPREADSHEET_ZERO + Math.round(number * DAY_MS);
  const second = Math.round(local / 1_000) * 1_000;
  return { local: Math.abs(local - second) <= 2 ? second : local };
}

/** Reads a time of a format; null where the text is none, or names a day that does not exist. */
export function readTime(text: string, format: TimeFormat): WrittenTime | null {
  if (format === 'ymd' || format === 'dmy' || format === 'mdy') return writtenTime(text, format);
  return numericTime(text, format);
}

const msOf = (time: WrittenTime) => ('at' in time ? time.at : time.local);
const EARLIEST_GUESS = Date.UTC(1990, 0, 1);
const FORMATS: readonly TimeFormat[] = [
  'ymd',
  'dmy',
  'mdy',
  'epochMilliseconds',
  'epochSeconds',
  'epochMicroseconds',
  'epochNanoseconds',
  'spreadsheet',
];
/** Of two digits first and points or slashes between, the year comes last as a rule: 28.11.26. */
const YEAR_LAST = /^\d{1,2}[./]/;

/** Cells that must be times, so that a few faulty rows do not hide which column holds them. */
const ENOUGH = 0.6;

/**
 * The format in which the most cells are times, or null. Where day, month and year could change places, that in which fewer
 * steps go back, then the shorter span; `doubtful` where even that does not tell: then that of the latest year.
 *
 * @param now epoch milliseconds; later ones, a day for zones left aside, are no times of a history
 */
export function guessTimeFormat(
  cells: readonly string[],
  now: number,
): { readonly format: TimeFormat; readonly doubtful: boolean } | null {
  const isYearLast = YEAR_LAST.test(cells[0] ?? '');
  const preferred = isYearLast ? [...FORMATS.slice(1), FORMATS[0] as TimeFormat] : FORMATS;
  const ranked = preferred
    .map((format) => ({ format, ...fitOf(cells, format, now + DAY_MS) }))
    .filter(({ count }) => count > 0 && count >= cells.length * ENOUGH)
    .sort((a, b) => b.count - a.count || a.back - b.back || a.span - b.span || b.year - a.year);
  const [best, rival] = ranked;
  if (best === undefined) return null;
  const doubtful =
    rival !== undefined && rival.count === best.count && rival.back === best.back && rival.span === best.span;
  return { format: best.format, doubtful };
}

function fitOf(cells: readonly string[], format: TimeFormat, latest: number) {
  const times = cells.flatMap((cell) => {
    const time = readTime(cell, format);
    const at = time === null ? -Infinity : msOf(time);
    return at >= EARLIEST_GUESS && at < latest ? [at] : [];
  });
  const back = times.filter((at, index) => index > 0 && at < (times[index - 1] as number)).length;
  const span = Math.abs((times.at(-1) ?? 0) - (times[0] ?? 0));
  return { count: times.length, back, span, year: new Date(times.at(-1) ?? 0).getUTCFullYear() };
}

/** Of a time of day of digits only, beside a date of digits only: 4 for 0715, 6 for 071500. */
export type TimeOfDayDigits = NonNullable<ImportOptions['time']['timeOfDayDigits']>;
const DIGITS = /^\d{1,6}$/;
const CLOCK = { 4: /^(?:[01]\d|2[0-3])[0-5]\d$/, 6: /^(?:[01]\d|2[0-3])[0-5]\d[0-5]\d$/ };

/**
 * With how many digits a column writes times of day, leading zeros aside (a program that takes 000500 for a number leaves 500);
 * null where it holds none. `doubtful` where they could as well be minutes and seconds: shorter than four, none longer.
 */
export function timeOfDayDigits(
  cells: readonly string[],
): { readonly digits: TimeOfDayDigits; readonly doubtful: boolean } | null {
  const isEnough = (digits: TimeOfDayDigits) =>
    cells.filter((cell) => DIGITS.test(cell) && CLOCK[digits].test(cell.padStart(digits, '0'))).length >=
    Math.max(1, cells.length * ENOUGH);
  const isLong = cells.some((cell) => DIGITS.test(cell) && cell.length > 4);
  if (!isLong && isEnough(4))
    return { digits: 4, doubtful: cells.some((cell) => cell.length < 4) && isEnough(6) };
  return isEnough(6) ? { digits: 6, doubtful: false } : null;
}

/** Date and time of day of two columns as one text; of one column what it holds. */
export function joinedTime(cells: readonly string[], digits: TimeOfDayDigits | undefined): string {
  const [date = '', time = ''] = cells;
  if (digits === undefined || !DIGITS.test(time)) return cells.join(' ');
  // No time: taken for one with seconds, it would stand beside others that were read without.
  if (time.length > digits) return `${date} / ${time}`;
  return `${date} ${time.padStart(digits, '0')}`;
}

export const isCompactDate = (cell: string) => /^\d{8}$/.test(cell);

/** Whether a cell is a time of day only, as in files with date and time in two columns. */
export const isTimeOfDay = (cell: string) =>
  /^(?:(?:오전|오후|AM|PM)\s*)?\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*(?:오전|오후|AM|PM))?$/i.test(cell);
