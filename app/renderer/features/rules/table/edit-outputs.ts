import {
  MOST_TABLE_OUTPUTS,
  type DecisionTable,
  type TableOutcome,
  type TableOutput,
} from '../../../../../shared/contract/decision-table.ts';
import { withCells } from './edit.ts';

const changedCells = (
  table: DecisionTable,
  outputs: readonly TableOutput[],
  cellsOf: (cells: readonly string[]) => string[],
): DecisionTable => {
  const changed = <T extends TableOutcome>(outcome: T): T =>
    outcome.outputs === undefined ? outcome : withCells(outcome, cellsOf(outcome.outputs));
  const { outputs: _, ...others } = table;
  return {
    ...others,
    ...(outputs.length === 0 ? {} : { outputs: [...outputs] }),
    rows: table.rows.map(changed),
    ...(table.otherwise === undefined ? {} : { otherwise: changed(table.otherwise) }),
  };
};

/** The table with another output behind the last, which no row says yet; with as many as there may be it stays. */
export const withOutputColumn = (table: DecisionTable, output: TableOutput): DecisionTable => {
  const { outputs = [] } = table;
  return outputs.length >= MOST_TABLE_OUTPUTS
    ? table
    : changedCells(table, [...outputs, output], (cells) => [...cells]);
};

export const withoutOutputColumn = (table: DecisionTable, at: number): DecisionTable =>
  changedCells(table, (table.outputs ?? []).toSpliced(at, 1), (cells) => cells.toSpliced(at, 1));

/** Another name or type; the cells stay as they are typed. */
export const withOutputChanged = (table: DecisionTable, at: number, output: TableOutput): DecisionTable => ({
  ...table,
  outputs: (table.outputs ?? []).with(at, output),
});
