import type { Place } from '../face/tree.ts';
import type { Emitter } from './emitter.ts';
import { NotCompiled } from './not-compiled.ts';
import { isNumber } from './operators.ts';
import type { ListLike } from './storage.ts';
import type { FloatValue, PlainValue, WholeValue } from './values.ts';
import { OP, type Code } from './wasm-module.ts';

/** Elements that are sorted by comparing each with each. */
const MOST_SORTED = 8;

/** A short list of numbers of one kind in order, such as the readings of three sensors; equal ones stay as they are (Rhai's `sort`). */
export function sorted(e: Emitter, list: ListLike, at: Place): PlainValue {
  if (list.kind !== 'array' || list.items.length > MOST_SORTED)
    throw new NotCompiled('LIST_WORK', at, 'a long list, or one that grows, is sorted');
  const numbers: (FloatValue | WholeValue)[] = [];
  for (const item of list.items) {
    // Where an optional input is nothing, the interpreter knows the error.
    const options = item.kind === 'either' ? item.options : [item];
    const number = options.some(isNumber)
      ? e.each(item, (option) =>
          isNumber(option) ? option : e.leave(at, 'something else than numbers is sorted'),
        )
      : item;
    if (e.isDead) return list;
    if (number.kind === 'either' || !isNumber(number))
      throw new NotCompiled('LIST_WORK', at, 'something else than numbers is sorted');
    numbers.push(number);
  }
  if (new Set(numbers.map(({ kind }) => kind)).size > 1) {
    e.leave(at, 'whole numbers and others are sorted');
    return list;
  }
  for (let end = 1; end < numbers.length; end++) {
    for (let place = end; place > 0; place--) {
      const [lower, upper] = exchanged(e, numbers[place - 1] as FloatValue, numbers[place] as FloatValue);
      numbers.splice(place - 1, 2, lower, upper);
    }
  }
  return { kind: 'array', items: numbers };
}

/** Two numbers of one kind in order. */
function exchanged<N extends FloatValue | WholeValue>(
  e: Emitter,
  a: N,
  b: N,
): [FloatValue | WholeValue, FloatValue | WholeValue] {
  const isWhole = a.kind === 'whole';
  const isBelow = e.boolean([e.push(b), e.push(a), isWhole ? OP.i64_lt_s : OP.f64_lt]);
  const make = (code: Code): FloatValue | WholeValue => (isWhole ? e.whole(code) : e.float(code));
  return [
    make([e.push(b), e.push(a), e.push(isBelow), OP.select]),
    make([e.push(a), e.push(b), e.push(isBelow), OP.select]),
  ];
}
