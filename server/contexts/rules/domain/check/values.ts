import type { Place } from '../../ports.ts';

/** Types a value may have, as bits. */
export const UNIT = 1;
export const BOOL = 2;
export const WHOLE = 4;
export const FLOAT = 8;
export const TEXT = 16;
export const CHAR = 32;
export const ARRAY = 64;
export const MAP = 128;
export const RANGE = 256;
export const FUNCTION = 512;
export const OTHER = 1024;
export const NUMBER = WHOLE | FLOAT;
export const ANY = 2047;

/** Whether a boolean may be true, may be false. */
export const CAN_BE_TRUE = 1;
export const CAN_BE_FALSE = 2;

/** Numbers between two ends, some of them left out. Empty where `low > high`. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly lowOpen: boolean;
  readonly highOpen: boolean;
  readonly without: readonly number[];
}

export const EVERYTHING: Interval = {
  low: -Infinity,
  high: Infinity,
  lowOpen: false,
  highOpen: false,
  without: [],
};

export const between = (low: number, high: number): Interval => ({ ...EVERYTHING, low, high });

export function isEmpty({ low, high, lowOpen, highOpen, without }: Interval): boolean {
  return low > high || (low === high && (lowOpen || highOpen || without.includes(low)));
}

export function intersect(a: Interval, b: Interval): Interval {
  if (a === EVERYTHING || a === b) return b;
  if (b === EVERYTHING) return a;
  const low = Math.max(a.low, b.low);
  const high = Math.min(a.high, b.high);
  return {
    low,
    high,
    lowOpen: (a.low === low && a.lowOpen) || (b.low === low && b.lowOpen),
    highOpen: (a.high === high && a.highOpen) || (b.high === high && b.highOpen),
    without:
      a.without.length + b.without.length === 0 ? a.without : [...new Set([...a.without, ...b.without])],
  };
}

export function hull(a: Interval, b: Interval): Interval {
  if (isEmpty(a)) return b;
  if (isEmpty(b)) return a;
  const low = Math.min(a.low, b.low);
  const high = Math.max(a.high, b.high);
  return {
    low,
    high,
    lowOpen: (a.low > low || a.lowOpen) && (b.low > low || b.lowOpen),
    highOpen: (a.high < high || a.highOpen) && (b.high < high || b.highOpen),
    without: [...a.without, ...b.without].filter((n) => !contains(a, n) && !contains(b, n)),
  };
}

export function contains({ low, high, lowOpen, highOpen, without }: Interval, n: number): boolean {
  return (
    n >= low && n <= high && !(lowOpen && n === low) && !(highOpen && n === high) && !without.includes(n)
  );
}

/** `factor × interval + offset`; the factor is not 0. */
export function scaled(interval: Interval, factor: number, offset: number): Interval {
  const { low, high, lowOpen, highOpen, without } = interval;
  const ends = { low: low * factor + offset, high: high * factor + offset, lowOpen, highOpen };
  const turned = { low: ends.high, high: ends.low, lowOpen: highOpen, highOpen: lowOpen };
  return { ...(factor > 0 ? ends : turned), without: without.map((n) => n * factor + offset) };
}

/** A sum of unknown numbers, each with a factor, and a constant. `terms` is in the order of its names. */
export interface Linear {
  readonly terms: readonly (readonly [name: string, factor: number])[];
  readonly constant: number;
}

/** Why a value may be nothing. */
export interface Nothing {
  readonly code: 'UNHANDLED_MISSING' | 'NOTHING_USED';
  /** Where the value comes from; told there for what gives none. */
  readonly at?: Place;
  readonly about?: string;
}

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** What a boolean says of other values. */
export type Formula =
  | { readonly kind: 'compare'; readonly operator: Comparison; readonly left: Value; readonly right: Value }
  | { readonly kind: 'and' | 'or'; readonly items: readonly Value[] }
  | { readonly kind: 'not'; readonly item: Value };

