import type { BatchColumn, RhaiEngine, ScriptHandle } from '../../rhai-wasm/index.ts';
import type { HoldCause, InputValue } from '../../shared/contract/judgment.ts';
import type { RulesetManifest } from '../../shared/contract/rules.ts';
import { inputValueOf } from '../../shared/util/input-value.ts';
import { decide, type ScriptValue } from '../contexts/judgment/index.ts';
import type {
  Dim,
  JudgedMany,
  JudgedOne,
  Judge,
  MeaningColumns,
  MeaningEngine,
  Space,
} from '../contexts/rules/index.ts';
import { classify } from '../platform/rule-pool/index.ts';
import { fillOutcomes } from './batch-outcomes.ts';
import { detailOf } from './rule-engine.ts';
import { confidencesOf, createTestEngine, numberOfHold } from './test-engine.ts';

/** The engine as the comparison of two versions sees it. */
export function createMeaningEngine(engine: RhaiEngine): MeaningEngine {
  return {
    tree: (source) => engine.tree(source),
    test: (manifest) => createTestEngine(engine, manifest),
    judge(manifest, source, space) {
      const compiled = engine.compile(source, { limits: { operations: manifest.limits.operations } });
      return compiled.ok ? new VersionJudge(engine, compiled.script, manifest, space) : null;
    },
  };
}

/** Why a value keeps a version from judging. */
function refusalOf({ inputs }: RulesetManifest, name: string, value: InputValue): HoldCause | undefined {
  const declared = inputs.find((input) => input.name === name);
  if (declared === undefined) return undefined;
  const taken = value === null ? undefined : inputValueOf(declared, value);
  if (taken !== undefined || declared.optional) return undefined;
  return value === null ? 'INPUT_MISSING' : 'INPUT_BAD_QUALITY';
}

/** What a version's script is given: an optional input with a value it does not take has none. */
function givenOf({ inputs }: RulesetManifest, name: string, value: InputValue): InputValue {
  const declared = inputs.find((input) => input.name === name);
  return declared === undefined || value === null ? null : (inputValueOf(declared, value) ?? null);
}

class VersionJudge implements Judge {
  readonly #engine: RhaiEngine;
  readonly #script: ScriptHandle;
  readonly #manifest: RulesetManifest;
  readonly #space: Space;
  readonly #verdicts: ReadonlyMap<string, number>;
  readonly #own: readonly string[];
  readonly #nullable: readonly string[];
  /** Places of its inputs in the space, as its manifest has them. */
  readonly #order: readonly number[];
  /** For each input the hold that each place of a choice comes to; of a number, that of none. */
  readonly #holds: readonly (readonly number[])[];

