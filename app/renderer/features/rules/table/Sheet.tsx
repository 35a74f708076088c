import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { LocalizedText } from '../../../../../shared/contract/common.ts';
import type { TableColumn } from '../../../../../shared/contract/decision-table.ts';
import { textIn } from '../../../lib/format/format.ts';
import { useLanguage, usePreferences } from '../../../lib/preferences/preferences.ts';
import { classNames } from '../../../ui/index.ts';
import { OUTPUTS, widthOf } from './edit.ts';
import type { GridState } from './grid-state.ts';
import { SheetRow, type RowMark } from './SheetRow.tsx';
import { useSheetClipboard, useSheetKeys, type RowActions } from './use-sheet-keys.ts';
import type { OpenTable } from './use-table.ts';

const ROW_PIXELS = { comfortable: 36, compact: 28 } as const;

interface SheetProps {
  readonly open: OpenTable;
  readonly grid: GridState;
  readonly rows: RowActions;
  readonly firstVerdict: string;
  readonly marks: ReadonlyMap<number, RowMark>;
  /** Rows that hold for what is tried. */
  readonly holding: ReadonlySet<number>;
  readonly onColumn: (column: number) => void;
}

function ColumnHead({
  column,
  label: known,
  fault,
  onOpen,
}: {
  column: TableColumn;
  /** Of its input. */
  label: LocalizedText | undefined;
  fault: string | undefined;
  onOpen: () => void;
}) {
  const language = useLanguage();
  const { t } = useTranslation('rule-table');
  const named = column.label ?? known;
  const label = named === undefined ? '' : textIn(named, language);
  return (
    <button
      type="button"
      title={fault ?? t('changeColumn', { name: column.expression })}
      onClick={onOpen}
      className="flex h-full w-full min-w-0 flex-col justify-center px-2 text-left hover:bg-selected"
    >
      <span className="w-full truncate font-mono text-sm font-semibold text-ink">
        {fault !== undefined && '✕ '}
        {column.expression}
      </span>
      <span className="w-full truncate text-sm text-ink-2">
        {[label, t(`type.${column.type}`)].filter((text) => text !== '').join(' · ')}
      </span>
    </button>
  );
}

function SheetHead({
  open: { table, manifest, faults },
  template,
  onColumn,
}: Pick<SheetProps, 'open' | 'onColumn'> & { template: string }) {
  const { t } = useTranslation('rule-table');
  const faultOf = (column: number) =>
    ['', '.expression', '.type', '.allowed']
      .map((part) => faults.get(`columns.${column}${part}`))
      .find((text) => text !== undefined);
  return (
    <div
      role="row"
      aria-rowindex={1}
      style={{ gridTemplateColumns: template }}
      className="sticky top-0 z-2 grid h-12 border-b border-line-strong bg-sunken"
    >
      <span
        role="columnheader"
        className="sticky left-0 z-1 flex items-center justify-end border-r border-line bg-sunken px-1 text-sm text-ink-2"
      >
        #
      </span>
      {table.columns.map((column, index) => (
        <div
          key={index}
          role="columnheader"
          aria-colindex={index + 2}
          className="min-w-0 border-r border-line"
        >
          <ColumnHead
            label={manifest.inputs.find(({ name }) => name === column.expression)?.label}
            column={column}
            fault={faultOf(index)}
            onOpen={() => onColumn(index)}
          />
        </div>
      ))}
      {OUTPUTS.map((output, index) => (
        <span
          key={output}
          role="columnheader"
          aria-colindex={table.columns.length + index + 2}
          className="flex items-center border-r border-line px-2 text-sm font-medium text-ink-2"
        >
          {t(`output.${output}`)}
        </span>
      ))}
    </div>
  );
}

/** The table as a sheet: for pointer, keyboard and clipboard; only rows in sight are elements. */
export function Sheet({ open, grid, rows, firstVerdict, marks, holding, onColumn }: SheetProps) {
  const { t } = useTranslation('rule-table');
  const { table } = open;
  const id = useId();
  const scroll = useRef<HTMLDivElement>(null);
  const sheet = useRef<HTMLDivElement>(null);
  const density = usePreferences((state) => state.density);
  const width = widthOf(table);
  const virtual = useVirtualizer({
    count: table.rows.length + 1,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_PIXELS[density],
    overscan: 10,
    // Rows stand behind the head that stays.
    scrollPaddingStart: 48,
    paddingStart: 0,
  });
  const { at } = grid;
  useEffect(() => {
    virtual.scrollToIndex(at.row);
    document
      .getElementById(`${id}-${at.row}-${at.column}`)
      ?.scrollIntoView({ inline: 'nearest', block: 'nearest' });
  }, [virtual, id, at.row, at.column]);
  const parts = { open, grid, rows, firstVerdict };
  const onKeyDown = useSheetKeys(parts);
  useSheetClipboard(parts, sheet);
  const template =
    `3.5rem repeat(${table.columns.length}, minmax(10rem, 1fr)) 8rem 6rem ` +
    'minmax(13rem, 2fr) minmax(13rem, 2fr) 8rem';
  return (
    <div ref={scroll} className="min-h-40 grow overflow-auto border border-line bg-panel">
      <div
        ref={sheet}
        role="grid"
        aria-label={t('sheet')}
        aria-rowcount={table.rows.length + 2}
        aria-colcount={width + 1}
        aria-multiselectable
        aria-activedescendant={`${id}-${at.row}-${at.column}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
        className={classNames(
          'w-max min-w-full outline-none',
          'focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-ink',
        )}
      >
        <SheetHead {...{ open, template, onColumn }} />
        <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ key, index, start, size }) => (
            <SheetRow
              key={key}
              {...{ open, grid, id, template }}
              row={index}
              top={start}
              height={size}
              mark={marks.get(index)}
              holds={holding.has(index)}
              onLeave={() => sheet.current?.focus()}
            />
          ))}
        </div>
      </div>
    </div>
  );
}
