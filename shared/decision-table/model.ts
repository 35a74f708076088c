import type { DecisionTable, TableColumn, TableOutcome } from '../contract/decision-table.ts';
import type { Reason } from '../contract/reasons.ts';
import { reason } from '../contract/reasons.ts';
import type { RulesetInput, RulesetManifest } from '../contract/rules.ts';
import { readCell, type Cell } from './cells.ts';
import { readOutputs, tellOutputs, type SaidOutputs } from './outputs.ts';
import { both, type Ranges } from './ranges.ts';
import { spaceOf, type ColumnKind, type ColumnSpace } from './space.ts';

/** What of a manifest a table is read with. */
export type TableContext = Pick<RulesetManifest, 'inputs' | 'parameters' | 'verdicts'>;

/** What is wrong with a table. `path`: within the manifest, e.g. `table.rows.3.when.1`. */
export interface TableFault {
  readonly path: string;
  readonly reason: Reason;
}

export interface ModelColumn {
  readonly column: TableColumn;
  readonly kind: ColumnKind;
  /** The input that it is; none for an expression. */
  readonly input: RulesetInput | undefined;
  readonly space: ColumnSpace;
  /** What its values can be: those of the input, as far as they are allowed. */
  readonly domain: Ranges;
}

export interface ModelRow {
  readonly name: string;
  readonly cells: readonly Cell[];
  /** Of each column, within its domain. */
  readonly sets: readonly Ranges[];
  readonly outcome: TableOutcome;
  readonly outputs: SaidOutputs;
}

/** A table that was read without a fault. */
export interface TableModel {
  readonly table: DecisionTable;
  readonly context: TableContext;
  readonly columns: readonly ModelColumn[];
  readonly rows: readonly ModelRow[];
  /** Of what holds otherwise. */
  readonly otherwiseOutputs: SaidOutputs;
}

export type ReadTable =
  | { readonly ok: true; readonly model: TableModel }
  | { readonly ok: false; readonly faults: readonly TableFault[] };

const NAME = /^[A-Za-z_]\w*$/;
const FORBIDDEN = ['{', '}', '`', ';', '//', '/*', '\n'];
const ANY: Cell = { any: true };

export const rowNameOf = ({ name }: { readonly name?: string | undefined }, index: number): string =>
  name ?? `row-${index + 1}`;

/** A table with what its cells mean, or everything that is wrong with it. */
export function readTable(table: DecisionTable, context: TableContext): ReadTable {
  const faults: TableFault[] = [];
  const add = (path: string, why: Reason) => faults.push({ path: `table.${path}`, reason: why });
  const kinds = table.columns.map((column) => kindOf(column, context));
  tellColumns(table, context, add);
  const cellOf = (text: string, column: number, path: string): Cell => {
    const [kind, { expression = '' } = {}] = [kinds[column], table.columns[column]];
    if (kind === undefined) return ANY;
    const read = readCell(text, { ...kind, parameters: context.parameters });
    if (!read.ok) {
      add(path, read.why);
      return ANY;
    }
    tellCell(read.cell, kind, expression, (why) => add(path, why));
    return read.cell;
  };
  const cells = table.rows.map(({ when }, row) =>
    table.columns.map((_, column) => cellOf(when[column] ?? '', column, `rows.${row}.when.${column}`)),
  );
  const allowed = table.columns.map((column, index) =>
    column.allowed === undefined ? ANY : cellOf(column.allowed, index, `columns.${index}.allowed`),
  );
  tellRows(table, context, add);
  tellOutputs(table, add);
  const outputsOf = (outcome: TableOutcome, path: string) =>
    readOutputs(table.outputs ?? [], outcome, context.parameters, (output, why) =>
      add(`${path}.outputs.${output}`, why),
    );
  const outputs = table.rows.map((row, index) => outputsOf(row, `rows.${index}`));
  const otherwiseOutputs = table.otherwise === undefined ? [] : outputsOf(table.otherwise, 'otherwise');
  const columns = table.columns.flatMap((column, index): ModelColumn[] => {
    const kind = kinds[index];
    const allowedCell = allowed[index];
    if (kind === undefined || allowedCell === undefined) return [];
    const made = spaceOf(kind, [allowedCell, ...cells.map((row) => row[index] ?? ANY)]);
    if (!made.ok) {
      const { low, high } = made;
      add(`columns.${index}`, reason('tableLimitsClose', { column: column.expression, low, high }));
      return [];
    }
    const { space } = made;
    const domain = domainOf(space, allowedCell, kind);
    return [{ column, kind, input: inputOf(column, context), space, domain }];
  });
  if (faults.length > 0) return { ok: false, faults };
  const rows = table.rows.map((row, index): ModelRow => {
    const own = cells[index] ?? [];
    return {
      name: rowNameOf(row, index),
      cells: own,
      sets: columns.map(({ space, domain }, column) => both(space.setOf(own[column] ?? ANY), domain)),
      outcome: row,
      outputs: outputs[index] ?? [],
    };
  });
  rows.forEach(({ sets }, row) => {
    const never = sets.findIndex((set) => set.length === 0);
    if (never >= 0) add(`rows.${row}.when.${never}`, reason('tableCellNever'));
  });
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, model: { table, context, columns, rows, otherwiseOutputs } };
}

