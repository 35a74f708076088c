import { F64, get, I32, I64, int, OP, set, VOID, type Code, type WasmType } from './wasm-module.ts';
import {
  areReasons,
  levelsOf,
  sizeOf,
  UNIT,
  wholeOf,
  type ArrayValue,
  type BooleanValue,
  type EitherValue,
  type FloatValue,
  type ListValue,
  type PlainValue,
  type TextValue,
  type Value,
  type WholeValue,
} from './values.ts';

type Scalar = FloatValue | WholeValue | BooleanValue | TextValue;

/** Values of different shape meet; see `NotCompiled`, code `MIXED_SHAPES`. */
export class MixedShapes extends Error {}

/** More elements than any limit allows. */
const MOST_ITEMS = 2n ** 32n;

const TYPES: Record<Scalar['kind'], WasmType> = { float: F64, whole: I64, boolean: I32, text: I32 };

const isScalar = (value: PlainValue): value is Scalar => Object.hasOwn(TYPES, value.kind);

/** Where locals come from. */
interface Locals {
  local(type: WasmType): number;
  readonly hasLengths: boolean;
}

/** Locals that hold any of some values: one for each kind, and which it is where there are several. */
export class Storage {
  readonly value: Value;

  private constructor(value: Value) {
    this.value = value;
  }

  /** Places for any of these values. */
  static for(values: readonly Value[], locals: Locals): Storage {
    return new Storage(together(values, locals));
  }

  /** Code that puts a value in. */
  store(value: Value, push: (scalar: Scalar) => Code): Code {
    return store(this.value, value, push);
  }

  /** Whether a value fits as it is. */
  accepts(value: Value): boolean {
    return accepts(this.value, value);
  }
}

function together(values: readonly Value[], locals: Locals): Value {
  const options = values.flatMap((value): readonly PlainValue[] =>
    value.kind === 'either' ? value.options : [value],
  );
  const byKind = Map.groupBy(options, shapeOf);
  const merged = [...byKind.values()].map((same) => ofOneKind(same, locals));
  const [only, ...others] = merged;
  if (only !== undefined && others.length === 0) return only;
  if (merged.length > 5) throw new MixedShapes('values of many kinds meet');
  return { kind: 'either', tag: locals.local(I32), options: merged };
}

/** Text with a number, text without one: all are texts. Maps with other keys are something else. */
function shapeOf(value: PlainValue): string {
  if (value.kind === 'joined' || value.kind === 'opaque') return 'text';
  if (value.kind === 'map') return `map ${[...value.entries.keys()].sort().join(' ')}`;
  return value.kind === 'list' ? 'array' : value.kind;
}

function ofOneKind(values: readonly PlainValue[], locals: Locals): PlainValue {
  const [first] = values;
  if (first === undefined || first.kind === 'unit') return UNIT;
  const size = values.map(sizeOf).reduce((a, b) => ({
    bytes: Math.max(a.bytes, b.bytes),
    items: Math.max(a.items, b.items),
    entries: Math.max(a.entries, b.entries),
  }));
  if (shapeOf(first) === 'text') {
    return values.every((value) => value.kind === 'text')
      ? { kind: 'text', local: locals.local(I32), bytes: size.bytes }
      : { kind: 'opaque', bytes: size.bytes };
  }
  if (isScalar(first)) return { kind: first.kind, local: locals.local(TYPES[first.kind]), bytes: size.bytes };
  if (first.kind === 'array' || first.kind === 'list') return arrays(values, size, locals);
  if (first.kind === 'map') return maps(values, locals);
  throw new MixedShapes(`values of kind ${first.kind} meet`);
}

function arrays(
  values: readonly PlainValue[],
  size: { bytes: number; items: number; entries: number },
  locals: Locals,
): PlainValue {
  const known = values.flatMap((value) => (value.kind === 'array' ? [value.items] : []));
  const length = known[0]?.length ?? 0;
  if (known.length < values.length || known.some((items) => items.length !== length)) {
    return {
      ...{ kind: 'list', ...size, levels: Math.max(...values.map((value) => levelsOf(value))) },
      isOdd: !values.every(areReasons),
      ...(locals.hasLengths
        ? { length: { kind: 'whole', local: locals.local(I64), within: [0n, MOST_ITEMS] } }
        : {}),
    };
  }
  return {
    kind: 'array',
    items: Array.from({ length }, (_, index) =>
      together(
        known.map((items) => items[index] ?? UNIT),
        locals,
      ),
    ),
  };
}

