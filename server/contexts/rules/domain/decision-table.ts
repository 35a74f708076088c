import { fieldErrorBy, type FieldError } from '../../../../shared/contract/errors.ts';
import { reason } from '../../../../shared/contract/reasons.ts';
import { tableOf } from '../../../../shared/decision-table/script.ts';
import { faultsOfTable } from '../../../../shared/decision-table/told.ts';
import type { TableFault } from '../../../../shared/decision-table/model.ts';
import type { ParsedRuleset } from './ruleset.ts';

/** What is wrong with the decision table a script is made from, and what it leaves open. */
export function faultsOfDecisionTable({ manifest, source }: ParsedRuleset): {
  errors: FieldError[];
  warnings: FieldError[];
} {
  const read = tableOf(manifest);
  if (read === null) return { errors: [], warnings: [] };
  const { errors, warnings, isOther } = faultsOfTable(read, source);
  const told = (fault: TableFault) => fieldErrorBy(`ruleset.json: ${fault.path}`, fault.reason);
  const other = isOther ? [fieldErrorBy('rules.rhai', reason('tableScriptOther'))] : [];
  return { errors: [...errors.map(told), ...other], warnings: warnings.map(told) };
}