/** Everything known of a value. `name` is its identity: two values of one name are the same in one run. */
export interface Value {
  readonly mask: number;
  readonly range: Interval;
  readonly truth: number;
  readonly name?: string | undefined;
  readonly linear?: Linear | undefined;
  readonly formula?: Formula | undefined;
  /** One of two, by a condition. */
  readonly either?: { readonly condition: Value; readonly yes: Value; readonly no: Value } | undefined;
  /** Texts it may be, with the place each is written at; none where it may be any. */
  readonly texts?: ReadonlyMap<string, Place> | undefined;
  /** Values that an input declares, where it is one. */
  readonly declared?: readonly string[] | undefined;
  /** UCUM code of what it measures; none for plain numbers and where nobody knows. */
  readonly unit?: string | undefined;
  /** Measured, or calculated of what is: never exactly a number somebody writes. */
  readonly measured?: boolean | undefined;
  /** Inputs it comes from, straight or by arithmetic. */
  readonly sources?: readonly string[] | undefined;
  readonly nothing?: Nothing | undefined;
  /** Where whole numbers were divided and the rest was lost. */
  readonly quotient?: Place | undefined;
  /** −1 stands for "not found". */
  readonly searched?: boolean | undefined;
  readonly items?: Value | undefined;
  /** Each of a list written out. */
  readonly elements?: readonly Value[] | undefined;
  /** What it is calculated by, where that can be turned round. */
  readonly made?: { readonly operator: string; readonly values: readonly Value[] } | undefined;
  readonly length?: Interval | undefined;
  readonly fields?: ReadonlyMap<string, Value> | undefined;
  /** It has no other fields than these. */
  readonly closed?: boolean | undefined;
  readonly origin?: 'input' | 'parameters' | undefined;
  readonly closure?: string | undefined;
  /** Values a closure was made with. */
  readonly captured?: readonly Value[] | undefined;
  /** Where a number is written. */
  readonly writtenAt?: Place | undefined;
  /** A literal in the script. */
  readonly literal?: boolean | undefined;
}

export const of = (mask: number, more: Partial<Value> = {}): Value => ({
  mask,
  range: EVERYTHING,
  truth: CAN_BE_TRUE | CAN_BE_FALSE,
  ...more,
});

export const UNKNOWN = of(ANY & ~UNIT);
export const ANYTHING = of(ANY);
export const NEVER = of(0);

export const numberOf = (n: number, mask = FLOAT, writtenAt?: Place): Value =>
  of(mask, { range: between(n, n), linear: { terms: [], constant: n }, literal: true, writtenAt });

export const booleanOf = (truth: number, more: Partial<Value> = {}): Value => of(BOOL, { truth, ...more });

export const textOf = (text: string, at: Place, more: Partial<Value> = {}): Value =>
  of(TEXT, { texts: new Map([[text, at]]), ...more });

export const nothingOf = (nothing: Nothing): Value => of(UNIT, { nothing });

const unionTexts = (a: Value, b: Value) => {
  if ((a.mask & TEXT) === 0) return b.texts;
  if ((b.mask & TEXT) === 0) return a.texts;
  return a.texts === undefined || b.texts === undefined ? undefined : new Map([...b.texts, ...a.texts]);
};

const unionUnits = (a: Value, b: Value) => {
  if ((a.mask & NUMBER) === 0) return b.unit;
  if ((b.mask & NUMBER) === 0) return a.unit;
  if (a.literal === true && a.unit === undefined) return b.unit;
  if (b.literal === true && b.unit === undefined) return a.unit;
  return a.unit === b.unit ? a.unit : undefined;
};

const unionFields = (a: Value, b: Value): Pick<Value, 'fields' | 'closed'> => {
  if ((a.mask & MAP) === 0) return { fields: b.fields, closed: b.closed };
  if ((b.mask & MAP) === 0) return { fields: a.fields, closed: a.closed };
  if (a.fields === undefined || b.fields === undefined) return {};
  const fields = new Map<string, Value>();
  for (const name of new Set([...a.fields.keys(), ...b.fields.keys()])) {
    const [x, y] = [a.fields.get(name), b.fields.get(name)];
    // Where one of both has no such field, reading it may fail.
    if (x !== undefined && y !== undefined) fields.set(name, join(x, y));
  }
  const same = fields.size === a.fields.size && fields.size === b.fields.size;
  return { fields, closed: a.closed === true && b.closed === true && same };
};