const inputOf = ({ expression }: TableColumn, { inputs }: TableContext) =>
  inputs.find(({ name }) => name === expression);

/** Allowed values bound what is looked for; that a value may be missing they do not change. */
function domainOf(space: ColumnSpace, allowed: Cell, { optional }: ColumnKind): Ranges {
  if (allowed.any) return space.domain;
  const { parts, not } = allowed;
  const missing: Cell = { any: false, not, parts: not || !optional ? parts : [...parts, { kind: 'none' }] };
  return both(space.setOf(missing), space.domain);
}

function kindOf(column: TableColumn, context: TableContext): ColumnKind {
  const input = inputOf(column, context);
  const isCount = input?.take === 'count' || input?.take === 'changes';
  return {
    type: column.type,
    optional: input?.optional ?? false,
    whole: isCount && column.type === 'number',
    values: column.type === 'text' ? (input?.values ?? null) : null,
    utcOffset: column.utcOffset ?? '+00:00',
    unitsPerMs: input?.unit === 's' ? 0.001 : 1,
  };
}

function tellColumns(
  { columns }: DecisionTable,
  context: TableContext,
  add: (path: string, why: Reason) => void,
): void {
  const names = context.inputs.map(({ name }) => name).join(', ');
  columns.forEach((column, index) => {
    const { expression, type } = column;
    const path = `columns.${index}`;
    const input = inputOf(column, context);
    if (columns.findIndex((other) => other.expression === expression) < index)
      add(`${path}.expression`, reason('tableColumnTwice', { name: expression }));
    if (input === undefined && NAME.test(expression))
      add(`${path}.expression`, reason('tableColumnUnknown', { name: expression, names }));
    if (FORBIDDEN.some((sign) => expression.includes(sign)))
      add(`${path}.expression`, reason('tableColumnExpression', { signs: '{ } `' }));
    if (type === 'date-time' && !(input?.type === 'number' && (input.unit === 's' || input.unit === 'ms')))
      add(`${path}.type`, reason('tableColumnDate'));
    else if (input !== undefined && type !== 'date-time') {
      const isCount = input.take === 'count' || input.take === 'changes';
      const known = isCount ? 'number' : input.type;
      if (known !== type) add(`${path}.type`, reason('tableColumnType', { name: expression, type: known }));
    }
  });
}

function tellCell(cell: Cell, kind: ColumnKind, column: string, add: (why: Reason) => void): void {
  if (cell.any) return;
  for (const part of cell.parts) {
    if (part.kind === 'none' && !kind.optional) add(reason('tableCellNull', { column }));
    if (part.kind !== 'value' || typeof part.value !== 'string' || kind.values === null) continue;
    if (!kind.values.includes(part.value))
      add(reason('tableCellValue', { value: part.value, values: kind.values.join(', ') }));
  }
}

function tellRows(
  { columns, outputs = [], rows, otherwise }: DecisionTable,
  { verdicts }: TableContext,
  add: (path: string, why: Reason) => void,
): void {
  const seen = new Set<string>();
  const names = Object.keys(verdicts).join(', ');
  const tellOutcome = (path: string, { verdict, outputs: cells = [] }: TableOutcome) => {
    if (cells.length > outputs.length)
      add(path, reason('tableOutputCells', { cells: cells.length, outputs: outputs.length }));
    if (!Object.hasOwn(verdicts, verdict)) add(`${path}.verdict`, reason('tableVerdict', { verdict, names }));
  };
  rows.forEach((row, index) => {
    if (row.when.length !== columns.length)
      add(`rows.${index}`, reason('tableRowLength', { cells: row.when.length, columns: columns.length }));
    const name = rowNameOf(row, index);
    if (seen.has(name)) add(`rows.${index}.name`, reason('tableRowName', { name }));
    seen.add(name);
    tellOutcome(`rows.${index}`, row);
  });
  if (otherwise !== undefined) tellOutcome('otherwise', otherwise);
}
