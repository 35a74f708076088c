import { selectCases } from './cases.ts';
import { CodeWriter, settle, type Effect, type Frame, type Variable } from './code-writer.ts';
import { counting, type Bit, type Pending } from './counting.ts';
import { Storage } from './storage.ts';
import {
  NONE,
  UNIT,
  type BooleanValue,
  type FloatValue,
  type ListValue,
  type PlainValue,
  type TextValue,
  type Value,
  type WholeValue,
} from './values.ts';
import { get, I32, I64, int, long, OP, VOID, type Code } from './wasm-module.ts';

/** What one way through a branch has left. */
interface Way {
  readonly code: Code;
  readonly value: Value;
  readonly variables: readonly Variable[];
  readonly isDead: boolean;
  readonly frame?: Frame;
  readonly pending?: Pending;
}

/** Bytes of code that run along rather than being jumped over: about what a wrong guess of the processor costs. */
const ALONG_BYTES = 160;

/** Writes branches: what variables are on each way, and how the ways come together. */
export class Emitter extends CodeWriter {
  /** Does something that ends there if the condition holds. */
  leaveWhen(condition: Code, write: () => void): void {
    const holds = this.boolean(condition);
    this.choose(
      holds,
      () => {
        write();
        return UNIT;
      },
      () => UNIT,
    );
  }

  /** Takes one of two ways; variables and values of both are brought together. `bit`: what the first way sets. */
  choose(condition: BooleanValue, then: () => Value, otherwise: () => Value, bit?: Bit): Value {
    if (condition.constant !== undefined) return condition.constant ? then() : otherwise();
    const before = this.variables;
    const since = this.locals.length;
    const first = this.#way(before, then);
    const second = this.#way(before, otherwise);
    if (first.frame.leftAt !== undefined && first.frame.isStraight) {
      this.leaveIfSite(get(condition.local), first.frame.leftAt);
      return this.#goOn(second);
    }
    if (second.frame.leftAt !== undefined && second.frame.isStraight) {
      this.leaveIfSite([get(condition.local), OP.i32_eqz], second.frame.leftAt);
      return this.#goOn(first);
    }
    return (
      this.#along(condition.local, since, first, second, bit) ?? this.#jumped(condition.local, first, second)
    );
  }

