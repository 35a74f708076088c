/** Functions of the standard packages that compiled rules know, with Rhai's own meaning. */
import type { Place } from '../face/tree.ts';
import type { Emitter } from './emitter.ts';
import { AskedForLength, NotCompiled } from './not-compiled.ts';
import { asFloat, isNumber } from './operators.ts';
import { lengthOfList } from './storage.ts';
import { callOfText } from './text-functions.ts';
import {
  booleanOf,
  bytesAsText,
  floatOf,
  isText,
  LEAST_WHOLE,
  NONE,
  textOf,
  type FloatValue,
  type PlainValue,
  type Value,
  type WholeValue,
} from './values.ts';
import { float, get, I32, long, OP, type Code } from './wasm-module.ts';

type OfFloat = (e: Emitter, x: FloatValue, at: Place) => Value;

const instruction =
  (code: number, unsure = false): OfFloat =>
  (e, x) =>
    e.float([e.push(x), code], unsure);

/** One of the functions that both paths share; `unsure` where it can leave the finite numbers. */
const shared =
  (name: string, unsure: boolean): OfFloat =>
  (e, x) => {
    e.notAlong();
    return e.float([e.push(x), OP.call, e.import(name, 1)], unsure);
  };

/** Half of what lies between 0.5 and the number below it is added, so that only halves reach the next whole number. */
const ALMOST_HALF = 0.5 - Number.EPSILON / 4;

const roundAwayFromZero: OfFloat = (e, x) =>
  e.float([e.push(x), float(ALMOST_HALF), e.push(x), OP.f64_copysign, OP.f64_add, OP.f64_trunc]);

const toWhole: OfFloat = (e, x, at) => {
  e.leaveIf([e.push(x), OP.f64_abs, float(2 ** 63), OP.f64_gt], at, 'a number is too large for a whole one');
  return e.whole([e.push(x), OP.f64_trunc, OP.saturating, OP.i64_trunc_f64_s]);
};

const signOfFloat: OfFloat = (e, x) => {
  const isAbove: Code = [e.push(x), float(0), OP.f64_gt];
  const isBelow: Code = [e.push(x), float(0), OP.f64_lt];
  return e.whole([isAbove, isBelow, OP.i32_sub, OP.i64_extend_i32_s]);
};

const OF_FLOAT: Readonly<Record<string, OfFloat>> = {
  abs: instruction(OP.f64_abs),
  floor: instruction(OP.f64_floor),
  ceiling: instruction(OP.f64_ceil),
  int: instruction(OP.f64_trunc),
  sqrt: instruction(OP.f64_sqrt, true),
  round: roundAwayFromZero,
  fraction: (e, x) => e.float([e.push(x), e.push(x), OP.f64_trunc, OP.f64_sub]),
  to_int: toWhole,
  to_float: (_, x) => x,
  sign: signOfFloat,
  is_zero: (e, x) => e.boolean([e.push(x), float(0), OP.f64_eq]),
  is_nan: () => booleanOf(false),
  is_infinite: () => booleanOf(false),
  is_finite: () => booleanOf(true),
  sin: shared('math_sin', false),
  cos: shared('math_cos', false),
  tan: shared('math_tan', true),
  sinh: shared('math_sinh', true),
  cosh: shared('math_cosh', true),
  tanh: shared('math_tanh', false),
  asin: shared('math_asin', true),
  acos: shared('math_acos', true),
  atan: shared('math_atan', false),
  asinh: shared('math_asinh', true),
  acosh: shared('math_acosh', true),
  atanh: shared('math_atanh', true),
  exp: shared('math_exp', true),
  ln: shared('math_ln', true),
  log: shared('math_log', true),
  to_degrees: shared('math_to_degrees', true),
  to_radians: shared('math_to_radians', true),
};

const OF_TWO_FLOATS: Readonly<Record<string, { name: string; unsure: boolean }>> = {
  atan: { name: 'math_atan2', unsure: false },
  hypot: { name: 'math_hypot', unsure: true },
  log: { name: 'math_log_to', unsure: true },
};

type OfWhole = (e: Emitter, x: WholeValue, at: Place) => Value;

const lastBit = (e: Emitter, x: WholeValue): Code => [e.push(x), long(1n), OP.i64_and];

const OF_WHOLE: Readonly<Record<string, OfWhole>> = {
  to_int: (_, x) => x,
  to_float: (e, x) => asFloat(e, x),
  is_zero: (e, x) => e.boolean([e.push(x), OP.i64_eqz]),
  is_even: (e, x) => e.boolean([lastBit(e, x), OP.i64_eqz]),
  is_odd: (e, x) => e.boolean([lastBit(e, x), OP.i64_eqz, OP.i32_eqz]),
  sign: (e, x) =>
    e.whole([
      e.push(x),
      long(0n),
      OP.i64_gt_s,
      e.push(x),
      long(0n),
      OP.i64_lt_s,
      OP.i32_sub,
      OP.i64_extend_i32_s,
    ]),
  abs: (e, x, at) => {
    e.leaveIf([e.push(x), long(LEAST_WHOLE), OP.i64_eq], at, 'a whole number is too large');
    const isBelow: Code = [e.push(x), long(0n), OP.i64_lt_s];
    return e.whole([long(0n), e.push(x), OP.i64_sub, e.push(x), isBelow, OP.select]);
  },
};

const CONSTANTS: Readonly<Record<string, number>> = { PI: Math.PI, E: Math.E };

/**
 * Calls a function of the standard packages. What it does not take is left to the interpreter, which knows the error.
 *
 * @throws {NotCompiled} for a function that is not known here.
 */
