import { compileRule, type InputKind } from '../compile/compile.ts';
import { kindsOf, RuleInstance } from '../compile/run.ts';
import { interpretColumns, putRows, someRows, type Columns } from './batch.ts';
import { BadInput, writeInputs } from './border.ts';
import { RULE_ERROR_CODES } from './codes.ts';
import { changedStatements, editInPlace, type Statements } from './edit.ts';
import { Instance } from './instance.ts';
import { readEvaluation } from './outcome.ts';
import { RULE_PROBLEMS, type RuleReason } from './problems.ts';
import type { ScriptTree } from './tree.ts';
import {
  DEFAULT_LIMITS,
  type BatchOptions,
  type BatchPath,
  type BatchResult,
  type Diagnostic,
  type Evaluation,
  type InputType,
  type RhaiInputs,
  type RhaiLimits,
  type RuleError,
  type ScriptFacts,
} from './types.ts';

/** A compiled script. It belongs to the engine that compiled it. */
export interface ScriptHandle {
  readonly facts: ScriptFacts;
}

export type CompileResult =
  { ok: true; script: ScriptHandle; facts: ScriptFacts } | { ok: false; diagnostics: Diagnostic[] };

export type TreeResult = { ok: true; tree: ScriptTree } | { ok: false; diagnostics: Diagnostic[] };

export interface CompileOptions {
  limits?: Partial<RhaiLimits>;
  /** The inputs that exist. With them, a name that is neither one of them nor defined is a diagnostic. */
  inputs?: readonly string[];
}

/** What the engine remembers of a script, so that a new instance can take over after a trap. */
interface Script extends ScriptHandle, Statements {
  readonly limits: RhaiLimits;
  readonly declared: readonly string[] | undefined;
  readonly texts: readonly string[];
  handle: number;
  generation: number;
  /** Tells its modules from those of others. */
  readonly number: number;
}

/** Modules of compiled rules that are kept, for all scripts: one takes more memory than ten scripts. */
const MODULES = 24;

/** Different facts that are kept to be shared. */
const MOST_KEPT = 4_096;

/** Forgotten scripts that are kept. */
const SPARES = 4;

/** What the message of a rule begins with that the compiler could not handle though it should. */
export const COMPILER_FAULT = 'the compiler failed: ';

const NOT_COMPILED = { kind: 'interpreter', message: '', line: 0, column: 0 } as const;
const CONSTANTS: BatchPath = { ...NOT_COMPILED, code: 'CONSTANTS' };

const LIMIT_ORDER: readonly (keyof RhaiLimits)[] = [
  'operations',
  'callDepth',
  'expressionDepth',
  'stringBytes',
  'arrayLength',
  'mapSize',
  'variables',
  'functions',
  'memoryBytes',
];

/** Bytes that evaluations may leave behind (closures can form circles) before the instance is made anew. */
const LEAK_BYTES = 2 * 1024 * 1024;

/**
 * Compiles and evaluates Rhai scripts in one WASM instance.
 *
 * A script can do no harm: it reaches nothing, and every limit is enforced inside. Should the instance stop all the
 * same, the evaluation answers with code `TRAP` or `MEMORY_LIMIT` and the next call gets a fresh instance.
 */
export class RhaiEngine {
  readonly #module: WebAssembly.Module;
  readonly #scripts = new Set<Script>();
  /** Modules, or why there are none, by script and kinds of its inputs; what was used last is last. */
  readonly #modules = new Map<string, RuleInstance | BatchPath>();
  /** Where compiled rules work, one after the other. */
  readonly #memory = new WebAssembly.Memory({ initial: 1, maximum: 1024 });
  /** Scripts that were forgotten last, the newest first: the next one is often one of them with another number in it. */
  #spares: Script[] = [];
  readonly #kept = new Map<string, object>();
  #instance: Instance;
  #generation = 0;
  #scriptsMade = 0;
  #edits = 0;
  #baseline = 0;

  private constructor(module: WebAssembly.Module) {
    this.#module = module;
    this.#instance = this.#renew();
  }

