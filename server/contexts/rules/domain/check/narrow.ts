import {
  DEAD,
  joinFacts,
  maskOf,
  rangeOf,
  withMask,
  withRange,
  withTexts,
  withTruth,
  type State,
} from './state.ts';
import {
  addLinear,
  BOOL,
  CAN_BE_FALSE,
  CAN_BE_TRUE,
  contains,
  EVERYTHING,
  intersect,
  isEmpty,
  join,
  NUMBER,
  TEXT,
  UNIT,
  type Comparison,
  type Formula,
  type Interval,
  type Value,
} from './values.ts';

/** How deep values by condition are followed. */
const DEEPEST = 6;
const MOST_PENDING = 12;

/** Answers for one state, with how deep they were asked for: states and values never change. */
class Known<T> {
  readonly #states = new WeakMap<State, WeakMap<Value, { depth: number; answer: T }>>();

  of(state: State, value: Value, depth: number, make: () => T): T {
    let values = this.#states.get(state);
    if (values === undefined) this.#states.set(state, (values = new WeakMap()));
    const known = values.get(value);
    if (known !== undefined && known.depth <= depth) return known.answer;
    const answer = make();
    values.set(value, { depth, answer });
    return answer;
  }
}

const VALUES = new Known<Value>();
const TRUTHS = new Known<number>();

/** What is known of a value here. */
export const read = (state: State, value: Value, depth = 0): Value =>
  VALUES.of(state, value, depth, () => readAnew(state, value, depth));

function readAnew(state: State, value: Value, depth: number): Value {
  if (value.either !== undefined && depth < DEEPEST) {
    const { condition, yes, no } = value.either;
    const truth = truthOf(state, condition, depth + 1);
    if (truth === CAN_BE_TRUE) return read(state, yes, depth + 1);
    if (truth === CAN_BE_FALSE) return read(state, no, depth + 1);
  }
  const mask = maskOf(state, value);
  const range = (mask & NUMBER) === 0 ? value.range : rangeOf(state, value.linear, value.range);
  const fact = value.name === undefined ? undefined : state.texts.get(value.name);
  const truth = (mask & BOOL) === 0 ? value.truth : truthOf(state, value, depth + 1);
  if (mask === value.mask && range === value.range && fact === undefined && truth === value.truth)
    return value;
  return { ...value, mask, range, truth, texts: fact === undefined ? value.texts : textsBy(value, fact) };
}

function textsBy(
  value: Value,
  { only, without }: { only?: ReadonlySet<string> | undefined; without: ReadonlySet<string> },
) {
  const place = [0, 0] as const;
  const all =
    value.texts ?? (only === undefined ? undefined : new Map([...only].map((text) => [text, place])));
  if (all === undefined) return undefined;
  return new Map([...all].filter(([text]) => !without.has(text) && (only === undefined || only.has(text))));
}

/** Whether a boolean may be true, may be false here. */
export const truthOf = (state: State, value: Value, depth = 0): number =>
  TRUTHS.of(state, value, depth, () => truthAnew(state, value, depth));

function truthAnew(state: State, value: Value, depth: number): number {
  let truth = value.truth;
  if (value.name !== undefined) truth &= state.truths.get(value.name) ?? 3;
  if (truth !== 3 || depth >= DEEPEST) return truth;
  if (value.either !== undefined) {
    const { condition, yes, no } = value.either;
    const way = truthOf(state, condition, depth + 1);
    const ofYes = (way & CAN_BE_TRUE) === 0 ? 0 : truthOf(state, yes, depth + 1);
    const ofNo = (way & CAN_BE_FALSE) === 0 ? 0 : truthOf(state, no, depth + 1);
    return truth & (ofYes | ofNo || 3);
  }
  if (value.formula === undefined) return truth;
  return truth & truthOfFormula(state, value.formula, depth + 1);
}

const negated = (truth: number): number => ((truth & 1) << 1) | ((truth & 2) >> 1);

function truthOfFormula(state: State, formula: Formula, depth: number): number {
  if (formula.kind === 'not') return negated(truthOf(state, formula.item, depth));
  if (formula.kind === 'compare') return truthOfComparison(state, formula, depth);
  const isAnd = formula.kind === 'and';
  let here = state;
  let some = 0;
  for (const item of formula.items) {
    if (here.dead) break;
    const truth = truthOf(here, item, depth);
    some |= truth & (isAnd ? CAN_BE_FALSE : CAN_BE_TRUE);
    here = assume(here, item, isAnd, depth);
  }
  return some | (here.dead ? 0 : isAnd ? CAN_BE_TRUE : CAN_BE_FALSE);
}

