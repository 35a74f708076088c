import { AppError, ReasonError } from '../../../shared/contract/errors.ts';
import {
  IMPORT_COLUMN_LIMIT,
  type ImportOptions,
  type ImportPreview,
  type ImportWishes,
} from '../../../shared/contract/history-import.ts';
import { reason } from '../../../shared/contract/reasons.ts';
import { faultsOf } from './domain/faults.ts';
import { guessOptions, tableOf } from './domain/guess.ts';
import { headingLines, headingOf, leavesOut, type Heading } from './domain/heading.ts';
import { RowReader } from './domain/row-reader.ts';
import type { FileHead } from './ports.ts';

const SHOWN_SAMPLES = 20;
const SHOWN_FAULTS = 5;
const EXAMPLES = 3;
const EXAMPLE_LENGTH = 80;

/** How a file is read and what its first rows would be. Error `VALIDATION_FAILED` for one without rows. */
export function previewOf(head: FileHead, wishes: ImportWishes, zone: string, now: number): ImportPreview {
  const cells = head.rows.map((row) => row.cells);
  if (cells.length === 0) throw new AppError('VALIDATION_FAILED', 'the file has no rows');
  const heading = headingOf(head.rows, wishes, now);
  const table = tableOf(cells, heading);
  const guess = guessOptions(head, table, wishes, zone, now);
  const options = { ...guess.options, ...headingLines(head.rows, heading) };
  if (table.columns.length > IMPORT_COLUMN_LIMIT)
    throw new ReasonError(
      'VALIDATION_FAILED',
      reason('tooManyColumns', { columns: table.columns.length, most: IMPORT_COLUMN_LIMIT }),
    );
  const { items, faults } = firstRows(head, options, heading, now);
  return {
    options,
    doubts: [...(leavesOut(head.rows, heading) ? (['linesLeftOut'] as const) : []), ...guess.doubts],
    columns: table.names.map((name, index) => ({
      column: index + 1,
      name: name.slice(0, EXAMPLE_LENGTH),
      examples: (table.columns[index] ?? []).slice(0, EXAMPLES).map((cell) => cell.slice(0, EXAMPLE_LENGTH)),
    })),
    items,
    faults,
  };
}

function firstRows(head: FileHead, options: ImportOptions, heading: Heading, now: number) {
  const reader = new RowReader(options, now);
  const items: ImportPreview['items'] = [];
  const faults: ImportPreview['faults'] = [];
  const names = heading.hasHeader ? (head.rows[heading.first]?.cells ?? []) : [];
  for (const { line, cells } of head.rows.slice(heading.values)) {
    const row = reader.read(cells);
    if (row.faults.length > 0) faults.push(...faultsOf(row.faults, line, cells, names));
    else
      for (const { path, at, value, quality } of row.samples)
        items.push({ row: line, path, at: new Date(at).toISOString(), value, quality });
    if (items.length >= SHOWN_SAMPLES) break;
  }
  return { items: items.slice(0, SHOWN_SAMPLES), faults: faults.slice(0, SHOWN_FAULTS) };
}
