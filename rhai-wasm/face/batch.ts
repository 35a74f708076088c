import { ABSENT, NUMBERS, NUMBERS_OR_NOTHING, writeValue } from './border.ts';
import { RULE_ERROR_CODES, type RuleErrorCode } from './codes.ts';
import type { Instance } from './instance.ts';
import { readValue } from './border.ts';
import type { BatchColumn, BatchOptions, BatchResult, ScriptFacts } from './types.ts';

/** Rows that cross at once: bounds the memory a batch takes inside the sandbox. */
const CHUNK_ROWS = 8192;

/** Runs one chunk; a code instead if the instance stopped. */
type RunChunk = (run: (instance: Instance, handle: number) => void) => void | RuleErrorCode;

/** Evaluates columns row by row, chunk by chunk. */
export function evaluateColumns(
  facts: ScriptFacts,
  texts: readonly string[],
  columns: Readonly<Record<string, BatchColumn>>,
  options: BatchOptions,
  runChunk: RunChunk,
): BatchResult {
  const rows = rowsOf(columns);
  const result = emptyResult(rows, Math.ceil(facts.rules.length / 32));
  const table = new VerdictTable(texts);
  for (let from = 0; from < rows; from += CHUNK_ROWS) {
    const count = Math.min(CHUNK_ROWS, rows - from);
    const failure = runChunk((instance, handle) => {
      writeChunk(instance, facts, columns, options, from, count);
      instance.exports.evaluate_batch(handle, count);
      readChunk(instance, result, table, from, count);
    });
    if (failure !== undefined) result.codes.fill(RULE_ERROR_CODES.indexOf(failure), from, from + count);
  }
  return { ...result, verdictTable: table.texts };
}

function rowsOf(columns: Readonly<Record<string, BatchColumn>>): number {
  const lengths = new Set<number>();
  for (const column of Object.values(columns)) {
    if (column instanceof Float64Array) lengths.add(column.length);
  }
  if (lengths.size > 1) throw new RangeError('the columns of a batch differ in length');
  return [...lengths][0] ?? 0;
}

function emptyResult(rows: number, firedWords: number): BatchResult {
  return {
    rows,
    verdicts: new Int32Array(rows).fill(-1),
    verdictTable: [],
    confidences: new Float64Array(rows).fill(Number.NaN),
    codes: new Uint8Array(rows),
    operations: new Uint32Array(rows),
    fired: new Uint32Array(rows * firedWords),
    firedWords,
  };
}

function writeChunk(
  instance: Instance,
  facts: ScriptFacts,
  columns: Readonly<Record<string, BatchColumn>>,
  options: BatchOptions,
  from: number,
  count: number,
): void {
  const numeric: Float64Array[] = [];
  instance.beginInput();
  for (const name of facts.inputs) {
    const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
    if (column instanceof Float64Array) {
      numeric.push(column);
      instance.byte(options.nullable?.includes(name) === true ? NUMBERS_OR_NOTHING : NUMBERS);
    } else if (column === undefined) {
      instance.byte(ABSENT);
    } else {
      writeValue(instance, column, name);
    }
  }
  const space = instance.numbers(numeric.length * count);
  numeric.forEach((column, index) => space.set(column.subarray(from, from + count), index * count));
}

function readChunk(
  instance: Instance,
  result: BatchResult,
  table: VerdictTable,
  from: number,
  count: number,
): void {
  const reader = instance.output();
  const words = reader.word();
  const further = reader.word();
  result.confidences.set(new Float64Array(reader.copy(count * 8)), from);
  const verdicts = new Uint32Array(reader.copy(count * 4));
  result.operations.set(new Uint32Array(reader.copy(count * 4)), from);
  result.fired.set(new Uint32Array(reader.copy(count * words * 4)), from * words);
  result.codes.set(new Uint8Array(reader.copy(count)), from);
  const others = Array.from({ length: further }, () => readValue(reader, []) as string);
  verdicts.forEach((index, row) => {
    result.verdicts[from + row] = table.index(index, others);
  });
}

/** Gathers the verdicts that occur; the numbers of a chunk mean the script's texts, then the chunk's own. */
class VerdictTable {
  readonly texts: string[] = [];
  readonly #known: readonly string[];
  readonly #places = new Map<string, number>();

  constructor(known: readonly string[]) {
    this.#known = known;
  }

  index(number: number, others: readonly string[]): number {
    const text = this.#known[number] ?? others[number - this.#known.length];
    if (text === undefined) return -1;
    let place = this.#places.get(text);
    if (place === undefined) {
      place = this.texts.push(text) - 1;
      this.#places.set(text, place);
    }
    return place;
  }
}
