import type { Place } from '../../ports.ts';
import type { Context } from './context.ts';
import { formsOf, KEEPS_UNIT, MAY_NOT_BE_FINITE, RANGES, RISING, ROUNDS } from './natives.ts';
import { lost, missing, unknownWords } from './operate.ts';
import { areSame } from './units.ts';
import {
  addLinear,
  ANY,
  ANYTHING,
  ARRAY,
  between,
  BOOL,
  CAN_BE_TRUE,
  booleanOf,
  EVERYTHING,
  FLOAT,
  FUNCTION,
  hull,
  intersect,
  join,
  MAP,
  NEVER,
  nothingOf,
  NUMBER,
  of,
  TEXT,
  UNIT,
  UNKNOWN,
  WHOLE,
  type Value,
} from './values.ts';

type CallClosure = (closure: Value, given: readonly Value[]) => Value;

export interface Called {
  readonly value: Value;
  /** What the receiver is from then on. */
  readonly changed?: Value | undefined;
}

/** What their result says of what they were given. */
const TURNED = new Set(['abs', 'round', 'floor', 'ceiling', 'int', 'to_int']);

/** Functions that take nothing as they take any value. */
const TAKES_NOTHING = new Set([
  'print',
  'debug',
  'type_of',
  'to_string',
  'to_debug',
  'push',
  'contains',
  'insert',
  'is_shared',
  'set',
  'index_of',
  'to_json',
]);

/** Calls a function of the engine. */
export function native(
  context: Context,
  name: string,
  values: readonly Value[],
  at: Place,
  closure: CallClosure,
): Called {
  const known = values.map((value) => context.read(value));
  const [first] = known;
  if (name === 'contains' && first !== undefined) return { value: contained(context, values, known, at) };
  const forms = formsOf(name, values.length);
  if (forms === undefined) return { value: ANYTHING };
  if (forms.length === 0) {
    context.issue('UNKNOWN_FUNCTION', at, { sure: true, about: name });
    return { value: UNKNOWN };
  }
  for (const [index, value] of known.entries())
    if (!(
      TAKES_NOTHING.has(name) &&
      (index > 0 || !['push', 'insert', 'set', 'contains', 'index_of'].includes(name))
    ))
      if (missing(context, [value], at)) return { value: UNKNOWN };
  const fitting = forms.filter(({ takes }) =>
    takes.every((mask, index) => (mask & (known[index]?.mask ?? ANY)) !== 0),
  );
  if (fitting.length === 0) {
    context.issue('TYPE_MISMATCH', at, { sure: known.every(({ mask }) => (mask & UNIT) === 0), about: name });
    return { value: of(forms[0]?.gives ?? ANY) };
  }
  const gives = fitting.reduce((mask, form) => mask | form.gives, 0);
  const changes = fitting.some((form) => form.changes);
  const made =
    gives === 0
      ? nothingOf({ code: 'NOTHING_USED', at })
      : result(context, name, values, known, gives, at, closure);
  return { value: made, changed: changes && first !== undefined ? changed(name, first, known) : undefined };
}

function contained(context: Context, values: readonly Value[], known: readonly Value[], at: Place): Value {
  const [list, item] = known;
  if (list === undefined || item === undefined) return of(BOOL);
  const isList = (list.mask & ARRAY) !== 0 && list.items !== undefined;
  if (missing(context, [list], at)) return of(BOOL);
  if (isList && item.declared !== undefined && list.items !== undefined)
    unknownWords(context, item, list.items, at);
  if (
    isList &&
    (list.items?.mask ?? 0) & NUMBER &&
    item.mask & NUMBER &&
    (item.measured === true || list.items?.measured === true)
  )
    context.issue('FLOAT_EQUALITY', at, { sure: true });
  const types = item.mask & ~UNIT;
  const inside = list.items?.mask ?? 0;
  const isApart = isList && list.mask === ARRAY && inside !== 0 && types !== 0;
  if (isApart && (inside & types) === 0 && !((inside & NUMBER) !== 0 && (types & NUMBER) !== 0))
    context.issue(
      ((inside | types) & TEXT) !== 0 && ((inside | types) & NUMBER) !== 0
        ? 'TEXT_AGAINST_NUMBER'
        : 'TYPE_MISMATCH',
      at,
      { sure: true },
    );
  const held = candidatesOf(list);
  for (const { texts } of held ?? []) for (const text of texts?.keys() ?? []) context.words.add(text);
  const name = context.nameOf('contains', values);
  const other = values[1];
  if (held === undefined || other === undefined) return booleanOf(3, { name });
  const items = held.map((right) => {
    context.border(addLinear(item.linear, right.linear, -1));
    const formula = { kind: 'compare', operator: '==', left: other, right } as const;
    return booleanOf(3, { name: context.nameOf('==', [other, right]), formula });
  });
  return booleanOf(3, { name, formula: { kind: 'or', items } });
}