type Compared = Extract<Formula, { kind: 'compare' }>;

function truthOfComparison(state: State, { operator, left, right }: Compared, depth: number): number {
  state.work.left -= 1;
  const [x, y] = [read(state, left, depth), read(state, right, depth)];
  if (operator === '==' || operator === '!=') {
    const truth = equality(state, x, y);
    return operator === '==' ? truth : negated(truth);
  }
  if ((x.mask & ~NUMBER) === 0 && (y.mask & ~NUMBER) === 0)
    return ordering(operator, differenceOf(state, x, y));
  return 3;
}

/** The range of `x - y`. */
function differenceOf(state: State, x: Value, y: Value): Interval {
  const own: Interval = {
    low: x.range.low - y.range.high,
    high: x.range.high - y.range.low,
    lowOpen: x.range.lowOpen || y.range.highOpen,
    highOpen: x.range.highOpen || y.range.lowOpen,
    without: y.range.low === y.range.high ? x.range.without.map((n) => n - y.range.low) : [],
  };
  const known = Number.isNaN(own.low) || Number.isNaN(own.high) ? EVERYTHING : own;
  const linear = addLinear(x.linear, y.linear, -1);
  if (linear?.terms.length === 0) return { ...EVERYTHING, low: linear.constant, high: linear.constant };
  return rangeOf(state, linear, known);
}

function equality(state: State, x: Value, y: Value): number {
  const same = x.mask & y.mask;
  const numbers = (x.mask & NUMBER) !== 0 && (y.mask & NUMBER) !== 0;
  if (same === 0 && !numbers) return CAN_BE_FALSE;
  if (x.mask === UNIT && y.mask === UNIT) return CAN_BE_TRUE;
  if (numbers && (same & ~NUMBER) === 0) {
    const difference = differenceOf(state, x, y);
    if (!contains(difference, 0)) return CAN_BE_FALSE;
    const isSure = difference.low === 0 && difference.high === 0 && ((x.mask | y.mask) & ~NUMBER) === 0;
    return isSure ? CAN_BE_TRUE : 3;
  }
  if (x.mask === BOOL && y.mask === BOOL && x.truth !== 3 && y.truth !== 3)
    return x.truth === y.truth ? CAN_BE_TRUE : CAN_BE_FALSE;
  if (same === TEXT && x.texts !== undefined && y.texts !== undefined) {
    const shared = [...x.texts.keys()].some((text) => y.texts?.has(text));
    if (!shared) return CAN_BE_FALSE;
    if (x.mask === TEXT && y.mask === TEXT && x.texts.size === 1 && y.texts.size === 1) return CAN_BE_TRUE;
  }
  return 3;
}

function ordering(operator: Comparison, difference: Interval): number {
  const may = (range: Interval): boolean => !isEmpty(intersect(difference, range));
  return (may(OF[operator]) ? CAN_BE_TRUE : 0) | (may(OF[OPPOSITE[operator]]) ? CAN_BE_FALSE : 0);
}

const ABOVE: Interval = { ...EVERYTHING, low: 0, lowOpen: true };
const BELOW: Interval = { ...EVERYTHING, high: 0, highOpen: true };

/** Where the difference lies while a comparison holds. */
const OF: Readonly<Record<Comparison, Interval>> = {
  '>': ABOVE,
  '<': BELOW,
  '>=': { ...EVERYTHING, low: 0 },
  '<=': { ...EVERYTHING, high: 0 },
  '==': { ...EVERYTHING, low: 0, high: 0 },
  '!=': { ...EVERYTHING, without: [0] },
};

export const OPPOSITE: Readonly<Record<Comparison, Comparison>> = {
  '>': '<=',
  '<': '>=',
  '>=': '<',
  '<=': '>',
  '==': '!=',
  '!=': '==',
};