  /** Only this way goes on, so it is written as if there were no other. */
  #goOn(way: Required<Way>): Value {
    const { frame, pending } = way;
    if (frame.isStraight) {
      this.emit(way.code);
      this.#adopt(frame.effects);
      this.pending.count += pending.count;
      this.pending.words.push(...pending.words);
    } else {
      // Its jumps count on a block around it.
      this.notAlong();
      this.flush();
      frame.effects.forEach(settle);
      if (!way.isDead) way.code.push(counting(this.operations, pending));
      this.emit(OP.block, VOID, way.code, OP.end);
    }
    this.variables = [...way.variables];
    this.isDead = way.isDead;
    return way.value;
  }

  /** Effects of a way that is no longer inside a branch. */
  #adopt(effects: readonly Effect[], condition?: Code): void {
    const outer = this.frames.at(-1);
    for (const effect of effects) {
      effect.depth -= 1;
      if (condition !== undefined) effect.conditions.push(condition);
      if (outer === undefined) settle(effect);
      else outer.effects.push(effect);
    }
  }

  /** Both ways run and what counts is selected, where that is cheaper than to guess which one is taken. */
  #along(
    condition: number,
    since: number,
    first: Required<Way>,
    second: Required<Way>,
    bit?: Bit,
  ): Value | undefined {
    const ways = [first, second];
    if (ways.some(({ frame, isDead, code }) => !frame.isStraight || isDead || lengthOf(code) > ALONG_BYTES))
      return undefined;
    const values = [
      [first.value, second.value] as const,
      ...first.variables.map(({ value }, index) => [value, second.variables[index]?.value ?? UNIT] as const),
    ];
    if (!values.every(([a, b]) => isSelectable(a, b))) return undefined;
    this.emit(first.code, second.code);
    this.#adopt(first.frame.effects, get(condition));
    this.#adopt(second.frame.effects, [get(condition), OP.i32_eqz]);
    this.#pendingOf(condition, first.pending, second.pending, this.isOnceARow() ? bit : undefined);
    const differing = values.flatMap((pair, index) => (isSameValue(...pair) ? [] : [[index, pair] as const]));
    const told = selectCases(this, condition, new Map(differing));
    const [value = UNIT, ...others] = values.map(
      ([a, b], index) => told.get(index) ?? this.#select(condition, since, a, b),
    );
    this.variables = first.variables.map((variable, index) => ({
      ...variable,
      value: others[index] ?? UNIT,
    }));
    return value;
  }

  #pendingOf(condition: number, first: Pending, second: Pending, bit?: Bit): void {
    const [taken, other]: Code[] = [get(condition), [get(condition), OP.i32_eqz]];
    const more = first.count - second.count;
    this.pending.count += Math.min(first.count, second.count);
    if (more > 0) this.pending.words.push({ condition: taken ?? [], times: more, bit });
    if (more < 0) this.pending.words.push({ condition: other ?? [], times: -more });
    const under = (also: Code, { words }: Pending): Pending['words'] =>
      words.map(({ condition: own, times }) => ({ condition: [own, also, OP.i32_and], times }));
    this.pending.words.push(...under(taken ?? [], first), ...under(other ?? [], second));
  }

  #select(condition: number, since: number, a: Value, b: Value): Value {
    if (isSameValue(a, b)) return a;
    if (a.kind === 'boolean' && b.kind === 'boolean') return this.#selectBoolean(condition, a, b);
    if (a.kind === 'float' && b.kind === 'float') {
      // A selection of words needs no jump, one of floats does.
      const bits = this.take(I64, [this.#bitsOf(a), this.#bitsOf(b), get(condition), OP.select]);
      return { ...this.float([get(bits), OP.f64_reinterpret_i64]), bits };
    }
    const selected: Code =
      isPushable(a) && isPushable(b) ? [this.push(a), this.push(b), get(condition), OP.select] : [];
    if (a.kind === 'whole' && b.kind === 'whole') return this.#selectWhole(condition, since, a, b, selected);
    if (a.kind === 'text' && b.kind === 'text') {
      return { kind: 'text', local: this.take(I32, selected), bytes: Math.max(a.bytes, b.bytes) };
    }
    const { value } = Storage.for([a, b], this);
    if (a.kind !== 'list' || b.kind !== 'list' || value.kind !== 'list' || value.length === undefined)
      return value;
    const length = this.#select(condition, since, a.length ?? UNIT, b.length ?? UNIT);
    return length.kind === 'whole' ? { ...value, length } : value;
  }

  #selectWhole(condition: number, since: number, a: WholeValue, b: WholeValue, selected: Code): WholeValue {
    // `count += 1` under a condition adds the condition. The sum is of this way, so nothing of it was written again.
    if (a.sum === undefined || a.sum.local !== b.local || a.local <= since)
      return this.whole(selected, span(a, b));
    const times: Code = a.sum.and === 1n ? [] : [long(a.sum.and), OP.i64_mul];
    return this.whole([this.push(b), get(condition), OP.i64_extend_i32_u, times, OP.i64_add], span(a, b));
  }

  #bitsOf(value: FloatValue): Code {
    return value.bits === undefined ? [this.push(value), OP.i64_reinterpret_f64] : get(value.bits);
  }

  #selectBoolean(condition: number, a: BooleanValue, b: BooleanValue): BooleanValue {
    if (b.constant === false) return this.boolean([get(condition), this.push(a), OP.i32_and]);
    if (a.constant === true) return this.boolean([get(condition), this.push(b), OP.i32_or]);
    return this.boolean([this.push(a), this.push(b), get(condition), OP.select]);
  }

  #jumped(condition: number, first: Required<Way>, second: Required<Way>): Value {
    this.notAlong();
    this.flush();
    const ways = [first, second];
    for (const way of ways) {
      way.frame.effects.forEach(settle);
      if (!way.isDead) way.code.push(counting(this.operations, way.pending));
    }
    const value = this.#together(ways);
    this.emit(get(condition), OP.if, VOID, first.code, OP.else, second.code, OP.end);
    return value;
  }

  #way(before: readonly Variable[], write: () => Value): Required<Way> {
    const outer = { code: this.code, pending: this.pending };
    const frame: Frame = { isStraight: true, effects: [], leftAt: undefined };
    this.code = [];
    this.pending = { count: 0, words: [] };
    this.variables = [...before];
    this.depth += 1;
    this.frames.push(frame);
    const written = write();
    // Only what is sure is brought together with other values.
    const value = this.isDead ? written : this.sure(written, [0, 0]);
    this.frames.pop();
    this.depth -= 1;
    const way = {
      code: this.code,
      value,
      variables: this.variables,
      isDead: this.isDead,
      frame,
      pending: this.pending,
    };
    this.code = outer.code;
    this.pending = outer.pending;
    this.isDead = false;
    return way;
  }

  /**
   * A block that may be left early, with a value; `write` gives that of its ordinary end. Variables that were there before are
   * brought together.
   */
  leavable(write: (leave: (value: Value) => void) => Value): Value {
    this.flush();
    const count = this.variables.length;
    const label = this.open(OP.block);
    const ways: Way[] = [];
    const leave = (written: Value): void => {
      const value = this.sure(written, [0, 0]);
      this.notAlong();
      this.flush();
      const code: Code = [];
      this.emit(code);
      ways.push({ code, value, variables: this.variables.slice(0, count), isDead: false });
      this.jump(label);
    };
    const value = write(leave);
    if (!this.isDead) {
      const code: Code = [];
      const sure = this.sure(value, [0, 0]);
      this.flush();
      this.emit(code);
      ways.push({ code, value: sure, variables: this.variables.slice(0, count), isDead: false });
    }
    this.revive();
    this.close();
    return this.#together(ways);
  }

  #together(ways: readonly Way[]): Value {
    const alive = ways.filter((way) => !way.isDead);
    const [first, ...others] = alive;
    this.isDead = first === undefined;
    if (first === undefined) return UNIT;
    // Ways that leave the row go on nowhere, so the rest decides.
    this.variables = first.variables.map((variable, index) => {
      const same = others.every((way) => way.variables[index]?.value === variable.value);
      if (same) return variable;
      const values = alive.map((way) => ({ value: way.variables[index]?.value ?? UNIT, code: way.code }));
      return { ...variable, value: this.merge(values) };
    });
    return this.merge(alive.map(({ value, code }) => ({ value, code })));
  }

  /** One value for several ways; what copies it is written at the end of each way's code. */
  merge(ways: readonly { readonly value: Value; readonly code: Code }[]): Value {
    const [first, ...others] = ways;
    if (first === undefined) return UNIT;
    if (others.every(({ value }) => isSameValue(value, first.value))) return first.value;
    const storage = Storage.for(
      ways.map(({ value }) => value),
      this,
    );
    for (const { value, code } of ways) code.push(storage.store(value, (plain) => this.push(plain)));
    return storage.value;
  }

  /** Does something for each value that one may be. */
  each(value: Value, write: (option: PlainValue) => Value): Value {
    if (value.kind !== 'either') return write(value);
    const [first, ...others] = value.options;
    if (first === undefined) return UNIT;
    const from = (index: number, option: PlainValue, rest: readonly PlainValue[]): Value => {
      const [next, ...later] = rest;
      if (next === undefined) return write(option);
      const isIt = this.boolean([get(value.tag), int(index), OP.i32_eq]);
      return this.choose(
        isIt,
        () => write(option),
        () => from(index + 1, next, later),
      );
    };
    return from(0, first, others);
  }
}

