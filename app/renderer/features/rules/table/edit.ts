import {
  MOST_TABLE_ROWS,
  type DecisionTable,
  type TableColumn,
  type TableOutcome,
  type TableRow,
} from '../../../../../shared/contract/decision-table.ts';
import type { Grid } from '../../../../../shared/decision-table/delimited.ts';

/**
 * Changes of a table, by rows and columns as a sheet has them: first one column a condition, then verdict, confidence, one column an
 * output, both reasons and the row's name. The row behind the last is what holds otherwise; it has no conditions and no name.
 */
/** What every table says, an output of this one by its number, or the name. As a part of a path it is where its faults are told. */
export type Output = 'verdict' | 'confidence' | `outputs.${number}` | 'ko' | 'en' | 'name';

export const outputsOf = ({ outputs = [] }: DecisionTable): readonly Output[] => [
  'verdict',
  'confidence',
  ...outputs.map((_, index) => `outputs.${index}` as const),
  ...(['ko', 'en', 'name'] as const),
];

/** The number of an output of this table; undefined for what every table says. */
export const outputNumber = (output: Output): number | undefined =>
  output.startsWith('outputs.') ? Number(output.slice('outputs.'.length)) : undefined;

/** What the ruleset itself calls a column; undefined for what every table says. */
export const columnName = ({ columns, outputs }: DecisionTable, what: number | Output): string | undefined =>
  typeof what === 'number'
    ? (columns[what]?.expression ?? '')
    : outputs?.[outputNumber(what) ?? Infinity]?.name;

export const widthOf = (table: DecisionTable): number => table.columns.length + outputsOf(table).length;

/** What stands in a column: the number of a condition, or an output. */
export const columnAt = (table: DecisionTable, column: number): number | Output =>
  column < table.columns.length ? column : (outputsOf(table)[column - table.columns.length] ?? 'name');

const outputText = (
  outcome: TableOutcome & { readonly name?: string | undefined },
  output: Output,
): string => {
  if (output === 'ko' || output === 'en') return outcome.reason?.[output] ?? '';
  const number = outputNumber(output);
  if (number !== undefined) return outcome.outputs?.[number] ?? '';
  return String(outcome[output as 'verdict' | 'confidence' | 'name'] ?? '');
};

export function textAt(table: DecisionTable, row: number, column: number): string {
  const what = columnAt(table, column);
  const line = table.rows[row];
  if (line === undefined)
    return typeof what === 'number' || table.otherwise === undefined ? '' : outputText(table.otherwise, what);
  return typeof what === 'number' ? (line.when[what] ?? '') : outputText(line, what);
}

/** Why a text cannot stand in a cell. What a condition means is told where it stands. */
export type Refusal = 'confidence' | 'name' | 'otherwise' | 'long' | 'rows';

export function refusalOf(table: DecisionTable, row: number, column: number, text: string): Refusal | null {
  const what = columnAt(table, column);
  if (text.length > 2_000) return 'long';
  if (table.rows[row] === undefined && (typeof what === 'number' || what === 'name'))
    return text.trim() === '' ? null : 'otherwise';
  const typed = text.trim();
  if (what === 'verdict') return typed.length > 64 ? 'long' : null;
  if (typed === '') return null;
  if (what === 'confidence') return Number(typed) >= 0 && Number(typed) <= 1 ? null : 'confidence';
  return what === 'name' && !/^[\p{L}\p{N}_.-]{1,40}$/u.test(typed) ? 'name' : null;
}

const outputCell = (cells: readonly string[], at: number, text: string): string[] =>
  Array.from({ length: Math.max(cells.length, at + 1) }, (_, index) =>
    index === at ? text : (cells[index] ?? ''),
  );

/** The outcome with these cells of outputs; where all are empty it has none. */
export function withCells<T extends TableOutcome>(outcome: T, cells: readonly string[]): T {
  const { outputs: _, ...others } = outcome;
  return (cells.every((cell) => cell === '') ? others : { ...outcome, outputs: cells }) as T;
}

/** The outcome with one of its members as typed; empty takes it out. */
function withOutput<T extends TableOutcome>(outcome: T, output: Output, text: string): T {
  const typed = text.trim();
  const number = outputNumber(output);
  if (number !== undefined) return withCells(outcome, outputCell(outcome.outputs ?? [], number, typed));
  if (output === 'verdict') return { ...outcome, verdict: typed };
  if (output === 'confidence' || output === 'name') {
    const { [output]: _, ...others } = outcome as T & { name?: string };
    if (typed === '') return others as unknown as T;
    return { ...others, [output]: output === 'confidence' ? Number(typed) : typed } as unknown as T;
  }
  const reason = { ko: '', en: '', ...outcome.reason, [output]: text.trim() };
  const { reason: _, ...others } = outcome;
  return (reason.ko === '' && reason.en === '' ? others : { ...outcome, reason }) as T;
}

/** The table with a text in one cell. What may not stand there changes nothing. */
export function withText(table: DecisionTable, row: number, column: number, text: string): DecisionTable {
  if (refusalOf(table, row, column, text) !== null) return table;
  const what = columnAt(table, column);
  const line = table.rows[row];
  if (line === undefined) {
    if (typeof what === 'number' || what === 'name') return table;
    const otherwise = withOutput(table.otherwise ?? { verdict: '' }, what, text);
    const { otherwise: _, ...others } = table;
    const { verdict, ...more } = otherwise;
    return verdict === '' && Object.keys(more).length === 0 ? others : { ...table, otherwise };
  }
  const next: TableRow =
    typeof what === 'number'
      ? { ...line, when: table.columns.map((_, at) => (at === what ? text.trim() : (line.when[at] ?? ''))) }
      : withOutput(line, what, text);
  return { ...table, rows: table.rows.with(row, next) };
}

