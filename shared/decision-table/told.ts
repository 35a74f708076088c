import type { ColumnValue } from './space.ts';
import { momentText } from './dates.ts';
import { reason } from '../contract/reasons.ts';
import { MOST_OF_SCRIPT } from '../contract/rules.ts';
import { analyseTable } from './analyse.ts';
import { scriptOf } from './generate.ts';
import type { ModelColumn, TableFault, TableModel } from './model.ts';
import { mayBeTooManyReasons, tooLongAlone } from './reason-room.ts';
import { quotedText } from './space.ts';
import { isScriptOf } from './script.ts';
import type { ReadTable } from './model.ts';

/** A value of a column as it would stand in a cell. */
export function valueText(value: ColumnValue, { kind }: Pick<ModelColumn, 'kind'>): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return quotedText(value);
  if (typeof value === 'number' && kind.type === 'date-time')
    return momentText(Math.round(value / kind.unitsPerMs), kind.utcOffset);
  return String(value);
}

/** Values of all columns in one line. */
export const witnessText = ({ columns }: TableModel, witness: readonly ColumnValue[]): string =>
  columns
    .map((column, index) => `${column.column.expression} = ${valueText(witness[index] ?? null, column)}`)
    .join(', ');

/** A gap in one line: the columns that matter in it. */
export function gapText({ columns }: TableModel, cells: readonly string[]): string {
  const said = cells.flatMap((cell, index) =>
    cell === '-' ? [] : [`${columns[index]?.column.expression ?? ''} ${cell}`],
  );
  return said.length === 0 ? '*' : said.join(', ');
}

/** Named of each kind; the tab "Table" has them all. */
const MOST_TOLD = 5;
/** A draft is looked at whenever it is saved, beside judging: some ten milliseconds. */
const LIMITS = { steps: 100_000, named: MOST_TOLD };

export interface TableFaults {
  readonly errors: readonly TableFault[];
  readonly warnings: readonly TableFault[];
  /** The script is another than the table makes. */
  readonly isOther: boolean;
}

/** That a table makes a longer script than there may be. */
export const tooLong = (length: number): TableFault => ({
  path: 'table.rows',
  reason: reason('tableTooLong', {
    length: length.toLocaleString('en'),
    most: MOST_OF_SCRIPT.toLocaleString('en'),
  }),
});

/** What keeps a ruleset with a table from being a version, and what of the table could be meant otherwise. */
export function faultsOfTable(read: ReadTable, source: string): TableFaults {
  if (!read.ok) return { errors: read.faults, warnings: [], isOther: false };
  const { model } = read;
  const made = scriptOf(model);
  if (made.length > MOST_OF_SCRIPT) return { errors: [tooLong(made.length)], warnings: [], isOther: false };
  const found = analyseTable(model, LIMITS);
  const code = model.table.hitPolicy === 'any' ? 'tableDisagree' : 'tableOverlap';
  const errors = found.overlaps.slice(0, MOST_TOLD).map(({ rows, witness }) => ({
    path: `table.rows.${rows[1]}`,
    reason: reason(code, {
      rows: rows.map((row) => row + 1).join(', '),
      witness: witnessText(model, witness),
    }),
  }));
  const warnings: TableFault[] = found.gaps
    .slice(0, MOST_TOLD)
    .map(({ cells }) => ({ path: 'table.rows', reason: reason('tableGap', { gap: gapText(model, cells) }) }));
  if (!found.complete && model.table.otherwise === undefined)
    warnings.push({ path: 'table.rows', reason: reason('tableGapsUnknown') });
  for (const row of found.masked.slice(0, MOST_TOLD))
    warnings.push({ path: `table.rows.${row}`, reason: reason('tableMasked', { row: row + 1 }) });
  if (!found.maskedAreAll) warnings.push({ path: 'table.rows', reason: reason('tableMaskedUnknown') });
  for (const path of tooLongAlone(model).slice(0, MOST_TOLD))
    warnings.push({ path, reason: reason('tableRowLong') });
  if (mayBeTooManyReasons(model)) warnings.push({ path: 'table.rows', reason: reason('tableManyReasons') });
  return { errors, warnings, isOther: !isScriptOf(source, made) };
}
