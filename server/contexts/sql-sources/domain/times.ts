import { reason, type Reason } from '../../../../shared/contract/reasons.ts';
import type { SqlMapping } from '../../../../shared/contract/sql-sources.ts';
import { localClock } from '../../../../shared/util/zone-clock.ts';
import type { SqlColumnType } from '../ports.ts';
import { shownText } from './values.ts';

/** A time as databases write it: a date, perhaps a time of day with up to nine decimals, perhaps an offset. */
const WRITTEN =
  /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d{2}(?::?\d{2}){0,2})?$/i;
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

export type ReadTime = { readonly at: number } | { readonly problem: Reason };

function offsetMs(text: string): number {
  if (/^z$/i.test(text)) return 0;
  const digits = text.slice(1).replaceAll(':', '').padEnd(6, '0');
  const [hours, minutes, seconds] = [0, 2, 4].map((from) => Number(digits.slice(from, from + 2)));
  const size = ((hours ?? 0) * 3_600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1_000;
  return text.startsWith('-') ? -size : size;
}

/** A written time as if it were UTC, and its offset where it has one; null where it is none. Epoch milliseconds. */
export function writtenTime(text: string): { readonly local: number; readonly offset: number | null } | null {
  const match = WRITTEN.exec(text.trim());
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const milliseconds = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'));
  const local = Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
  const date = new Date(local);
  if (
    date.getUTCMonth() !== month - 1 ||
    date.getUTCDate() !== day ||
    hour > 23 ||
    minute > 59 ||
    second > 59
  )
    return null;
  return { local, offset: match[8] === undefined ? null : offsetMs(match[8]) };
}

/** Reads the times of a column. `instant` columns are in UTC where they do not say otherwise. */
export function timeReader(time: SqlMapping['time'], type: SqlColumnType): (text: string) => ReadTime {
  if (time.format !== 'time') return (text) => readEpoch(text, time.format === 'epochSeconds' ? 1_000 : 1);
  const instant = localClock(time.zone);
  return (text) => {
    const written = writtenTime(text);
    if (written === null) return { problem: reason('noTimeThere', { text: shownText(text) }) };
    if (written.offset !== null) return { at: written.local - written.offset };
    if (type === 'instant') return { at: written.local };
    const meant = instant(written.local);
    if (meant.kind === 'once') return { at: meant.at };
    if (meant.kind === 'twice') return { at: time.twice === 'first' ? meant.at : meant.second };
    return { problem: reason('skippedTime', { time: text, zone: time.zone }) };
  };
}

function readEpoch(text: string, factor: number): ReadTime {
  const at = Math.floor(Number(text) * factor);
  return NUMBER.test(text) && Number.isFinite(at)
    ? { at }
    : { problem: reason('noEpoch', { text: shownText(text) }) };
}

/** An instant as the wall clock of a zone shows it, given as if it were UTC. */
export function wallClock(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  return (at) => (writtenTime(format.format(at))?.local ?? at) + (((at % 1_000) + 1_000) % 1_000);
}

/** As every database reads it, without a zone. */
export const timeText = (at: number): string => new Date(at).toISOString().replace('T', ' ').replace('Z', '');
