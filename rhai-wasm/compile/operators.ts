/** Operators of values of known kinds, as `node.rs` and Rhai's own ones do them. */
import type { Place } from '../face/tree.ts';
import {
  compareFloats,
  greater,
  greaterOrSame,
  hasThresholds,
  same,
  sameFloat,
  sameRange,
  threshold,
  type Ordering,
} from './compare.ts';
import type { Emitter } from './emitter.ts';
import { NotCompiled } from './not-compiled.ts';
import {
  booleanOf,
  floatOf,
  isText,
  LEAST_WHOLE,
  NONE,
  wholeOf,
  type BooleanValue,
  type FloatValue,
  type JoinedValue,
  type PlainValue,
  type TextValue,
  type Value,
  type WholeValue,
} from './values.ts';
import { F64, float, get, I64, long, OP, set, type Code } from './wasm-module.ts';
import type { Parameters } from './parameters.ts';
import { orderBooleans, orderTexts } from './text-functions.ts';

const FLOAT_OPERATORS: Readonly<Record<string, number>> = {
  '+': OP.f64_add,
  '-': OP.f64_sub,
  '*': OP.f64_mul,
  '/': OP.f64_div,
};

export const ARITHMETIC: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%', '**']);
export const ORDERINGS: ReadonlySet<string> = new Set(['>', '>=', '<', '<=']);

export const isNumber = (value: PlainValue): value is FloatValue | WholeValue =>
  value.kind === 'float' || value.kind === 'whole';

/** A number as a float. */
export function asFloat(e: Emitter, value: FloatValue | WholeValue): FloatValue {
  if (value.kind === 'float') return value;
  if (value.local === NONE) return floatOf(Number(value.constant ?? 0n));
  return e.float([get(value.local), OP.f64_convert_i64_s]);
}

/** Arithmetic of two numbers, one of them a float at least. */
export function floatArithmetic(
  e: Emitter,
  operator: string,
  left: FloatValue,
  right: FloatValue,
  at: Place,
): FloatValue {
  const code = FLOAT_OPERATORS[operator];
  // What is infinite stays so in all but these: it need not be looked at yet.
  const hides = operator === '/' || code === undefined;
  const y = hides ? e.sure(right, at) : right;
  const x = code === undefined ? e.sure(left, at) : left;
  if (code !== undefined) return e.float([e.push(x), e.push(y), code], true);
  e.notAlong();
  const name = operator === '%' ? 'math_rem' : 'math_pow';
  return e.float([e.push(x), e.push(y), OP.call, e.import(name, 2)], true);
}

/** The sum of two small whole numbers, such as lengths. */
export function sumOfWholes(e: Emitter, left: WholeValue, right: WholeValue): WholeValue {
  if (left.constant !== undefined && right.constant !== undefined)
    return wholeOf(left.constant + right.constant);
  const within = bounds(left, right, (a, b) => a + b);
  return sumOf(e.whole([e.push(left), e.push(right), OP.i64_add], within), left, right);
}

/** Notes what a sum is made of, where one part is a constant. */
function sumOf(sum: WholeValue, left: WholeValue, right: WholeValue): WholeValue {
  const [part, constant] = left.constant === undefined ? [left, right] : [right, left];
  if (part.local === NONE || constant.constant === undefined) return sum;
  return { ...sum, sum: { local: part.local, and: constant.constant } };
}

