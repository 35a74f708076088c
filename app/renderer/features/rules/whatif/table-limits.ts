import type { DecisionTable } from '../../../../../shared/contract/decision-table.ts';
import type { Reason } from '../../../../../shared/contract/reasons.ts';
import type { RulesetManifest } from '../../../../../shared/contract/rules.ts';
import type { WhatIfRules } from '../../../../../shared/contract/whatif.ts';
import { scriptOf } from '../../../../../shared/decision-table/generate.ts';
import { rowNameOf } from '../../../../../shared/decision-table/model.ts';
import { tableOf } from '../../../../../shared/decision-table/script.ts';
import { plainNumber, type Limit, type LimitValues } from './limits.ts';

/** A number of a cell with its sign; not the dots of a range, nor digits of a name. */
const NUMBER = /[+-]?(?<!\w)(?:\d+(?:\.\d+)?|(?<!\.)\.\d+)(?:e[+-]?\d+)?(?!\w)/gi;

/** The numbers in the cells of a decision table, row by row. */
export function cellLimits({ table, inputs }: RulesetManifest): Limit[] {
  if (table === undefined) return [];
  return table.rows.flatMap((row, index) =>
    table.columns.flatMap(({ expression, type }, column): Limit[] => {
      const text = row.when[column] ?? '';
      if (type !== 'number') return [];
      const isInput = inputs.some((input) => input.name === expression);
      return [...text.matchAll(NUMBER)].map(({ 0: number, index: from }) => ({
        id: `cell ${index} ${column} ${from}`,
        value: Number(number),
        cell: { row: index, column, from, to: from + number.length },
        around: `${rowNameOf(row, index)}: ${expression} ${text.trim()}`,
        isWhole: false,
        ...(isInput ? { input: expression } : {}),
      }));
    }),
  );
}

function tableWith(table: DecisionTable, limits: readonly Limit[], values: LimitValues): DecisionTable {
  const moved = limits
    .filter(({ id, value, cell }) => cell !== undefined && (values.get(id) ?? value) !== value)
    // From the end of each cell on, so that places before it stay what they are.
    .toSorted((a, b) => (b.cell?.from ?? 0) - (a.cell?.from ?? 0));
  const rows = table.rows.map((row, index) => {
    const when = [...row.when];
    for (const { id, cell } of moved) {
      if (cell?.row !== index) continue;
      const text = when[cell.column] ?? '';
      const number = plainNumber(values.get(id) as number);
      when[cell.column] = `${text.slice(0, cell.from)}${number}${text.slice(cell.to)}`;
    }
    return { ...row, when };
  });
  return { ...table, rows };
}

/** Rules made from a table, with some of its limits at other values; the fault where the table says nothing then. */
export function withTableLimits(
  { manifest, source }: WhatIfRules,
  limits: readonly Limit[],
  values: LimitValues,
): { readonly rules: WhatIfRules } | { readonly fault: Reason } {
  if (manifest.table === undefined) return { rules: { manifest, source } };
  const next = { ...manifest, table: tableWith(manifest.table, limits, values) };
  const read = tableOf(next);
  if (read?.ok === true) return { rules: { manifest: next, source: scriptOf(read.model) } };
  const [fault] = read?.faults ?? [];
  return fault === undefined ? { rules: { manifest, source } } : { fault: fault.reason };
}