const MOST_CANDIDATES = 20;

/** Each of what is in a list or map, where that is known. */
function candidatesOf({ mask, elements, items, fields, closed }: Value): readonly Value[] | undefined {
  if (mask === MAP && closed === true && fields !== undefined && fields.size <= MOST_CANDIDATES)
    return [...fields.keys()].map((name) => of(TEXT, { texts: new Map([[name, [0, 0]]]) }));
  if (mask !== ARRAY) return undefined;
  if (elements !== undefined && elements.length <= MOST_CANDIDATES) return elements;
  const texts = items?.mask === TEXT ? items.texts : undefined;
  if (texts === undefined || texts.size > MOST_CANDIDATES) return undefined;
  return [...texts].map((entry) => of(TEXT, { texts: new Map([entry]) }));
}

function result(
  context: Context,
  name: string,
  values: readonly Value[],
  known: readonly Value[],
  gives: number,
  at: Place,
  closure: CallClosure,
): Value {
  const [first, second] = known;
  if (first === undefined) return of(gives, name === 'PI' ? { range: between(Math.PI, Math.PI) } : {});
  const list = ofList(context, name, known, gives, closure);
  if (list !== undefined) return list;
  const mask =
    name === 'min' || name === 'max'
      ? first.mask | (second?.mask ?? 0)
      : name === 'abs'
        ? first.mask & NUMBER
        : gives;
  if ((mask & NUMBER) === 0)
    return of(mask, { name: context.nameOf(name, values), ...nothingIn(name, mask) });
  if (MAY_NOT_BE_FINITE.has(name)) context.issue('NOT_FINITE', at);
  if (name === 'to_int') context.issue('OVERFLOW', at);
  if (name === 'parse_int' || name === 'parse_float') context.issue('NOT_A_NUMBER', at);
  if (name === 'to_float' && first.quotient !== undefined)
    context.issue('WHOLE_DIVISION', first.quotient, { sure: true });
  const both = second !== undefined && (name === 'min' || name === 'max');
  if (both) {
    lost(context, first, second);
    if (!areSame(first.unit, second.unit))
      context.issue('UNIT_MISMATCH', context.calledAt ?? at, {
        sure: true,
        about: [...(first.sources ?? []), ...(second.sources ?? [])].join(', '),
      });
  }
  const ownName = context.nameOf(name, values);
  context.know(ownName, rangeOf(name, known));
  const isSame = (name === 'to_float' || name === 'to_int') && first.mask === mask;
  return of(mask & ~(both ? UNIT : 0), {
    range: rangeOf(name, known),
    name: isSame ? first.name : ownName,
    linear: isSame || name === 'to_float' ? first.linear : { terms: [[ownName, 1]], constant: 0 },
    unit: KEEPS_UNIT.has(name)
      ? second === undefined || first.unit === second.unit
        ? first.unit
        : undefined
      : undefined,
    measured: !ROUNDS.has(name) && known.some(({ measured }) => measured === true),
    sources: first.sources ?? second?.sources,
    made: both || TURNED.has(name) ? { operator: name, values } : undefined,
    quotient: both || name === 'abs' ? (first.quotient ?? second?.quotient) : undefined,
    searched: name === 'index_of',
    ...nothingIn(name, mask),
  });
}

const nothingIn = (name: string, mask: number): Partial<Value> =>
  (mask & UNIT) === 0 ? {} : { nothing: { code: 'UNHANDLED_MISSING', about: name } };

function rangeOf(name: string, [first, second]: readonly Value[]): Value['range'] {
  if (first === undefined) return EVERYTHING;
  const rising = Object.hasOwn(RISING, name) ? RISING[name] : undefined;
  if (rising !== undefined) return between(rising(first.range.low), rising(first.range.high));
  if (name === 'abs') {
    const { low, high } = first.range;
    const least = low <= 0 && high >= 0 ? 0 : Math.min(Math.abs(low), Math.abs(high));
    return between(least, Math.max(Math.abs(low), Math.abs(high)));
  }
  if (second !== undefined && name === 'min')
    return between(
      Math.min(first.range.low, second.range.low),
      Math.min(first.range.high, second.range.high),
    );
  if (second !== undefined && name === 'max')
    return between(
      Math.max(first.range.low, second.range.low),
      Math.max(first.range.high, second.range.high),
    );
  if (name === 'len' && first.length !== undefined) return first.length;
  const fixed = Object.hasOwn(RANGES, name) ? RANGES[name] : undefined;
  return fixed === undefined ? EVERYTHING : between(...fixed);
}

