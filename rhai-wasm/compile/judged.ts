/** Judges rows in the three ways there are, for tests: compiled, in the interpreter as a batch, and one by one as live judging does. */
import { isBooleanColumn, isTextColumn } from '../face/batch.ts';
import { COMPILER_FAULT } from '../face/engine.ts';
import {
  RULE_ERROR_CODES,
  type BatchColumn,
  type BatchOptions,
  type BatchPath,
  type BatchResult,
  type Evaluation,
  type RhaiEngine,
  type RhaiLimits,
  type RhaiValue,
  type RuleFact,
} from '../index.ts';

/** Rows of a batch that are also evaluated one by one. */
const SINGLE_ROWS = 4;

export interface Judged {
  readonly path: BatchPath;
  readonly rows: number;
  /** Rows that end in a verdict. */
  readonly done: number;
}

/** Judges columns; `undefined` for what is no script. Throws where a row differs. */
export function judgedInAllWays(
  engine: RhaiEngine,
  source: string,
  columns: Readonly<Record<string, BatchColumn>>,
  options: BatchOptions,
  limits: Partial<RhaiLimits>,
): Judged | undefined {
  const compiled = engine.compile(source, { limits });
  if (!compiled.ok) return undefined;
  const { script, facts } = compiled;
  const fast = engine.evaluateBatch(script, columns, options);
  if (fast.path.kind === 'interpreter' && fast.path.message.includes(COMPILER_FAULT))
    throw new Error(`${fast.path.message}\n${source}`);
  const slow = engine.evaluateBatch(script, columns, { ...options, interpretOnly: true });
  const differs = (row: number, ours: string, theirs: string): never => {
    throw new Error(
      `row ${row} ${JSON.stringify(rowInputs(columns, options, row))} of\n${source}\n${ours}\n${theirs}`,
    );
  };
  for (let row = 0; row < slow.rows; row++) {
    const theirs = rowOf(slow, row);
    if (rowOf(fast, row) !== theirs) differs(row, `compiled    ${rowOf(fast, row)}`, `interpreted ${theirs}`);
    if (row >= SINGLE_ROWS) continue;
    const single = singleOf(engine.evaluate(script, rowInputs(columns, options, row)), facts.rules, slow);
    if (single !== theirs) differs(row, `single      ${single}`, `interpreted ${theirs}`);
  }
  engine.release(script);
  return { path: fast.path, rows: slow.rows, done: slow.codes.filter((code) => code === 0).length };
}

const numberText = (value: unknown): string =>
  Object.is(value, -0)
    ? '-0'
    : typeof value === 'boolean'
      ? String(Number(value))
      : typeof value === 'number'
        ? String(value)
        : 'NaN';

/** Everything a row ends in, as text. */
function rowOf(result: BatchResult, row: number): string {
  const code = RULE_ERROR_CODES[result.codes[row] ?? 0] ?? '';
  // How many operations pass until memory runs out hangs on what the instance holds.
  if (code === 'MEMORY_LIMIT') return code;
  const fired = result.fired.subarray(row * result.firedWords, (row + 1) * result.firedWords);
  const operations = `${code} ${result.operations[row]} ${fired.join(' ')}`;
  if (result.codes[row] !== 0) return operations;
  const outputs = Object.values(result.outputs).map((output) => output[row]);
  const verdict = result.verdictTable[result.verdicts[row] ?? -1];
  return [operations, verdict, ...[result.confidences[row], ...outputs].map(numberText)].join(' ');
}

/** The same of a single evaluation, with what judging makes of its result (`decide.ts`). */
function singleOf(
  outcome: Evaluation,
  rules: readonly RuleFact[],
  { firedWords, outputs }: BatchResult,
): string {
  const fired = new Uint32Array(firedWords);
  for (const { line, column, fired: isFired } of outcome.trace) {
    const rule = rules.findIndex((one) => one.line === line && one.column === column);
    if (isFired) fired[rule >> 5] = (fired[rule >> 5] ?? 0) | (1 << (rule & 31));
  }
  const told = (code: string): string => `${code} ${outcome.operations} ${fired.join(' ')}`;
  if (!outcome.ok) return outcome.error.code === 'MEMORY_LIMIT' ? 'MEMORY_LIMIT' : told(outcome.error.code);
  if (!isTaken(outcome.value)) return told('RESULT_TYPE');
  const { value } = outcome;
  const numbers = ['confidence', ...Object.keys(outputs)].map((name) => numberText(value[name]));
  return [told(RULE_ERROR_CODES[0] ?? ''), value['verdict'], ...numbers].join(' ');
}

function isTaken(value: RhaiValue): value is { [key: string]: RhaiValue } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { verdict, confidence = null, reasons = null } = value;
  if (typeof verdict !== 'string' || (confidence !== null && typeof confidence !== 'number')) return false;
  const list = Array.isArray(reasons) ? reasons : reasons === null ? [] : [reasons];
  return list.every((reason) => {
    if (typeof reason !== 'object' || reason === null || Array.isArray(reason))
      return typeof reason === 'string';
    return typeof reason['ko'] === 'string' && typeof reason['en'] === 'string';
  });
}

/** The inputs of one row. */
function rowInputs(
  columns: Readonly<Record<string, BatchColumn>>,
  { nullable = [] }: BatchOptions,
  row: number,
): Record<string, RhaiValue | undefined> {
  const entries = Object.entries(columns).map(([name, column]) => {
    const none = nullable.includes(name) ? null : undefined;
    if (column instanceof Float64Array) {
      const number = column[row] ?? Number.NaN;
      return [name, Number.isNaN(number) ? none : number] as const;
    }
    if (isTextColumn(column)) return [name, column.texts[column.indexes[row] ?? -1] ?? none] as const;
    if (isBooleanColumn(column)) {
      const value = column.booleans[row] ?? -1;
      return [name, value < 0 ? none : value === 1] as const;
    }
    return [name, column as RhaiValue] as const;
  });
  return Object.fromEntries(entries);
}
