import type { Row } from './pair.ts';
import { fitting, type Dim } from './space.ts';

/** Digits that need no shortening, and as many as a double has. */
const FEW_DIGITS = 2;
const MOST_DIGITS = 16;

const digitsOf = (value: number): number =>
  String(Math.abs(value))
    .replace(/e.*|\./g, '')
    .replace(/^0+|0+$/g, '').length;

/** Numbers near a value with fewer digits, the shortest first. */
function shorterThan(value: number, dim: Dim): number[] {
  const most = Math.min(MOST_DIGITS, digitsOf(value));
  const rounded = Array.from({ length: most }, (_, digits) =>
    fitting(Number(value.toPrecision(digits + 1)), dim),
  );
  return [...new Set([fitting(0, dim), ...rounded])].sort((a, b) => digitsOf(a) - digitsOf(b));
}

/**
 * The row that says the same with the fewest digits: 2 instead of 1.9999999999999996 where both are as good. `holds` says of rows whether they are.
 */
export function simplest(dims: readonly Dim[], row: Row, holds: (rows: readonly Row[]) => boolean[]): Row {
  const isLong = (value: number, dim: number) =>
    dims[dim]?.kind === 'number' && !Number.isNaN(value) && digitsOf(value) > FEW_DIGITS;
  const long = row.flatMap((value, dim) => (isLong(value, dim) ? [dim] : []));
  if (long.length === 0) return row;
  const allAt = (digits: number) =>
    row.map((value, dim) =>
      long.includes(dim) ? fitting(Number(value.toPrecision(digits)), dims[dim] as Dim) : value,
    );
  const together = Array.from({ length: MOST_DIGITS }, (_, digits) => allAt(digits + 1));
  const first = holds(together).indexOf(true);
  let simple = together[first] ?? row;
  for (const dim of long) {
    const rows = shorterThan(simple[dim] as number, dims[dim] as Dim).map((value) => simple.with(dim, value));
    const found = holds(rows).indexOf(true);
    simple = rows[found] ?? simple;
  }
  return simple;
}
