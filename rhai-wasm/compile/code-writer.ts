import type { Place } from '../face/tree.ts';
import type { CaseTable } from './cases.ts';
import { counting, type Pending } from './counting.ts';
import { NotCompiled } from './not-compiled.ts';
import { TextFacts } from './text-facts.ts';
import {
  float,
  F64,
  get,
  I32,
  I64,
  int,
  localsRead,
  long,
  OP,
  set,
  unsigned,
  VOID,
  type Code,
  type Import,
  type WasmType,
} from './wasm-module.ts';
import {
  NONE,
  UNIT,
  withoutOrigin,
  type BooleanValue,
  type FloatValue,
  type PlainValue,
  type TextValue,
  type Value,
  type WholeValue,
} from './values.ts';

/** A variable of the script. */
export interface Variable {
  readonly name: string;
  readonly value: Value;
  readonly isConstant: boolean;
}

/** Where a jump goes: the depth of its block. */
export interface Label {
  readonly depth: number;
}

/** See `Emitter.mark`. */
interface Mark {
  readonly length: number;
  readonly variables: Variable[];
  readonly depth: number;
  readonly code: Code;
  readonly frames: number;
}

/**
 * Something that may happen only where its way is taken. Its code is written when it is clear whether the way is jumped over or runs along
 * with the other, under conditions.
 */
export interface Effect {
  readonly slot: Code;
  depth: number;
  readonly conditions: Code[];
  readonly write: (conditions: readonly Code[], depth: number) => Code;
}

/** A way through a branch while it is written. */
export interface Frame {
  /** No jumps, nothing that may trap, nothing costly: it may run though it is not taken. */
  isStraight: boolean;
  readonly effects: Effect[];
  /** The site where it is left as a whole. */
  leftAt: number | undefined;
}

/** Locals of a function: what V8 accepts is 50,000. */
const MOST_LOCALS = 20_000;

/**
 * Writes the body of the function that judges rows: code, locals, and the count of operations.
 *
 * Operations are added up while straight code is written and counted where it ends.
 */
export class CodeWriter {
  readonly locals: WasmType[] = [];
  readonly imports: Import[] = [];
  readonly texts: string[] = [];
  code: Code = [];
  variables: Variable[] = [];
  /** Nothing that follows is reached. */
  isDead = false;
  readonly operations: number;
  /** The local that says where a row was left. */
  readonly site: number;
  #left: Label = { depth: 0 };
  readonly sites: { at: Place; why: string }[] = [];
  protected depth = 0;
  protected pending: Pending = { count: 0, words: [] };
  protected readonly frames: Frame[] = [];
  /** Tables of cases that are read. */
  readonly tables = new Set<CaseTable>();
  /** What is asked of texts. */
  readonly textFacts = new TextFacts();
  readonly #ifRead: { readonly local: number; readonly slot: Code }[] = [];
  readonly #textPlaces = new Map<string, number>();
  readonly #isCounted: boolean;
  /** Whether the length of lists is followed. */
  readonly hasLengths: boolean;

  constructor(isCounted: boolean, hasLengths: boolean) {
    this.#isCounted = isCounted;
    this.hasLengths = hasLengths;
    this.operations = this.local(I32);
    this.site = this.local(I32);
  }

  local(type: WasmType): number {
    if (this.locals.length >= MOST_LOCALS) {
      throw new NotCompiled('LIMITS', [0, 0], 'it is too large once its functions are put in place');
    }
    // The parameter of the function is local 0.
    return this.locals.push(type);
  }

  emit(...code: Code): void {
    this.code.push(...code);
  }

  /** The number of an imported function of floats. */
  import(name: string, parameters: number): number {
    const place = this.imports.findIndex((known) => known.name === name);
    return place >= 0 ? place : this.imports.push({ name, parameters }) - 1;
  }