export const emptyRow = ({ columns }: DecisionTable, verdict: string): TableRow => ({
  when: columns.map(() => '-'),
  verdict,
});

/** The table with rows put in before place `at`; where it would have more than it may, it stays as it is. */
export const withRows = (table: DecisionTable, at: number, rows: readonly TableRow[]): DecisionTable =>
  table.rows.length + rows.length > MOST_TABLE_ROWS
    ? table
    : { ...table, rows: table.rows.toSpliced(at, 0, ...rows) };

export const withoutRows = (table: DecisionTable, from: number, to: number): DecisionTable => ({
  ...table,
  rows: table.rows.filter((_, row) => row < from || row > to),
});

/** Copies of rows behind them; names stay with the first. */
export const withCopies = (table: DecisionTable, from: number, to: number): DecisionTable =>
  withRows(
    table,
    to + 1,
    table.rows.slice(from, to + 1).map((row) => {
      const { name: _, ...copy } = row;
      return copy;
    }),
  );

/** Rows one place up or down; at the end of the table nothing moves. */
export function withRowsMoved(table: DecisionTable, from: number, to: number, by: -1 | 1): DecisionTable {
  if (from + by < 0 || to + by >= table.rows.length) return table;
  const rows = [...table.rows];
  const block = rows.splice(from, to - from + 1);
  rows.splice(from + by, 0, ...block);
  return { ...table, rows };
}

export const withColumn = (table: DecisionTable, at: number, column: TableColumn): DecisionTable => ({
  ...table,
  columns: table.columns.toSpliced(at, 0, column),
  rows: table.rows.map((row) => ({ ...row, when: row.when.toSpliced(at, 0, '-') })),
});

/** The last column stays: a table has one at least. */
export const withoutColumn = (table: DecisionTable, at: number): DecisionTable =>
  table.columns.length <= 1
    ? table
    : {
        ...table,
        columns: table.columns.toSpliced(at, 1),
        rows: table.rows.map((row) => ({ ...row, when: row.when.toSpliced(at, 1) })),
      };

export function withColumnMoved(table: DecisionTable, at: number, by: -1 | 1): DecisionTable {
  const to = at + by;
  if (to < 0 || to >= table.columns.length) return table;
  const swapped = <T>(items: readonly T[]): T[] => {
    const moved = [...items];
    const [item] = moved.splice(at, 1);
    if (item !== undefined) moved.splice(to, 0, item);
    return moved;
  };
  return {
    ...table,
    columns: swapped(table.columns),
    rows: table.rows.map((row) => ({ ...row, when: swapped(row.when) })),
  };
}

export interface Area {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

export const textsIn = (table: DecisionTable, { top, left, bottom, right }: Area): string[][] =>
  Array.from({ length: bottom - top + 1 }, (_, row) =>
    Array.from({ length: right - left + 1 }, (__, column) => textAt(table, top + row, left + column)),
  );

export interface Pasted {
  readonly table: DecisionTable;
  /** The first text that could not be put where it belongs; nothing is pasted then. */
  readonly refused?: {
    readonly row: number;
    readonly column: number;
    readonly text: string;
    readonly why: Refusal;
  };
  readonly area: Area;
}

/**
 * Texts put in from one cell on; one text alone fills the whole area. Rows that there are too few of are added. What is beyond the last column is
 * left out.
 */
export function pasted(table: DecisionTable, area: Area, texts: Grid, verdict: string): Pasted {
  const [[only = ''] = []] = texts;
  const isOne = texts.length === 1 && texts[0]?.length === 1;
  const grid = isOne
    ? Array.from({ length: area.bottom - area.top + 1 }, () =>
        Array.from({ length: area.right - area.left + 1 }, () => only),
      )
    : texts;
  const isInRows = area.top < table.rows.length;
  const missing = isInRows && !isOne ? Math.max(0, area.top + grid.length - table.rows.length) : 0;
  if (table.rows.length + missing > MOST_TABLE_ROWS) {
    const row = MOST_TABLE_ROWS - area.top;
    return {
      table,
      refused: { row: MOST_TABLE_ROWS, column: area.left, text: grid[row]?.[0] ?? '', why: 'rows' },
      area,
    };
  }
  let next = withRows(
    table,
    table.rows.length,
    Array.from({ length: missing }, () => emptyRow(table, verdict)),
  );
  let right = area.left;
  for (const [down, row] of grid.entries())
    for (const [along, text] of row.entries()) {
      const [at, column] = [area.top + down, area.left + along];
      if (column >= widthOf(table) || at > next.rows.length) continue;
      const why = refusalOf(next, at, column, text);
      if (why !== null) return { table, refused: { row: at, column, text, why }, area };
      next = withText(next, at, column, text);
      right = Math.max(right, column);
    }
  return { table: next, area: { ...area, bottom: area.top + grid.length - 1, right } };
}

/** Cells emptied: conditions take whatever comes. */
export function cleared(table: DecisionTable, { top, left, bottom, right }: Area): DecisionTable {
  let next = table;
  for (let row = top; row <= bottom; row += 1)
    for (let column = left; column <= right; column += 1)
      next = withText(
        next,
        row,
        column,
        typeof columnAt(table, column) === 'number' && row < table.rows.length ? '-' : '',
      );
  return next;
}
