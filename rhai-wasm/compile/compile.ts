import type { FunctionTree, Place, ScriptTree } from '../face/tree.ts';
import type { RhaiLimits, RhaiValue, ScriptFacts } from '../face/types.ts';
import { placeTables } from './cases.ts';
import type { Bit } from './counting.ts';
import { Emitter } from './emitter.ts';
import { NotCompiled } from './not-compiled.ts';
import { isNumber } from './operators.ts';
import { outcomeOf, type CompileOutcome } from './outcome.ts';
import { Parameters, type ParameterSource } from './parameters.ts';
import { StatementWriter } from './statements.ts';
import { leaveRefused } from './results.ts';
import type { TextFact } from './text-facts.ts';
import { booleanOf, floatOf, NONE, textOf, UNIT, type PlainValue, type Value } from './values.ts';
import {
  assemble,
  float,
  get,
  I32,
  int,
  OP,
  set,
  tee,
  unsigned,
  VOID,
  type Code,
  type Import,
} from './wasm-module.ts';

/** Rows of one call: the columns of a call stay in the processor's cache. */
export const CALL_ROWS = 4096;

/** Between two columns, so that what belongs to one row is not in the same set of the processor's cache for all of them. */
const GAP_BYTES = 192;

/** What an input is in all rows of a batch. */
export type InputKind =
  | { readonly kind: 'column'; readonly of: 'numbers' | 'booleans' | 'texts'; readonly isNullable: boolean }
  | { readonly kind: 'constant'; readonly value: RhaiValue }
  | { readonly kind: 'absent' };

/** Where things lie in the memory of a call, in bytes. */
export interface Layout {
  readonly columns: readonly string[];
  readonly columnAt: (column: number) => number;
  readonly parametersAt: number;
  readonly confidenceAt: number;
  readonly outputsAt: readonly number[];
  readonly verdictAt: number;
  readonly operationsAt: number;
  readonly siteAt: number;
  readonly firedAt: readonly number[];
  readonly tablesAt: number;
  /** After it there is room for what is known of each text (`text-facts.ts`). */
  readonly bytes: number;
}

/** A rule as a WebAssembly module. */
export interface CompiledRule {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly layout: Layout;
  readonly parameters: readonly ParameterSource[];
  /** Values of cases (`cases.ts`). */
  readonly tables: Float64Array;
  readonly imports: readonly Import[];
  /** Texts by their numbers, and what is asked of them. */
  readonly texts: readonly string[];
  readonly textFacts: readonly TextFact[];
  /** Places where a row is left to the interpreter, by their numbers from 1. */
  readonly sites: readonly { readonly at: Place; readonly why: string }[];
}

/** Texts of columns that are longer are judged by the interpreter. */
export const LONGEST_TEXT_BYTES = 31;

/**
 * Compiles a script for inputs of certain kinds, to judge columns as the interpreter would: the same verdicts, numbers, rules that fired and
 * operations (all 0 if they are not counted, which is for measuring only). A row in which anything else than an ordinary result comes about is not decided but left to the interpreter.
 */
export function compileRule(
  tree: ScriptTree,
  facts: ScriptFacts,
  limits: RhaiLimits,
  kinds: ReadonlyMap<string, InputKind>,
  outputs: readonly string[],
  isCounted = true,
): CompileOutcome {
  return outcomeOf((hasLengths) => {
    const e = new Emitter(isCounted, hasLengths);
    return new RuleWriter(e, tree, facts, limits, kinds, outputs).write();
  });
}

class RuleWriter extends StatementWriter {
  protected readonly functions: readonly FunctionTree[];
  readonly #tree: ScriptTree;
  readonly #kinds: ReadonlyMap<string, InputKind>;
  readonly #layout: Omit<Layout, 'bytes'>;
  readonly #outputs: readonly string[];
  readonly #fired: readonly number[];
  readonly #rules: ReadonlyMap<string, number>;
  readonly #bits: readonly Bit[];
  readonly #row: number;
  /** The row's place in columns of eight bytes. */
  readonly #row8: number;
  /** How many rows are left to the interpreter. */
  readonly #left: number;

