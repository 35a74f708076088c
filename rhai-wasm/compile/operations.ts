import type { RhaiLimits } from '../face/types.ts';
import type { Place } from '../face/tree.ts';
import type { Ordering } from './compare.ts';
import type { Emitter } from './emitter.ts';
import { isInList, isInMap, isInRange } from './membership.ts';
import { NotCompiled } from './not-compiled.ts';
import {
  ARITHMETIC,
  asFloat,
  equal,
  floatArithmetic,
  isNumber,
  negated,
  order,
  ORDERINGS,
  shifted,
  wholeArithmetic,
} from './operators.ts';
import type { Parameters } from './parameters.ts';
import { isList, type ListLike } from './storage.ts';
import { callOfText } from './text-functions.ts';
import {
  booleanOf,
  bytesAsText,
  isText,
  MOST_WHOLE,
  NONE,
  sizeOf,
  textOf,
  UNIT,
  wholeOf,
  type PlainValue,
  type TextValue,
  type Value,
} from './values.ts';
import { OP } from './wasm-module.ts';

/** Bytes that the interpreter lets an evaluation copy: some for every one, and some for each operation it may take (`state.rs`). */
const COPIED_BYTES = 4 << 20;
const COPIED_BYTES_AN_OPERATION = 256;

/** Works on values that are written already: operators, parts of lists and maps, sizes. */
export abstract class OperationWriter {
  protected readonly e: Emitter;
  protected readonly parameters: Parameters;
  protected readonly limits: RhaiLimits;
  /** Values of inputs by name; those that are not given are missing. */
  protected readonly inputs: Map<string, Value>;
  /** Bytes that one step copies at most; nothing but numbers copies none. */
  #copied = 0;

  constructor(e: Emitter, parameters: Parameters, limits: RhaiLimits, inputs: Map<string, Value>) {
    this.e = e;
    this.parameters = parameters;
    this.limits = limits;
    this.inputs = inputs;
  }

  /** A text or list that is made; its size is bounded here, where the interpreter looks at it. */
  protected make<V extends PlainValue>(value: V, at: Place): V {
    const { bytes, items, entries } = this.fitting(value, at);
    // Texts grow by doubling; elements and entries take about as much with what is around them.
    this.#copied = Math.max(this.#copied, 64 + bytes * 4 + items * 32 + entries * 256);
    return value;
  }

  /** How large a value is, which has to be within the limits. */
  protected fitting(value: PlainValue, at: Place): ReturnType<typeof sizeOf> {
    const size = sizeOf(value);
    const { stringBytes, arrayLength, mapSize } = this.limits;
    if (size.bytes > stringBytes || size.items > arrayLength || size.entries > mapSize) {
      throw new NotCompiled('LIMITS', at, 'a text or list may become too large');
    }
    return size;
  }

  /** Operations after which a row is left to the interpreter: there it may have copied too much, which is not counted here. */
  protected mostOperations(): number {
    const { operations } = this.limits;
    const copied = COPIED_BYTES + operations * COPIED_BYTES_AN_OPERATION;
    return this.#copied === 0 ? operations : Math.min(operations, Math.floor(copied / this.#copied));
  }

  protected unary(name: string, value: PlainValue, at: Place): Value {
    if (name === '!') {
      if (value.kind !== 'boolean') return this.e.leave(at, 'something else than a boolean is negated');
      return value.local === NONE
        ? booleanOf(value.constant !== true)
        : this.e.boolean([this.e.push(value), OP.i32_eqz]);
    }
    if (name === '-') return negated(this.e, value, at);
    throw new NotCompiled('OPERATOR', at, `'${name}' before a value`);
  }

  protected operate(name: string, x: PlainValue, y: PlainValue, at: Place, isOurs: boolean): Value {
    const { e } = this;
    if (ORDERINGS.has(name)) return order(e, this.parameters, name as Ordering, x, y, at);
    if (name === 'contains') {
      e.tick();
      return this.contains(x, y, at);
    }
    if (ARITHMETIC.has(name) && isNumber(x) && isNumber(y)) {
      if (x.kind === 'float' || y.kind === 'float') {
        return floatArithmetic(e, name, asFloat(e, x), asFloat(e, y), at);
      }
      // Found by its name among Rhai's own.
      e.tick();
      return wholeArithmetic(e, name, x, y, at);
    }
    if (name === '+' && (isText(x) || isText(y))) return this.join(e.sure(x, at), e.sure(y, at), at, isOurs);
    if (name === '+' && isList(x) && isList(y)) {
      e.tick();
      return this.concatenated(x, y, at);
    }
    if (name === '+' && (isList(x) || x.kind === 'map'))
      throw new NotCompiled('LIST_WORK', at, 'lists or maps are put together');
    if (name === '-' && isText(x)) throw new NotCompiled('TEXT_WORK', at, 'a text is taken out of another');
    if (ARITHMETIC.has(name)) return e.leave(at, `'${name}' of values that have none`);
    if (name === '==') return equal(e, e.sure(x, at), e.sure(y, at), at);
    if (name === '!=') return this.unary('!', equal(e, e.sure(x, at), e.sure(y, at), at), at);
    if (Object.hasOwn(BITS, name)) return this.bits(name, x, y, at);
    if (name === '<<' || name === '>>') return shifted(e, name, x, y, at);
    if (name === '..' || name === '..=') return this.range(x, y, name === '..=', at);
    throw new NotCompiled('OPERATOR', at, `'${name}'`);
  }