  constructor(engine: RhaiEngine, script: ScriptHandle, manifest: RulesetManifest, space: Space) {
    this.#engine = engine;
    this.#script = script;
    this.#manifest = manifest;
    this.#space = space;
    this.#verdicts = new Map(
      space.verdicts.flatMap((verdict, place) =>
        Object.hasOwn(manifest.verdicts, verdict) ? [[verdict, place] as const] : [],
      ),
    );
    this.#own = manifest.inputs.map(({ name }) => name);
    this.#nullable = manifest.inputs.filter(({ optional }) => optional).map(({ name }) => name);
    this.#order = this.#own.map((name) => space.dims.findIndex((dim) => dim.name === name));
    this.#holds = space.dims.map(({ name, kind, values }) =>
      (kind === 'number' ? [null] : values).map((value) => {
        const cause = refusalOf(manifest, name, value);
        return cause === undefined ? 0 : numberOfHold(cause);
      }),
    );
  }

  many(columns: MeaningColumns): JudgedMany {
    const { dims } = this.#space;
    const given: Record<string, BatchColumn> = { parameters: this.#manifest.parameters };
    dims.forEach((dim, index) => {
      if (this.#own.includes(dim.name)) given[dim.name] = this.#column(dim, columns[index] as Float64Array);
    });
    const result = this.#engine.evaluateBatch(this.#script, given, { nullable: this.#nullable });
    const outcomes = new Int32Array(result.rows);
    fillOutcomes(outcomes, result, { hold: numberOfHold, verdict: (word) => this.#verdicts.get(word) });
    // The first input of the manifest that forbids judging is the one that is told.
    for (const index of this.#order.toReversed())
      this.#hold(outcomes, dims[index] as Dim, index, columns[index] as Float64Array);
    return {
      outcomes,
      confidences: confidencesOf(result, outcomes),
      fired: result.fired,
      words: result.firedWords,
    };
  }

  /** A version whose input has no value, or one that it does not take, does not ask its script. */
  #hold(outcomes: Int32Array, { kind }: Dim, index: number, codes: Float64Array): void {
    const holds = this.#holds[index] as readonly number[];
    if (holds.every((hold) => hold === 0)) return;
    for (let row = 0; row < outcomes.length; row += 1) {
      const code = codes[row] as number;
      const hold = kind === 'number' ? (Number.isNaN(code) ? holds[0] : 0) : holds[code];
      if (hold !== undefined && hold !== 0) outcomes[row] = hold;
    }
  }

  #column({ name, kind, values }: Dim, codes: Float64Array): BatchColumn {
    if (kind === 'number') return codes;
    const taken = values.map((value) => givenOf(this.#manifest, name, value));
    if (taken.some((value) => typeof value === 'boolean')) {
      const places = taken.map((value) => (value === null ? -1 : Number(value)));
      return { booleans: Int8Array.from(codes, (code) => places[code] ?? -1) };
    }
    const texts = taken.filter((value) => typeof value === 'string');
    const places = taken.map((value) => (typeof value === 'string' ? texts.indexOf(value) : -1));
    return { texts, indexes: Int32Array.from(codes, (code) => places[code] ?? -1) };
  }

  one(values: readonly InputValue[]): JudgedOne {
    const { dims } = this.#space;
    const cause = this.#order
      .map((index) => refusalOf(this.#manifest, dims[index]?.name ?? '', values[index] ?? null))
      .find((refusal) => refusal !== undefined);
    const none = { confidence: null, reasons: [], fired: [], operations: 0, values: '', error: '' };
    if (cause !== undefined) return { verdict: 'HOLD', holdCause: cause, ...none };
    const inputs = Object.fromEntries(
      dims.flatMap(({ name }, index) =>
        this.#own.includes(name) ? [[name, givenOf(this.#manifest, name, values[index] ?? null)]] : [],
      ),
    );
    const { parameters } = this.#manifest;
    const result = this.#engine.evaluate(this.#script, { ...inputs, parameters });
    const decision = result.ok
      ? decide(this.#manifest, { ok: true, value: result.value as ScriptValue, trace: [] })
      : decide(this.#manifest, {
          ...{ ok: false, cause: classify(result.error.code), trace: [] },
          ...detailOf(result.error),
        });
    const { verdict, claimed, reasons, holdCause, holdDetail } = decision;
    return {
      ...{ verdict, confidence: claimed, reasons, operations: result.operations },
      ...(holdCause === undefined ? {} : { holdCause }),
      fired: result.trace.filter(({ fired }) => fired).map(({ ruleId, line }) => ({ ruleId, line })),
      values: result.ok ? valuesOf(result.value) : '',
      error: result.ok ? (holdDetail ?? '') : `${result.error.code}: ${result.error.message}`,
    };
  }

  release(): void {
    this.#engine.release(this.#script);
  }
}

/** What a result has beside the parts that judging reads. */
function valuesOf(value: unknown): string {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return JSON.stringify(value);
  const { verdict: _v, confidence: _c, reasons: _r, ...rest } = value as Record<string, unknown>;
  return Object.keys(rest).length === 0 ? '' : JSON.stringify(rest);
}
