import type { Cased } from './cases.ts';

/** What is known of a value while a rule is compiled. Payloads are constants or locals of the module. */

/** A float. `unsure`: it may be infinite or not a number, which has to be looked at before it is used. */
export interface FloatValue {
  readonly kind: 'float';
  readonly constant?: number;
  readonly local: number;
  readonly unsure?: boolean;
  /** The parameter it is, where it is one: the same for all rows. */
  readonly parameter?: number;
  /** A local with its bits, where it has one. */
  readonly bits?: number;
  /** The case that tells it, where one does. */
  readonly cased?: Cased;
}

export interface WholeValue {
  readonly kind: 'whole';
  readonly constant?: bigint;
  readonly local: number;
  /** Between which numbers it is, both included. */
  readonly within?: readonly [bigint, bigint];
  /** It is this local and a number. */
  readonly sum?: { readonly local: number; readonly and: bigint };
}

export interface BooleanValue {
  readonly kind: 'boolean';
  readonly constant?: boolean;
  readonly local: number;
}

/** A text with a number of its own: equal texts have equal numbers. */
export interface TextValue {
  readonly kind: 'text';
  readonly constant?: string;
  readonly local: number;
  /** UTF-8 bytes at most. */
  readonly bytes: number;
  /** The case that tells it, where one does. */
  readonly cased?: Cased;
}

/** Texts put together whose parts are known: `group + " " + support`. */
export interface JoinedValue {
  readonly kind: 'joined';
  readonly parts: readonly TextValue[];
  readonly bytes: number;
}

/** A text whose content nothing hangs on, such as a reason: it is not made at all. */
export interface OpaqueValue {
  readonly kind: 'opaque';
  readonly bytes: number;
}

/** A list whose content nothing hangs on, such as reasons that are pushed under conditions: it is not made at all. */
export interface ListValue {
  readonly kind: 'list';
  readonly bytes: number;
  readonly items: number;
  /** Entries of maps in it. */
  readonly entries: number;
  /** See `levelsOf`. */
  readonly levels: number;
  /** Something in it may be no reason (`results.ts`). */
  readonly isOdd: boolean;
  /** How long it is, where the rule asks. */
  readonly length?: WholeValue;
}

export interface ArrayValue {
  readonly kind: 'array';
  readonly items: readonly Value[];
}

export interface MapValue {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Value>;
}

/** `from..to` of whole numbers. */
export interface RangeValue {
  readonly kind: 'range';
  readonly from: WholeValue;
  readonly to: WholeValue;
  readonly isInclusive: boolean;
}

/** All inputs, or the parameters, found by name. */
export interface InputsValue {
  readonly kind: 'inputs';
}

/** One of some values; the local holds which. */
export interface EitherValue {
  readonly kind: 'either';
  readonly tag: number;
  readonly options: readonly PlainValue[];
}

export type PlainValue =
  | { readonly kind: 'unit' }
  | FloatValue
  | WholeValue
  | BooleanValue
  | TextValue
  | JoinedValue
  | OpaqueValue
  | ListValue
  | ArrayValue
  | MapValue
  | RangeValue
  | InputsValue;

export type Value = PlainValue | EitherValue;

export const UNIT: PlainValue = { kind: 'unit' };

/** No local: the value is a constant. */
export const NONE = -1;

/** The whole number without an opposite. */
export const LEAST_WHOLE = -(2n ** 63n);
export const MOST_WHOLE = 2n ** 63n - 1n;

export const floatOf = (constant: number): FloatValue => ({ kind: 'float', constant, local: NONE });
export const wholeOf = (constant: bigint): WholeValue => ({
  kind: 'whole',
  constant,
  local: NONE,
  within: [constant, constant],
});
export const booleanOf = (constant: boolean): BooleanValue => ({ kind: 'boolean', constant, local: NONE });
export const textOf = (constant: string): TextValue => ({
  kind: 'text',
  constant,
  local: NONE,
  bytes: utf8Bytes(constant),
});

const encoder = new TextEncoder();
export const utf8Bytes = (text: string): number => encoder.encode(text).length;

