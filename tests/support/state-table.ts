import { rowsOf } from '../../server/contexts/data-hub/storage/state-rows.ts';
import type { SqlValue } from '../../server/platform/sqlite/index.ts';

/** Rows for the hub's log of states, as lists of cells. */
export function stateTable(
  table: Parameters<typeof rowsOf>[0],
  names: readonly string[],
  rows: readonly (readonly SqlValue[])[],
) {
  return rowsOf(
    table,
    names.map((name, index) => [name, (row: readonly SqlValue[]) => row[index] ?? null]),
    rows,
  );
}
