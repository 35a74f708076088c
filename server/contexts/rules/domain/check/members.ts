import type { Place } from '../../ports.ts';
import type { Context } from './context.ts';
import { missing } from './operate.ts';
import {
  ARRAY,
  BOOL,
  CHAR,
  join,
  MAP,
  NEVER,
  NUMBER,
  of,
  TEXT,
  UNIT,
  UNKNOWN,
  ANYTHING,
  type Value,
} from './values.ts';

/** `target.name` */
export function property(
  context: Context,
  target: Value,
  name: string,
  at: Place,
  propertyOf: (name: string, mask: number) => number | undefined,
): Value {
  const known = context.read(target);
  if (missing(context, [known], at)) return UNKNOWN;
  if ((known.mask & MAP) !== 0) return field(context, known, name, at);
  const gives = propertyOf(name, known.mask);
  if (gives !== undefined)
    return of(gives, { ...(name === 'len' ? { range: known.length ?? { ...UNKNOWN.range, low: 0 } } : {}) });
  if ((known.mask & ~UNIT) !== 0 && (known.mask & (MAP | 1024 | 256 | 512)) === 0)
    context.issue('TYPE_MISMATCH', at, { sure: true, about: name });
  return UNKNOWN;
}

function field(context: Context, map: Value, name: string, at: Place): Value {
  if (map.origin === 'parameters') context.parametersRead.add(name);
  const found = map.fields?.get(name);
  if (found !== undefined) return found;
  if (map.fields === undefined) return ANYTHING;
  if (map.closed === true) context.issue('UNKNOWN_NAME', at, { sure: true, about: name });
  else context.issue('UNHANDLED_MISSING', at, { about: name });
  return UNKNOWN;
}

/** `target[key]` */
export function member(context: Context, target: Value, key: Value, at: Place): Value {
  const [known, index] = [context.read(target), context.read(key)];
  if (missing(context, [known, index], at)) return UNKNOWN;
  if ((known.mask & MAP) !== 0 && (index.mask & TEXT) !== 0) return entry(context, known, index, at);
  if ((known.mask & (ARRAY | TEXT)) !== 0 && (index.mask & NUMBER) !== 0)
    return element(context, known, index, at);
  if ((known.mask & NUMBER) !== 0) return of(BOOL);
  return UNKNOWN;
}

function entry(context: Context, map: Value, key: Value, at: Place): Value {
  const names = key.texts === undefined ? undefined : [...key.texts.keys()];
  if (names === undefined && map.origin === 'parameters') context.allParametersRead = true;
  if (map.fields === undefined) return UNKNOWN;
  if (names === undefined) {
    context.issue('UNHANDLED_MISSING', at);
    return [...map.fields.values()].reduce(join, NEVER);
  }
  if (names.length === 1 && key.declared === undefined) return field(context, map, names[0] ?? '', at);
  const left = names.find((name) => !map.fields?.has(name));
  for (const name of names) if (map.origin === 'parameters') context.parametersRead.add(name);
  if (left !== undefined && map.closed === true) {
    context.issue('UNHANDLED_MISSING', at, { about: left });
  }
  return names.map((name) => map.fields?.get(name) ?? NEVER).reduce(join, NEVER);
}

function element(context: Context, list: Value, index: Value, at: Place): Value {
  const { low, high } = index.range;
  const least = list.length?.low ?? 0;
  if (index.searched === true && low < 0) context.issue('INDEX_OUTSIDE', at, { sure: true });
  else if (low < -least || high > least - 1) {
    const most = list.length?.high ?? Infinity;
    context.issue('INDEX_OUTSIDE', at, { sure: (list.mask & ~ARRAY) === 0 && (low >= most || high < -most) });
  }
  if ((list.mask & ARRAY) === 0) return of(CHAR);
  const only = low === high ? list.elements?.[low < 0 ? list.elements.length + low : low] : undefined;
  return only ?? list.items ?? ANYTHING;
}
