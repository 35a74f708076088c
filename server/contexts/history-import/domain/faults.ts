import { textOfReason } from '../../../../shared/contract/reasons.ts';
import type { ImportFault } from '../../../../shared/contract/history-import.ts';
import type { RowFault } from './row-reader.ts';

const SHOWN_TEXT = 2_000;

/** What is wrong with a row, as it is told: with the column's name and the row itself. */
export function faultsOf(
  faults: readonly RowFault[],
  row: number,
  cells: readonly string[],
  names: readonly string[],
): ImportFault[] {
  const text = cells.join(' | ').slice(0, SHOWN_TEXT);
  return faults.map(({ column, problem }) => ({
    row,
    column: column === null ? '' : columnName(column, names),
    problem: textOfReason(problem, 'en'),
    said: problem,
    text,
  }));
}

function columnName(column: number, names: readonly string[]): string {
  const name = (names[column - 1] ?? '').trim().slice(0, 100);
  return name === '' ? String(column) : `${column} ${name}`;
}
