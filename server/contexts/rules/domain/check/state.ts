import {
  ANY,
  EVERYTHING,
  hull,
  intersect,
  isEmpty,
  scaled,
  type Formula,
  type Interval,
  type Linear,
  type Value,
} from './values.ts';
import { Facts } from './facts.ts';

/** Texts something is known to be one of, or none of. */
export interface TextFact {
  readonly only?: ReadonlySet<string> | undefined;
  readonly without: ReadonlySet<string>;
}

/** What is known on one way through a script: variables, and facts about values by their names. */
export interface State {
  /** No input gets here. */
  readonly dead: boolean;
  readonly variables: ReadonlyMap<number, Value>;
  readonly ranges: ReadonlyMap<string, Interval>;
  readonly masks: ReadonlyMap<string, number>;
  readonly truths: Facts<number>;
  readonly texts: ReadonlyMap<string, TextFact>;
  /** What is known to hold although nobody knows which part of it does. */
  readonly pending: readonly Pending[];
  /** Of the whole script; the only thing here that changes. */
  readonly work: Work;
}

/** Comparisons that may still be looked at for what is pending: so many, not so long, so that a script always has the same findings. */
export interface Work {
  left: number;
}

export interface Pending {
  readonly formula: Formula;
  readonly isTrue: boolean;
}

export const START: State = {
  dead: false,
  variables: new Map(),
  ranges: new Map(),
  masks: new Map(),
  truths: new Facts(),
  texts: new Map(),
  pending: [],
  work: { left: Infinity },
};

/** Where a script begins. */
export const startWith = (work: Work): State => ({ ...START, work });

export const DEAD: State = { ...START, dead: true };

export const withVariable = (state: State, id: number, value: Value): State => ({
  ...state,
  variables: new Map(state.variables).set(id, value),
});

/** The sum with its first factor 1 and without its constant, and how the whole is got of it. */
export function normalised({
  terms,
  constant,
}: Linear): { key: string; factor: number; offset: number } | undefined {
  const [first] = terms;
  if (first === undefined) return undefined;
  const factor = first[1];
  const rest = terms.map(([name, n]) =>
    n === factor ? name : `${Number((n / factor).toPrecision(13))}*${name}`,
  );
  return { key: rest.join(' + '), factor, offset: constant };
}

/** The range of a sum by what is known of it and of its parts. */
export function rangeOf(state: State, linear: Linear | undefined, own: Interval): Interval {
  if (linear === undefined || linear.terms.length === 0) return own;
  const whole = normalised(linear);
  let range = own;
  if (whole !== undefined) {
    const known = state.ranges.get(whole.key);
    if (known !== undefined) range = intersect(range, scaled(known, whole.factor, whole.offset));
  }
  if (linear.terms.length === 1) return range;
  let sum: Interval = { ...EVERYTHING, low: linear.constant, high: linear.constant };
  for (const [name, factor] of linear.terms) {
    const part = scaled(state.ranges.get(name) ?? EVERYTHING, factor, 0);
    sum = {
      low: sum.low + part.low,
      high: sum.high + part.high,
      lowOpen: sum.lowOpen || part.lowOpen,
      highOpen: sum.highOpen || part.highOpen,
      without: [],
    };
  }
  return intersect(range, sum);
}

export const maskOf = (state: State, { name, mask }: Value): number =>
  mask & (name === undefined ? ANY : (state.masks.get(name) ?? ANY));

/** That a sum lies in a range; a state no input reaches where it cannot. */
export function withRange(state: State, linear: Linear, range: Interval): State {
  const whole = normalised(linear);
  if (whole === undefined) return contains0(range, linear.constant) ? state : DEAD;
  const wanted = scaled(range, 1 / whole.factor, -whole.offset / whole.factor);
  const now = intersect(rangeOf(state, linearOf(linear, whole.factor), EVERYTHING), wanted);
  if (isEmpty(now)) return DEAD;
  const ranges = new Map(state.ranges).set(whole.key, now);
  return linear.terms.length === 1 ? { ...state, ranges } : withParts({ ...state, ranges }, linear, range);
}

