import type { Place } from '../../ports.ts';
import type { Context } from './context.ts';
import { closest } from './fixes.ts';
import {
  addLinear,
  ARRAY,
  between,
  BOOL,
  booleanOf,
  CHAR,
  contains,
  EVERYTHING,
  FLOAT,
  intersect,
  MAP,
  NUMBER,
  of,
  scaleLinear,
  TEXT,
  UNIT,
  WHOLE,
  type Comparison,
  type Interval,
  type Linear,
  type Value,
} from './values.ts';
import { putTogether, sourcesOf } from './put-together.ts';
import { addedUnits, areSame, multipliedUnits } from './units.ts';

const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>=']);
const ARITHMETIC = new Set(['+', '-', '*', '/', '%', '**']);

/** An operator of two values. */
export function operate(context: Context, operator: string, left: Value, right: Value, at: Place): Value {
  if (COMPARISONS.has(operator)) return compare(context, operator as Comparison, left, right, at);
  if (ARITHMETIC.has(operator)) return calculate(context, operator, left, right, at);
  const [x, y] = [context.read(left), context.read(right)];
  missing(context, [x, y], at);
  if (['&', '|', '^'].includes(operator) && x.mask === BOOL && y.mask === BOOL)
    return booleanOf(3, {
      name: context.nameOf(operator, [left, right]),
      ...(operator === '^'
        ? {}
        : { formula: { kind: operator === '&' ? 'and' : 'or', items: [left, right] } }),
    });
  return of(WHOLE, { sources: sourcesOf(x, y) });
}

const aboutOf = (...values: readonly Value[]): string | undefined => {
  const names = [...new Set(values.flatMap(({ sources = [] }) => sources))];
  return names.length === 0 ? undefined : names.join(', ');
};

/** Values that may be nothing where none may. True where one is nothing for certain. */
export function missing(context: Context, values: readonly Value[], at: Place): boolean {
  for (const value of values) {
    if ((value.mask & UNIT) === 0) continue;
    const sure = value.mask === UNIT;
    const { code, at: origin, about } = value.nothing ?? { code: 'UNHANDLED_MISSING' as const };
    const place = code === 'NOTHING_USED' && origin !== undefined ? origin : at;
    context.issue(code, place, { sure: sure && code === 'NOTHING_USED', about, ends: [at] });
    if (sure) return true;
  }
  return false;
}

/** A type that cannot be, at a place: a text against a number is a case of its own. */
function mismatch(
  context: Context,
  x: Value,
  y: Value,
  at: Place,
  { isCompared, isSilent }: { isCompared: boolean; isSilent: boolean },
): void {
  const isPair = (a: number, b: number) => (x.mask & a && y.mask & b) || (x.mask & b && y.mask & a);
  const sure = x.mask !== 0 && y.mask !== 0 && (isSilent || ((x.mask | y.mask) & UNIT) === 0);
  const isText = isCompared && isPair(TEXT | CHAR, NUMBER);
  const code = isText ? 'TEXT_AGAINST_NUMBER' : 'TYPE_MISMATCH';
  context.issue(code, at, { sure, about: aboutOf(x, y) });
}

function compare(context: Context, operator: Comparison, left: Value, right: Value, at: Place): Value {
  const [x, y] = [context.read(left), context.read(right)];
  const isEquality = operator === '==' || operator === '!=';
  const numbers = (x.mask & NUMBER) !== 0 && (y.mask & NUMBER) !== 0;
  const known = ~UNIT;
  const share = (x.mask & y.mask & known) !== 0 || numbers;
  if (!isEquality && missing(context, [x, y], at)) return booleanOf(3);
  if (!share && (x.mask & known) !== 0 && (y.mask & known) !== 0)
    mismatch(context, x, y, at, { isCompared: true, isSilent: isEquality });
  if (isEquality) for (const value of [x, y]) usedNone(context, value);
  if (numbers) comparedNumbers(context, operator, x, y, at);
  if ((x.mask & TEXT) !== 0 && (y.mask & TEXT) !== 0) comparedTexts(context, operator, x, y, at);
  return booleanOf(3, {
    name: context.nameOf(operator, [left, right]),
    formula: { kind: 'compare', operator, left, right },
    sources: sourcesOf(x, y),
  });
}

/** Told where what gives no value is compared with something. */
function usedNone(context: Context, { mask, nothing }: Value): void {
  if (mask === UNIT && nothing?.code === 'NOTHING_USED' && nothing.at !== undefined)
    context.issue('NOTHING_USED', nothing.at, { sure: true });
}

