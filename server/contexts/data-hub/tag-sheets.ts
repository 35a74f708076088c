import { parse } from 'csv-parse/sync';
import type { Actor } from '../../../shared/contract/common.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import type { SheetPreview, TagChange } from '../../../shared/contract/tags.ts';
import type { HubMemory } from './domain/memory.ts';
import { planEdits } from './domain/tags/edits.ts';
import { difference } from './domain/tags/settings.ts';
import { columnOf, readSheet, sheetFault, sheetOf, type SheetFault } from './domain/tags/sheet.ts';
import type { TagEditing } from './tags.ts';

const MOST_ROWS = 20_001;
/** Told of in one preview. */
const MOST_SHOWN = 500;

export interface TagSheetService {
  /** All tags as CSV for a spreadsheet. */
  tagSheet(): Promise<{ text: string }>;
  /** What a list would change, row by row; changes nothing. Error `VALIDATION_FAILED` where it is no CSV. */
  previewTagSheet(text: string): Promise<SheetPreview>;
  /** Changes what the list says, all of it or nothing. Error `VALIDATION_FAILED` with faults by row. */
  importTagSheet(text: string, actor: Actor): Promise<{ change: TagChange | null }>;
}

/** Spreadsheets of different countries part cells by different signs; the heading has them all. */
function delimiterOf(text: string): string {
  const [heading = ''] = text.split(/\r?\n/, 1);
  const count = (sign: string) => heading.split(sign).length;
  return [',', ';', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

function cellsOf(text: string): string[][] {
  try {
    const rows = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      relax_column_count: true,
      skip_empty_lines: false,
      to: MOST_ROWS + 1,
    }) as string[][];
    if (rows.length <= MOST_ROWS) return rows;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('VALIDATION_FAILED', `the file is no CSV: ${reason}`, [
      { path: 'text', message: reason },
    ]);
  }
  const message = `more than ${MOST_ROWS - 1} rows`;
  throw new AppError('VALIDATION_FAILED', message, [{ path: 'text', message }]);
}

/** A spreadsheet of tags: taken out, changed there, and brought back in. */
export function createTagSheets(memory: HubMemory, { apply }: TagEditing): TagSheetService {
  const read = (text: string) => {
    const { edits, rows, faults } = readSheet(cellsOf(text), memory.tags);
    const plan = planEdits(edits, memory.tags);
    const all: SheetFault[] = [
      ...faults,
      ...plan.faults.map(({ index, field, reason }) => sheetFault(rows[index] ?? 0, columnOf(field), reason)),
    ];
    return { edits, rows, changes: plan.changes, faults: all.toSorted((a, b) => a.row - b.row) };
  };
  return {
    async tagSheet() {
      const tags = memory.tags.idsByPath().flatMap((id) => {
        const tag = memory.tags.tagWith(id);
        return tag === undefined ? [] : [{ id, path: tag.path, settings: memory.tags.settingsOf(id) }];
      });
      return { text: sheetOf(tags) };
    },
    async previewTagSheet(text) {
      const { edits, rows, changes, faults } = read(text);
      const rowOf = new Map(edits.map(({ id }, index) => [id, rows[index] ?? 0]));
      return {
        rows: edits.length + new Set(faults.map(({ row }) => row)).size,
        changed: changes.length,
        moved: changes.filter(({ from, to }) => from.path !== to.path).length,
        faults: faults.slice(0, MOST_SHOWN),
        faultCount: faults.length,
        changes: changes.slice(0, MOST_SHOWN).map(({ tagId, from, to }) => ({
          row: rowOf.get(tagId) ?? 0,
          path: from.path,
          newPath: from.path === to.path ? null : to.path,
          fields: fieldsOf(difference(to.settings, from.settings), difference(from.settings, to.settings)),
        })),
      };
    },
    async importTagSheet(text, actor) {
      const { edits, faults } = read(text);
      if (faults.length > 0) {
        const fields = faults.slice(0, MOST_SHOWN).map(({ row, column, message, reason }) => ({
          path: `${row}.${column}`,
          message,
          ...(reason && { reason }),
        }));
        throw new AppError('VALIDATION_FAILED', `row ${fields[0]?.path}: ${fields[0]?.message}`, fields);
      }
      return { change: await apply(edits, { actor, kind: 'import' }) };
    },
  };
}

type Flat = Readonly<Record<string, unknown>>;

function flat(patch: object): Flat {
  return Object.fromEntries(
    Object.entries(patch).flatMap(([group, value]) =>
      value !== null && typeof value === 'object'
        ? Object.entries(value as object).map(([field, each]) => [`${group}.${field}`, each] as const)
        : [[group, value] as const],
    ),
  );
}

function fieldsOf(from: object, to: object): SheetPreview['changes'][number]['fields'] {
  const [before, after] = [flat(from), flat(to)];
  const text = (value: unknown) => (value === null || value === undefined ? null : String(value));
  return Object.keys(after).map((place) => ({
    column: columnOf(place),
    from: text(before[place]),
    to: text(after[place]),
  }));
}
