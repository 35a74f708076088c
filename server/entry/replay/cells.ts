import { unguarded } from '../../../shared/util/formula-guard.ts';

const ZONED = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?\s?([Zz]|[+-]\d{2}:?\d{2})$/;
const LOCAL =
  /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6}))?)?)?$/;
const DECIMAL_COMMA = /^[+-]?\d*,\d+(?:[eE][+-]?\d+)?$/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * Reads a recorded time: ISO 8601 with a zone, a local time (`zone` makes it an instant), or epoch seconds or
 * milliseconds. Epoch milliseconds, or null where it is none of these.
 */
export function readTimeCell(cell: string, zone: (localAsUtc: number) => number): number | null {
  const text = cell.trim();
  if (/^\d{10}(\.\d+)?$/.test(text)) return Math.round(Number(text) * 1_000);
  if (/^\d{12,13}$/.test(text)) return Number(text);
  if (ZONED.test(text)) {
    const at = Date.parse(text.replace(' ', 'T').replace(/\s/g, '').replace(',', '.'));
    return Number.isNaN(at) ? null : at;
  }
  const match = LOCAL.exec(text);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const fraction = Math.floor(Number(`0.${match[7] ?? 0}`) * 1_000);
  const local = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second, fraction);
  const date = new Date(local);
  const exists =
    date.getUTCMonth() === (month ?? 1) - 1 && date.getUTCDate() === day && date.getUTCHours() === hour;
  return exists && (minute ?? 0) < 60 && (second ?? 0) < 60 ? zone(local) : null;
}

/**
 * Reads a recorded value: a number, `true` or `false`, or text; null where the cell is empty or no finite number.
 *
 * @param hasDecimalComma whether `1,5` is a number, as where a semicolon separates the cells
 */
export function readValueCell(cell: string, hasDecimalComma = false): number | boolean | string | null {
  const trimmed = cell.trim();
  const text = hasDecimalComma && DECIMAL_COMMA.test(trimmed) ? trimmed.replace(',', '.') : trimmed;
  if (text === '' || /^[+-]?(nan|inf(inity)?)$/i.test(text)) return null;
  if (NUMBER.test(text)) {
    const number = Number(text);
    return Number.isFinite(number) ? number : null;
  }
  if (text === 'true' || text === 'false') return text === 'true';
  return unguarded(text);
}