/** What is known where a boolean is true, or false. */
export function assume(state: State, value: Value, isTrue: boolean, depth = 0): State {
  if (state.dead) return state;
  const wanted = isTrue ? CAN_BE_TRUE : CAN_BE_FALSE;
  if ((truthOf(state, value, depth) & wanted) === 0) return DEAD;
  let here = value.name === undefined ? state : withTruth(state, value.name, wanted);
  if (depth >= DEEPEST) return here;
  if (value.either !== undefined) {
    const { condition, yes, no } = value.either;
    const ofYes = assume(assume(here, condition, true, depth + 1), yes, isTrue, depth + 1);
    const ofNo = assume(assume(here, condition, false, depth + 1), no, isTrue, depth + 1);
    return joinFacts(ofYes, ofNo, state.variables);
  }
  if (value.formula !== undefined) here = assumeFormula(here, value.formula, isTrue, depth + 1);
  return depth === 0 ? settled(here) : here;
}

/** A state, or none where something it says can no longer hold; once there was too much to look at it is taken to hold. */
function settled(state: State): State {
  for (const { formula, isTrue } of state.pending)
    if (
      state.work.left > 0 &&
      (truthOfFormula(state, formula, 1) & (isTrue ? CAN_BE_TRUE : CAN_BE_FALSE)) === 0
    )
      return DEAD;
  return state;
}

function assumeFormula(state: State, formula: Formula, isTrue: boolean, depth: number): State {
  if (formula.kind === 'not') return assume(state, formula.item, !isTrue, depth);
  if (formula.kind === 'compare') return assumeComparison(state, formula, isTrue, depth);
  const isAnd = formula.kind === 'and';
  if (isAnd === isTrue) return formula.items.reduce((here, item) => assume(here, item, isTrue, depth), state);
  // One of them decides; those before it did not.
  let before = state;
  let result = DEAD;
  for (const item of formula.items) {
    result = joinFacts(result, assume(before, item, isTrue, depth), state.variables);
    before = assume(before, item, !isTrue, depth);
    if (before.dead) break;
  }
  if (result.dead || result.pending.length >= MOST_PENDING) return result;
  return { ...result, pending: [...result.pending, { formula, isTrue }] };
}

function assumeComparison(
  state: State,
  { operator, left, right }: Compared,
  isTrue: boolean,
  depth: number,
): State {
  const wanted = isTrue ? operator : OPPOSITE[operator];
  const isOrder = operator !== '==' && operator !== '!=';
  let here = state;
  if (isOrder) {
    const [x, y] = [read(here, left, depth), read(here, right, depth)];
    const types =
      ((x.mask & NUMBER) === 0 ? 0 : NUMBER & y.mask) === 0
        ? x.mask & y.mask & ~UNIT
        : NUMBER | (x.mask & y.mask & ~UNIT);
    here = restrict(here, left, types & NUMBER ? types | NUMBER : types, depth);
    if (!here.dead) here = restrict(here, right, types & NUMBER ? types | NUMBER : types, depth);
  }
  if (here.dead) return here;
  const [x, y] = [read(here, left, depth), read(here, right, depth)];
  if (isOrder) return (x.mask & y.mask & TEXT) !== 0 ? here : withDifference(here, x, y, wanted);
  return wanted === '=='
    ? assumeSame(here, left, right, x, y, depth)
    : assumeOther(here, left, right, x, y, depth);
}

function withDifference(state: State, x: Value, y: Value, operator: Comparison): State {
  const linear = addLinear(x.linear, y.linear, -1);
  if (linear !== undefined) return turnedRound(turnedRound(withRange(state, linear, OF[operator]), x), y);
  return (ordering(operator, differenceOf(state, x, y)) & CAN_BE_TRUE) === 0 ? DEAD : state;
}

/** What a range of a calculated number says of what it is calculated from. */
function turnedRound(state: State, { made, linear, range: own }: Value): State {
  if (made === undefined || state.dead) return state;
  const range = rangeOf(state, linear, own);
  const all = (within: Interval): State =>
    made.values.reduce(
      (here, value) =>
        here.dead || value.linear === undefined ? here : withRange(here, value.linear, within),
      state,
    );
  switch (made.operator) {
    case 'abs':
      return Number.isFinite(range.high)
        ? all({
            ...EVERYTHING,
            low: -range.high,
            high: range.high,
            lowOpen: range.highOpen,
            highOpen: range.highOpen,
          })
        : state;
    case 'max':
      return Number.isFinite(range.high)
        ? all({ ...EVERYTHING, high: range.high, highOpen: range.highOpen })
        : state;
    case 'min':
      return Number.isFinite(range.low)
        ? all({ ...EVERYTHING, low: range.low, lowOpen: range.lowOpen })
        : state;
    case 'round':
    case 'floor':
    case 'ceiling':
    case 'int':
    case 'to_int':
      return all({ ...EVERYTHING, low: range.low - 1, high: range.high + 1 });
    default:
      return state;
  }
}

