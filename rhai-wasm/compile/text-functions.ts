/** Functions and order of texts, as far as they ask for something that can be known of each text beforehand. */
import type { Place } from '../face/tree.ts';
import type { Ordering } from './compare.ts';
import type { Emitter } from './emitter.ts';
import { NotCompiled } from './not-compiled.ts';
import { compareTexts, isPart, lengthOfText, type TextFact, type TextTest } from './text-facts.ts';
import {
  booleanOf,
  isText,
  NONE,
  utf8Bytes,
  wholeOf,
  type BooleanValue,
  type PlainValue,
  type TextValue,
  type Value,
} from './values.ts';
import { OP, type Code } from './wasm-module.ts';

/** Bytes of text that the interpreter searches for one operation (`overrides.rs`). */
export const BYTES_AN_OPERATION = 32;

const TESTS: ReadonlySet<string> = new Set<TextTest>(['contains', 'starts_with', 'ends_with']);

/** A text that has a number. */
export function numbered(value: PlainValue, at: Place): TextValue {
  if (value.kind === 'text') return value;
  throw new NotCompiled('TEXT_WORK', at, 'a text that is put together is looked into');
}

const constantOf = ({ constant, local }: TextValue): string | undefined =>
  local === NONE ? (constant ?? '') : undefined;

const ask = (e: Emitter, text: TextValue, fact: TextFact): Code => e.textFacts.read(e.push(text), fact);

/** Instructions for whole numbers of 32 bits without a sign. */
const UNSIGNED_ORDER: Readonly<Record<Ordering, number>> = {
  '>': OP.i32_gt_u,
  '>=': OP.i32_ge_u,
  '<': OP.i32_lt_u,
  '<=': OP.i32_le_u,
};

function ordered(ordering: Ordering, sign: number): boolean {
  if (ordering === '>') return sign > 0;
  if (ordering === '>=') return sign >= 0;
  return ordering === '<' ? sign < 0 : sign <= 0;
}

/** `left ordering right` of two texts: by their characters. */
export function orderTexts(
  e: Emitter,
  ordering: Ordering,
  x: PlainValue,
  y: PlainValue,
  at: Place,
): BooleanValue {
  const [left, right] = [numbered(x, at), numbered(y, at)];
  const [a, b] = [constantOf(left), constantOf(right)];
  if (a !== undefined && b !== undefined) return booleanOf(ordered(ordering, compareTexts(a, b)));
  const order: TextFact = { kind: 'order' };
  return e.boolean([ask(e, left, order), ask(e, right, order), UNSIGNED_ORDER[ordering]]);
}

/** `left ordering right` of two booleans: `false` comes first. */
export function orderBooleans(
  e: Emitter,
  ordering: Ordering,
  left: BooleanValue,
  right: BooleanValue,
): BooleanValue {
  return e.boolean([e.push(left), e.push(right), UNSIGNED_ORDER[ordering]]);
}

/** `whole.contains(part)` and the like. */
function testTexts(e: Emitter, test: TextTest, x: PlainValue, y: PlainValue, at: Place): BooleanValue {
  const [whole, part] = [numbered(x, at), numbered(y, at)];
  const [known, knownPart] = [constantOf(whole), constantOf(part)];
  if (test === 'contains') {
    const bytes = known === undefined ? whole.bytes : utf8Bytes(known);
    if (known === undefined && bytes >= BYTES_AN_OPERATION)
      throw new NotCompiled('TEXT_WORK', at, 'a long text is searched');
    e.tick(Math.floor(bytes / BYTES_AN_OPERATION));
  }
  if (knownPart !== undefined) {
    if (known !== undefined) return booleanOf(isPart(test, known, knownPart));
    return e.boolean(ask(e, whole, { kind: 'test', test, other: knownPart, isOther: 'part' }));
  }
  if (known === undefined) throw new NotCompiled('TEXT_WORK', at, 'a text of a row is searched in another');
  return e.boolean(ask(e, part, { kind: 'test', test, other: known, isOther: 'whole' }));
}

/** Calls a function of a text; nothing if there is none of this name here. */
export function callOfText(
  e: Emitter,
  name: string,
  text: PlainValue,
  others: readonly PlainValue[],
  at: Place,
): Value | undefined {
  const [other] = others;
  if (other === undefined && (name === 'len' || name === 'is_empty')) {
    const known = numbered(text, at);
    const constant = constantOf(known);
    if (constant !== undefined)
      return name === 'len' ? wholeOf(BigInt(lengthOfText(constant))) : booleanOf(constant === '');
    const length = ask(e, known, { kind: 'length' });
    if (name === 'is_empty') return e.boolean([length, OP.i32_eqz]);
    return e.whole([length, OP.i64_extend_i32_u], [0n, BigInt(known.bytes)]);
  }
  if (other === undefined || others.length > 1 || !TESTS.has(name)) return undefined;
  if (!isText(other)) return e.leave(at, `'${name}' of something else than a text`);
  return testTexts(e, name as TextTest, text, other, at);
}
