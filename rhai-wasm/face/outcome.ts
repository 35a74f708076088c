import { ABSENT, readValue } from './border.ts';
import { codeName } from './codes.ts';
import { problemName } from './problems.ts';
import type { OutputReader } from './instance.ts';
import type {
  Evaluation,
  RhaiInputs,
  RhaiValue,
  RuleError,
  RuleFact,
  ScriptFacts,
  TraceEntry,
} from './types.ts';

/** Reads the outcome of one evaluation (`encode` in `crate/src/evaluate.rs`). */
export function readEvaluation(
  reader: OutputReader,
  facts: ScriptFacts,
  texts: readonly string[],
  inputs: RhaiInputs,
): Evaluation {
  const ok = reader.byte() === 1;
  const code = reader.byte();
  const line = reader.half();
  const column = reader.half();
  const operations = reader.word();
  const cut = reader.byte() === 1;
  let value: RhaiValue = null;
  let error: RuleError | undefined;
  if (ok) {
    value = readValue(reader, texts);
  } else {
    error = readError(reader, texts, { code: codeName(code), line, column });
  }
  const trace = readTrace(reader, facts, texts, inputs);
  const printed = Array.from({ length: reader.half() }, () => readValue(reader, texts) as string);
  if (cut) printed.push('…');
  return error === undefined
    ? { ok: true, value, operations, trace, printed }
    : { ok: false, error, operations, trace, printed };
}

function readError(
  reader: OutputReader,
  texts: readonly string[],
  known: Pick<RuleError, 'code' | 'line' | 'column'>,
): RuleError {
  const message = readValue(reader, texts) as string;
  const expected = readValue(reader, texts);
  const code = problemName(reader.byte());
  const parameters: Record<string, string> = {};
  for (let left = reader.byte(); left > 0; left--) {
    const name = readValue(reader, texts) as string;
    parameters[name] = readValue(reader, texts) as string;
  }
  const error = { ...known, message, reason: { code, parameters } };
  return typeof expected === 'string' ? { ...error, expected } : error;
}

function readTrace(
  reader: OutputReader,
  facts: ScriptFacts,
  texts: readonly string[],
  inputs: RhaiInputs,
): TraceEntry[] {
  const trace: TraceEntry[] = [];
  const count = reader.half();
  for (let i = 0; i < count; i++) {
    const rule = facts.rules[reader.half()];
    const evaluated = reader.word();
    const firedCount = reader.word();
    const locals: (RhaiValue | undefined)[] = [];
    for (let left = reader.byte(); left > 0; left--) {
      locals.push(reader.skip(ABSENT) ? undefined : readValue(reader, texts));
    }
    if (rule === undefined) continue;
    trace.push({
      ruleId: rule.id,
      line: rule.line,
      column: rule.column,
      fired: firedCount > 0,
      count: evaluated,
      firedCount,
      values: valuesOf(rule, inputs, locals),
    });
  }
  return trace;
}

/** Inputs that a script never changes are taken from what was given; only its own variables crossed. */
function valuesOf(
  rule: RuleFact,
  inputs: RhaiInputs,
  locals: readonly (RhaiValue | undefined)[],
): TraceEntry['values'] {
  const values: TraceEntry['values'] = {};
  let local = 0;
  for (const { path, input, keys } of rule.reads) {
    const value = input === undefined ? locals[local++] : inputValue(inputs, input, keys);
    if (value === undefined) continue;
    values[path] = typeof value === 'object' && value !== null ? describe(value) : value;
  }
  return values;
}

function inputValue(
  inputs: RhaiInputs,
  name: string,
  keys: readonly string[] | undefined,
): RhaiValue | undefined {
  let value = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
  for (const key of keys ?? []) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    value = Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}

function describe(value: RhaiValue[] | { [key: string]: RhaiValue }): string {
  return Array.isArray(value) ? `array(${value.length})` : `map(${Object.keys(value).length})`;
}
