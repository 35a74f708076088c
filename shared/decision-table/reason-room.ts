import type { TableOutcome } from '../contract/decision-table.ts';
import type { TableModel } from './model.ts';
import type { SaidOutputs } from './outputs.ts';

/** What a script's result may hold (`rhai-wasm`, `mapSize` and `stringBytes`), with room for verdict and values put into reasons. */
const MOST_REASONS = 60;
const MOST_BYTES = 3_500;

const bytes = (text: string): number => new TextEncoder().encode(text).length;

const bytesOfOutput = (said: SaidOutputs[number] | undefined): number =>
  typeof said?.value === 'string' ? bytes(said.value) : 0;

/** Paths of the rows, and of what holds otherwise, whose own texts do not fit into one result, which is a HOLD then. */
export function tooLongAlone({ rows, table: { otherwise }, otherwiseOutputs }: TableModel): string[] {
  const isLong = ({ reason }: TableOutcome, outputs: SaidOutputs): boolean =>
    bytes(reason?.ko ?? '') +
      bytes(reason?.en ?? '') +
      outputs.reduce((sum, said) => sum + bytesOfOutput(said), 0) >
    MOST_BYTES;
  return [
    ...rows.flatMap(({ outcome, outputs }, row) => (isLong(outcome, outputs) ? [`table.rows.${row}`] : [])),
    ...(otherwise !== undefined && isLong(otherwise, otherwiseOutputs) ? ['table.otherwise'] : []),
  ];
}

/**
 * Whether rows whose reasons are collected may be too many for one result, which is a HOLD then. As many as hold together in the column in which
 * fewest do are looked at, so it may say so of rows that never do.
 */
export function mayBeTooManyReasons({ table, rows, columns }: TableModel): boolean {
  if (table.hitPolicy !== 'collect') return false;
  // Of each output one row's text is in the result, whichever.
  const ofOutputs = (table.outputs ?? []).reduce(
    (sum, _, index) => sum + Math.max(0, ...rows.map(({ outputs }) => bytesOfOutput(outputs[index]))),
    0,
  );
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
      return count > MOST_REASONS || size > MOST_BYTES - ofOutputs;
    });
  });
}