  constructor(
    e: Emitter,
    tree: ScriptTree,
    facts: ScriptFacts,
    limits: RhaiLimits,
    kinds: ReadonlyMap<string, InputKind>,
    outputs: readonly string[],
  ) {
    super(e, new Parameters(e), limits, new Map());
    this.functions = tree.functions;
    this.#tree = tree;
    this.#kinds = kinds;
    this.#outputs = outputs;
    this.#row = e.local(I32);
    this.#row8 = e.local(I32);
    this.#left = e.local(I32);
    const columns = [...kinds].flatMap(([name, { kind }]) => (kind === 'column' ? [name] : []));
    const words = Math.ceil(facts.rules.length / 32);
    this.#layout = layoutOf(columns, outputs.length, words);
    this.#fired = Array.from({ length: words }, () => e.local(I32));
    this.#bits = facts.rules.map((_, rule) => ({
      word: this.#fired[rule >> 5] ?? NONE,
      mask: 1 << (rule & 31),
    }));
    this.#rules = new Map(facts.rules.map(({ line, column }, index) => [`${line}:${column}`, index]));
  }

  protected rule([line, column]: Place): number | undefined {
    return this.#rules.get(`${line}:${column}`);
  }

  protected bitOf(rule: number): Bit {
    return this.#bits[rule] ?? { word: NONE, mask: 0 };
  }

  protected fire(rule: number): void {
    const { word, mask: bit } = this.bitOf(rule);
    this.e.effect(([first, ...others]) => {
      const mask: Code =
        first === undefined
          ? int(bit)
          : [first, ...others.flatMap((other) => [other, OP.i32_and]), int(rule & 31), OP.i32_shl];
      return [get(word), mask, OP.i32_or, set(word)];
    });
  }

  write(): CompiledRule {
    const { e } = this;
    e.emit(
      get(this.#row),
      int(3),
      OP.i32_shl,
      set(this.#row8),
      int(0),
      set(e.operations),
      this.#fired.map((word): Code => [int(0), set(word)]),
    );
    // Leaving a row ends in the innermost block, so that its site is written; a result jumps over that, to what is written once for all results.
    const done = e.open(OP.block);
    const judged = e.open(OP.block);
    const left = e.open(OP.block);
    e.leavesTo(left);
    this.#readInputs();
    this.leave = (value, at) => {
      this.#result(value, at);
      if (!e.isDead) e.jump(judged);
    };
    const value = this.statements(this.#tree.main);
    if (!e.isDead) this.leave(value, this.#tree.main.at(-1)?.at ?? [0, 0]);
    e.close();
    this.#storeWord(this.#layout.siteAt, get(e.site));
    e.emit(get(this.#left), int(1), OP.i32_add, set(this.#left));
    e.jump(done);
    e.close();
    this.#storeWord(this.#layout.operationsAt, get(e.operations));
    this.#fired.forEach((word, index) => this.#storeWord(this.#layout.firedAt[index] ?? 0, get(word)));
    this.#storeWord(this.#layout.siteAt, int(0));
    e.close();
    this.operationLimit.push(int(this.mostOperations()));
    e.dropUnread(e.code);
    const { tablesAt } = this.#layout;
    const tables = placeTables(e.tables, tablesAt);
    const bytes = tablesAt + tables.byteLength;
    e.textFacts.place(bytes);
    const imports = [...e.imports];
    return {
      bytes: assemble(imports, e.locals, this.#rows(e.code)),
      layout: { ...this.#layout, bytes },
      tables,
      parameters: this.parameters.sources,
      imports,
      texts: e.texts,
      textFacts: e.textFacts.facts,
      sites: e.sites,
    };
  }

  /** The loop over rows. Local 0 is their number. */
  #rows(judge: Code): Code {
    const rows = get(0);
    return [
      this.parameters.read(this.#layout.parametersAt),
      int(0),
      set(this.#row),
      rows,
      OP.if,
      VOID,
      OP.loop,
      VOID,
      judge,
      get(this.#row),
      int(1),
      OP.i32_add,
      tee(this.#row),
      rows,
      OP.i32_lt_u,
      OP.br_if,
      0,
      OP.end,
      OP.end,
      get(this.#left),
    ];
  }

  #readInputs(): void {
    const { e } = this;
    const bits: Code[] = [];
    for (const [name, kind] of this.#kinds) {
      if (kind.kind === 'absent') continue;
      const value =
        kind.kind === 'constant' ? this.#constant(kind.value, [name]) : this.#column(name, kind, bits);
      this.inputs.set(name, value);
      e.variables.push({ name, value, isConstant: false });
    }
    if (bits.length > 0)
      e.leaveIf([sumOf(bits), float(0), OP.f64_ne], [0, 0], 'an input is not given or not finite');
    e.variables.push({ name: 'input', value: { kind: 'inputs' }, isConstant: false });
  }

  /** Reads a column; `zeros` gets what is 0 if its value is there and finite. */
  #column(name: string, { of, isNullable }: Extract<InputKind, { kind: 'column' }>, zeros: Code[]): Value {
    const { e } = this;
    const column = this.#layout.columns.indexOf(name);
    const number = e.float([
      get(this.#row),
      int(3),
      OP.i32_shl,
      OP.f64_load,
      3,
      unsigned(this.#layout.columnAt(column)),
    ]);
    const bits = get(number.local);
    if (!isNullable) {
      zeros.push([bits, bits, OP.f64_sub]);
      return this.#known(of, number.local);
    }
    e.leaveIf([bits, OP.f64_abs, float(Infinity), OP.f64_eq], [0, 0], `'${name}' is not finite`);
    const tag = e.take(I32, [bits, bits, OP.f64_eq]);
    return { kind: 'either', tag, options: [UNIT, this.#known(of, number.local)] };
  }

  #known(of: 'numbers' | 'booleans' | 'texts', local: number): PlainValue {
    const { e } = this;
    if (of === 'numbers') return { kind: 'float', local };
    if (of === 'booleans') return e.boolean([get(local), float(0), OP.f64_ne]);
    return {
      kind: 'text',
      local: e.take(I32, [get(local), OP.saturating, OP.i32_trunc_f64_s]),
      bytes: LONGEST_TEXT_BYTES,
    };
  }

  /** A value for all rows: its numbers may change from call to call, the rest is part of the code. */
  #constant(value: RhaiValue, path: readonly string[]): PlainValue {
    if (value === null) return UNIT;
    if (typeof value === 'boolean') return booleanOf(value);
    if (typeof value === 'string') return textOf(value);
    if (typeof value === 'number') {
      const { place, local } = this.parameters.add(path);
      return { kind: 'float', local, parameter: place };
    }
    if (Array.isArray(value)) {
      const items = value.map((item, index) => this.#constant(item, [...path, String(index)]));
      return this.make({ kind: 'array', items }, [0, 0]);
    }
    const entries = Object.entries(value).map(
      ([key, item]) => [key, this.#constant(item, [...path, key])] as const,
    );
    return this.make({ kind: 'map', entries: new Map(entries) }, [0, 0]);
  }

  /** Writes what a row ends in, but for what `write` adds. */
  #result(result: Value, at: Place): void {
    const { e } = this;
    e.each(result, (option) => {
      if (option.kind !== 'map') return e.leave(at, 'the result is no map');
      leaveRefused(e, option, at);
      if (e.isDead) return UNIT;
      const verdict = option.entries.get('verdict') ?? UNIT;
      e.each(verdict, (text) => {
        if (text.kind === 'joined' || text.kind === 'opaque') {
          throw new NotCompiled('RESULT', at, 'the verdict is a text that is put together');
        }
        if (text.kind !== 'text') return e.leave(at, 'the result has no verdict');
        this.#storeWord(this.#layout.verdictAt, e.push(text));
        return UNIT;
      });
      if (e.isDead) return UNIT;
      this.#storeNumber(this.#layout.confidenceAt, option.entries.get('confidence'), false);
      this.#outputs.forEach((name, index) => {
        this.#storeNumber(this.#layout.outputsAt[index] ?? 0, option.entries.get(name), true);
      });
      return UNIT;
    });
    if (e.isDead) return;
    e.flush();
    e.leaveIf([get(e.operations), this.operationLimit, OP.i32_gt_u], at, 'too many operations');
  }

  #storeNumber(address: number, value: Value | undefined, takesBooleans: boolean): void {
    const { e } = this;
    e.notAlong();
    e.each(value ?? UNIT, (option) => {
      let number: Code = float(Number.NaN);
      if (option.kind === 'float') number = e.push(option);
      else if (isNumber(option))
        number =
          option.local === NONE
            ? e.push(floatOf(Number(option.constant)))
            : [e.push(option), OP.f64_convert_i64_s];
      else if (option.kind === 'boolean' && takesBooleans) number = [e.push(option), OP.f64_convert_i32_s];
      e.notAlong();
      e.emit(get(this.#row8), number, OP.f64_store, 3, unsigned(address));
      return UNIT;
    });
  }

  #storeWord(address: number, word: Code): void {
    this.e.notAlong();
    this.e.emit(get(this.#row), int(2), OP.i32_shl, word, OP.i32_store, 2, unsigned(address));
  }
}

/** A sum whose parts do not wait for one another. */
function sumOf(parts: readonly Code[]): Code {
  const half = Math.ceil(parts.length / 2);
  if (parts.length <= 1) return parts[0] ?? float(0);
  return [sumOf(parts.slice(0, half)), sumOf(parts.slice(half)), OP.f64_add];
}

function layoutOf(columns: readonly string[], outputs: number, words: number): Omit<Layout, 'bytes'> {
  const numbers = CALL_ROWS * 8 + GAP_BYTES;
  const words32 = CALL_ROWS * 4 + GAP_BYTES;
  let at = columns.length * numbers;
  const take = (bytes: number): number => {
    at += bytes;
    return at - bytes;
  };
  const confidenceAt = take(numbers);
  const outputsAt = Array.from({ length: outputs }, () => take(numbers));
  const verdictAt = take(words32);
  const operationsAt = take(words32);
  const siteAt = take(words32);
  const firedAt = Array.from({ length: words }, () => take(words32));
  return {
    columns,
    columnAt: (column) => column * numbers,
    parametersAt: at,
    confidenceAt,
    outputsAt,
    verdictAt,
    operationsAt,
    siteAt,
    firedAt,
    // After room for parameters and their thresholds.
    tablesAt: at + 65_536,
  };
}