  /** Makes an engine from the bytes of `dist/rhai.wasm`. Throws if they are not of this version. */
  static async load(bytes: BufferSource): Promise<RhaiEngine> {
    return new RhaiEngine(await WebAssembly.compile(bytes));
  }

  /** The same from a module that is compiled already, e.g. one handed to a worker. */
  static fromModule(module: WebAssembly.Module): RhaiEngine {
    return new RhaiEngine(module);
  }

  #renew(): Instance {
    const instance = new Instance(this.#module);
    if (instance.outputText() !== `${RULE_ERROR_CODES.join(' ')}\n${RULE_PROBLEMS.join(' ')}`) {
      throw new Error('rhai.wasm and its TypeScript face are of different versions');
    }
    this.#generation++;
    this.#instance = instance;
    // Their functions are those of the instance before.
    this.#modules.clear();
    this.#spares = [];
    this.#baseline = instance.exports.held();
    return instance;
  }

  /** Times the instance was made anew after a trap or a leak. */
  get renewals(): number {
    return this.#generation - 1;
  }

  /** Compiles that only changed another script in place. */
  get edits(): number {
    return this.#edits;
  }

  /** Bytes of WASM memory this engine takes up. */
  get memoryBytes(): number {
    return this.#instance.exports.memory.buffer.byteLength;
  }

