import type { BatchColumn, BatchResult, RhaiEngine } from '../../rhai-wasm/index.ts';
import type { RulesetManifest } from '../../shared/contract/rules.ts';
import {
  BATCH_ROWS,
  HOLD_CAUSES,
  outcomesOf,
  REFUSALS,
  type ColumnValues,
  type JudgeRows,
} from '../contexts/backtest/index.ts';
import { classify } from '../platform/rule-pool/index.ts';
import { fillOutcomes, type OutcomeNumbers } from './batch-outcomes.ts';

interface Version {
  readonly manifest: RulesetManifest;
  readonly source: string;
}

/** The numbers of what a version can say. */
class Outcomes implements OutcomeNumbers {
  readonly #declared: ReadonlyMap<string, number>;
  readonly #firstHold: number;

  constructor(manifest: RulesetManifest) {
    const outcomes = outcomesOf(manifest);
    this.#firstHold = outcomes.length - HOLD_CAUSES.length;
    this.#declared = new Map(
      outcomes.slice(0, this.#firstHold).map(({ verdict }, index) => [verdict, index]),
    );
  }

  hold(cause: string): number {
    const index = (HOLD_CAUSES as readonly string[]).indexOf(cause);
    return this.#firstHold + (index < 0 ? HOLD_CAUSES.indexOf('RULE_ERROR') : index);
  }

  verdict(word: string): number | undefined {
    return this.#declared.get(word);
  }
}

/** What a version says of rows with usable inputs. */
export interface ColumnJudge {
  readonly outcomes: Outcomes;
  /** The number of the outcome of each row (see `outcomesOf`), and what the engine says of them where it could compile the script. */
  judge(columns: Readonly<Record<string, BatchColumn>>, rows: number): Judged;
}

export interface Judged {
  readonly said: Uint8Array;
  readonly result: BatchResult | null;
}

/**
 * Judges columns as the rule workers judge live inputs: same script, same limits, many rows at a time.
 * @param compiled its script, where that is at hand
 */
export function columnJudge(
  engine: RhaiEngine,
  { manifest, source }: Version,
  compiled = engine.compile(source, { limits: { operations: manifest.limits.operations } }),
): ColumnJudge {
  const outcomes = new Outcomes(manifest);
  if (!compiled.ok) {
    const failed = outcomes.hold(classify(compiled.diagnostics[0]?.code ?? 'RUNTIME'));
    return { outcomes, judge: (_, rows) => ({ said: new Uint8Array(rows).fill(failed), result: null }) };
  }
  const { script } = compiled;
  const nullable = manifest.inputs.filter(({ optional }) => optional).map(({ name }) => name);
  return {
    outcomes,
    judge(columns) {
      const given = { parameters: manifest.parameters, ...columns };
      const result = engine.evaluateBatch(script, given, { nullable });
      return { said: saidIn(result, outcomes), result };
    },
  };
}

/** Judges rows of history; those that an input forbids to judge are a `HOLD` with its cause. */
export function batchJudge(engine: RhaiEngine, version: Version): JudgeRows {
  const { outcomes, judge } = columnJudge(engine, version);
  const refused = REFUSALS.map((cause) => (cause === undefined ? 0 : outcomes.hold(cause)));
  const judged = new Uint8Array(BATCH_ROWS);
  const places = new Int32Array(BATCH_ROWS);
  return ({ refusals, columns, count }) => {
    let asked = 0;
    for (let row = 0; row < count; row += 1) {
      if (refusals[row] === 0) places[asked++] = row;
      else judged[row] = refused[refusals[row] as number] as number;
    }
    if (asked === 0) return judged;
    const rows = asked === count ? null : places.subarray(0, asked);
    const given: Record<string, BatchColumn> = {};
    for (const { input, values } of columns) given[input.name] = columnOf(values, rows, count);
    const { said } = judge(given, asked);
    for (let index = 0; index < asked; index += 1)
      judged[rows === null ? index : (rows[index] as number)] = said[index] as number;
    return judged;
  };
}

/** The column of some rows, all of the first `count` without them. */
export function columnOf(values: ColumnValues, rows: Int32Array | null, count: number): BatchColumn {
  if ('numbers' in values)
    return rows === null
      ? values.numbers.subarray(0, count)
      : Float64Array.from(rows, (row) => values.numbers[row] as number);
  if ('booleans' in values) {
    const booleans =
      rows === null
        ? values.booleans.subarray(0, count)
        : Int8Array.from(rows, (row) => values.booleans[row] as number);
    return { booleans };
  }
  const indexes =
    rows === null
      ? values.indexes.subarray(0, count)
      : Int32Array.from(rows, (row) => values.indexes[row] as number);
  return { texts: values.texts, indexes };
}

function saidIn(result: BatchResult, outcomes: Outcomes): Uint8Array {
  const said = new Uint8Array(result.rows);
  fillOutcomes(said, result, outcomes);
  return said;
}
