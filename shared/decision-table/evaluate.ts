import { SEVERITIES } from '../contract/common.ts';
import type { TableOutcome } from '../contract/decision-table.ts';
import type { CellPart } from './cells.ts';
import type { Cell } from './cells.ts';
import type { ModelRow, TableModel } from './model.ts';
import { membersSaid, type OutputValue } from './outputs.ts';
import { isAbove, isBelow } from './numbers.ts';
import type { ColumnValue } from './space.ts';

function partHolds(part: CellPart, value: ColumnValue): boolean {
  if (part.kind === 'none') return value === null;
  if (part.kind === 'value') return part.value === value;
  if (typeof value !== 'number') return false;
  const { low, lowOpen, high, highOpen } = part;
  if (low !== null && (lowOpen ? !isAbove(value, low.value) : isBelow(value, low.value))) return false;
  return high === null || (highOpen ? isBelow(value, high.value) : !isAbove(value, high.value));
}

export function cellHolds(cell: Cell, value: ColumnValue): boolean {
  if (cell.any) return true;
  const named = cell.parts.some((part) => partHolds(part, value));
  return cell.not ? value !== null && !named : named;
}

/** What a table says of the values of its columns. `rows`: those that hold, from 0. */
export interface TableAnswer {
  readonly rows: readonly number[];
  /** null: nothing holds and nothing is said otherwise. With `collect` the worst verdict and the first confidence stated, worst row first. */
  readonly outcome: TableOutcome | null;
  /** The rows whose reasons are given, in their order; none where `otherwise` is said. */
  readonly said: readonly number[];
  /** Further members of the result, by name; with `collect` of each what the worst row says that says it. */
  readonly outputs: Readonly<Record<string, OutputValue>>;
}

/** Rows as they count: for `priority` and `collect` the worst verdict first, else as they stand. */
export function rowsInOrder({
  table,
  rows,
  context,
}: TableModel): (readonly [row: ModelRow, index: number])[] {
  const inOrder = rows.map((row, index) => [row, index] as const);
  if (table.hitPolicy !== 'priority' && table.hitPolicy !== 'collect') return inOrder;
  const rank = ({ outcome }: ModelRow) => SEVERITIES.indexOf(context.verdicts[outcome.verdict] ?? 'normal');
  return inOrder.sort(([a, at], [b, bt]) => rank(b) - rank(a) || at - bt);
}

/** The meaning of a table, by its cells alone. The script that is made from it says the same. */
export function evaluateTable(model: TableModel, values: readonly ColumnValue[]): TableAnswer {
  const holding = rowsInOrder(model).filter(([{ cells }]) =>
    cells.every((cell, column) => cellHolds(cell, values[column] ?? null)),
  );
  const rows = holding.map(([, index]) => index).sort((a, b) => a - b);
  const [first] = holding;
  const { table, otherwiseOutputs } = model;
  if (first === undefined)
    return {
      rows,
      outcome: table.otherwise ?? null,
      said: [],
      outputs: membersSaid(table, otherwiseOutputs),
    };
  if (table.hitPolicy !== 'collect')
    return {
      rows,
      outcome: first[0].outcome,
      said: [first[1]],
      outputs: membersSaid(table, first[0].outputs),
    };
  const confidence = holding.find(([{ outcome }]) => outcome.confidence !== undefined)?.[0].outcome
    .confidence;
  const { verdict } = first[0].outcome;
  const outcome = { verdict, ...(confidence === undefined ? {} : { confidence }) };
  const collected = (table.outputs ?? []).map(
    (_, index) => holding.map(([{ outputs }]) => outputs[index]).find((one) => one != null) ?? null,
  );
  return {
    rows,
    outcome,
    said: holding.map(([, index]) => index),
    outputs: membersSaid(table, collected),
  };
}
