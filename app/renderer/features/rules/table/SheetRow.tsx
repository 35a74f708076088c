import { useTranslation } from 'react-i18next';
import { classNames } from '../../../ui/index.ts';
import { columnAt, columnName, outputNumber, refusalOf, textAt, widthOf, withText } from './edit.ts';
import type { GridState } from './grid-state.ts';
import { CellEditor, SheetCell } from './SheetCell.tsx';
import type { OpenTable } from './use-table.ts';

/** What is told of a row beside its number. */
export interface RowMark {
  readonly sign: string;
  readonly text: string;
}

type What = ReturnType<typeof columnAt>;

/** Where the fault of a cell is told. */
function pathOf(row: number, isLast: boolean, what: What): string {
  if (isLast) return `otherwise.${what}`;
  return typeof what === 'number' ? `rows.${row}.when.${what}` : `rows.${row}.${what}`;
}

/** Words that a cell could be. */
function choicesOf({ table, manifest }: OpenTable, what: What): readonly string[] {
  if (what === 'verdict') return Object.keys(manifest.verdicts);
  if (typeof what !== 'number') {
    const output = table.outputs?.[outputNumber(what) ?? Infinity];
    return output?.type === 'boolean' ? ['true', 'false'] : [];
  }
  const input = manifest.inputs.find(({ name }) => name === table.columns[what]?.expression);
  if (input?.type === 'boolean') return ['true', 'false'];
  return input?.values?.map((value) => `"${value}"`) ?? [];
}

interface RowProps {
  readonly open: OpenTable;
  readonly grid: GridState;
  readonly row: number;
  /** Of the whole sheet: cells are `<id>-<row>-<column>`. */
  readonly id: string;
  readonly template: string;
  readonly top: number;
  readonly height: number;
  readonly mark: RowMark | undefined;
  readonly holds: boolean;
  /** Gives the keyboard back to the sheet. */
  readonly onLeave: () => void;
}

function TypedCell({
  open,
  grid,
  row,
  id,
  column,
  onLeave,
}: Pick<RowProps, 'open' | 'grid' | 'row' | 'id' | 'onLeave'> & { column: number }) {
  const { t } = useTranslation('rule-table');
  const { table, put } = open;
  const what = columnAt(table, column);
  const name = columnName(table, what) ?? t(`output.${what}`);
  return (
    <CellEditor
      id={id}
      label={t('cell', { row: row + 1, name })}
      value={grid.typing ?? ''}
      choices={choicesOf(open, what)}
      refuse={(typed) => {
        const why = refusalOf(table, row, column, typed);
        return why === null ? null : t(`refusal.${why}`);
      }}
      onDone={(typed, [down, along]) => {
        const next = withText(table, row, column, typed);
        if (typed.trim() !== textAt(table, row, column)) put(next);
        grid.go({
          row: Math.min(row + down, next.rows.length),
          column: Math.min(column + along, widthOf(table) - 1),
        });
        if (down !== 0 || along !== 0) onLeave();
      }}
      onCancel={() => {
        grid.type(null);
        onLeave();
      }}
    />
  );
}

/** One row with its number; the last one says what holds otherwise. */
export function SheetRow({ open, grid, row, id, template, top, height, mark, holds, onLeave }: RowProps) {
  const { t } = useTranslation('rule-table');
  const { table, faults } = open;
  const { at, area, typing } = grid;
  const width = widthOf(table);
  const isLast = row === table.rows.length;
  const fault = faults.get(`rows.${row}`);
  const isInArea = row >= area.top && row <= area.bottom;
  const shown = (what: What, column: number): string => {
    const text = textAt(table, row, column);
    if (!isLast) return text;
    if (typeof what === 'number') return column === 0 ? t('otherwise') : '';
    return what === 'verdict' && text === '' ? 'HOLD' : text;
  };
  return (
    <div
      role="row"
      aria-rowindex={row + 2}
      style={{ gridTemplateColumns: template, height, transform: `translateY(${top}px)` }}
      className={classNames(
        'absolute top-0 left-0 grid w-full',
        isLast && 'bg-sunken',
        holds && 'bg-raised font-semibold',
      )}
    >
      <div
        role="rowheader"
        title={mark?.text ?? fault}
        onMouseDown={() => grid.select({ top: row, bottom: row, left: 0, right: width - 1 })}
        className="sticky left-0 z-1 flex items-center justify-end gap-1 border-r border-b border-line bg-sunken px-1 text-sm text-ink-2 select-none"
      >
        {holds && <span className="sr-only">{t('holds')}</span>}
        <span aria-hidden>{holds ? '▶' : ''}</span>
        <span className="font-semibold text-ink">{mark?.sign ?? (fault === undefined ? '' : '✕')}</span>
        {isLast ? '∗' : row + 1}
      </div>
      {Array.from({ length: width }, (_, column) => {
        const what = columnAt(table, column);
        const cellId = `${id}-${row}-${column}`;
        const isAt = at.row === row && at.column === column;
        if (isAt && typing !== null)
          return <TypedCell key={column} id={cellId} {...{ open, grid, row, column, onLeave }} />;
        const isOther = isLast && typeof what === 'number';
        return (
          <SheetCell
            key={column}
            id={cellId}
            column={column}
            text={shown(what, column)}
            fault={faults.get(pathOf(row, isLast, what))}
            isSelected={isInArea && column >= area.left && column <= area.right}
            isAt={isAt}
            isMono={typeof what === 'number' && !isLast}
            isQuiet={isLast && (isOther || textAt(table, row, column) === '')}
            onGo={(extend) => grid.go({ row, column }, extend)}
            onEdit={() => !isOther && grid.type(textAt(table, row, column))}
          />
        );
      })}
    </div>
  );
}
