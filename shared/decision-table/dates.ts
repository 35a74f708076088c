/** Days and times in cells. Without an offset of its own a time is in that of its column. */

const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?(Z|[+-]\d\d:\d\d)?)?$/;
const DAY_MS = 86_400_000;

export interface Moment {
  /** Milliseconds since 1970 in UTC. */
  readonly at: number;
  /** Where it ends: of a day the beginning of the next, of a time itself. */
  readonly end: number;
}

const offsetMs = (offset: string): number => {
  if (offset === 'Z') return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6));
  return (offset.startsWith('-') ? -1 : 1) * minutes * 60_000;
};

/** A day (`2026-01-31`) or a time (`2026-01-31T08:00`, `2026-01-31 08:00:30+09:00`); undefined where it is neither. */
export function momentOf(text: string, utcOffset: string): Moment | undefined {
  const parts = DATE.exec(text);
  if (parts === null) return undefined;
  const [, year = '', month = '', day = '', hour, minute, second = '0', fraction = '0', own] = parts;
  const numbers = [Number(year), Number(month) - 1, Number(day)] as const;
  const start = Date.UTC(...numbers);
  const date = new Date(start);
  if (date.getUTCMonth() !== numbers[1] || date.getUTCDate() !== numbers[2]) return undefined;
  const day0 = start - offsetMs(own ?? utcOffset);
  if (hour === undefined) return { at: day0, end: day0 + DAY_MS };
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const ms = Number(fraction.padEnd(3, '0'));
  const at = day0 + ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1_000 + ms;
  return { at, end: at };
}

/** A moment as a cell says it: a day where it begins one in this offset. */
export function momentText(at: number, utcOffset: string): string {
  const iso = new Date(at + offsetMs(utcOffset)).toISOString();
  if (iso.endsWith('T00:00:00.000Z')) return iso.slice(0, 10);
  return iso.replace(/(:00)?\.000Z$/, '').replace(/Z$/, '');
}
