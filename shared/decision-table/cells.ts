/**
 * What a cell says, a part of S-FEEL (DMN 1.5, chapter 9):
 *
 *     -  or nothing                whatever the value is, none included
 *     5    < 5   <= 5   > 5   >= 5  [1..5]  [1..5)  (1..5]  (1..5)      numbers; a name is that parameter of the ruleset
 *     "auto"   auto                texts, the quotes may be left out where nothing else is meant
 *     true   false                 booleans
 *     2026-01-31   < 2026-01-31T08:00   [2026-01-01..2026-02-01)        days and times
 *     null                         no value
 *     1, 3, [7..9]                 one of these
 *     not(1, 3)                    a value, but none of these
 *
 * Every cell but `-` and one that names `null` holds only for a value that is there. A day stands for the whole of it: `<= 2026-01-31` and
 * `[…..2026-01-31]` go to its end, `> 2026-01-31` begins with the next.
 */
import type { ColumnType } from '../contract/decision-table.ts';
import type { Reason } from '../contract/reasons.ts';
import { reason } from '../contract/reasons.ts';
import { momentOf } from './dates.ts';
import { isAbove, isSame, LARGEST } from './numbers.ts';

export interface Limit {
  readonly value: number;
  readonly parameter?: string;
}

export interface Interval {
  readonly kind: 'interval';
  readonly low: Limit | null;
  readonly lowOpen: boolean;
  readonly high: Limit | null;
  readonly highOpen: boolean;
}

export type CellPart =
  Interval | { readonly kind: 'value'; readonly value: string | boolean } | { readonly kind: 'none' };

export type Cell =
  | { readonly any: true }
  | { readonly any: false; readonly not: boolean; readonly parts: readonly CellPart[] };

export interface CellContext {
  readonly type: ColumnType;
  readonly utcOffset: string;
  readonly parameters: Readonly<Record<string, number | string | boolean>>;
  /** How many of a date-time column's units a millisecond is: its input counts milliseconds or seconds. */
  readonly unitsPerMs: number;
}

export type ReadCell =
  { readonly ok: true; readonly cell: Cell } | { readonly ok: false; readonly why: Reason };

/** A longer list would be deeper than a script may nest. */
const MOST_PARTS = 64;
const ANY: Cell = { any: true };

class CellFault extends Error {
  readonly why: Reason;
  constructor(why: Reason) {
    super(why.code);
    this.why = why;
  }
}

export function readCell(text: string, context: CellContext): ReadCell {
  try {
    return { ok: true, cell: cellOf(text.normalize('NFC').trim(), context) };
  } catch (error) {
    if (error instanceof CellFault) return { ok: false, why: error.why };
    throw error;
  }
}

function cellOf(text: string, context: CellContext): Cell {
  if (text === '' || text === '-') return ANY;
  const negated = /^not\s*\((.*)\)$/s.exec(text);
  const parts = partsOf(negated?.[1] ?? text, context.type).map((part) => partOf(part, context));
  if (parts.length > MOST_PARTS) throw new CellFault(reason('tableCellParts', { most: MOST_PARTS }));
  return { any: false, not: negated !== null, parts };
}

/** What stands between commas; those within quotes are part of a text. */
function partsOf(text: string, type: ColumnType): string[] {
  const found = [...text.matchAll(/(?:"(?:\\.|[^"\\])*"|[^,"])+|,/gs)].map(([part]) => part);
  if (found.join('') !== text) throw new CellFault(faultOf(text, type));
  const parts = found.filter((part) => part !== ',').map((part) => part.trim());
  const commas = found.length - parts.length;
  if (parts.length === 0 || commas !== parts.length - 1 || parts.includes(''))
    throw new CellFault(faultOf(text, type));
  return parts;
}

const FORMS = {
  number: 'tableCellNumber',
  text: 'tableCellText',
  boolean: 'tableCellBoolean',
  'date-time': 'tableCellDate',
} as const;
const faultOf = (text: string, type: ColumnType): Reason => reason(FORMS[type], { text });

function partOf(text: string, context: CellContext): CellPart {
  const { type } = context;
  if (text === 'null') return { kind: 'none' };
  if (type === 'text') return { kind: 'value', value: textOf(text) };
  if (type === 'boolean') {
    if (text !== 'true' && text !== 'false') throw new CellFault(faultOf(text, type));
    return { kind: 'value', value: text === 'true' };
  }
  return intervalOf(text, type === 'number' ? numberEnds(context) : momentEnds(context), type);
}

