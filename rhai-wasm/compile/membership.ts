/** `value in whole`: lists, ranges, maps and texts; their functions. */
import type { Place } from '../face/tree.ts';
import type { Emitter } from './emitter.ts';
import { equal } from './operators.ts';
import { compareTexts } from './text-facts.ts';
import { numbered } from './text-functions.ts';
import {
  booleanOf,
  NONE,
  textOf,
  type ArrayValue,
  type BooleanValue,
  type MapValue,
  type PlainValue,
  type RangeValue,
  type Value,
} from './values.ts';
import { OP } from './wasm-module.ts';

/** Rhai compares these itself, others are sent to its `==`, which is a step. */
const QUICKLY_COMPARED: ReadonlySet<string> = new Set(['float', 'whole', 'text', 'joined', 'opaque']);

/** Whether an element of a list equals a value: they are looked at one by one, up to the first (`find` in `overrides.rs`). */
export function isInList(e: Emitter, list: ArrayValue, value: PlainValue, at: Place): BooleanValue {
  let found = booleanOf(false);
  for (const element of list.items) {
    if (found.constant === true) break;
    const before = found;
    const isIt = e.each(element, (option) => {
      const kinds = [option, value].map(({ kind }) =>
        kind === 'joined' || kind === 'opaque' ? 'text' : kind,
      );
      const isQuick = kinds[0] === kinds[1] && QUICKLY_COMPARED.has(option.kind);
      e.tickUnless(before, isQuick ? 1 : 2);
      return equal(e, option, value, at);
    });
    if (isIt.kind === 'boolean') found = either(e, before, isIt);
  }
  return found;
}

function either(e: Emitter, a: BooleanValue, b: BooleanValue): BooleanValue {
  if (a.constant === false || b.constant === true) return b;
  if (b.constant === false) return a;
  return e.boolean([e.push(a), e.push(b), OP.i32_or]);
}

/** Ranges hold whole numbers; for anything else there is no such function. */
export function isInRange(e: Emitter, range: RangeValue, value: PlainValue, at: Place): Value {
  if (value.kind !== 'whole')
    return e.leave(at, 'something else than a whole number is looked for in a range');
  const number = e.push(value);
  const upper = range.isInclusive ? OP.i64_le_s : OP.i64_lt_s;
  const isAbove = [number, e.push(range.from), OP.i64_ge_s];
  return e.boolean([isAbove, number, e.push(range.to), upper, OP.i32_and]);
}

/** Whether a map has a key. */
export function isInMap(e: Emitter, map: MapValue, key: PlainValue, at: Place): BooleanValue {
  const text = numbered(key, at);
  if (text.local === NONE) return booleanOf(map.entries.has(text.constant ?? ''));
  return [...map.entries.keys()].reduce(
    (found, name) => either(e, found, equal(e, text, textOf(name), at)),
    booleanOf(false),
  );
}

/** Keys of a map and their values in the order that Rhai keeps. */
export const entriesInOrder = ({ entries }: MapValue): (readonly [string, Value])[] =>
  [...entries].sort(([a], [b]) => compareTexts(a, b));