/** Arithmetic of whole numbers; what overflows is left to the interpreter. */
export function wholeArithmetic(
  e: Emitter,
  operator: string,
  left: WholeValue,
  right: WholeValue,
  at: Place,
): Value {
  const x = e.push(left);
  const y = e.push(right);
  switch (operator) {
    case '+': {
      const within = bounds(left, right, (a, b) => a + b);
      if (within !== undefined) return sumOfWholes(e, left, right);
      const sum = e.whole([x, y, OP.i64_add]);
      const overflows: Code = [
        x,
        get(sum.local),
        OP.i64_xor,
        y,
        get(sum.local),
        OP.i64_xor,
        OP.i64_and,
        long(0n),
        OP.i64_lt_s,
      ];
      e.leaveIf(overflows, at, 'a whole number is too large');
      return sum;
    }
    case '-': {
      const within = bounds(left, right, (a, b) => a - b);
      const difference = e.whole([x, y, OP.i64_sub], within);
      if (within !== undefined) return difference;
      const overflows: Code = [
        x,
        y,
        OP.i64_xor,
        x,
        get(difference.local),
        OP.i64_xor,
        OP.i64_and,
        long(0n),
        OP.i64_lt_s,
      ];
      e.leaveIf(overflows, at, 'a whole number is too large');
      return difference;
    }
    case '*': {
      for (const factor of [left, right])
        e.leaveIf(isBeyond31Bits(e, factor), at, 'whole numbers of more than 31 bits are multiplied');
      return e.whole([x, y, OP.i64_mul]);
    }
    case '/':
    case '%': {
      e.notAlong();
      // Also keeps the smallest number from being divided by −1.
      e.leaveIf([y, OP.i64_eqz], at, 'a whole number is divided by 0');
      e.leaveIf([x, long(LEAST_WHOLE), OP.i64_eq], at, 'a whole number is too small to be divided');
      return e.whole([x, y, operator === '/' ? OP.i64_div_s : OP.i64_rem_s]);
    }
    case '**':
      return power(e, left, right, at);
    default:
      throw new NotCompiled('OPERATOR', at, `whole numbers with '${operator}'`);
  }
}

/** A whole number with a small exponent that is known. */
function power(e: Emitter, base: WholeValue, { local, constant = 0n }: WholeValue, at: Place): Value {
  if (local !== NONE || constant < 0n || constant > MOST_EXPONENT)
    throw new NotCompiled('OPERATOR', at, 'a whole number with an exponent that is not a small number');
  let product: Value = wholeOf(1n);
  for (let left = constant; left > 0n && product.kind === 'whole'; left--)
    product = left === constant ? base : wholeArithmetic(e, '*', product, base, at);
  return product;
}

/** Between which numbers a sum or difference is, where both sides are known to be small: then it cannot overflow. */
function bounds(
  left: WholeValue,
  right: WholeValue,
  operate: (a: bigint, b: bigint) => bigint,
): readonly [bigint, bigint] | undefined {
  if (left.within === undefined || right.within === undefined) return undefined;
  const ends = left.within
    .flatMap((a) => (right.within ?? []).map((b) => operate(a, b)))
    .sort((a, b) => (a < b ? -1 : 1));
  const [least = 0n, most = 0n] = [ends[0], ends.at(-1)];
  return least > -(2n ** 62n) && most < 2n ** 62n ? [least, most] : undefined;
}

/** `x << y`, `x >> y`; other numbers of places are rare and left. */
export function shifted(e: Emitter, name: '<<' | '>>', x: PlainValue, y: PlainValue, at: Place): Value {
  if (x.kind !== 'whole' || y.kind !== 'whole')
    return e.leave(at, `'${name}' of something else than whole numbers`);
  const isOutside: Code = [e.push(y), long(63n), OP.i64_gt_u];
  if (y.local !== NONE || y.constant === undefined || y.constant < 0n || y.constant > 63n)
    e.leaveIf(isOutside, at, 'a whole number is shifted by another number of places than 0 to 63');
  return e.whole([e.push(x), e.push(y), name === '<<' ? OP.i64_shl : OP.i64_shr_s]);
}

/** The upper half is more than the sign. */
function isBeyond31Bits(e: Emitter, value: WholeValue): Code {
  return [e.push(value), long(31n), OP.i64_shr_s, e.push(value), long(63n), OP.i64_shr_s, OP.i64_ne];
}