/** What may be one or the other. */
export function join(a: Value, b: Value): Value {
  if (a === b || b.mask === 0) return a;
  if (a.mask === 0) return b;
  const isNumber = (v: Value) => (v.mask & NUMBER) !== 0;
  const isArray = (v: Value) => (v.mask & ARRAY) !== 0;
  const range = isNumber(a) ? (isNumber(b) ? hull(a.range, b.range) : a.range) : b.range;
  return {
    mask: a.mask | b.mask,
    range,
    truth: ((a.mask & BOOL) === 0 ? 0 : a.truth) | ((b.mask & BOOL) === 0 ? 0 : b.truth) || 3,
    ...(a.name !== undefined && a.name === b.name ? { name: a.name, linear: a.linear } : {}),
    texts: unionTexts(a, b),
    declared: a.declared ?? b.declared,
    unit: unionUnits(a, b),
    measured: a.measured === true || b.measured === true,
    sources: a.sources === b.sources ? a.sources : [...new Set([...(a.sources ?? []), ...(b.sources ?? [])])],
    nothing: a.nothing ?? b.nothing,
    quotient: a.quotient ?? b.quotient,
    searched: a.searched === true || b.searched === true,
    items: !isArray(a)
      ? b.items
      : !isArray(b)
        ? a.items
        : a.items && b.items
          ? join(a.items, b.items)
          : undefined,
    length: !isArray(a)
      ? b.length
      : !isArray(b)
        ? a.length
        : a.length && b.length
          ? hull(a.length, b.length)
          : undefined,
    ...unionFields(a, b),
    origin: a.origin === b.origin ? a.origin : undefined,
    made: a.made === b.made ? a.made : undefined,
    closure: a.closure === b.closure ? a.closure : undefined,
    captured: a.closure === b.closure ? a.captured : undefined,
    literal: a.literal === true && b.literal === true,
  };
}

const sumOf = (terms: ReadonlyMap<string, number>, constant: number): Linear | undefined => {
  if (!Number.isFinite(constant)) return undefined;
  const kept = [...terms].filter(([, factor]) => factor !== 0);
  if (kept.length > 6 || kept.some(([, factor]) => !Number.isFinite(factor))) return undefined;
  return { terms: kept.sort(([a], [b]) => (a < b ? -1 : 1)), constant };
};

/** `a + factor × b` */
export function addLinear(a: Linear | undefined, b: Linear | undefined, factor = 1): Linear | undefined {
  if (a === undefined || b === undefined) return undefined;
  const terms = new Map(a.terms);
  for (const [name, n] of b.terms) terms.set(name, (terms.get(name) ?? 0) + n * factor);
  return sumOf(terms, a.constant + b.constant * factor);
}

export function scaleLinear(a: Linear | undefined, factor: number): Linear | undefined {
  if (a === undefined || factor === 0) return undefined;
  return sumOf(new Map(a.terms.map(([name, n]) => [name, n * factor])), a.constant * factor);
}

/** A name for what a value is calculated by, the same for the same calculation. */
export function nameOf(value: Value): string | undefined {
  if (value.name !== undefined) return value.name;
  if (value.linear !== undefined)
    return `${value.linear.terms.map(([name, factor]) => `${factor}*${name}`).join('+')}+${value.linear.constant}`;
  if (value.texts?.size === 1 && value.mask === TEXT) return `"${[...value.texts.keys()][0] ?? ''}"`;
  if (value.mask === BOOL && value.truth !== 3) return value.truth === CAN_BE_TRUE ? 'true' : 'false';
  return value.mask === UNIT ? '()' : undefined;
}
