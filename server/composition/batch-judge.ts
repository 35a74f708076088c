import {
  RULE_ERROR_CODES,
  type BatchColumn,
  type RhaiEngine,
  type RuleErrorCode,
  type ScriptHandle,
} from '../../rhai-wasm/index.ts';
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

interface Version {
  readonly manifest: RulesetManifest;
  readonly source: string;
}

/** The numbers of what a version can say. */
class Outcomes {
  readonly #declared: ReadonlyMap<string, number>;
  readonly #firstHold: number;

  constructor(manifest: RulesetManifest) {
    const outcomes = outcomesOf(manifest);
    this.#firstHold = outcomes.length - HOLD_CAUSES.length;
    this.#declared = new Map(
      outcomes.slice(0, this.#firstHold).map(({ verdict }, index) => [verdict, index]),
    );
  }

  hold(cause: string | undefined): number {
    const index = (HOLD_CAUSES as readonly string[]).indexOf(cause ?? '');
    return this.#firstHold + (index < 0 ? HOLD_CAUSES.indexOf('RULE_ERROR') : index);
  }

  failed(code: RuleErrorCode): number {
    return this.hold(classify(code));
  }

  /** A verdict that the manifest does not declare is an error of the rule. */
  verdict(word: string | undefined): number {
    return this.#declared.get(word ?? '') ?? this.hold('RULE_ERROR');
  }
}

/** Judges rows of history as the rule workers judge live inputs: same script, same limits, many at a time. */
export function batchJudge(engine: RhaiEngine, { manifest, source }: Version): JudgeRows {
  const outcomes = new Outcomes(manifest);
  const refused = REFUSALS.map((cause) => outcomes.hold(cause));
  const judged = new Uint8Array(BATCH_ROWS);
  const compiled = engine.compile(source, { limits: { operations: manifest.limits.operations } });
  if (!compiled.ok) {
    const failed = outcomes.failed(compiled.diagnostics[0]?.code ?? 'RUNTIME');
    return ({ refusals, count }) => {
      for (let row = 0; row < count; row += 1)
        judged[row] = refusals[row] === 0 ? failed : (refused[refusals[row] as number] as number);
      return judged;
    };
  }
  const { script } = compiled;
  const places = new Int32Array(BATCH_ROWS);
  return ({ refusals, columns, count }) => {
    let asked = 0;
    for (let row = 0; row < count; row += 1) {
      if (refusals[row] === 0) places[asked++] = row;
      else judged[row] = refused[refusals[row] as number] as number;
    }
    if (asked === 0) return judged;
    const rows = asked === count ? null : places.subarray(0, asked);
    const given: Record<string, BatchColumn> = { parameters: manifest.parameters };
    for (const { input, values } of columns) given[input.name] = columnOf(values, rows, count);
    const said = judgeTogether(engine, script, given, manifest, outcomes);
    for (let index = 0; index < asked; index += 1)
      judged[rows === null ? index : (rows[index] as number)] = said[index] as number;
    return judged;
  };
}

/** The column of some rows, all of the first `count` without them. */
function columnOf(values: ColumnValues, rows: Int32Array | null, count: number): BatchColumn {
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

function judgeTogether(
  engine: RhaiEngine,
  script: ScriptHandle,
  columns: Readonly<Record<string, BatchColumn>>,
  manifest: RulesetManifest,
  outcomes: Outcomes,
): Uint8Array {
  const nullable = manifest.inputs.filter(({ optional }) => optional).map(({ name }) => name);
  const { rows, verdicts, verdictTable, confidences, codes } = engine.evaluateBatch(script, columns, {
    nullable,
  });
  const numbers = verdictTable.map((word) => outcomes.verdict(word));
  const unknown = outcomes.verdict(undefined);
  const said = new Uint8Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const code = codes[row] as number;
    const confidence = confidences[row] as number;
    if (code !== 0) said[row] = outcomes.failed(RULE_ERROR_CODES[code] as RuleErrorCode);
    else if (confidence < 0 || confidence > 1) said[row] = unknown;
    else said[row] = numbers[verdicts[row] as number] ?? unknown;
  }
  return said;
}
