import type { BatchColumn, BatchResult, RhaiEngine, ScriptHandle } from '../../rhai-wasm/index.ts';
import { HOLD_CAUSES, type HoldCause } from '../../shared/contract/judgment.ts';
import type { RulesetInput, RulesetManifest } from '../../shared/contract/rules.ts';
import { decide } from '../contexts/judgment/index.ts';
import type {
  Row,
  RowTable,
  RuleUnderTest,
  Said,
  SaidOfMany,
  ScriptUnderTest,
  TestEngine,
} from '../contexts/rules/index.ts';
import { classify } from '../platform/rule-pool/index.ts';
import { fillOutcomes } from './batch-outcomes.ts';

type Columns = Readonly<Record<string, BatchColumn>>;
const NO_DETAIL = { ko: '', en: '' };

/** The engine as the analysis of test cases sees it: outcomes as judging would have them, many scripts of one ruleset. */
export function createTestEngine(engine: RhaiEngine, manifest: RulesetManifest): TestEngine {
  const columnsOf = new WeakMap<RowTable, Columns>();
  const shared = {
    engine,
    manifest,
    verdicts: new Map(Object.keys(manifest.verdicts).map((v, i) => [v, i])),
  };
  return {
    compile(source, operations = manifest.limits.operations) {
      const compiled = engine.compile(source, { limits: { operations } });
      return compiled.ok ? new Script(shared, compiled.script, columnsOf) : null;
    },
    table(rows) {
      const table: RowTable = { rows };
      columnsOf.set(
        table,
        Object.fromEntries(manifest.inputs.map((input, index) => [input.name, columnOf(input, index, rows)])),
      );
      return table;
    },
  };
}

function columnOf(input: RulesetInput, index: number, rows: readonly Row[]): BatchColumn {
  const values = rows.map((row) => row[index] ?? null);
  const isNumber = input.type === 'number' || input.take === 'count' || input.take === 'changes';
  if (isNumber) return Float64Array.from(values, (value) => (typeof value === 'number' ? value : Number.NaN));
  if (input.type === 'boolean')
    return { booleans: Int8Array.from(values, (value) => (value === null ? -1 : Number(value))) };
  const texts = [...new Set(values.filter((value) => typeof value === 'string'))];
  const places = new Map(texts.map((text, place) => [text, place]));
  return {
    texts,
    indexes: Int32Array.from(values, (value) => (typeof value === 'string' ? (places.get(value) ?? -1) : -1)),
  };
}

interface Shared {
  readonly engine: RhaiEngine;
  readonly manifest: RulesetManifest;
  readonly verdicts: ReadonlyMap<string, number>;
}

class Script implements ScriptUnderTest {
  readonly rules: readonly RuleUnderTest[];
  readonly #shared: Shared;
  readonly #handle: ScriptHandle;
  readonly #columnsOf: WeakMap<RowTable, Columns>;

  constructor(shared: Shared, handle: ScriptHandle, columnsOf: WeakMap<RowTable, Columns>) {
    this.#shared = shared;
    this.#handle = handle;
    this.#columnsOf = columnsOf;
    this.rules = handle.facts.rules.map(({ kind, line, column, source }) => ({ kind, line, column, source }));
  }

  one(row: Row): {
    said: Said;
    looked: readonly { line: number; column: number; count: number; firedCount: number }[];
  } {
    const { engine, manifest } = this.#shared;
    const inputs = Object.fromEntries(manifest.inputs.map(({ name }, index) => [name, row[index] ?? null]));
    const result = engine.evaluate(this.#handle, { ...inputs, parameters: manifest.parameters });
    const decision = result.ok
      ? decide(manifest, { ok: true, value: result.value, trace: [] })
      : decide(manifest, { ok: false, cause: classify(result.error.code), detail: NO_DETAIL, trace: [] });
    const { verdict, claimed, holdCause, outputs } = decision;
    return {
      said: {
        ...{ verdict, confidence: claimed },
        ...(outputs === undefined ? {} : { outputs }),
        ...(holdCause === undefined ? {} : { holdCause }),
      },
      looked: result.trace,
    };
  }

  many(table: RowTable): SaidOfMany {
    const { engine, manifest, verdicts: declared } = this.#shared;
    const nullable = manifest.inputs.filter(({ optional }) => optional).map(({ name }) => name);
    const columns = { ...this.#columnsOf.get(table), parameters: manifest.parameters };
    const result = engine.evaluateBatch(this.#handle, columns, { nullable });
    const outcomes = new Int32Array(result.rows);
    fillOutcomes(outcomes, result, { hold: numberOfHold, verdict: (word) => declared.get(word) });
    const confidences = confidencesOf(result, outcomes);
    return { outcomes, confidences, fired: result.fired, words: result.firedWords };
  }

  release(): void {
    this.#shared.engine.release(this.#handle);
  }
}

/** Holds are numbered from −1 down, verdicts from 0 up. */
export const numberOfHold = (cause: HoldCause): number => -1 - HOLD_CAUSES.indexOf(cause);

/** The confidence of each row that has a verdict, else NaN. */
export const confidencesOf = ({ confidences }: BatchResult, outcomes: Int32Array): Float64Array =>
  confidences.map((confidence, row) => ((outcomes[row] as number) >= 0 ? confidence : Number.NaN));