function textOf(text: string): string {
  if (text.startsWith('"')) {
    if (!/^"(?:\\.|[^"\\])*"$/s.test(text)) throw new CellFault(faultOf(text, 'text'));
    return text.slice(1, -1).replaceAll(/\\(.)/gs, (_, sign: string) => (sign === 'n' ? '\n' : sign));
  }
  if (/^[<>=[({!]|^not\b|["\\]/.test(text)) throw new CellFault(faultOf(text, 'text'));
  return text;
}

/** A literal as the two ends of what it stands for: the same number, or begin and end of a day. */
interface Ends {
  readonly from: Limit;
  readonly to: Limit;
  /** `to` is behind it: a day. */
  readonly isSpan: boolean;
}
type ReadEnds = (literal: string) => Ends;

function numberEnds({ parameters }: CellContext): ReadEnds {
  return (literal) => {
    if (/^[A-Za-z_]\w*$/.test(literal)) {
      const value = Object.hasOwn(parameters, literal) ? parameters[literal] : undefined;
      if (typeof value !== 'number') throw new CellFault(reason('tableCellParameter', { name: literal }));
      const limit = { value: fit(value, literal), parameter: literal };
      return { from: limit, to: limit, isSpan: false };
    }
    if (!/^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(literal))
      throw new CellFault(faultOf(literal, 'number'));
    // Without a sign on nothing: -0 is 0.
    const limit = { value: fit(Number(literal), literal) + 0 };
    return { from: limit, to: limit, isSpan: false };
  };
}

function fit(value: number, text: string): number {
  if (Math.abs(value) > LARGEST) throw new CellFault(faultOf(text, 'number'));
  return value;
}

function momentEnds({ utcOffset, unitsPerMs }: CellContext): ReadEnds {
  return (literal) => {
    const moment = momentOf(literal, utcOffset);
    if (moment === undefined) throw new CellFault(faultOf(literal, 'date-time'));
    const [from, to] = [moment.at, moment.end].map((at) => ({ value: at * unitsPerMs }));
    if (from === undefined || to === undefined) throw new Error('a moment has two ends');
    return { from, to, isSpan: moment.end > moment.at };
  };
}

function intervalOf(text: string, ends: ReadEnds, type: ColumnType): Interval {
  const whole = { kind: 'interval', low: null, lowOpen: true, high: null, highOpen: true } as const;
  const compared = /^(<=|>=|<|>|=|≤|≥)\s*(.+)$/s.exec(text);
  if (compared !== null) {
    const [, sign = '', literal = ''] = compared;
    const { from, to, isSpan } = ends(literal);
    switch (sign) {
      case '<':
        return { ...whole, high: from };
      case '<=':
      case '≤':
        return { ...whole, high: to, highOpen: isSpan };
      case '>':
        return { ...whole, low: to, lowOpen: !isSpan };
      case '>=':
      case '≥':
        return { ...whole, low: from, lowOpen: false };
    }
    return { kind: 'interval', low: from, lowOpen: false, high: to, highOpen: isSpan };
  }
  const range = /^([[(\]])\s*(.+?)\s*\.\.\s*(.+?)\s*([\])[])$/s.exec(text);
  if (range === null) {
    const { from, to, isSpan } = ends(text);
    return { kind: 'interval', low: from, lowOpen: false, high: to, highOpen: isSpan };
  }
  const [, open = '', lower = '', upper = '', close = ''] = range;
  const [low, high] = [ends(lower), ends(upper)];
  const [isAfter, isBefore] = [open !== '[', close !== ']'];
  const interval: Interval = {
    kind: 'interval',
    low: isAfter ? low.to : low.from,
    lowOpen: isAfter && !low.isSpan,
    high: isBefore ? high.from : high.to,
    highOpen: isBefore || high.isSpan,
  };
  if (isEmpty(interval)) throw new CellFault(reason('tableCellEmpty', { text, type }));
  return interval;
}

function isEmpty({ low, high, lowOpen, highOpen }: Interval): boolean {
  if (low === null || high === null) return false;
  if (isAbove(low.value, high.value)) return true;
  return isSame(low.value, high.value) && (lowOpen || highOpen);
}