/** What the range of a sum says of each of its parts, the others being what they are. */
function withParts(state: State, linear: Linear, range: Interval): State {
  const ranges = new Map(state.ranges);
  for (const [name, factor] of linear.terms) {
    const others = linear.terms.filter(([other]) => other !== name);
    let low = range.low - linear.constant;
    let high = range.high - linear.constant;
    for (const [other, n] of others) {
      const part = scaled(ranges.get(other) ?? EVERYTHING, n, 0);
      low -= part.high;
      high -= part.low;
    }
    if (Number.isNaN(low) || Number.isNaN(high) || (low === -Infinity && high === Infinity)) continue;
    // Ends are rounded here, so they are taken a little wider.
    const slack = (n: number) => Math.abs(n) * 1e-12;
    const wanted = scaled({ ...EVERYTHING, low: low - slack(low), high: high + slack(high) }, 1 / factor, 0);
    const now = intersect(ranges.get(name) ?? EVERYTHING, wanted);
    if (isEmpty(now)) return DEAD;
    ranges.set(name, now);
  }
  return { ...state, ranges };
}

const contains0 = (range: Interval, n: number): boolean =>
  !isEmpty(intersect(range, { ...EVERYTHING, low: n, high: n }));

const linearOf = (linear: Linear, factor: number): Linear => ({
  terms: linear.terms.map(([name, n]) => [name, n / factor]),
  constant: 0,
});

export function withMask(state: State, value: Value, mask: number): State {
  const now = maskOf(state, value) & mask;
  if (now === 0) return DEAD;
  if (value.name === undefined || now === maskOf(state, value)) return state;
  return { ...state, masks: new Map(state.masks).set(value.name, now) };
}

export function withTruth(state: State, name: string, truth: number): State {
  const known = state.truths.get(name) ?? 3;
  const now = known & truth;
  if (now === 0) return DEAD;
  if (now === known) return state;
  return { ...state, truths: state.truths.with(name, now) };
}

export function withTexts(state: State, name: string, fact: TextFact): State {
  const known = state.texts.get(name);
  const without = new Set([...(known?.without ?? []), ...fact.without]);
  const both = known?.only !== undefined && fact.only !== undefined;
  const only = both
    ? new Set([...(known.only ?? [])].filter((text) => fact.only?.has(text)))
    : (known?.only ?? fact.only);
  const left = only === undefined ? undefined : new Set([...only].filter((text) => !without.has(text)));
  if (left?.size === 0) return DEAD;
  return { ...state, texts: new Map(state.texts).set(name, { only: left, without }) };
}

function joinMaps<T>(
  a: ReadonlyMap<string, T>,
  b: ReadonlyMap<string, T>,
  both: (x: T, y: T) => T | undefined,
): ReadonlyMap<string, T> {
  if (a === b) return a;
  const result = new Map<string, T>();
  for (const [key, x] of a) {
    const y = b.get(key);
    if (y === undefined) continue;
    const joined = x === y ? x : both(x, y);
    if (joined !== undefined) result.set(key, joined);
  }
  return result;
}

const joinTexts = (a: TextFact, b: TextFact): TextFact => ({
  only: a.only === undefined || b.only === undefined ? undefined : new Set([...a.only, ...b.only]),
  without: new Set([...a.without].filter((text) => b.without.has(text))),
});

/** What holds on both ways; the variables are given, as they may depend on the way. */
export function joinFacts(a: State, b: State, variables = a.variables): State {
  if (a.dead) return b.dead ? DEAD : { ...b, variables };
  if (b.dead) return { ...a, variables };
  return {
    dead: false,
    variables,
    ranges: joinMaps(a.ranges, b.ranges, hull),
    masks: joinMaps(a.masks, b.masks, (x, y) => x | y),
    truths: a.truths.join(b.truths, (x, y) => x | y),
    texts: joinMaps(a.texts, b.texts, joinTexts),
    work: a.work,
    pending: a.pending === b.pending ? a.pending : a.pending.filter((one) => b.pending.includes(one)),
  };
}