/** In a loop a rate is taken off a level turn by turn: a step of time nobody writes. */
function isStep(context: Context, operator: string, x: Value, y: Value): boolean {
  const isRate = x.unit !== undefined && y.unit?.startsWith(`${x.unit}/`) === true;
  return context.loops > 0 && isRate && (operator === '+' || operator === '-');
}

/** Sums whose zero is where a comparison of `x` with `y` turns. */
function borders(context: Context, x: Value, y: Value): void {
  context.border(addLinear(x.linear, y.linear, -1));
  const ends = [y.range.low, y.range.high].filter((end) => Math.abs(end) < 1e9);
  for (const end of new Set(ends)) {
    if (y.linear === undefined || y.linear.terms.length > 0) context.border(moved(x.linear, -end));
    if (x.made === undefined) continue;
    const { operator, values } = x.made;
    const [first, second] = values;
    if (operator === '/') context.border(addLinear(first?.linear, second?.linear, -end));
    else for (const value of values) context.border(moved(value.linear, -end));
    if (operator === 'abs') context.border(moved(first?.linear, end));
  }
}

const moved = (linear: Linear | undefined, by: number): Linear | undefined =>
  linear === undefined ? undefined : { ...linear, constant: linear.constant + by };

function comparedNumbers(context: Context, operator: Comparison, x: Value, y: Value, at: Place): void {
  borders(context, x, y);
  borders(context, y, x);
  lost(context, x, y);
  if (!areSame(x.unit, y.unit))
    context.issue('UNIT_MISMATCH', context.calledAt ?? at, { sure: true, about: aboutOf(x, y) });
  if (operator !== '==' && operator !== '!=') return;
  if (x.measured !== true && y.measured !== true && !isFraction(x, y) && !isFraction(y, x)) return;
  const isZero = (v: Value) => v.range.low === 0 && v.range.high === 0;
  const guarded = isZero(y) ? x : isZero(x) ? y : undefined;
  context.issue('FLOAT_EQUALITY', at, {
    sure: true,
    about: guarded === undefined ? aboutOf(x, y) : `=0 ${divisorKey(guarded)}`,
  });
}

/** Whether a number with a fraction is asked of what changes: what is calculated seldom comes to exactly that. */
const isFraction = (fraction: Value, other: Value): boolean =>
  isConstant(fraction) && !Number.isInteger(fraction.range.low) && !isConstant(other);

/** What a divisor is known by, to see that `== 0.0` guards it. */
export const divisorKey = ({ linear, name }: Value): string => {
  const terms = linear?.terms;
  if (terms === undefined || terms.length === 0) return name ?? '?';
  const factor = terms[0]?.[1] ?? 1;
  return terms.map(([part, n]) => `${n / factor}*${part}`).join('+') + `+${(linear?.constant ?? 0) / factor}`;
};

function comparedTexts(context: Context, operator: Comparison, x: Value, y: Value, at: Place): void {
  for (const [a, b] of [
    [x, y],
    [y, x],
  ] as const) {
    for (const text of b.texts?.keys() ?? [])
      if (a.texts === undefined || a.declared) context.words.add(text);
    if (a.declared !== undefined && (operator === '==' || operator === '!=')) unknownWords(context, a, b, at);
  }
  const areTexts = ((x.mask | y.mask) & ~(TEXT | UNIT)) === 0;
  if (operator !== '==' && operator !== '!=' && areTexts && isOrderWrong(x, y))
    context.issue('TEXT_ORDER', at, { sure: true, about: aboutOf(x, y) });
}

/** Texts that are compared with an input that never has them. */
export function unknownWords(context: Context, input: Value, other: Value, at: Place): void {
  if (other.declared !== undefined || other.texts === undefined) return;
  for (const [text, place] of other.texts)
    if (input.declared?.includes(text) === false)
      context.issue('UNKNOWN_VALUE', place[0] > 0 ? place : at, {
        sure: true,
        about: text,
        fix: nearest(text, input.declared, place),
      });
}

function nearest(text: string, values: readonly string[], at: Place) {
  const same = closest(text, values);
  return same === undefined ? undefined : { at, old: JSON.stringify(text), text: JSON.stringify(same) };
}

const HAS_DIGITS = /\d/;
const FIXED_WIDTH = /^(\d{4}-\d{2}(-\d{2})?([T ].*)?|\d{2}:\d{2}(:\d{2})?|0\d+)$/;