  /** Compiles a source. Never throws for a faulty one. */
  compile(source: string, options: CompileOptions = {}): CompileResult {
    const limits =
      options.limits === undefined ? DEFAULT_LIMITS : { ...DEFAULT_LIMITS, ...definedOnly(options.limits) };
    try {
      const edited = this.#edit(source, limits, options.inputs);
      if (edited !== undefined) return { ok: true, script: edited, facts: edited.facts };
      const handle = this.#compileInto(source, limits, options.inputs);
      const report: unknown = JSON.parse(this.#instance.outputText());
      if (handle === 0) return { ok: false, diagnostics: report as Diagnostic[] };
      const { texts, statements, ...facts } = report as ScriptFacts & {
        texts: string[];
        statements: number[];
      };
      for (const name of ['inputs', 'outputs', 'verdicts'] as const) facts[name] = this.#shared(facts[name]);
      for (const rule of facts.rules) rule.reads = this.#shared(rule.reads);
      facts.rules = facts.rules.map((rule) => this.#shared(rule));
      const script: Script = {
        source,
        limits,
        declared: options.inputs,
        statements: Uint16Array.from(statements),
        facts,
        texts: this.#shared(texts),
        handle,
        generation: this.#generation,
        number: this.#scriptsMade++,
      };
      this.#scripts.add(script);
      return { ok: true, script, facts };
    } catch (error) {
      return { ok: false, diagnostics: [this.#afterTrap(error)] };
    }
  }

  /** Names, rules and what their conditions read are much the same in all versions of a ruleset, and in the rulesets of a plant: each is kept once. */
  #shared<T extends object>(fact: T): T {
    const key = JSON.stringify(fact);
    const known = this.#kept.get(key);
    if (known !== undefined) return known as T;
    if (this.#kept.size >= MOST_KEPT) this.#kept.clear();
    // Nobody may change what others read.
    this.#kept.set(key, Object.freeze(fact));
    return fact;
  }

  /** A script that was forgotten, changed in place (`crate/src/edit.rs`); nothing where the source has to be compiled. */
  #edit(source: string, limits: RhaiLimits, declared: readonly string[] | undefined): Script | undefined {
    for (const [place, spare] of this.#spares.entries()) {
      if (!isSameKind(spare, limits, declared)) continue;
      const changes = changedStatements(spare, source);
      if (changes === undefined) continue;
      this.#spares.splice(place, 1);
      const facts = editInPlace(this.#instance, spare.handle, spare.facts, changes);
      if (facts !== undefined) {
        const script = { ...spare, source, facts, number: this.#scriptsMade++ };
        this.#scripts.add(script);
        this.#edits++;
        return script;
      }
      this.#instance.exports.release(spare.handle);
      return undefined;
    }
    return undefined;
  }

  #writeSource(source: string, limits: RhaiLimits, declared?: readonly string[]): void {
    const instance = this.#instance;
    instance.beginInput();
    for (const name of LIMIT_ORDER) instance.word(toWord(limits[name]));
    instance.byte(declared === undefined ? 0 : 1);
    if (declared !== undefined) {
      instance.word(declared.length);
      for (const name of declared) instance.text(name);
    }
    instance.text(source);
  }

  #compileInto(source: string, limits: RhaiLimits, declared?: readonly string[]): number {
    const instance = this.#instance;
    this.#writeSource(source, limits, declared);
    const handle = instance.exports.compile();
    this.#baseline = instance.exports.held();
    return handle;
  }

  /** Evaluates a script once. Never throws for what a script does. */
  evaluate(script: ScriptHandle, inputs: RhaiInputs): Evaluation {
    const known = this.#own(script);
    try {
      const instance = this.#ready(known);
      writeInputs(instance, known.facts, inputs);
      instance.exports.evaluate(known.handle);
      return readEvaluation(instance.output(), known.facts, known.texts, inputs);
    } catch (error) {
      return { ok: false, error: this.#afterTrap(error), operations: 0, trace: [], printed: [] };
    }
  }

  /** Evaluates a script once per row; see `BatchColumn` and `BatchResult`. Throws `RangeError` for uneven columns. */
  evaluateBatch(script: ScriptHandle, columns: Columns, options: BatchOptions = {}): BatchResult {
    const known = this.#own(script);
    const compiled = options.interpretOnly === true ? undefined : this.#compiled(known, columns, options);
    if (compiled === undefined) return this.#interpret(known, columns, options);
    if (!('judge' in compiled)) return { ...this.#interpret(known, columns, options), path: compiled };
    const judged = compiled.judge(known.facts, columns, options);
    if (judged === undefined) return { ...this.#interpret(known, columns, options), path: CONSTANTS };
    const { result, left } = judged;
    if (left.length === 0) return result;
    return putRows(result, left, this.#interpret(known, someRows(columns, left), options));
  }

  /** The rule as a module for columns of these kinds, or why it is none. */
  #compiled(script: Script, columns: Columns, options: BatchOptions): RuleInstance | BatchPath {
    const { kinds, key } = kindsOf(script.facts, columns, options);
    const place = `${script.number} ${key}`;
    const module = this.#modules.get(place) ?? this.#compileRule(script, kinds, options);
    this.#modules.delete(place);
    this.#modules.set(place, module);
    const [oldest] = this.#modules.keys();
    if (this.#modules.size > MODULES && oldest !== undefined) this.#modules.delete(oldest);
    return module;
  }

  #compileRule(
    script: Script,
    kinds: ReadonlyMap<string, InputKind>,
    { outputs = [] }: BatchOptions,
  ): RuleInstance | BatchPath {
    const parsed = this.tree(script.source, script.limits);
    if (!parsed.ok) return { ...NOT_COMPILED, code: 'OTHER' };
    try {
      const outcome = compileRule(parsed.tree, script.facts, script.limits, kinds, outputs);
      if (outcome.ok) return new RuleInstance(outcome.rule, this.#memory, this.#instance.exports);
      const { code, message, at } = outcome;
      return { ...NOT_COMPILED, code, message, line: at[0], column: at[1] };
    } catch (error) {
      // A fault of the compiler must not keep a rule from being judged.
      return { ...NOT_COMPILED, code: 'OTHER', message: `${COMPILER_FAULT}${String(error)}` };
    }
  }

  #interpret(known: Script, columns: Columns, options: BatchOptions): BatchResult {
    return interpretColumns(known.facts, known.texts, columns, options, (run) => {
      try {
        const instance = this.#ready(known);
        return run(instance, known.handle);
      } catch (error) {
        return this.#afterTrap(error).code;
      }
    });
  }

  /** How batches with such inputs would be judged: compiled, or why not. */
  pathOf(script: ScriptHandle, inputs: Readonly<Record<string, InputType>>): BatchPath {
    const none = {
      number: new Float64Array(),
      boolean: { booleans: new Int8Array() },
      text: { texts: [], indexes: new Int32Array() },
    };
    const entries = Object.entries(inputs);
    const columns = Object.fromEntries(
      entries.map(([name, input]) => [name, 'value' in input ? input.value : none[input.type]]),
    );
    const nullable = entries.flatMap(([name, input]) =>
      'optional' in input && input.optional ? [name] : [],
    );
    return this.evaluateBatch(script, columns, { nullable }).path;
  }

  /** The tree of a source, whatever names it uses; diagnostics where it does not parse. */
  tree(source: string, limits?: Partial<RhaiLimits>): TreeResult {
    try {
      this.#writeSource(source, { ...DEFAULT_LIMITS, ...definedOnly(limits) });
      const done = this.#instance.exports.tree() === 1;
      const report: unknown = JSON.parse(this.#instance.outputText());
      return done
        ? { ok: true, tree: report as ScriptTree }
        : { ok: false, diagnostics: report as Diagnostic[] };
    } catch (error) {
      return { ok: false, diagnostics: [this.#afterTrap(error)] };
    }
  }

  /** Forgets a script and frees its memory. */
  release(script: ScriptHandle): void {
    const known = this.#own(script);
    this.#scripts.delete(known);
    for (const place of this.#modules.keys()) {
      if (place.startsWith(`${known.number} `)) this.#modules.delete(place);
    }
    if (known.generation !== this.#generation) return;
    this.#spares.unshift(known);
    const dropped = this.#spares.splice(SPARES);
    for (const { handle } of dropped) this.#instance.exports.release(handle);
  }

  #own(script: ScriptHandle): Script {
    if (!this.#scripts.has(script as Script)) throw new Error('the script is not of this engine');
    return script as Script;
  }

  /** The instance with the script in it, also after it was made anew. */
  #ready(script: Script): Instance {
    // Every time: the next evaluation may leave behind as much as it may hold.
    if (this.#instance.exports.held() > this.#baseline + LEAK_BYTES) this.#renew();
    if (script.generation !== this.#generation) {
      script.handle = this.#compileInto(script.source, script.limits);
      script.generation = this.#generation;
    }
    return this.#instance;
  }

  /** What an exception means. After a trap nothing of the instance may be used again. */
  #afterTrap(error: unknown): RuleError {
    const place = { line: 0, column: 0 };
    if (error instanceof BadInput) {
      const reason: RuleReason = { code: 'scriptInputValue', parameters: { name: error.input } };
      return { code: 'INPUT', message: error.message, reason, ...place };
    }
    const { exhausted, panic } = this.#instance.postMortem();
    this.#renew();
    if (exhausted) {
      const reason: RuleReason = { code: 'scriptMemoryHeld', parameters: {} };
      return { code: 'MEMORY_LIMIT', message: 'the sandbox ran out of memory', reason, ...place };
    }
    const text = panic === '' ? String(error) : panic;
    const reason: RuleReason = { code: 'scriptStopped', parameters: {} };
    return { code: 'TRAP', message: `the sandbox stopped: ${text}`, reason, ...place };
  }
}

function isSameKind(script: Script, limits: RhaiLimits, declared: readonly string[] | undefined): boolean {
  if (script.limits !== limits && LIMIT_ORDER.some((name) => script.limits[name] !== limits[name]))
    return false;
  if (declared === script.declared) return true;
  if (declared === undefined || script.declared === undefined) return false;
  return (
    declared.length === script.declared.length &&
    declared.every((name, index) => name === script.declared?.[index])
  );
}

function toWord(value: number): number {
  return Number.isFinite(value) ? Math.min(Math.max(Math.trunc(value), 1), 0xffff_ffff) : 1;
}

function definedOnly(limits: Partial<RhaiLimits> | undefined): Partial<RhaiLimits> {
  return Object.fromEntries(Object.entries(limits ?? {}).filter(([, value]) => value !== undefined));
}
