import type { DecisionTable, TableOutcome } from '../contract/decision-table.ts';
import { withGivenRenamed, type GivenKind } from '../rhai-syntax/rename-given.ts';

/** A table whose columns, cells and reasons name an input or parameter by its new name. */
export function tableWithGivenRenamed(
  table: DecisionTable,
  kind: GivenKind,
  from: string,
  to: string,
): DecisionTable {
  const inExpression = (text: string): string => withGivenRenamed(text, kind, from, to) ?? text;
  const inReason = (text: string): string => text.replaceAll(`{${from}}`, `{${to}}`);
  // Only cells of numbers name parameters; they hold no quotes.
  const inCell = (text: string, type: string | undefined): string =>
    kind === 'parameter' && type === 'number'
      ? text.replaceAll(/[A-Za-z_]\w*/g, (name) => (name === from ? to : name))
      : text;
  const outcome = <T extends TableOutcome>(one: T): T => ({
    ...one,
    ...(one.reason && { reason: { ko: inReason(one.reason.ko), en: inReason(one.reason.en) } }),
    ...(one.outputs && { outputs: one.outputs.map((text, at) => inCell(text, table.outputs?.[at]?.type)) }),
  });
  return {
    ...table,
    columns: table.columns.map((column) => ({ ...column, expression: inExpression(column.expression) })),
    rows: table.rows.map((row) => ({
      ...outcome(row),
      when: row.when.map((text, at) => inCell(text, table.columns[at]?.type)),
    })),
    ...(table.otherwise && { otherwise: outcome(table.otherwise) }),
  };
}
