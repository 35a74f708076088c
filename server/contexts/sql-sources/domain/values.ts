import { reason, type Reason } from '../../../../shared/contract/reasons.ts';
import type { SignalValue } from '../../../../shared/contract/common.ts';
import type { SqlValueType } from '../../../../shared/contract/sql-sources.ts';
import type { SqlColumnType } from '../ports.ts';

export type ReadValue = { readonly value: SignalValue } | { readonly problem: Reason };

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const WHOLE = /^[+-]?\d{16,}$/;
const TRUE = /^(?:true|t|yes|y|on|1)$/i;
const FALSE = /^(?:false|f|no|n|off|0)$/i;
const MAX_TEXT_LENGTH = 10_000;
// oxlint-disable-next-line no-control-regex
const BINARY = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** The beginning of a cell, in quotes. */
export const shownText = (text: string): string => JSON.stringify(text.slice(0, 60));

function readNumber(text: string): ReadValue {
  if (/^(?:true|false)$/.test(text)) return { value: text === 'true' ? 1 : 0 };
  if (!NUMBER.test(text))
    return /^[+-]?(?:nan|infinity|inf)$/i.test(text)
      ? { problem: reason('notFinite', { text }) }
      : { problem: reason('noNumber', { text: shownText(text) }) };
  const value = Number(text);
  if (!Number.isFinite(value)) return { problem: reason('beyondDouble') };
  // A counter or an id that would come back as another one is worse than none. The text of a double may be shorter than
  // the whole of its digits, and means it all the same.
  if (WHOLE.test(text) && String(value) !== text && BigInt(value) !== BigInt(text))
    return { problem: reason('tooManyDigits', { text: text.slice(0, 60) }) };
  return { value };
}

function readText(text: string): ReadValue {
  if (text.length > MAX_TEXT_LENGTH)
    return { problem: reason('textTooLong', { length: text.length, most: MAX_TEXT_LENGTH }) };
  if (!text.isWellFormed()) return { problem: reason('halfCharacter') };
  if (BINARY.test(text)) return { problem: reason('controlCharacters') };
  return { value: text.normalize('NFC') };
}

/** A cell that is not NULL as a value of a type. Decimals become the nearest double, as everywhere. */
export function readSqlValue(cell: string, type: SqlValueType): ReadValue {
  if (type === 'text') return readText(cell);
  const text = cell.trim();
  if (type === 'number') return readNumber(text);
  if (TRUE.test(text)) return { value: true };
  return FALSE.test(text) ? { value: false } : { problem: reason('noBoolean', { text: shownText(text) }) };
}

/** The type of a column's values, where its declared type tells; else by its cells. */
export function valueTypeOf(type: SqlColumnType, cells: readonly string[]): SqlValueType {
  if (type === 'integer' || type === 'decimal' || type === 'float') return 'number';
  if (type === 'boolean') return cells.every((cell) => /^(?:true|false)$/.test(cell)) ? 'boolean' : 'number';
  if (type !== 'text' || cells.length === 0) return 'text';
  if (cells.every((cell) => NUMBER.test(cell.trim()))) return 'number';
  return cells.every((cell) => /^(?:true|false)$/i.test(cell.trim())) ? 'boolean' : 'text';
}
