import type { NotExactCode } from '../../../../shared/contract/rule-meaning.ts';
import type { Place } from '../ports.ts';
import { ARITHMETIC } from './levels.ts';
import { MOST } from './space.ts';

/** Why a script cannot be enumerated. */
export class NotExact extends Error {
  readonly why: NotExactCode;
  readonly at: Place;
  constructor(why: NotExactCode, at: Place) {
    super(`${why} at ${at.join(':')}`);
    this.why = why;
    this.at = at;
  }
}

/**
 * One thing a value can be, as far as cells are concerned: sets of inputs that no comparison tells apart.
 * `cell`: the same all over a cell, whatever it is. `input`: an input as it is, a number or a text. `free`: calculated from numbers,
 * so it may be any up to `bound`; a text put together with such has at most `length` characters.
 */
export type Alternative =
  | { readonly kind: 'constant'; readonly value: number | string | boolean | null; readonly isWhole: boolean }
  | { readonly kind: 'cell' }
  | { readonly kind: 'input'; readonly name: string; readonly isText: boolean }
  | {
      readonly kind: 'free';
      readonly bound: number;
      readonly isWhole: boolean;
      readonly isText: boolean;
      readonly length: number;
    }
  | { readonly kind: 'list'; readonly items: Value }
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, Value> }
  | { readonly kind: 'inputs' };

/** All that something can be; nothing where the way ends in an error. */
export type Value = readonly Alternative[];

export const CELL: Value = [{ kind: 'cell' }];
export const constant = (value: number | string | boolean | null, isWhole = false): Value => [
  { kind: 'constant', value, isWhole },
];
export const NOTHING: Value = constant(null);

const MOST_ALTERNATIVES = 60;
/** Of texts with numbers in them: far from the limit of the engine. */
const LONGEST = 2_000;
/** A number written out takes less. */
const NUMBER_LENGTH = 32;
/** Of an input that is any text: longer ones are not looked at. */
const TEXT_LENGTH = 1_000;

/** Everything that any of some values can be. */
export function anyOf(values: readonly Value[], at: Place): Value {
  const known = new Map<string, Alternative>();
  for (const one of values.flat()) known.set(keyOf(one), one);
  if (known.size > MOST_ALTERNATIVES) throw new NotExact('OTHER', at);
  return [...known.values()];
}

export const keyOf = (one: Alternative | Value): string =>
  JSON.stringify(one, (_, value: unknown) =>
    value instanceof Map
      ? [...(value as Map<string, Value>)]
      : Object.is(value, -0)
        ? '-0'
        : typeof value === 'number' && !Number.isFinite(value)
          ? String(value)
          : value,
  );

/** Whether a value is the same all over a cell. */
export function isCell(value: Value): boolean {
  return value.every((one) => {
    if (one.kind === 'list') return isCell(one.items);
    if (one.kind === 'map') return [...one.entries.values()].every(isCell);
    return one.kind === 'constant' || one.kind === 'cell';
  });
}

/** How large a number may be; undefined where it is none, or nobody knows. */
export function boundOf(one: Alternative): number | undefined {
  if (one.kind === 'constant') return typeof one.value === 'number' ? Math.abs(one.value) : undefined;
  if (one.kind === 'input') return one.isText ? undefined : MOST;
  return one.kind === 'free' && !one.isText ? one.bound : undefined;
}

export const freeNumber = (bound: number, isWhole = false): Alternative => ({
  kind: 'free',
  bound: Number.isNaN(bound) ? Infinity : bound,
  ...{ isWhole, isText: false, length: 0 },
});

/** A text put together of parts, some of which may be any number. */
export function textOf(parts: readonly Value[], at: Place): Value {
  if (parts.every(isCell)) return CELL;
  const length = parts.reduce((sum, part) => sum + Math.max(0, ...part.map((one) => lengthOf(one, at))), 0);
  if (length > LONGEST) throw new NotExact('TEXT', at);
  return [{ kind: 'free', bound: 0, isWhole: false, isText: true, length }];
}

function lengthOf(one: Alternative, at: Place): number {
  if (one.kind === 'constant') return String(one.value).length;
  if (one.kind === 'free') return one.isText ? one.length : NUMBER_LENGTH;
  if (one.kind === 'input') return one.isText ? TEXT_LENGTH : NUMBER_LENGTH;
  // Nobody knows how long it is.
  if (one.kind === 'cell') return LONGEST / 8;
  throw new NotExact('TEXT', at);
}

type Constant = Extract<Alternative, { kind: 'constant' }>;

/** What an operator makes of two alternatives; no operator that may fail on some numbers only gets any. */
export function calculated(operator: string, a: Alternative, b: Alternative, at: Place): Value {
  const isText = (one: Alternative) =>
    (one.kind === 'constant' && typeof one.value === 'string') ||
    ((one.kind === 'free' || one.kind === 'input') && one.isText);
  // Nothing, or a boolean, with a number: an error.
  const isNone = (one: Alternative) =>
    one.kind === 'constant' && (one.value === null || typeof one.value === 'boolean');
  const isPlain = (one: Alternative) => isNone(one) || boundOf(one) !== undefined;
  if ((isNone(a) || isNone(b)) && isPlain(a) && isPlain(b)) return [];
  if (a.kind === 'constant' && b.kind === 'constant') return [folded(operator, a, b)];
  if (isCell([a]) && isCell([b])) return CELL;
  if (operator === '+' && (isText(a) || isText(b))) return textOf([[a], [b]], at);
  const [x, y] = [boundOf(a), boundOf(b)];
  if (x === undefined || y === undefined) {
    // Numbers with what is none: an error.
    if ([a, b].some((one) => one.kind === 'constant' && boundOf(one) === undefined)) return [];
    throw new NotExact('OTHER', at);
  }
  const areWhole = [a, b].every((one) => 'isWhole' in one && one.isWhole);
  const bound = boundOfResult(operator, x, y, b);
  if (bound === undefined || (areWhole && (operator === '/' || operator === '%' || bound > 2 ** 62)))
    throw new NotExact('OTHER', at);
  return [freeNumber(bound, areWhole)];
}

function boundOfResult(operator: string, x: number, y: number, b: Alternative): number | undefined {
  if (operator === '+' || operator === '-') return x + y;
  if (operator === '*') return x * y;
  if (operator === '/') return b.kind === 'constant' && y > 0 ? x / y : Infinity;
  if (operator === '%') return Math.max(x, y);
  return operator === '**' ? Infinity : undefined;
}

function folded(operator: string, a: Constant, b: Constant): Alternative {
  const [x, y] = [a.value, b.value];
  const other: Alternative = { kind: 'cell' };
  if (operator === '+' && typeof x === 'string' && typeof y === 'string')
    return { kind: 'constant', value: x + y, isWhole: false };
  const fold = ARITHMETIC[operator];
  if (fold === undefined || typeof x !== 'number' || typeof y !== 'number') return other;
  const areWhole = a.isWhole && b.isWhole;
  const value = fold(x, y);
  const isKnown = areWhole ? operator !== '/' && Number.isSafeInteger(value) : Number.isFinite(value);
  return isKnown ? { kind: 'constant', value, isWhole: areWhole } : other;
}
