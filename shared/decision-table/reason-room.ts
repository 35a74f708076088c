import type { TableModel } from './model.ts';

/** What a script's result may hold (`rhai-wasm`, `mapSize` and `stringBytes`), with room for verdict and values put into reasons. */
const MOST_REASONS = 60;
const MOST_BYTES = 3_500;

const bytes = (text: string): number => new TextEncoder().encode(text).length;

/**
 * Whether rows whose reasons are collected may be too many for one result, which is a HOLD then. As many as hold together in the column in which
 * fewest do are looked at, so it may say so of rows that never do.
 */
export function mayBeTooManyReasons({ table, rows, columns }: TableModel): boolean {
  if (table.hitPolicy !== 'collect') return false;
  const said = rows.map(({ outcome: { reason } }) =>
    reason === undefined ? { count: 0, size: 0 } : { count: 1, size: bytes(reason.ko) + bytes(reason.en) },
  );
  return columns.every((_, column) => {
    const changes = rows.flatMap(({ sets }, row) =>
      (sets[column] ?? []).flatMap(([from, to]) => [
        { at: from, row, sign: 1 },
        { at: to + 1, row, sign: -1 },
      ]),
    );
    // Rows that end come before those that begin.
    changes.sort((a, b) => a.at - b.at || a.sign - b.sign);
    let [count, size] = [0, 0];
    return changes.some(({ row, sign }) => {
      count += sign * (said[row]?.count ?? 0);
      size += sign * (said[row]?.size ?? 0);
      return count > MOST_REASONS || size > MOST_BYTES;
    });
  });
}
