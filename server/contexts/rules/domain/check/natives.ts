import { FUNCTION_HELP } from '../../../../../shared/rhai-syntax/help/index.ts';
import {
  ANY,
  ARRAY,
  BOOL,
  CHAR,
  FLOAT,
  FUNCTION,
  MAP,
  NUMBER,
  OTHER,
  RANGE,
  TEXT,
  UNIT,
  WHOLE,
} from './values.ts';

/** A form of a function of the engine: what it takes, receiver first, and what it gives. */
export interface Signature {
  readonly takes: readonly number[];
  /** 0: it gives nothing. */
  readonly gives: number;
  /** It changes its receiver in place. */
  readonly changes: boolean;
}

const TYPES: Readonly<Record<string, number>> = {
  number: NUMBER,
  int: WHOLE,
  float: FLOAT,
  text: TEXT,
  part: TEXT | CHAR,
  other: ANY,
  separator: TEXT | CHAR,
  char: CHAR,
  bool: BOOL,
  array: ARRAY,
  characters: OTHER,
  bits: OTHER,
  map: MAP,
  range: RANGE,
  blob: OTHER,
  byte: WHOLE,
  function: FUNCTION,
  condition: FUNCTION | RANGE,
  compare: FUNCTION,
  x: NUMBER,
  y: NUMBER,
  degrees: FLOAT,
  radians: FLOAT,
};

const typeOf = (word: string): number => TYPES[word] ?? ANY;

/** In place although they give something. */
const CHANGING = new Set(['pop', 'shift', 'remove', 'drain', 'retain', 'splice', 'split_off']);
/** Nothing where there is none. */
const MAYBE_NOTHING = new Set(['pop', 'shift', 'find', 'find_map', 'get', 'remove']);

function signatureOf(name: string, text: string): Signature | undefined {
  const [form = '', result] = text.split(' → ');
  const parts = /^(?:(\w+)\.)?(\w+)(?:\((.*)\))?$/.exec(form);
  if (parts === null || parts[2] !== name) return undefined;
  const [, receiver, , list = ''] = parts;
  const words = list === '' ? [] : list.split(', ');
  const takes = [...(receiver === undefined ? [] : [receiver]), ...words].map(typeOf);
  const nothing = MAYBE_NOTHING.has(name) && result !== undefined ? UNIT : 0;
  return {
    takes,
    gives: result === undefined ? 0 : (result === 'value' ? ANY & ~UNIT : typeOf(result)) | nothing,
    changes: receiver !== undefined && (result === undefined || CHANGING.has(name)),
  };
}

const TABLE: ReadonlyMap<string, readonly Signature[]> = new Map(
  Object.entries(FUNCTION_HELP).map(([name, { signatures }]) => [
    name,
    signatures.flatMap((text) => signatureOf(name, text) ?? []),
  ]),
);

/** Functions that are there beside those of the help. */
const LANGUAGE = new Set([
  'print',
  'debug',
  'type_of',
  'is_def_var',
  'is_def_fn',
  'is_shared',
  'call',
  'curry',
  'Fn',
  'tag',
  'set_tag',
  'name',
  'len',
  'is_anonymous',
  '+',
  'plus',
  'minus',
]);

export const isNative = (name: string): boolean => TABLE.has(name) || LANGUAGE.has(name);

/** Forms of a function for so many values, receiver included; undefined for functions nobody has written down. */
export function formsOf(name: string, count: number): readonly Signature[] | undefined {
  const all = TABLE.get(name);
  if (all === undefined || all.length === 0) return undefined;
  return all.filter(({ takes }) => takes.length === count);
}

/** Properties of values, e.g. `text.len`. */
export const propertyOf = (name: string, mask: number): number | undefined =>
  TABLE.get(name)?.find(({ takes }) => takes.length === 1 && ((takes[0] ?? 0) & mask) !== 0)?.gives;

/** The least and the most a function of floats gives. */
export const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  abs: [0, Infinity],
  sqrt: [0, Infinity],
  exp: [0, Infinity],
  hypot: [0, Infinity],
  sin: [-1, 1],
  cos: [-1, 1],
  tanh: [-1, 1],
  atan: [-Math.PI, Math.PI],
  fraction: [-1, 1],
  len: [0, Infinity],
  index_of: [-1, Infinity],
};

/** They never lower a number below a lesser one. */
export const RISING: Readonly<Record<string, (x: number) => number>> = {
  floor: Math.floor,
  ceiling: Math.ceil,
  int: Math.trunc,
  to_int: Math.trunc,
  round: (x) => Math.sign(x) * Math.round(Math.abs(x)),
  to_float: (x) => x,
  sqrt: (x) => Math.sqrt(Math.max(0, x)),
  exp: Math.exp,
};

/** They keep the unit of what they are given. */
export const KEEPS_UNIT = new Set([
  'abs',
  'round',
  'floor',
  'ceiling',
  'int',
  'to_int',
  'to_float',
  'min',
  'max',
]);
/** Their results are whole numbers, so that equality is meant. */
export const ROUNDS = new Set([
  'round',
  'floor',
  'ceiling',
  'int',
  'to_int',
  'sign',
  'len',
  'index_of',
  'parse_int',
]);
/** Results that may leave the finite numbers. */
export const MAY_NOT_BE_FINITE = new Set([
  'sqrt',
  'ln',
  'log',
  'exp',
  'asin',
  'acos',
  'acosh',
  'atanh',
  'tan',
  'sinh',
  'cosh',
]);