const MIRRORED: Readonly<Record<Ordering, Ordering>> = { '>': '<', '>=': '<=', '<': '>', '<=': '>=' };

const MOST_EXPONENT = 8n;

const isFixed = (value: FloatValue): boolean => value.local === NONE || value.parameter !== undefined;

/** Ordering of two finite floats. */
export function orderFloats(
  e: Emitter,
  parameters: Parameters,
  ordering: Ordering,
  left: FloatValue,
  right: FloatValue,
): BooleanValue {
  if (
    left.constant !== undefined &&
    right.constant !== undefined &&
    left.local === NONE &&
    right.local === NONE
  ) {
    return booleanOf(compareFloats(ordering, left.constant, right.constant));
  }
  if (isFixed(right) && !isFixed(left)) {
    const limit = limitOf(parameters, ordering, right);
    if (limit !== undefined) {
      const isUpward = ordering === '>' || ordering === '>=';
      return e.boolean([e.push(left), limit, isUpward ? OP.f64_ge : OP.f64_le]);
    }
  } else if (isFixed(left) && !isFixed(right)) {
    // The formula is the same seen from the other side.
    return orderFloats(e, parameters, MIRRORED[ordering], right, left);
  }
  const difference = e.local(F64);
  const [x, y] = [e.inLocal(left), e.inLocal(right)];
  switch (ordering) {
    case '>':
      return e.boolean(greater(x, y, difference));
    case '>=':
      return e.boolean(greaterOrSame(x, y, difference));
    case '<':
      return e.boolean(greater(y, x, difference));
    case '<=':
      return e.boolean(greaterOrSame(y, x, difference));
  }
}

function limitOf(parameters: Parameters, ordering: Ordering, known: FloatValue): Code | undefined {
  if (known.parameter !== undefined) return get(parameters.threshold(known.parameter, ordering));
  const constant = known.constant ?? 0;
  return hasThresholds(constant) ? float(threshold(ordering, constant)) : undefined;
}

function sameFloats(e: Emitter, left: FloatValue, right: FloatValue): BooleanValue {
  if (left.local === NONE && right.local === NONE)
    return booleanOf(sameFloat(left.constant ?? 0, right.constant ?? 0));
  const [known, other] = left.local === NONE ? [left, right] : [right, left];
  const constant = known.local === NONE ? known.constant : undefined;
  if (constant !== undefined && hasThresholds(constant)) {
    const { low, high } = sameRange(constant);
    return e.boolean([
      e.push(other),
      float(low),
      OP.f64_ge,
      e.push(other),
      float(high),
      OP.f64_le,
      OP.i32_and,
    ]);
  }
  return e.boolean(same(e.inLocal(left), e.inLocal(right)));
}

const WHOLE_ORDER: Readonly<Record<string, number>> = {
  '>': OP.i64_gt_s,
  '>=': OP.i64_ge_s,
  '<': OP.i64_lt_s,
  '<=': OP.i64_le_s,
};

/** `left ordering right`; what cannot be ordered is left to the interpreter, which knows the error. */
export function order(
  e: Emitter,
  parameters: Parameters,
  ordering: Ordering,
  left: PlainValue,
  right: PlainValue,
  at: Place,
): Value {
  if (isNumber(left) && isNumber(right)) {
    if (left.kind === 'whole' && right.kind === 'whole') {
      return e.boolean([e.push(left), e.push(right), WHOLE_ORDER[ordering] ?? 0]);
    }
    const [x, y] = [e.sure(asFloat(e, left), at), e.sure(asFloat(e, right), at)];
    return orderFloats(e, parameters, ordering, x, y);
  }
  if (left.kind === 'boolean' && right.kind === 'boolean') return orderBooleans(e, ordering, left, right);
  if (isText(left) && isText(right)) return orderTexts(e, ordering, left, right, at);
  return e.leave(at, 'values of different types are put in order');
}