/** Between which numbers one of two is. */
function span(a: WholeValue, b: WholeValue): readonly [bigint, bigint] | undefined {
  if (a.within === undefined || b.within === undefined) return undefined;
  const least = a.within[0] < b.within[0] ? a.within[0] : b.within[0];
  return [least, a.within[1] > b.within[1] ? a.within[1] : b.within[1]];
}

type Pushable = FloatValue | WholeValue | BooleanValue | TextValue;

const isPushable = (value: Value): value is Pushable =>
  value.kind === 'float' || value.kind === 'whole' || value.kind === 'boolean' || value.kind === 'text';

/** Whether one of two values can be selected without a jump. */
function isSelectable(a: Value, b: Value): boolean {
  if (isSameValue(a, b)) return true;
  if (isPushable(a) && isPushable(b)) return a.kind === b.kind;
  // What has no locals only has a size; lists may have a length beside.
  return a.kind === b.kind && (a.kind === 'opaque' || a.kind === 'list');
}

const lengthOf = (code: Code): number =>
  code.reduce<number>((sum, part) => sum + (typeof part === 'number' ? 1 : lengthOf(part)), 0);

function isSameList(a: ListValue, b: ListValue): boolean {
  const isSameLength =
    a.length === b.length ||
    (a.length !== undefined && b.length !== undefined && isSameValue(a.length, b.length));
  return (
    isSameLength &&
    a.bytes === b.bytes &&
    a.items === b.items &&
    a.entries === b.entries &&
    a.levels === b.levels &&
    a.isOdd === b.isOdd
  );
}

function isSameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind) return false;
  if (a.kind === 'unit') return true;
  if (a.kind === 'either' && b.kind === 'either') return a.tag === b.tag;
  if (a.kind === 'opaque' && b.kind === 'opaque') return a.bytes === b.bytes;
  if (a.kind === 'list' && b.kind === 'list') return isSameList(a, b);
  if ('local' in a && 'local' in b) {
    if (a.local !== NONE || b.local !== NONE) return a.local === b.local;
    return Object.is(a.constant, b.constant);
  }
  return false;
}
