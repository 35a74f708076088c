import type { SqlMapping, SqlStart } from '../../../../shared/contract/sql-sources.ts';
import type { SqlColumn } from '../ports.ts';
import { timeReader, timeText, wallClock, writtenTime } from './times.ts';

/** A row's watermark may be this far ahead of the database's clock; a further one waits until its time comes. */
const AHEAD_MS = 5 * 60_000;
const TIMES: ReadonlySet<string> = new Set(['instant', 'local', 'day']);
const NUMBERS: ReadonlySet<string> = new Set(['integer', 'decimal', 'float']);

export const isTimeColumn = ({ type }: SqlColumn): boolean => TIMES.has(type);
/** Whether an overlap can be reckoned in this column. */
export const hasDistance = ({ type }: SqlColumn): boolean => TIMES.has(type) || NUMBERS.has(type);

/** How many numbers of the column are a second, where it counts time; null where it does not. */
function perSecond({ time, watermark }: SqlMapping): number | null {
  if (time.column !== watermark.column || time.format === 'time') return null;
  return time.format === 'epochSeconds' ? 1 : 1_000;
}

/** A value less a distance. Never above the true difference: a little more is read again rather than a row missed. */
function less(value: string, column: SqlColumn, distance: number): string {
  if (TIMES.has(column.type)) {
    const written = writtenTime(value);
    return written === null ? value : timeText(written.local - (written.offset ?? 0) - distance * 1_000);
  }
  if (column.type === 'float') return String(Number(value) - distance);
  const whole =
    BigInt(/^-?\d+/.exec(value)?.[0] ?? '0') - BigInt(distance) - (value.startsWith('-') ? 1n : 0n);
  return String(column.unsigned === true && whole < 0n ? 0n : whole);
}

/** A number by which values of a column with a distance can be compared; good enough to tell which is further. */
const rank = (value: string, column: SqlColumn): number =>
  TIMES.has(column.type) ? (writtenTime(value)?.local ?? 0) : Number(value);

/** Whether a watermark is before another one, as far as that can be told here; the order itself is the database's. */
export const isBefore = (value: string, other: string | null, column: SqlColumn): boolean =>
  other !== null && hasDistance(column) && rank(value, column) < rank(other, column);

/**
 * From where a poll reads: the place reached, less the overlap, but not before the place the source was set up to begin
 * at.
 */
export function beginningOf(
  mapping: SqlMapping,
  column: SqlColumn,
  { watermark, start }: { readonly watermark: string | null; readonly start: string | null },
): string | null {
  const { overlap } = mapping.watermark;
  if (watermark === null || overlap === 0 || !hasDistance(column)) return watermark ?? start;
  const from = less(watermark, column, overlap * (perSecond(mapping) ?? 1));
  return start !== null && rank(from, column) < rank(start, column) ? start : from;
}

/** The first watermark a source set up to begin at a value reads, as the column has it. Null: not a value of the column. */
export function startValueOf(
  mapping: SqlMapping,
  column: SqlColumn,
  { value }: Extract<SqlStart, { from: 'value' }>,
): string | null {
  const seconds = perSecond(mapping);
  if (TIMES.has(column.type) || seconds !== null) {
    const at = Date.parse(value);
    if (Number.isNaN(at)) return NUMBERS.has(column.type) && /^-?\d+$/.test(value) ? value : null;
    if (seconds !== null) return String(Math.floor((at / 1_000) * seconds));
    return timeText(column.type === 'instant' ? at : wallClock(mapping.time.zone)(at));
  }
  if (NUMBERS.has(column.type)) return /^-?\d+(\.\d+)?$/.test(value) ? value : null;
  return value;
}

/**
 * Tells rows whose watermark is ahead of the database's clock: one row of a wrong clock must not carry the place reached
 * past all that come after it. Null where the column is no time.
 */
export function aheadOf(
  mapping: SqlMapping,
  column: SqlColumn,
): ((value: string, now: number) => boolean) | null {
  if (!TIMES.has(column.type) && perSecond(mapping) === null) return null;
  const time = { ...mapping.time, format: TIMES.has(column.type) ? ('time' as const) : mapping.time.format };
  const read = timeReader(time, column.type);
  return (value, now) => {
    const found = read(value);
    return 'at' in found && found.at > now + AHEAD_MS;
  };
}