/** Whether order by letters is another one than that of the numbers or ranks in the texts. */
function isOrderWrong(x: Value, y: Value): boolean {
  const declared = x.declared ?? y.declared;
  const literals = [x, y].flatMap(({ declared: own, texts }) =>
    own === undefined ? [...(texts?.keys() ?? [])] : [],
  );
  if (declared !== undefined && declared.length > 1) {
    const sorted = [...declared].sort((a, b) => (a < b ? -1 : 1));
    return sorted.some((text, index) => text !== declared[index]);
  }
  if (literals.length === 0) return true;
  return literals.some((text) => HAS_DIGITS.test(text) && !FIXED_WIDTH.test(text));
}

/** A quotient whose rest was lost meets a float. */
export function lost(context: Context, x: Value, y: Value): void {
  for (const [a, b] of [
    [x, y],
    [y, x],
  ] as const)
    if (a.quotient !== undefined && (b.mask & FLOAT) !== 0)
      context.issue('WHOLE_DIVISION', a.quotient, { sure: true });
}

function calculate(context: Context, operator: string, left: Value, right: Value, at: Place): Value {
  const [x, y] = [context.read(left), context.read(right)];
  const put = operator === '+' ? putTogether(x, y) : undefined;
  if (put !== undefined) return put;
  missing(context, [x, y], at);
  const bad = (v: Value) =>
    (v.mask & ~UNIT) !== 0 && (v.mask & (NUMBER | ARRAY | TEXT | CHAR | MAP | 1024)) === 0;
  const text = (v: Value) => v.mask === TEXT;
  if (bad(x) || bad(y) || text(x) || text(y))
    mismatch(context, x, y, at, { isCompared: false, isSilent: false });
  lost(context, x, y);
  if (operator === '/' || operator === '%') divides(context, operator, left, y, x, at);
  if ((x.mask & NUMBER) === 0 || (y.mask & NUMBER) === 0) return of(NUMBER);
  return result(context, operator, [left, right], x, y, at);
}

function divides(
  context: Context,
  operator: string,
  left: Value,
  divisor: Value,
  dividend: Value,
  at: Place,
): void {
  context.border(divisor.linear);
  context.divisors.add(divisorKey(divisor));
  if ((divisor.mask & NUMBER) !== 0 && contains(divisor.range, 0))
    context.issue('DIVISION_BY_ZERO', at, { about: divisor.sources?.join(', ') ?? aboutOf(divisor) });
  if (operator === '/' && ((dividend.mask | divisor.mask) & FLOAT) !== 0) context.issue('NOT_FINITE', at);
  void left;
}

/** An end of a sum or product; where it cannot be known, anything. */
const endsOf = (ends: readonly number[]): Interval =>
  ends.some(Number.isNaN) ? EVERYTHING : between(Math.min(...ends), Math.max(...ends));

function rangeOf(operator: string, { range: a }: Value, { range: b }: Value): Interval {
  switch (operator) {
    case '+':
      return endsOf([a.low + b.low, a.high + b.high]);
    case '-':
      return endsOf([a.low - b.high, a.high - b.low]);
    case '*':
      return endsOf([a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high]);
    case '/':
      if (b.low <= 0 && b.high >= 0) {
        // By a divisor of one sign the quotient keeps the dividend's sign.
        const sign = b.low === 0 ? 1 : b.high === 0 ? -1 : 0;
        if (sign !== 0 && a.low >= 0) return sign > 0 ? between(0, Infinity) : between(-Infinity, 0);
        if (sign !== 0 && a.high <= 0) return sign > 0 ? between(-Infinity, 0) : between(0, Infinity);
        return EVERYTHING;
      }
      return endsOf([a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high]);
    case '%': {
      const most = Math.max(Math.abs(b.low), Math.abs(b.high));
      const dividend = Math.max(Math.abs(a.low), Math.abs(a.high));
      const reach = Math.min(most, dividend);
      return between(a.low >= 0 ? 0 : -reach, a.high <= 0 ? 0 : reach);
    }
    default:
      return EVERYTHING;
  }
}