/** Lists, maps and what else has parts: comparing them is not compiled. */
const hasParts = (value: PlainValue): boolean =>
  value.kind === 'array' ||
  value.kind === 'map' ||
  value.kind === 'range' ||
  value.kind === 'inputs' ||
  value.kind === 'list';

/** `left == right` as Rhai answers it between any types. */
export function equal(e: Emitter, left: PlainValue, right: PlainValue, at: Place): BooleanValue {
  if (isNumber(left) && isNumber(right)) {
    if (left.kind === 'whole' && right.kind === 'whole')
      return e.boolean([e.push(left), e.push(right), OP.i64_eq]);
    return sameFloats(e, e.sure(asFloat(e, left), at), e.sure(asFloat(e, right), at));
  }
  if (isText(left) && isText(right)) return sameTexts(e, left, right, at);
  if (hasParts(left) || hasParts(right)) throw new NotCompiled('LIST_WORK', at, 'lists or maps are compared');
  if (left.kind === 'boolean' && right.kind === 'boolean') {
    return e.boolean([e.push(left), e.push(right), OP.i32_eq]);
  }
  return booleanOf(left.kind === 'unit' && right.kind === 'unit');
}

function sameTexts(e: Emitter, left: PlainValue, right: PlainValue, at: Place): BooleanValue {
  if (left.kind === 'text' && right.kind === 'text') {
    if (left.local === NONE && right.local === NONE) return booleanOf(left.constant === right.constant);
    return e.boolean([e.push(left), e.push(right), OP.i32_eq]);
  }
  const [joined, other] = left.kind === 'joined' ? [left, right] : [right, left];
  if (joined.kind === 'joined' && other.kind === 'text' && other.local === NONE) {
    return e.boolean(isJoined(e, joined, other.constant ?? ''));
  }
  throw new NotCompiled('TEXT_WORK', at, 'a text that is put together is compared');
}

/** A joined text is another if the other can be cut so that every part is equal: one of all the cuts. */
function isJoined(e: Emitter, { parts }: JoinedValue, whole: string): Code {
  const [first, ...rest] = parts;
  if (first === undefined) return [OP.i32_const, whole === '' ? 1 : 0];
  if (rest.length === 0) return isTheText(e, first, whole);
  const cuts: Code[] = [];
  const characters = [...whole];
  for (let length = 0; length <= characters.length; length++) {
    const head = characters.slice(0, length).join('');
    if (first.local === NONE && first.constant !== head) continue;
    const tail = isJoined(e, { kind: 'joined', parts: rest, bytes: 0 }, characters.slice(length).join(''));
    cuts.push([isTheText(e, first, head), tail, OP.i32_and]);
  }
  return cuts.reduce((all, cut) => [all, cut, OP.i32_or], [OP.i32_const, 0]);
}

function isTheText(e: Emitter, value: TextValue, text: string): Code {
  if (value.local === NONE) return [OP.i32_const, value.constant === text ? 1 : 0];
  return [get(value.local), e.push({ kind: 'text', constant: text, local: NONE, bytes: 0 }), OP.i32_eq];
}

/** `-value`. */
export function negated(e: Emitter, value: PlainValue, at: Place): Value {
  if (value.kind === 'float') {
    return value.local === NONE
      ? floatOf(-(value.constant ?? 0))
      : e.float([get(value.local), OP.f64_neg], value.unsure);
  }
  if (value.kind === 'whole') {
    const { constant } = value;
    if (value.local === NONE && constant !== undefined && constant !== LEAST_WHOLE) return wholeOf(-constant);
    e.leaveIf([e.push(value), long(LEAST_WHOLE), OP.i64_eq], at, 'a whole number is too large');
    const result = e.local(I64);
    e.emit(long(0n), e.push(value), OP.i64_sub, set(result));
    return { kind: 'whole', local: result };
  }
  return e.leave(at, 'something else than a number is negated');
}