export function callNative(e: Emitter, name: string, values: readonly PlainValue[], at: Place): Value {
  const [first, second, ...more] = values;
  if (first === undefined && Object.hasOwn(CONSTANTS, name)) return floatOf(CONSTANTS[name] ?? 0);
  if (first !== undefined && second === undefined && values.length === 1) {
    const known = Object.hasOwn(OF_FLOAT, name) || Object.hasOwn(OF_WHOLE, name);
    if (known && first.kind === 'float') return ofFloat(e, name, first, at);
    if (known && first.kind === 'whole') return ofWhole(e, name, first, at);
    if (known) return e.leave(at, `'${name}' of something else than a number`);
  }
  if (first !== undefined && second !== undefined && values.length === 2) {
    if (name === 'min' || name === 'max') return lesser(e, name, first, second, at);
    const both = Object.hasOwn(OF_TWO_FLOATS, name) ? OF_TWO_FLOATS[name] : undefined;
    if (both !== undefined) {
      if (first.kind !== 'float' || second.kind !== 'float')
        return e.leave(at, `'${name}' of something else than floats`);
      const [x, y] = [e.sure(first, at), e.sure(second, at)];
      e.notAlong();
      return e.float([e.push(x), e.push(y), OP.call, e.import(both.name, 2)], both.unsure);
    }
  }
  if (name === 'get_bit' && first?.kind === 'whole' && second?.kind === 'whole' && more.length === 0)
    return bitOf(e, first, second, at);
  if (name === 'to_string' && first !== undefined && second === undefined) return asText(e, first, at);
  const others = second === undefined ? [] : [second, ...more];
  const done = first === undefined ? undefined : callOfParts(e, name, first, others, at);
  if (done === undefined) throw new NotCompiled('FUNCTION', at, name);
  return done;
}

const OF_PARTS: ReadonlySet<string> = new Set(['len', 'is_empty', 'starts_with', 'ends_with']);

/** Functions of texts and of lists. */
function callOfParts(
  e: Emitter,
  name: string,
  first: PlainValue,
  others: readonly PlainValue[],
  at: Place,
): Value | undefined {
  if (isText(first)) return callOfText(e, name, first, others, at);
  if (OF_PARTS.has(name) && (isNumber(first) || first.kind === 'boolean' || first.kind === 'unit'))
    return e.leave(at, `'${name}' of what has no parts`);
  if (others.length > 0 || (name !== 'len' && name !== 'is_empty')) return undefined;
  if (first.kind !== 'array' && first.kind !== 'list') return undefined;
  const length = lengthOfList(first);
  if (length === undefined) throw new AskedForLength(at);
  if (name === 'len') return length;
  return length.local === NONE ? booleanOf(length.constant === 0n) : e.boolean([e.push(length), OP.i64_eqz]);
}

function ofFloat(e: Emitter, name: string, value: FloatValue, at: Place): Value {
  const write = Object.hasOwn(OF_FLOAT, name) ? OF_FLOAT[name] : undefined;
  if (write === undefined) return e.leave(at, `'${name}' of a float`);
  const result = write(e, e.sure(value, at), at);
  return e.sure(result, at);
}

function ofWhole(e: Emitter, name: string, value: WholeValue, at: Place): Value {
  const write = Object.hasOwn(OF_WHOLE, name) ? OF_WHOLE[name] : undefined;
  return write === undefined ? e.leave(at, `'${name}' of a whole number`) : write(e, value, at);
}

/** `min` and `max` compare plainly, without the tolerance of the operators. */
function lesser(e: Emitter, name: 'min' | 'max', first: PlainValue, second: PlainValue, at: Place): Value {
  if (!isNumber(first) || !isNumber(second)) return e.leave(at, `'${name}' of something else than numbers`);
  if (first.kind === 'whole' && second.kind === 'whole') {
    const isFirst: Code = [e.push(first), e.push(second), name === 'min' ? OP.i64_le_s : OP.i64_ge_s];
    return e.whole([e.push(first), e.push(second), isFirst, OP.select]);
  }
  const [x, y] = [e.sure(asFloat(e, first), at), e.sure(asFloat(e, second), at)];
  const isFirst: Code = [e.push(x), e.push(y), name === 'min' ? OP.f64_le : OP.f64_ge];
  return e.float([e.push(x), e.push(y), isFirst, OP.select]);
}

/** A bit of a whole number; those counted from the other end are rare and left. */
export function bitOf(e: Emitter, bits: WholeValue, index: WholeValue, at: Place): Value {
  e.leaveIf([e.push(index), long(63n), OP.i64_gt_u], at, 'a bit beyond 0 to 63');
  return e.boolean([e.push(bits), e.push(index), OP.i64_shr_s, long(1n), OP.i64_and, OP.i64_eqz, OP.i32_eqz]);
}

/** `to_string`: nothing hangs on what is in the text of a number. */
function asText(e: Emitter, value: PlainValue, at: Place): Value {
  if (isText(value)) return value;
  if (value.kind === 'unit') return textOf('');
  if (value.kind === 'boolean')
    return e.choose(
      value,
      () => textOf('true'),
      () => textOf('false'),
    );
  const bytes = bytesAsText(value);
  if (bytes === undefined) throw new NotCompiled('LIST_WORK', at, 'a list or map is written as a text');
  return { kind: 'opaque', bytes };
}

/** Whether an index is that of an element, and of which: for lists of known length. */
export function isElement(e: Emitter, index: WholeValue, length: number, element: number): Code {
  const fromEnd = element - length;
  const at = e.take(I32, [e.push(index), long(BigInt(element)), OP.i64_eq]);
  return [get(at), e.push(index), long(BigInt(fromEnd)), OP.i64_eq, OP.i32_or];
}
