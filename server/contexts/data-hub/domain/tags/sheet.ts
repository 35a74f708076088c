import { reason, textOfReason, type Reason } from '../../../../../shared/contract/reasons.ts';
import { guardedCell, unguarded } from '../../../../../shared/util/formula-guard.ts';
import { ucumOf } from '../../../../../shared/util/ucum.ts';
import { tagPatchSchema, type TagEdit, type TagSettings } from '../../../../../shared/contract/tags.ts';
import type { KnownTags } from './edits.ts';

/** Columns of a list of tags, and where each stands in a patch. `id` names the tag; `path` its place, new or not. */
const COLUMNS = {
  id: 'id',
  path: 'path',
  kind: 'kind',
  unit: 'unit',
  name_ko: 'name.ko',
  name_en: 'name.en',
  range_low: 'range.low',
  range_high: 'range.high',
  limit_low: 'limits.low',
  limit_high: 'limits.high',
  counter_modulus: 'counter.modulus',
  store: 'storage.mode',
  deadband: 'storage.deadband',
  deadband_in: 'storage.deadbandIn',
  min_interval_s: 'storage.minIntervalSeconds',
  max_interval_s: 'storage.maxIntervalSeconds',
  retention_days: 'storage.retentionDays',
} as const;
type Column = keyof typeof COLUMNS;
const NUMBERS: ReadonlySet<string> = new Set([
  'range_low',
  'range_high',
  'limit_low',
  'limit_high',
  'counter_modulus',
  'deadband',
  'min_interval_s',
  'max_interval_s',
  'retention_days',
]);
/** So that a spreadsheet takes the file for UTF-8. */
const BYTE_ORDER_MARK = '\ufeff';

export const SHEET_COLUMNS = Object.keys(COLUMNS);

/** A fault of a list, by its row as a spreadsheet counts (the heading is 1). */
export interface SheetFault {
  readonly row: number;
  readonly column: string;
  readonly message: string;
  readonly reason?: Reason;
}

export function sheetFault(row: number, column: string, said: Reason): SheetFault {
  return { row, column, message: textOfReason(said, 'en'), reason: said };
}

export interface SheetEdits {
  readonly edits: readonly TagEdit[];
  /** Row of each edit. */
  readonly rows: readonly number[];
  readonly faults: readonly SheetFault[];
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' && /[",;\s'=+\-@＝＋－＠]/u.test(value)
    ? guardedCell(value)
    : String(value);
}

/** The settings of tags as a list for a spreadsheet: what people have set, not what sources say. */
export function sheetOf(
  tags: Iterable<{ readonly id: number; readonly path: string; readonly settings: TagSettings }>,
): string {
  const lines = [SHEET_COLUMNS.join(',')];
  for (const { id, path, settings } of tags) {
    const values = Object.values(COLUMNS).map((place) => {
      if (place === 'id') return String(id);
      if (place === 'path') return cell(path);
      return cell(at(settings, place));
    });
    lines.push(values.join(','));
  }
  return `${BYTE_ORDER_MARK}${lines.join('\r\n')}\r\n`;
}

function at(settings: TagSettings, place: string): unknown {
  const [group = '', field] = place.split('.');
  const found = (settings as unknown as Record<string, unknown>)[group];
  return field === undefined ? found : (found as Record<string, unknown>)[field];
}

/** Column names of a heading; a fault for each that is none. */
function headingOf(cells: readonly string[]): { columns: readonly (Column | null)[]; faults: SheetFault[] } {
  const faults: SheetFault[] = [];
  const columns = cells.map((name): Column | null => {
    const wanted = name.trim().toLowerCase();
    if (Object.hasOwn(COLUMNS, wanted)) return wanted as Column;
    if (wanted !== '')
      faults.push(
        sheetFault(1, name.slice(0, 40), reason('sheetNoColumn', { columns: SHEET_COLUMNS.join(', ') })),
      );
    return null;
  });
  const twice = columns.find((name, index) => name !== null && columns.indexOf(name) !== index);
  if (twice !== undefined && twice !== null) faults.push(sheetFault(1, twice, reason('sheetColumnTwice')));
  if (!columns.includes('id') && !columns.includes('path'))
    faults.push(sheetFault(1, 'id', reason('sheetNoKey')));
  return { columns, faults };
}

function valueOf(column: Column, text: string): unknown {
  const trimmed = unguarded(text.trim());
  if (trimmed === '') return null;
  if (!NUMBERS.has(column)) return trimmed;
  const number = Number(/^[+-]?\d+,\d+$/.test(trimmed) ? trimmed.replace(',', '.') : trimmed);
  return Number.isNaN(number) ? trimmed : number;
}

/**
 * The changes that a list asks for. An empty cell takes a setting back; a column that is not there changes nothing. Rows
 * are told by `id`, or by the path where there is none.
 *
 * @param rows cells as they were read, the heading first
 */
export function readSheet(rows: readonly (readonly string[])[], known: KnownTags): SheetEdits {
  const [heading = [], ...lines] = rows;
  const { columns, faults } = headingOf(heading);
  const edits: TagEdit[] = [];
  const numbers: number[] = [];
  if (faults.length > 0) return { edits, rows: numbers, faults };
  lines.forEach((cells, index) => {
    const row = index + 2;
    if (cells.every((each) => each.trim() === '')) return;
    const named = (name: Column) => {
      const place = columns.indexOf(name);
      return place < 0 ? '' : unguarded((cells[place] ?? '').trim());
    };
    const tag =
      named('id') === ''
        ? known.tagAtPlace(named('path').normalize('NFC'))
        : known.tagWith(Number(named('id')));
    if (tag === undefined) {
      const column = named('id') === '' ? 'path' : 'id';
      faults.push(sheetFault(row, column, reason('sheetUnknownTag', { column, text: named(column) || '–' })));
      return;
    }
    const patch: Record<string, unknown> = {};
    columns.forEach((column, place) => {
      if (column === null || column === 'id') return;
      if (column === 'path' && (cells[place] ?? '').trim() === '') return;
      const [group = '', field] = COLUMNS[column].split('.');
      const value = valueOf(column, cells[place] ?? '');
      patch[group] = field === undefined ? value : { ...(patch[group] as object), [field]: value };
    });
    const checked = tagPatchSchema.safeParse(patch);
    if (checked.success) {
      edits.push({ id: tag.id, patch: checked.data });
      numbers.push(row);
      return;
    }
    for (const { path, message } of checked.error.issues) {
      const column = columnOf(path.join('.'));
      const why = reasonOfCell(column, named(column as Column));
      faults.push(why ? sheetFault(row, column, why) : { row, column, message });
    }
  });
  return { edits, rows: numbers, faults };
}

/** What is most often wrong with a cell, by code; undefined for all else. */
function reasonOfCell(column: string, text: string): Reason | undefined {
  if (column === 'unit') {
    const code = ucumOf(text);
    return code === undefined
      ? reason('sheetUnit', { text })
      : reason('sheetUnitMeant', { text, meant: code });
  }
  const isNoNumber = NUMBERS.has(column as Column) && typeof valueOf(column as Column, text) === 'string';
  return isNoNumber ? reason('sheetNoNumber', { text }) : undefined;
}

/** The column of a place in a patch. */
export function columnOf(place: string): string {
  return Object.entries(COLUMNS).find(([, each]) => each === place)?.[0] ?? place;
}