/** Functions of arrays and maps that call a closure, or give what they hold. */
function ofList(
  context: Context,
  name: string,
  known: readonly Value[],
  gives: number,
  closure: CallClosure,
): Value | undefined {
  const [list, given, more] = known;
  if (list === undefined || (list.mask & (ARRAY | MAP)) === 0) {
    return name === 'split' ? of(ARRAY, { items: of(TEXT), length: { ...EVERYTHING, low: 1 } }) : undefined;
  }
  const items = list.items ?? ANYTHING;
  const length = list.length ?? { ...EVERYTHING, low: 0 };
  const upTo = { ...length, low: 0, lowOpen: false };
  if (name === 'keys' || name === 'values') {
    if (list.origin === 'parameters') context.allParametersRead = true;
    const fields = name === 'keys' ? of(TEXT) : [...(list.fields?.values() ?? [])].reduce(join, NEVER);
    return of(ARRAY, { items: fields.mask === 0 ? ANYTHING : fields });
  }
  const call = given !== undefined && (given.mask & FUNCTION) !== 0 ? closure : undefined;
  switch (name) {
    case 'map':
      return of(ARRAY, { items: call?.(given ?? UNKNOWN, [items, of(WHOLE)]) ?? ANYTHING, length });
    case 'filter':
      call?.(given ?? UNKNOWN, [items, of(WHOLE)]);
      return of(ARRAY, { items, length: upTo });
    case 'some':
    case 'all':
      call?.(given ?? UNKNOWN, [items, of(WHOLE)]);
      return of(BOOL);
    case 'find':
    case 'pop':
    case 'shift':
    case 'get':
    case 'remove': {
      call?.(given ?? UNKNOWN, [items, of(WHOLE)]);
      const held = list.mask & ARRAY ? items : [...(list.fields?.values() ?? [UNKNOWN])].reduce(join, NEVER);
      const isThere = (name === 'pop' || name === 'shift') && length.low > 0;
      const none = isThere ? 0 : gives & UNIT;
      return {
        ...held,
        mask: held.mask | none,
        name: context.fresh(),
        linear: undefined,
        nothing: held.nothing ?? { code: 'UNHANDLED_MISSING', about: name },
      };
    }
    case 'reduce':
    case 'reduce_rev': {
      const start = more ?? items;
      const once = call?.(given ?? UNKNOWN, [join(start, items), items, of(WHOLE)]) ?? ANYTHING;
      const made = join(start, once);
      return {
        ...made,
        range: EVERYTHING,
        name: undefined,
        linear: undefined,
        mask: more === undefined && length.low === 0 ? made.mask | UNIT : made.mask & ~UNIT,
        nothing: { code: 'UNHANDLED_MISSING', about: name },
      };
    }
    case 'order':
    case 'order_by':
    case 'order_desc':
      return of(ARRAY, { items, length });
    case 'extract':
    case 'drain':
    case 'retain':
      return of(ARRAY, { items, length: upTo });
    case 'index_of':
      return placeIn(context, known, length.high);
    default:
      return undefined;
  }
}

/** Where something is in a list: −1 for nowhere, unless it was asked before whether it is there. */
function placeIn(context: Context, known: readonly Value[], most: number): Value {
  const isThere = context.state.truths.get(context.nameOf('contains', known)) === CAN_BE_TRUE;
  const name = context.fresh();
  const linear = { terms: [[name, 1] as const], constant: 0 };
  return of(WHOLE, { range: between(isThere ? 0 : -1, most - 1), searched: !isThere, name, linear });
}

function changed(name: string, list: Value, known: readonly Value[]): Value {
  const plain = {
    ...list,
    elements: undefined,
    name: undefined,
    linear: undefined,
    either: undefined,
    texts: undefined,
    declared: undefined,
  };
  const length = list.length ?? { ...EVERYTHING, low: 0 };
  if (name === 'push') {
    const items = join(list.items ?? NEVER, known[1] ?? ANYTHING);
    return {
      ...plain,
      items,
      length: intersect({ ...length, low: length.low + 1, high: length.high + 1 }, { ...EVERYTHING, low: 0 }),
    };
  }
  if (['sort', 'sort_by', 'sort_desc', 'reverse'].includes(name)) return plain;
  if ((list.mask & ARRAY) !== 0) {
    const more = known
      .slice(1)
      .reduce(
        (all, value) => (value.mask & ARRAY ? join(all, value.items ?? ANYTHING) : join(all, value)),
        list.items ?? NEVER,
      );
    return { ...plain, items: more, length: hull({ ...EVERYTHING, low: 0, high: Infinity }, length) };
  }
  if ((list.mask & MAP) !== 0) return { ...plain, fields: undefined, closed: undefined };
  return of(list.mask & (TEXT | NUMBER | FLOAT) ? list.mask : ANY & ~UNIT, { sources: list.sources });
}
