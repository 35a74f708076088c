import {
  columnOf,
  copyRows,
  emptyResult,
  isBooleanColumn,
  isTextColumn,
  othersOf,
  rowsOf,
  type Columns,
  type RowColumn,
} from '../face/batch.ts';
import { normalise } from '../face/instance.ts';
import type { BatchOptions, BatchPath, BatchResult, RhaiValue, ScriptFacts } from '../face/types.ts';
import { CALL_ROWS, LONGEST_TEXT_BYTES, type CompiledRule, type InputKind } from './compile.ts';
import { hasThresholds } from './compare.ts';
import { parameterNumbers } from './parameters.ts';
import { tableOfTexts } from './text-facts.ts';
import { utf8Bytes } from './values.ts';

/** The kinds of inputs that columns have, and a key that is the same for the same kinds. */
export function kindsOf(facts: ScriptFacts, columns: Columns, { nullable = [], outputs = [] }: BatchOptions) {
  const kinds = new Map<string, InputKind>();
  for (const name of [...facts.inputs, ...othersOf(facts, columns)])
    kinds.set(name, kindOf(columnOf(columns, name), nullable.includes(name)));
  const key = JSON.stringify([[...kinds].map(([name, kind]) => [name, keyOf(kind)]), outputs]);
  return { kinds, key };
}

function kindOf(column: Columns[string], isNullable: boolean): InputKind {
  if (column === undefined) return { kind: 'absent' };
  if (isTextColumn(column)) return { kind: 'column', of: 'texts', isNullable };
  if (isBooleanColumn(column)) return { kind: 'column', of: 'booleans', isNullable };
  if (column instanceof Float64Array) return { kind: 'column', of: 'numbers', isNullable };
  return { kind: 'constant', value: normalised(column as RhaiValue) };
}

function normalised(value: RhaiValue): RhaiValue {
  if (typeof value === 'string') return normalise(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(normalised);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [normalise(key), normalised(item)]));
}

/** Numbers of constants are no part of the code, so one module serves all of them. */
const keyOf = (kind: InputKind): unknown =>
  kind.kind === 'constant'
    ? ['=', withoutNumbers(kind.value)]
    : kind.kind === 'column'
      ? [kind.of, kind.isNullable]
      : 0;

function withoutNumbers(value: RhaiValue): unknown {
  if (typeof value === 'number') return 0;
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value)
    ? value.map(withoutNumbers)
    : Object.entries(value).map(([key, item]) => [key, withoutNumbers(item)]);
}

/** Bytes of what is known of the texts of a batch. */
const MOST_KNOWN_BYTES = 4 << 20;

/** Functions of floats that both paths share (`crate/src/wasm.rs`). */
export type MathFunctions = object;

/** A compiled rule with the memory it works in. */
export class RuleInstance {
  readonly rule: CompiledRule;
  readonly #memory: WebAssembly.Memory;
  readonly #run: (rows: number) => number;
  readonly #textPlaces: ReadonlyMap<string, number>;

  constructor(rule: CompiledRule, memory: WebAssembly.Memory, functions: MathFunctions) {
    this.rule = rule;
    this.#memory = memory;
    this.#room(rule.layout.bytes);
    const module = new WebAssembly.Module(rule.bytes);
    const host = {
      memory,
      ...Object.fromEntries(
        rule.imports.map(({ name }) => [name, (functions as Record<string, unknown>)[name]]),
      ),
    };
    const { exports } = new WebAssembly.Instance(module, { host } as WebAssembly.Imports);
    this.#run = exports['run'] as (rows: number) => number;
    this.#textPlaces = new Map(rule.texts.map((text, place) => [text, place]));
  }