function assumeSame(state: State, left: Value, right: Value, x: Value, y: Value, depth: number): State {
  const widen = (mask: number) => (mask & NUMBER ? mask | NUMBER : mask);
  let here = restrict(state, left, widen(y.mask), depth);
  if (!here.dead) here = restrict(here, right, widen(x.mask), depth);
  if (here.dead) return here;
  if (x.mask & y.mask & TEXT) {
    if (x.name !== undefined && y.texts)
      here = withTexts(here, x.name, { only: new Set(y.texts.keys()), without: new Set() });
    if (!here.dead && y.name !== undefined && x.texts)
      here = withTexts(here, y.name, { only: new Set(x.texts.keys()), without: new Set() });
    return here;
  }
  if (((x.mask | y.mask) & ~(NUMBER | UNIT)) === 0 && x.mask & NUMBER && y.mask & NUMBER)
    return withDifference(here, x, y, '==');
  if (x.mask & y.mask & BOOL && y.truth !== 3) return assume(here, left, y.truth === CAN_BE_TRUE, depth + 1);
  if (x.mask & y.mask & BOOL && x.truth !== 3) return assume(here, right, x.truth === CAN_BE_TRUE, depth + 1);
  return here;
}

function assumeOther(state: State, left: Value, right: Value, x: Value, y: Value, depth: number): State {
  if (y.mask === UNIT) return restrict(state, left, ~UNIT, depth);
  if (x.mask === UNIT) return restrict(state, right, ~UNIT, depth);
  const without = (here: State, a: Value, b: Value): State =>
    a.name !== undefined && b.mask === TEXT && b.texts?.size === 1 && a.mask & TEXT
      ? a.mask === TEXT
        ? withTexts(here, a.name, {
            without: new Set(b.texts.keys()),
            ...(a.texts ? { only: new Set(a.texts.keys()) } : {}),
          })
        : withTextsOnly(here, a.name, b)
      : here;
  let here = without(without(state, x, y), y, x);
  if (here.dead) return here;
  if (((x.mask | y.mask) & ~NUMBER) === 0) here = withDifference(here, x, y, '!=');
  const sure = (v: Value) => v.mask === BOOL && v.truth !== 3;
  if (sure(y) && x.mask === BOOL) return assume(here, left, y.truth !== CAN_BE_TRUE, depth + 1);
  if (sure(x) && y.mask === BOOL) return assume(here, right, x.truth !== CAN_BE_TRUE, depth + 1);
  return here;
}

/** The value may be no text at all, so that the way stays open whatever texts are left. */
const withTextsOnly = (state: State, name: string, other: Value): State => {
  const known = state.texts.get(name);
  const without = new Set([...(known?.without ?? []), ...(other.texts?.keys() ?? [])]);
  return { ...state, texts: new Map(state.texts).set(name, { only: known?.only, without }) };
};

/** That a value is of these types; of two by a condition, which of them it is. */
export function restrict(state: State, value: Value, mask: number, depth = 0): State {
  if (state.dead) return state;
  let here = withMask(state, value, mask);
  if (here.dead || value.either === undefined || depth >= DEEPEST) return here;
  const { condition, yes, no } = value.either;
  const canYes = (read(here, yes, depth + 1).mask & mask) !== 0;
  const canNo = (read(here, no, depth + 1).mask & mask) !== 0;
  if (canYes && canNo) return here;
  if (!canYes && !canNo) return DEAD;
  here = assume(here, condition, canYes, depth + 1);
  return restrict(here, canYes ? yes : no, mask, depth + 1);
}

/** What a value is on both ways of a condition. */
export function choose(condition: Value, yes: Value, no: Value): Value {
  if (yes === no) return yes;
  return { ...join(yes, no), either: { condition, yes, no } };
}