/** Maps of one shape. */
function maps(values: readonly PlainValue[], locals: Locals): PlainValue {
  const known = values.flatMap((value) => (value.kind === 'map' ? [value.entries] : []));
  const keys = [...(known[0]?.keys() ?? [])];
  return {
    kind: 'map',
    entries: new Map(
      keys.map((key) => [
        key,
        together(
          known.map((entries) => entries.get(key) ?? UNIT),
          locals,
        ),
      ]),
    ),
  };
}

function store(place: Value, value: Value, push: (scalar: Scalar) => Code): Code {
  if (place.kind === 'either') return storeEither(place, value, push);
  if (value.kind === 'either') {
    // All its options are of the one kind that the place has.
    return chain(value, (option) => store(place, option, push));
  }
  if (isScalar(place)) return isScalar(value) ? [push(value), set(place.local)] : [];
  if (place.kind === 'array' && value.kind === 'array') {
    return place.items.map((item, index) => store(item, value.items[index] ?? UNIT, push));
  }
  if (place.kind === 'map' && value.kind === 'map') {
    return [...place.entries].map(([key, item]) => store(item, value.entries.get(key) ?? UNIT, push));
  }
  if (place.kind === 'list' && place.length !== undefined) {
    const length = lengthOfList(value);
    return length === undefined ? [] : [push(length), set(place.length.local)];
  }
  return [];
}

/** A list, whatever is known of it. */
export type ListLike = ArrayValue | ListValue;

export const isList = (value: PlainValue): value is ListLike =>
  value.kind === 'array' || value.kind === 'list';

/** How long a list is, where that is known. */
export function lengthOfList(value: Value): WholeValue | undefined {
  if (value.kind === 'array') return wholeOf(BigInt(value.items.length));
  return value.kind === 'list' ? value.length : undefined;
}

function storeEither(place: EitherValue, value: Value, push: (scalar: Scalar) => Code): Code {
  if (value.kind === 'either') return chain(value, (option) => storeEither(place, option, push));
  const index = place.options.findIndex((option) => shapeOf(option) === shapeOf(value));
  const option = place.options[index];
  return option === undefined ? [] : [int(index), set(place.tag), store(option, value, push)];
}

function chain(value: EitherValue, write: (option: PlainValue) => Code): Code {
  return value.options.map((option, index) => [
    get(value.tag),
    int(index),
    OP.i32_eq,
    OP.if,
    VOID,
    write(option),
    OP.end,
  ]);
}

function accepts(place: Value, value: Value): boolean {
  if (value.kind === 'either') return value.options.every((option) => accepts(place, option));
  if (place.kind === 'either') {
    return place.options.some((option) => shapeOf(option) === shapeOf(value) && accepts(option, value));
  }
  if (shapeOf(place) !== shapeOf(value)) return false;
  if (place.kind === 'array' && value.kind === 'array') {
    return (
      place.items.length === value.items.length &&
      place.items.every((item, i) => accepts(item, value.items[i] ?? UNIT))
    );
  }
  if (place.kind === 'map' && value.kind === 'map') {
    return (
      place.entries.size === value.entries.size &&
      [...place.entries].every(
        ([key, item]) => value.entries.has(key) && accepts(item, value.entries.get(key) ?? UNIT),
      )
    );
  }
  if (place.kind === 'list') return acceptsList(place, value);
  const [room, need] = [sizeOf(place), sizeOf(value)];
  const isText = place.kind === 'text' || place.kind === 'opaque';
  if (!isText) return isScalar(place) || place.kind === 'unit';
  // A text without a number fits only where none is kept.
  return need.bytes <= room.bytes && (place.kind === 'opaque' || value.kind === 'text');
}

function acceptsList(place: ListValue, value: PlainValue): boolean {
  const [room, need] = [sizeOf(place), sizeOf(value)];
  return (
    need.bytes <= room.bytes &&
    need.items <= room.items &&
    need.entries <= room.entries &&
    levelsOf(value) <= place.levels &&
    (place.isOdd || areReasons(value)) &&
    (place.length === undefined || lengthOfList(value) !== undefined)
  );
}