  /** The number of a text. */
  text(text: string): number {
    const known = this.#textPlaces.get(text);
    if (known !== undefined) return known;
    const place = this.texts.push(text) - 1;
    this.#textPlaces.set(text, place);
    return place;
  }

  /** Counts operations of the interpreter. */
  tick(count = 1): void {
    if (this.#isCounted && !this.isDead) this.pending.count += count;
  }

  /** The same where a condition does not hold. */
  tickUnless(condition: BooleanValue, count: number): void {
    if (condition.constant === false) this.tick(count);
    if (condition.constant !== undefined || !this.#isCounted || this.isDead) return;
    this.pending.words.push({ condition: [get(condition.local), OP.i32_eqz], times: count });
  }

  /** Counts what has been added up. */
  flush(): void {
    this.emit(counting(this.operations, this.pending));
    this.pending = { count: 0, words: [] };
  }

  /** What follows must not run where its way is not taken. */
  notAlong(): void {
    const frame = this.frames.at(-1);
    if (frame !== undefined) frame.isStraight = false;
  }

  /** Writes something that happens only where its way is taken: under conditions (booleans on the stack, all of them), at a depth. */
  effect(write: Effect['write']): void {
    const slot: Code = [];
    const effect = { slot, depth: this.depth, conditions: [], write };
    this.emit(slot);
    const frame = this.frames.at(-1);
    if (frame === undefined) settle(effect);
    else frame.effects.push(effect);
  }

  /** Opens a block that is left by jumps to its end. */
  open(kind: typeof OP.block | typeof OP.loop): Label {
    this.notAlong();
    this.emit(kind, VOID);
    this.depth += 1;
    return { depth: this.depth };
  }

  close(): void {
    this.emit(OP.end);
    this.depth -= 1;
  }

  jump(label: Label): void {
    this.notAlong();
    this.emit(OP.br, unsigned(this.depth - label.depth));
    this.#die();
  }

  /** Nothing that follows is reached, so nothing of it is counted. */
  #die(): void {
    this.isDead = true;
    this.pending = { count: 0, words: [] };
  }

  /** What is written now is passed once a row at most. */
  protected isOnceARow(): boolean {
    return this.frames.length === 0 && this.depth === this.#left.depth;
  }

  /** Rows are left by a jump to the end of this block. */
  leavesTo(label: Label): void {
    this.#left = label;
  }

  /** What follows is reached again, from elsewhere: nothing of what was written for nobody is counted. */
  revive(): void {
    if (this.isDead) this.pending = { count: 0, words: [] };
    this.isDead = false;
  }

  /** Leaves the row to the interpreter. */
  leave(at: Place, why: string): Value {
    const site = this.#siteOf(at, why);
    const frame = this.frames.at(-1);
    if (frame !== undefined) frame.leftAt ??= site;
    this.effect((_, depth) => [int(site), set(this.site), OP.br, unsigned(depth - this.#left.depth)]);
    this.#die();
    return UNIT;
  }

  /** The same if the condition holds. */
  leaveIf(condition: Code, at: Place, why: string): void {
    this.leaveIfSite(condition, this.#siteOf(at, why));
  }

  protected leaveIfSite(condition: Code, site: number): void {
    this.effect((conditions, depth) => [
      int(site),
      set(this.site),
      condition,
      ...conditions.flatMap((other) => [other, OP.i32_and]),
      OP.br_if,
      unsigned(depth - this.#left.depth),
    ]);
  }

  /** A copy that stays when the locals of a value are written again. */
  copy(value: Value): Value {
    const locals = new Map<number, number>();
    const copied = (local: number, type: WasmType): number => {
      if (local === NONE) return NONE;
      const known = locals.get(local) ?? this.take(type, get(local));
      locals.set(local, known);
      return known;
    };
    const all = (one: Value): Value => {
      switch (one.kind) {
        case 'float':
          return withoutOrigin({ ...one, local: copied(one.local, F64) });
        case 'whole':
          return withoutOrigin({ ...one, local: copied(one.local, I64) });
        case 'boolean':
          return { ...one, local: copied(one.local, I32) };
        case 'text':
          return withoutOrigin({ ...one, local: copied(one.local, I32) });
        case 'either':
          return {
            ...one,
            tag: copied(one.tag, I32),
            options: one.options.map((option) => all(option) as PlainValue),
          };
        case 'array':
          return { ...one, items: one.items.map(all) };
        case 'list':
          return one.length === undefined ? one : { ...one, length: all(one.length) as WholeValue };
        case 'map':
          return { ...one, entries: new Map([...one.entries].map(([key, entry]) => [key, all(entry)])) };
        default:
          return one;
      }
    };
    return all(value);
  }

  /** Where writing stands, to go back there. */
  mark(): Mark {
    return {
      length: this.code.length,
      variables: this.variables,
      depth: this.depth,
      code: this.code,
      frames: this.frames.length,
    };
  }

  /** Takes back what was written since; locals and texts stay. */
  back(mark: Mark): void {
    this.code = mark.code;
    this.code.length = mark.length;
    this.variables = mark.variables;
    this.depth = mark.depth;
    this.pending = { count: 0, words: [] };
    this.frames.length = mark.frames;
    this.isDead = false;
  }

  #siteOf(at: Place, why: string): number {
    const known = this.sites.findIndex(
      (site) => site.at[0] === at[0] && site.at[1] === at[1] && site.why === why,
    );
    return known >= 0 ? known + 1 : this.sites.push({ at, why });
  }

  push(value: FloatValue | WholeValue | BooleanValue | TextValue): Code {
    if (value.local !== NONE) return get(value.local);
    switch (value.kind) {
      case 'float':
        return float(value.constant ?? 0);
      case 'whole':
        return long(value.constant ?? 0n);
      case 'boolean':
        return int(value.constant === true ? 1 : 0);
      case 'text':
        return int(this.text(value.constant ?? ''));
    }
  }

  /** Takes what code leaves on the stack into a new local. */
  take(type: WasmType, code: Code): number {
    const local = this.local(type);
    this.emit(code, set(local));
    return local;
  }

  /** The same, where nothing hangs on it unless the local is read: else it is not written at all. */
  takeIfRead(type: WasmType, code: Code): number {
    const local = this.local(type);
    const slot: Code = [code, set(local)];
    this.emit(slot);
    this.#ifRead.push({ local, slot });
    return local;
  }

  /** Takes back what `takeIfRead` wrote for nobody. */
  dropUnread(code: Code): void {
    const read = new Set<number>();
    localsRead(code, read);
    for (const { local, slot } of this.#ifRead) if (!read.has(local)) slot.length = 0;
  }

  float(code: Code, unsure = false): FloatValue {
    return { kind: 'float', local: this.take(F64, code), unsure };
  }

  whole(code: Code, within?: readonly [bigint, bigint]): WholeValue {
    return { kind: 'whole', local: this.take(I64, code), ...(within === undefined ? {} : { within }) };
  }

  boolean(code: Code): BooleanValue {
    return { kind: 'boolean', local: this.take(I32, code) };
  }

  /** A float in a local, also where it is a constant. */
  inLocal(value: FloatValue): number {
    return value.local === NONE ? this.take(F64, this.push(value)) : value.local;
  }

  /** The value, known to be finite from here on: otherwise the row is left to the interpreter. */
  sure<V extends Value>(value: V, at: Place): V {
    if (value.kind === 'float' && value.unsure === true) {
      const isInfinite: Code = [get(value.local), OP.f64_abs, float(Infinity), OP.f64_lt, OP.i32_eqz];
      this.leaveIf(isInfinite, at, 'a number is not finite');
      return { ...value, unsure: false };
    }
    return value;
  }
}

/** Writes an effect: from here on it is known what it hangs on. */
export function settle({ slot, depth, conditions, write }: Effect): void {
  slot.push(write(conditions, depth));
}