function linearOf(context: Context, operator: string, both: readonly [Value, Value], x: Value, y: Value) {
  const constant = (v: Value) => (v.range.low === v.range.high ? v.range.low : undefined);
  if (operator === '+') return addLinear(x.linear, y.linear);
  if (operator === '-') return addLinear(x.linear, y.linear, -1);
  const isWhole = (x.mask & y.mask & WHOLE) !== 0;
  const [a, b] = [constant(x), constant(y)];
  if (operator === '*' && b !== undefined) return scaleLinear(x.linear, b);
  if (operator === '*' && a !== undefined) return scaleLinear(y.linear, a);
  if (operator === '/' && b !== undefined && b !== 0 && !isWhole) return scaleLinear(x.linear, 1 / b);
  void context;
  void both;
  return undefined;
}

function result(
  context: Context,
  operator: string,
  both: readonly [Value, Value],
  x: Value,
  y: Value,
  at: Place,
): Value {
  const isWhole = x.mask === WHOLE && y.mask === WHOLE;
  const mayBeWhole = (x.mask & y.mask & WHOLE) !== 0;
  const mask = isWhole ? WHOLE : mayBeWhole ? NUMBER : FLOAT;
  let range = rangeOf(operator, x, y);
  if (isWhole && operator === '/') range = between(Math.trunc(range.low), Math.trunc(range.high));
  if (mayBeWhole && operator !== '%') context.issue('OVERFLOW', at);
  if (mask !== WHOLE && operator !== '%') context.issue('NOT_FINITE', at);
  const linear = linearOf(context, operator, both, x, y);
  const name = linear === undefined ? context.nameOf(operator, both) : undefined;
  if (name !== undefined) {
    context.know(name, range);
    if ((operator === '*' || operator === '/') && x.linear !== undefined && y.linear !== undefined)
      context.products.set(name, { operator, left: x.linear, right: y.linear });
  }
  const added = operator === '+' || operator === '-' ? addedUnits(operator, x.unit, y.unit) : undefined;
  if (added?.mismatch === true && !isStep(context, operator, x, y))
    context.issue('UNIT_MISMATCH', context.calledAt ?? at, { sure: true, about: aboutOf(x, y) });
  const unit =
    added?.unit ??
    (operator === '*' || operator === '/' ? multipliedUnits(operator, x.unit, y.unit) : undefined);
  const quotient = quotientOf(operator, x, y, isWhole, at);
  // Nobody writes 7 / 2 and means 3.
  if (quotient === at && isConstant(x) && isConstant(y) && context.calledAt === undefined)
    context.issue('WHOLE_DIVISION', at, { sure: true });
  return of(mask, {
    range: intersect(range, range),
    linear: linear ?? { terms: [[name ?? '?', 1]], constant: 0 },
    ...(name === undefined ? {} : { name }),
    unit,
    measured: (x.measured === true || y.measured === true) && !isWhole,
    sources: sourcesOf(x, y),
    made: operator === '/' ? { operator, values: [x, y] } : undefined,
    quotient,
    literal: x.literal === true && y.literal === true,
  });
}

const isConstant = ({ literal, range }: Value): boolean => literal === true && range.low === range.high;

function quotientOf(operator: string, x: Value, y: Value, isWhole: boolean, at: Place): Place | undefined {
  if (!isWhole) return undefined;
  if (operator !== '/') return x.quotient ?? y.quotient;
  const [a, b] = [x.range, y.range];
  const isExact = a.low === a.high && b.low === b.high && b.low !== 0 && a.low % b.low === 0;
  return isExact ? (x.quotient ?? y.quotient) : at;
}

/** `-x` and `!x` */
export function operateOne(context: Context, operator: string, operand: Value, at: Place): Value {
  const x = context.read(operand);
  if (missing(context, [x], at)) return of(NUMBER | BOOL);
  if (operator === '!') {
    if ((x.mask & (BOOL | UNIT)) === 0) context.issue('TYPE_MISMATCH', at, { sure: true });
    return booleanOf(3, {
      name: context.nameOf('!', [operand]),
      formula: { kind: 'not', item: operand },
      sources: x.sources,
    });
  }
  if ((x.mask & (NUMBER | UNIT)) === 0) context.issue('TYPE_MISMATCH', at, { sure: true });
  return { ...x, mask: x.mask & NUMBER, ...negated(context, operand, x) };
}

function negated(context: Context, operand: Value, x: Value): Partial<Value> {
  const linear = scaleLinear(x.linear, -1);
  return {
    range: {
      ...x.range,
      ...between(-x.range.high, -x.range.low),
      lowOpen: x.range.highOpen,
      highOpen: x.range.lowOpen,
      without: x.range.without.map((n) => -n),
    },
    linear,
    name: linear === undefined ? context.nameOf('-', [operand]) : undefined,
    either: undefined,
  };
}
