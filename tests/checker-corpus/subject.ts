import type { RhaiEngine, RuleFact, ScriptHandle, TraceEntry } from '../../rhai-wasm/index.ts';
import { scriptNames } from '../../server/contexts/rules/domain/ruleset.ts';
import { decide } from '../../server/contexts/judgment/domain/decide.ts';
import { rulesetManifestSchema, type RulesetManifest } from '../../shared/contract/rules.ts';
import { inputValueOf } from '../../shared/util/input-value.ts';
import type { CaseInputs, CorpusCase } from './cases.ts';
import { randomInputs } from './random-inputs.ts';

/** How one evaluation ended, as judging reads it: a verdict, a result that is none, or an error of the script. */
export type Outcome = (
  | { readonly kind: 'verdict'; readonly verdict: string; readonly confidence: number | null }
  | { readonly kind: 'none'; readonly detail: string }
  | { readonly kind: 'error'; readonly code: string; readonly line: number }
) & {
  readonly trace: readonly TraceEntry[];
  readonly printed: readonly string[];
};

/** A case in the hands of the engine that judges in the plant. */
export class Subject {
  readonly corpusCase: CorpusCase;
  readonly manifest: RulesetManifest;
  readonly source: string;
  readonly #engine: RhaiEngine;
  readonly #scripts = new Map<string, ScriptHandle>();
  #outcomes: { inputs: CaseInputs; outcome: Outcome }[] = [];

  constructor(engine: RhaiEngine, corpusCase: CorpusCase) {
    this.#engine = engine;
    this.corpusCase = corpusCase;
    this.manifest = rulesetManifestSchema.parse(corpusCase.ruleset);
    this.source = corpusCase.rules;
  }

  get lines(): string[] {
    return this.source.split('\n');
  }

  /** The script with one line changed; what the change makes of it must compile. */
  withLine(line: number, change: (text: string) => string): string {
    return this.lines.map((text, index) => (index === line - 1 ? change(text) : text)).join('\n');
  }

  get rules(): readonly RuleFact[] {
    return this.#script(this.source).facts.rules;
  }

  get facts() {
    return this.#script(this.source).facts;
  }

  run(inputs: CaseInputs, source = this.source): Outcome {
    const given = { ...this.#nothing(), ...inputs, parameters: this.manifest.parameters };
    const { trace, printed, ...result } = this.#engine.evaluate(this.#script(source), given);
    const seen = { trace, printed };
    if (!result.ok) return { kind: 'error', code: result.error.code, line: result.error.line, ...seen };
    const decision = decide(this.manifest, { ok: true, value: result.value, trace: [] });
    if (decision.holdDetail !== undefined) return { kind: 'none', detail: decision.holdDetail, ...seen };
    return { kind: 'verdict', verdict: decision.verdict, confidence: decision.claimed, ...seen };
  }

  /** The examples of the case and then random inputs, the same on every run. */
  inputs(count: number): CaseInputs[] {
    const seed = [...this.corpusCase.name].reduce(
      (sum, sign) => (sum * 31 + sign.charCodeAt(0)) % 4_294_967_296,
      7,
    );
    const examples = this.corpusCase.examples.map((example) => ({ ...this.#nothing(), ...example }));
    const all = [...examples];
    for (const drawn of randomInputs(this.manifest, this.source, seed)) {
      if (all.length >= count) break;
      all.push(drawn);
    }
    return all;
  }

  /** How the script ends with each of `inputs(count)`. */
  outcomes(count: number): readonly { readonly inputs: CaseInputs; readonly outcome: Outcome }[] {
    if (this.#outcomes.length !== count)
      this.#outcomes = this.inputs(count).map((inputs) => ({ inputs, outcome: this.run(inputs) }));
    return this.#outcomes;
  }

  /** What of these inputs judging would not take: unknown names, wrong types, undeclared values, required ones left out. */
  unfit(inputs: CaseInputs): string[] {
    const declared = new Map(this.manifest.inputs.map((input) => [input.name, input]));
    const refused = Object.entries(inputs).filter(([name, value]) => {
      const input = declared.get(name);
      return (
        input === undefined || (value === null ? !input.optional : inputValueOf(input, value) === undefined)
      );
    });
    const missing = this.manifest.inputs.filter(({ name, optional }) => !optional && !(name in inputs));
    return [...refused.map(([name]) => name), ...missing.map(({ name }) => name)];
  }

  release(): void {
    this.#outcomes = [];
    for (const script of this.#scripts.values()) this.#engine.release(script);
    this.#scripts.clear();
  }

  #nothing(): CaseInputs {
    return Object.fromEntries(
      this.manifest.inputs.filter((input) => input.optional).map(({ name }) => [name, null]),
    );
  }

  #script(source: string): ScriptHandle {
    const known = this.#scripts.get(source);
    if (known !== undefined) return known;
    const limits = { operations: this.manifest.limits.operations };
    const strict = this.#engine.compile(source, { limits, inputs: scriptNames(this.manifest) });
    // A name nobody knows stops a ruleset from being stored; here it is to be seen what it would do.
    const compiled = strict.ok ? strict : this.#engine.compile(source, { limits });
    if (!compiled.ok) throw new Error(`${JSON.stringify(compiled.diagnostics)}\n${source}`);
    this.#scripts.set(source, compiled.script);
    return compiled.script;
  }
}

/** What an operator would see of it; two of the same are the same judgment. */
export function shownOf(outcome: Outcome): string {
  if (outcome.kind === 'verdict') return `${outcome.verdict} ${outcome.confidence}`;
  return outcome.kind === 'none' ? 'no verdict' : `error ${outcome.code}`;
}