  /** Takes care that memory has so many bytes. */
  #room(bytes: number): void {
    const missing = bytes - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / 65_536));
  }

  /**
   * Judges all rows of columns; `undefined` if that cannot be done for these constants. `left` lists the rows that the interpreter has to
   * judge, `sites` how many were left at which site.
   */
  judge(
    facts: ScriptFacts,
    columns: Columns,
    options: BatchOptions,
  ): { result: BatchResult; left: number[] } | undefined {
    const { layout, parameters, texts, textFacts } = this.rule;
    const numbers = parameterNumbers(parameters, (path) => numberAt(columns, path), hasThresholds);
    if (numbers === undefined) return undefined;
    const rows = rowsOf(columns);
    const result = emptyResult(rows, facts, options, 0);
    const table = [...texts];
    const places = new Map(this.#textPlaces);
    const copies = layout.columns.map((name) => copier(columnOf(columns, name) as RowColumn, places, table));
    const left: number[] = [];
    const sites = new Uint32Array(this.rule.sites.length + 1);
    const known = tableOfTexts(textFacts, table);
    if (known.byteLength > MOST_KNOWN_BYTES) return undefined;
    this.#room(layout.bytes + known.byteLength);
    const { buffer } = this.#memory;
    new Int32Array(buffer, layout.bytes, known.length).set(known);
    new Float64Array(buffer, layout.parametersAt, numbers.length).set(numbers);
    new Float64Array(buffer, layout.tablesAt, this.rule.tables.length).set(this.rule.tables);
    const outputs = Object.values(result.outputs);
    for (let from = 0; from < rows; from += CALL_ROWS) {
      const count = Math.min(CALL_ROWS, rows - from);
      copies.forEach((copy, column) => copy(from, new Float64Array(buffer, layout.columnAt(column), count)));
      const isSomeLeft = this.#run(count) > 0;
      result.confidences.set(new Float64Array(buffer, layout.confidenceAt, count), from);
      outputs.forEach((output, index) =>
        output.set(new Float64Array(buffer, layout.outputsAt[index], count), from),
      );
      result.verdicts.set(new Int32Array(buffer, layout.verdictAt, count), from);
      result.operations.set(new Uint32Array(buffer, layout.operationsAt, count), from);
      this.#takeFired(result, from, count);
      if (isSomeLeft) this.#noteLeft(from, count, left, sites);
    }
    return { result: { ...result, verdictTable: table, path: this.#path(left.length, sites) }, left };
  }

  #noteLeft(from: number, count: number, left: number[], sites: Uint32Array): void {
    new Uint32Array(this.#memory.buffer, this.rule.layout.siteAt, count).forEach((site, row) => {
      if (site === 0) return;
      left.push(from + row);
      sites[site] = (sites[site] ?? 0) + 1;
    });
  }

  #path(left: number, rows: Uint32Array): BatchPath {
    const sites = this.rule.sites.flatMap(({ at: [line, column], why }, index) => {
      const here = rows[index + 1] ?? 0;
      return here === 0 ? [] : [{ line, column, why, rows: here }];
    });
    return { kind: 'compiled', left, sites: sites.sort((a, b) => b.rows - a.rows) };
  }

  #takeFired({ fired, firedWords }: BatchResult, from: number, count: number): void {
    const words = this.rule.layout.firedAt.map((at) => new Uint32Array(this.#memory.buffer, at, count));
    const [only] = words;
    if (firedWords === 1 && only !== undefined) {
      fired.set(only, from);
      return;
    }
    words.forEach((word, index) => {
      for (let row = 0; row < count; row++) fired[(from + row) * firedWords + index] = word[row] ?? 0;
    });
  }
}

/** Copies rows of a column. Texts get the numbers the rule knows them by; those it does not know get new ones. */
function copier(
  column: RowColumn,
  places: Map<string, number>,
  table: string[],
): (from: number, space: Float64Array) => void {
  if (!isTextColumn(column)) return (from, space) => copyRows(column, from, space);
  const numbers = column.texts.map((written) => {
    const text = normalise(written);
    // Infinite: such a row is left to the interpreter.
    if (utf8Bytes(text) > LONGEST_TEXT_BYTES) return Infinity;
    let place = places.get(text);
    if (place === undefined) {
      place = table.push(text) - 1;
      places.set(text, place);
    }
    return place;
  });
  return (from, space) => {
    for (let row = 0; row < space.length; row++) {
      space[row] = numbers[column.indexes[from + row] ?? -1] ?? Number.NaN;
    }
  };
}

function numberAt(columns: Columns, path: readonly string[]): number {
  const [name = '', ...keys] = path;
  let value: RhaiValue | undefined = normalised(columnOf(columns, name) as RhaiValue);
  for (const key of keys) value = (value as Record<string, RhaiValue>)[key];
  return typeof value === 'number' ? value : Number.NaN;
}