/** UTF-8 bytes that a value can take as text at most: floats are written like 1.2345678901234567e-300. */
export function bytesAsText(value: PlainValue): number | undefined {
  switch (value.kind) {
    case 'text':
    case 'joined':
    case 'opaque':
      return value.bytes;
    case 'float':
      return 34;
    case 'whole':
      return 20;
    case 'boolean':
      return 5;
    case 'unit':
      return 0;
    default:
      return undefined;
  }
}

/** Bytes of texts and number of elements that a value counts for where sizes are limited; see `calc_data_sizes` of Rhai. */
export function sizeOf(value: Value): { bytes: number; items: number; entries: number } {
  const none = { bytes: 0, items: 0, entries: 0 };
  switch (value.kind) {
    case 'either':
      return value.options.map(sizeOf).reduce(largest, none);
    case 'text':
    case 'joined':
    case 'opaque':
      return { ...none, bytes: value.bytes };
    case 'list':
      return { bytes: value.bytes, items: value.items, entries: value.entries };
    case 'array':
      return value.items.map(sizeOf).reduce(sum, { ...none, items: value.items.length });
    case 'map':
      return [...value.entries.values()].map(sizeOf).reduce(sum, { ...none, entries: value.entries.size });
    default:
      return none;
  }
}

type Size = ReturnType<typeof sizeOf>;

const sum = (a: Size, b: Size): Size => ({
  bytes: a.bytes + b.bytes,
  items: a.items + b.items,
  entries: a.entries + b.entries,
});

const largest = (a: Size, b: Size): Size => ({
  bytes: Math.max(a.bytes, b.bytes),
  items: Math.max(a.items, b.items),
  entries: Math.max(a.entries, b.entries),
});

/** Whole numbers beyond this are no JavaScript numbers, so they cannot leave. */
export const EXACT_WHOLE = 2n ** 53n;

/**
 * Levels of lists and maps inside one another, the value itself included; infinite where something in it might not be let out as a result.
 * @param areWholesSure its whole numbers have been looked at
 */
export function levelsOf(value: Value, areWholesSure = false): number {
  const most = (values: readonly Value[]): number =>
    Math.max(0, ...values.map((one) => levelsOf(one, areWholesSure)));
  switch (value.kind) {
    case 'either':
      return most(value.options);
    case 'whole': {
      if (areWholesSure) return 1;
      const [least, last] = value.within ?? [];
      return least !== undefined && last !== undefined && least >= -EXACT_WHOLE && last <= EXACT_WHOLE
        ? 1
        : Infinity;
    }
    case 'array':
      return 1 + most(value.items);
    case 'map':
      return 1 + most([...value.entries.values()]);
    case 'list':
      return value.levels;
    case 'range':
    case 'inputs':
      return Infinity;
    default:
      return 1;
  }
}

/** Whether a value is sure to be what judging takes as reasons: texts, or maps of both languages, one or a list of them (`decide.ts`). */
export function areReasons(value: Value): boolean {
  switch (value.kind) {
    case 'unit':
      return true;
    case 'either':
      return value.options.every(areReasons);
    case 'array':
      return value.items.every(isReason);
    case 'list':
      return !value.isOdd;
    default:
      return isReason(value);
  }
}

export const isText = (value: Value): boolean =>
  value.kind === 'either'
    ? value.options.every(isText)
    : value.kind === 'text' || value.kind === 'joined' || value.kind === 'opaque';

/** One reason. */
export function isReason(value: Value): boolean {
  if (value.kind === 'either') return value.options.every(isReason);
  if (value.kind !== 'map') return isText(value);
  return ['ko', 'en'].every((language) => isText(value.entries.get(language) ?? UNIT));
}

/** What a value comes from may be written again while its copy stays. */
export function withoutOrigin<V extends FloatValue | WholeValue | TextValue>(value: V): V {
  const copy: V & { cased?: unknown; sum?: unknown; bits?: unknown } = { ...value };
  delete copy.cased;
  delete copy.sum;
  delete copy.bits;
  return copy;
}