  /** One list and another behind it. */
  protected abstract concatenated(list: ListLike, added: ListLike, at: Place): PlainValue;

  /** `part in whole`: of maps and texts a part is a text, of ranges a whole number. */
  protected contains(whole: PlainValue, value: PlainValue, at: Place): Value {
    const { e } = this;
    const part = e.sure(value, at);
    if (whole.kind === 'array') return isInList(e, whole, part, at);
    if (whole.kind === 'range') return isInRange(e, whole, part, at);
    if (isText(whole)) return callOfText(e, 'contains', whole, [part], at) ?? UNIT;
    if (whole.kind === 'list') throw new NotCompiled('LIST_WORK', at, "'in' of a list that grows");
    if (whole.kind !== 'map' && whole.kind !== 'inputs') return e.leave(at, "'in' of what holds nothing");
    if (!isText(part)) return e.leave(at, 'something else than a text is looked for in a map');
    if (whole.kind === 'map') return isInMap(e, whole, part, at);
    if (part.kind !== 'text' || part.local !== NONE)
      throw new NotCompiled('COMPUTED_INPUT', at, 'an input is asked for by a computed name');
    this.fitting({ kind: 'map', entries: this.inputs }, at);
    return booleanOf(this.inputs.has(part.constant ?? ''));
  }

  /** `from..to` of whole numbers; nothing before it is 0, nothing after it the largest. */
  private range(from: PlainValue, to: PlainValue, isInclusive: boolean, at: Place): Value {
    const [first, last] = [
      from.kind === 'unit' ? wholeOf(0n) : from,
      to.kind === 'unit' ? wholeOf(MOST_WHOLE) : to,
    ];
    if (first.kind !== 'whole' || last.kind !== 'whole')
      return this.e.leave(at, 'a range of something else than whole numbers');
    return { kind: 'range', from: first, to: last, isInclusive };
  }

  /** `&`, `|` and `^` of booleans and of whole numbers. */
  protected bits(name: string, x: PlainValue, y: PlainValue, at: Place): Value {
    const [ofBooleans = 0, ofWholes = 0] = BITS[name] ?? [];
    if (x.kind === 'boolean' && y.kind === 'boolean') {
      return this.e.boolean([this.e.push(x), this.e.push(y), ofBooleans]);
    }
    if (x.kind === 'whole' && y.kind === 'whole') {
      return this.e.whole([this.e.push(x), this.e.push(y), ofWholes]);
    }
    return this.e.leave(at, `'${name}' of values that have none`);
  }

  /** `text + value`. Our own node counts for the length of what is on the left, which has to be short to be known. */
  protected join(x: PlainValue, y: PlainValue, at: Place, isOurs: boolean): Value {
    const bytes = (bytesAsText(x) ?? Infinity) + (bytesAsText(y) ?? Infinity);
    if (!Number.isFinite(bytes)) throw new NotCompiled('LIST_WORK', at, 'a list or map is added to a text');
    if (isOurs) {
      if (isText(x) && (bytesAsText(x) ?? 0) >= 32)
        throw new NotCompiled('TEXT_WORK', at, 'a long text is put together');
      this.e.tick();
    }
    const areTexts = isText(x) && isText(y);
    const hasUnit = x.kind === 'unit' || y.kind === 'unit';
    if (!areTexts && !hasUnit) {
      if (!isOurs) this.e.tick();
      this.e.tick();
    }
    return this.joined(x, y, at);
  }

  /** A text and a text or plain value behind it, of which one is a text. */
  protected joined(x: PlainValue, y: PlainValue, at: Place): PlainValue {
    const bytes = (bytesAsText(x) ?? 0) + (bytesAsText(y) ?? 0);
    const parts = [x, y].flatMap(partsOf);
    if (!parts.every((part) => part !== undefined)) return this.make({ kind: 'opaque', bytes }, at);
    const [only = textOf(''), ...more] = folded(parts);
    return this.make(more.length === 0 ? only : { kind: 'joined', parts: [only, ...more], bytes }, at);
  }
}

/** Instructions for booleans and for whole numbers. */
const BITS: Readonly<Record<string, readonly [number, number]>> = {
  '&': [OP.i32_and, OP.i64_and],
  '|': [OP.i32_or, OP.i64_or],
  '^': [OP.i32_xor, OP.i64_xor],
};

/** Constants beside one another are one. */
function folded(parts: readonly TextValue[]): TextValue[] {
  const found: TextValue[] = [];
  for (const part of parts) {
    const last = found.at(-1);
    if (last?.local === NONE && part.local === NONE)
      found.splice(-1, 1, textOf((last.constant ?? '') + (part.constant ?? '')));
    else found.push(part);
  }
  return found;
}

/** The parts of a text that are known one by one. */
function partsOf(value: PlainValue): (TextValue | undefined)[] {
  if (value.kind === 'text') return [value];
  if (value.kind === 'joined') return [...value.parts];
  return value.kind === 'unit' ? [] : [undefined];
}
