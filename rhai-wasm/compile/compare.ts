/**
 * Rhai's comparison of floats, relative to the larger operand within the machine epsilon (`node.rs`), and what it comes to where one side is
 * known: a plain comparison with a threshold a few units in the last place beside it.
 */
import { float, get, OP, tee, type Code } from './wasm-module.ts';

export type Ordering = '>' | '>=' | '<' | '<=';

const EPSILON = Number.EPSILON;

const larger = (x: number, y: number): number => (x * y === 0 ? 1 : Math.max(Math.abs(x), Math.abs(y)));

/** The formula itself. */
export function compareFloats(ordering: Ordering, x: number, y: number): boolean {
  const max = larger(x, y);
  switch (ordering) {
    case '>':
      return (x - y) / max > EPSILON;
    case '>=':
      return (x - y) / max > -EPSILON;
    case '<':
      return (y - x) / max > EPSILON;
    case '<=':
      return (y - x) / max > -EPSILON;
  }
}

export function sameFloat(x: number, y: number): boolean {
  return Math.abs(x - y) / larger(x, y) <= EPSILON;
}

/** Below this the product with a small operand may underflow where the answer still hangs on it. */
const SMALLEST_KNOWN = 2 ** -20;

/** Whether comparisons with this number come to thresholds. */
export const hasThresholds = (known: number): boolean => known === 0 || Math.abs(known) >= SMALLEST_KNOWN;

/**
 * The number `t` for which `x ordering known` is `x >= t` (for `>`, `>=`) or `x <= t` (for `<`, `<=`), for every finite `x`.
 * `known` has thresholds.
 *
 * The quotient of the formula grows with `x` over all numbers; that it crosses the epsilon within a few units in the last place of `known` follows
 * from the quotient being k × 2^e−52 / known there, with known from 2^e to 2^e+1.
 */
export function threshold(ordering: Ordering, known: number): number {
  const isUpward = ordering === '>' || ordering === '>=';
  // Against nothing the formula is absolute: ±epsilon.
  if (known === 0) {
    const strict = ordering === '>' || ordering === '<';
    const edge = isUpward === strict ? EPSILON : -EPSILON;
    return isUpward ? nextUp(edge) : nextDown(edge);
  }
  const inward = isUpward ? nextUp : nextDown;
  const outward = isUpward ? nextDown : nextUp;
  let at = known;
  for (let i = 0; i < 8; i++) at = outward(at);
  while (!compareFloats(ordering, at, known)) at = inward(at);
  return at;
}

/** The numbers from `low` to `high` that are the same as `known`, which has thresholds. */
export function sameRange(known: number): { low: number; high: number } {
  if (known === 0) return { low: -EPSILON, high: EPSILON };
  let low = known;
  while (sameFloat(nextDown(low), known)) low = nextDown(low);
  let high = known;
  while (sameFloat(nextUp(high), known)) high = nextUp(high);
  return { low, high };
}

const view = new DataView(new ArrayBuffer(8));

function nextUp(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + (value > 0 ? 1n : -1n));
  return view.getFloat64(0);
}

const nextDown = (value: number): number => -nextUp(-value);

/** `x > y` of two locals, as a condition on the stack. `difference` is a local to work in. */
export function greater(x: number, y: number, difference: number): Code {
  return branchedQuotient(x, y, difference, OP.f64_gt, EPSILON, OP.f64_le, 0);
}

/** `x >= y` of two locals, as a condition on the stack. */
export function greaterOrSame(x: number, y: number, difference: number): Code {
  return branchedQuotient(x, y, difference, OP.f64_gt, -EPSILON, OP.f64_ge, 1);
}

/**
 * The difference alone answers most: `early` compares it with 0 and gives `answer`. Otherwise the quotient is taken.
 */
function branchedQuotient(
  x: number,
  y: number,
  difference: number,
  compare: number,
  epsilon: number,
  early: number,
  answer: 0 | 1,
): Code {
  return [
    get(x),
    get(y),
    OP.f64_sub,
    tee(difference),
    float(0),
    early,
    OP.if,
    0x7f,
    OP.i32_const,
    answer,
    OP.else,
    quotient(x, y, get(difference)),
    float(epsilon),
    compare,
    OP.end,
  ];
}

/** Whether two locals are the same, as a condition on the stack. */
export function same(x: number, y: number): Code {
  const distance: Code = [get(x), get(y), OP.f64_sub, OP.f64_abs];
  return [
    get(x),
    get(y),
    OP.f64_eq,
    OP.if,
    0x7f,
    OP.i32_const,
    1,
    OP.else,
    quotient(x, y, distance),
    float(EPSILON),
    OP.f64_le,
    OP.end,
  ];
}

/** `numerator / max(|x|, |y|)`, or the numerator where the product of both is 0. */
function quotient(x: number, y: number, numerator: Code): Code {
  return [
    numerator,
    get(x),
    OP.f64_abs,
    get(y),
    OP.f64_abs,
    OP.f64_max,
    float(1),
    get(x),
    get(y),
    OP.f64_mul,
    float(0),
    OP.f64_ne,
    OP.select,
    OP.f64_div,
  ];
}
