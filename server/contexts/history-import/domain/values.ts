import { reason, type Reason } from '../../../../shared/contract/reasons.ts';
import type { SignalValue } from '../../../../shared/contract/common.ts';
import { unguarded } from '../../../../shared/util/formula-guard.ts';
import { NO_CHARACTER } from './encoding.ts';

export type ValueType = 'number' | 'boolean' | 'text';
export type ReadValue = { readonly value: SignalValue } | { readonly problem: Reason } | null;

/** As for live values. */
const MAX_TEXT_LENGTH = 10_000;
/** What historians and spreadsheets write where there was no value. */
const NONE = /^(?:nan|null|none|nil|n\/a|#n\/a|#value!|-+|no data|결측|없음)$/i;
/** What historians write in place of a number they did not get. */
const NO_NUMBER =
  /^(?:bad|bad input|i\/o timeout|pt created|comm fail|calc failed|scan off|scan timeout|intf shut|over range|under range)$/i;
const TRUE = /^(?:true|on|yes|참)$/i;
const FALSE = /^(?:false|off|no|거짓)$/i;
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

export const shown = (text: string) => JSON.stringify(text.slice(0, 60));

function asBoolean(text: string): boolean | null {
  if (TRUE.test(text) || text === '1') return true;
  return FALSE.test(text) || text === '0' ? false : null;
}

function asText(text: string): ReadValue {
  if (text.length > MAX_TEXT_LENGTH)
    return { problem: reason('textTooLong', { length: text.length, most: MAX_TEXT_LENGTH }) };
  if (CONTROL.test(text)) return { problem: reason('cellControl') };
  return { value: unguarded(text).normalize('NFC') };
}

/** Whether a cell holds no value. */
export const isNone = (cell: string) => cell.trim() === '' || NONE.test(cell.trim());
/** Whether it holds none where numbers are expected. */
export const isNoNumber = (cell: string) => isNone(cell) || NO_NUMBER.test(cell.trim());

/** A cell of a column of one type; null where it holds no value. `unit`: what follows its numbers. */
export function readValue(
  cell: string,
  type: ValueType,
  readNumber: (text: string) => number | null,
  unit?: string,
): ReadValue {
  const text = cell.trim();
  if (isNone(text)) return null;
  if (text.includes(NO_CHARACTER)) return { problem: reason('notInEncoding', { text: shown(text) }) };
  if (type === 'text') return asText(text);
  const isWithUnit = unit !== undefined && text.endsWith(unit);
  const bare = isWithUnit ? text.slice(0, -unit.length).trimEnd() : text;
  const value = type === 'number' ? readNumber(bare) : asBoolean(text);
  if (value !== null) return { value };
  if (type === 'number' && NO_NUMBER.test(text)) return null;
  return { problem: reason(type === 'number' ? 'noNumber' : 'noBoolean', { text: shown(text) }) };
}

/** The type of a tag by one of its cells. */
export function typeOf(cell: string, readNumber: (text: string) => number | null): ValueType {
  const text = cell.trim();
  if (readNumber(text) !== null) return 'number';
  return asBoolean(text) === null ? 'text' : 'boolean';
}

/** The type in which all filled cells can be read; number where there is none. */
export function typeOfAll(cells: readonly string[], readNumber: (text: string) => number | null): ValueType {
  const filled = cells.filter((cell) => !isNoNumber(cell));
  if (filled.length === 0) return cells.every(isNone) ? 'number' : 'text';
  const types = filled.map((cell) => typeOf(cell, readNumber));
  const count = (type: ValueType) => types.filter((each) => each === type).length;
  // A single odd word among numbers is a fault of the file, not a text column.
  if (count('number') > 0 && count('number') >= filled.length / 2) return 'number';
  return count('boolean') === filled.length ? 'boolean' : 'text';
}
