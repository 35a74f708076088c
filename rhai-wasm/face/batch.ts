import { ABSENT, BOOLEANS, NUMBERS, readValue, TEXTS, writeValue } from './border.ts';
import { RULE_ERROR_CODES, type RuleErrorCode } from './codes.ts';
import type { Instance } from './instance.ts';
import type {
  BatchColumn,
  BatchOptions,
  BatchResult,
  BooleanColumn,
  RhaiValue,
  ScriptFacts,
  TextColumn,
} from './types.ts';

/** Rows that cross at once: bounds the memory a batch takes inside the sandbox. */
const CHUNK_ROWS = 8192;

/** Runs one chunk; a code instead if the instance stopped. */
type RunChunk = (run: (instance: Instance, handle: number) => void) => void | RuleErrorCode;

/** A column with a value for each row. */
export type RowColumn = Float64Array | TextColumn | BooleanColumn;

export type Columns = Readonly<Record<string, BatchColumn>>;

export const isTextColumn = (column: BatchColumn): column is TextColumn =>
  typeof column === 'object' &&
  column !== null &&
  'indexes' in column &&
  column.indexes instanceof Int32Array;

export const isBooleanColumn = (column: BatchColumn): column is BooleanColumn =>
  typeof column === 'object' &&
  column !== null &&
  'booleans' in column &&
  column.booleans instanceof Int8Array;

export const isRowColumn = (column: BatchColumn): column is RowColumn =>
  column instanceof Float64Array || isTextColumn(column) || isBooleanColumn(column);

/** The column of an input, if there is one. */
export const columnOf = (columns: Columns, name: string): BatchColumn =>
  Object.hasOwn(columns, name) ? columns[name] : undefined;

/** Inputs beyond those that a script names: only one that finds them by computed names gets them. */
export const othersOf = ({ dynamic, inputs }: ScriptFacts, columns: Columns): string[] =>
  dynamic ? Object.keys(columns).filter((name) => !inputs.includes(name)) : [];

/** Rows of a batch. Throws `RangeError` for uneven columns. */
export function rowsOf(columns: Columns): number {
  const lengths = new Set<number>();
  for (const column of Object.values(columns)) {
    if (isRowColumn(column)) lengths.add(valuesOf(column).length);
  }
  if (lengths.size > 1) throw new RangeError('the columns of a batch differ in length');
  return [...lengths][0] ?? 0;
}

function valuesOf(column: RowColumn): Float64Array | Int32Array | Int8Array {
  if (column instanceof Float64Array) return column;
  return 'indexes' in column ? column.indexes : column.booleans;
}

/** Copies rows of a column as numbers, NaN where a row has no value. */
export function copyRows(column: RowColumn, from: number, space: Float64Array): void {
  const values = valuesOf(column).subarray(from, from + space.length);
  space.set(values);
  if (column instanceof Float64Array) return;
  for (let row = 0; row < space.length; row++) {
    if ((space[row] ?? 0) < 0) space[row] = Number.NaN;
  }
}

/** A result with nothing in it yet; `filler` 0 leaves the numbers as they come, where all are written later. */
export function emptyResult(
  rows: number,
  facts: ScriptFacts,
  { outputs = [] }: BatchOptions,
  filler = Number.NaN,
): BatchResult & { outputs: Record<string, Float64Array> } {
  const firedWords = Math.ceil(facts.rules.length / 32);
  const numbers = (): Float64Array =>
    filler === 0 ? new Float64Array(rows) : new Float64Array(rows).fill(filler);
  return {
    rows,
    verdicts: filler === 0 ? new Int32Array(rows) : new Int32Array(rows).fill(-1),
    verdictTable: [],
    confidences: numbers(),
    codes: new Uint8Array(rows),
    operations: new Uint32Array(rows),
    fired: new Uint32Array(rows * firedWords),
    firedWords,
    outputs: Object.fromEntries(outputs.map((name) => [name, numbers()])),
    path: { kind: 'interpreter', code: 'ASKED', message: '', line: 0, column: 0 },
  };
}

/** Some rows of columns, as columns of their own. */
export function someRows(columns: Columns, rows: readonly number[]): Record<string, BatchColumn> {
  const pick = (column: BatchColumn): BatchColumn => {
    if (column instanceof Float64Array) return Float64Array.from(rows, (row) => column[row] ?? Number.NaN);
    if (isTextColumn(column)) {
      return { texts: column.texts, indexes: Int32Array.from(rows, (row) => column.indexes[row] ?? -1) };
    }
    if (isBooleanColumn(column))
      return { booleans: Int8Array.from(rows, (row) => column.booleans[row] ?? -1) };
    return column;
  };
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, pick(column)]));
}

/** Puts the results of some rows into their places. */
export function putRows(result: BatchResult, rows: readonly number[], some: BatchResult): BatchResult {
  const table = [...result.verdictTable];
  const places = some.verdictTable.map((text) => {
    const known = table.indexOf(text);
    return known >= 0 ? known : table.push(text) - 1;
  });
  const { firedWords } = result;
  rows.forEach((row, index) => {
    result.verdicts[row] = places[some.verdicts[index] ?? -1] ?? -1;
    result.confidences[row] = some.confidences[index] ?? Number.NaN;
    result.codes[row] = some.codes[index] ?? 0;
    result.operations[row] = some.operations[index] ?? 0;
    for (const [name, output] of Object.entries(result.outputs)) {
      output[row] = some.outputs[name]?.[index] ?? Number.NaN;
    }
    const fired = some.fired.subarray(index * firedWords, (index + 1) * firedWords);
    result.fired.set(fired, row * firedWords);
  });
  return { ...result, verdictTable: table };
}

/** Evaluates columns row by row in the interpreter, chunk by chunk, into rows of a result. */
export function interpretColumns(
  facts: ScriptFacts,
  texts: readonly string[],
  columns: Columns,
  options: BatchOptions,
  runChunk: RunChunk,
): BatchResult {
  const rows = rowsOf(columns);
  const result = emptyResult(rows, facts, options);
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

function writeChunk(
  instance: Instance,
  facts: ScriptFacts,
  columns: Columns,
  { nullable = [], outputs = [] }: BatchOptions,
  from: number,
  count: number,
): void {
  const ofRows: RowColumn[] = [];
  const write = (name: string): void => {
    const column = columnOf(columns, name);
    if (isRowColumn(column)) {
      ofRows.push(column);
      writeKind(instance, column, nullable.includes(name));
    } else if (column === undefined) {
      instance.byte(ABSENT);
    } else {
      // What is no column is a value for all rows.
      writeValue(instance, column as RhaiValue, name);
    }
  };
  instance.beginInput();
  facts.inputs.forEach(write);
  instance.word(outputs.length);
  for (const name of outputs) instance.text(name);
  const others = othersOf(facts, columns);
  instance.word(others.length);
  for (const name of others) {
    instance.text(name);
    write(name);
  }
  const space = instance.numbers(ofRows.length * count);
  ofRows.forEach((column, index) =>
    copyRows(column, from, space.subarray(index * count, (index + 1) * count)),
  );
}

function writeKind(instance: Instance, column: RowColumn, isNullable: boolean): void {
  const less = isNullable ? 1 : 0;
  if (column instanceof Float64Array) {
    instance.byte(NUMBERS - less);
  } else if ('booleans' in column) {
    instance.byte(BOOLEANS - less);
  } else {
    instance.byte(TEXTS - less);
    instance.word(column.texts.length);
    for (const text of column.texts) instance.text(text);
  }
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
  for (const output of Object.values(result.outputs)) {
    output.set(new Float64Array(reader.copy(count * 8)), from);
  }
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
