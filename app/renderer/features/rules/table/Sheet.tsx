import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { LocalizedText } from '../../../../../shared/contract/common.ts';
import type { ColumnType } from '../../../../../shared/contract/decision-table.ts';
import { textIn } from '../../../lib/format/format.ts';
import { useLanguage, usePreferences } from '../../../lib/preferences/preferences.ts';
import { classNames } from '../../../ui/index.ts';
import { outputNumber, outputsOf, widthOf } from './edit.ts';
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
  readonly onOutput: (output: number) => void;
}

/** The head of a column that can be changed. */
function ColumnHead({
  name,
  type,
  label: known,
  fault,
  title,
  onOpen,
}: {
  name: string;
  type: ColumnType;
  label: LocalizedText | undefined;
  fault: string | undefined;
  title: string;
  onOpen: () => void;
}) {
  const language = useLanguage();
  const { t } = useTranslation('rule-table');
  const label = known === undefined ? '' : textIn(known, language);
  return (
    <button
      type="button"
      title={fault ?? title}
      onClick={onOpen}
      className="flex h-full w-full min-w-0 flex-col justify-center px-2 text-left hover:bg-selected"
    >
      <span className="w-full truncate font-mono text-sm font-semibold text-ink">
        {fault !== undefined && '✕ '}
        {name}
      </span>
      <span className="w-full truncate text-sm text-ink-2">
        {[label, t(`type.${type}`)].filter((text) => text !== '').join(' · ')}
      </span>
    </button>
  );
}

function SheetHead({
  open: { table, manifest, faults },
  template,
  onColumn,
  onOutput,
}: Pick<SheetProps, 'open' | 'onColumn' | 'onOutput'> & { template: string }) {
  const { t } = useTranslation('rule-table');
  const { outputs = [] } = table;
  const faultOf = (path: string) =>
    ['', '.expression', '.type', '.allowed', '.name']
      .map((part) => faults.get(`${path}${part}`))
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
            name={column.expression}
            type={column.type}
            label={column.label ?? manifest.inputs.find(({ name }) => name === column.expression)?.label}
            fault={faultOf(`columns.${index}`)}
            title={t('changeColumn', { name: column.expression })}
            onOpen={() => onColumn(index)}
          />
        </div>
      ))}
      {outputsOf(table).map((what, index) => {
        const number = outputNumber(what);
        const output = number === undefined ? undefined : outputs[number];
        return (
          <div
            key={what}
            role="columnheader"
            aria-colindex={table.columns.length + index + 2}
            className="flex min-w-0 items-center border-r border-line text-sm font-medium text-ink-2"
          >
            {number === undefined || output === undefined ? (
              <span className="px-2">{t(`output.${what}`)}</span>
            ) : (
              <ColumnHead
                name={output.name}
                type={output.type}
                label={output.label}
                fault={faultOf(what)}
                title={t('changeOutput', { name: output.name })}
                onOpen={() => onOutput(number)}
              />
            )}
          </div>
        );
      })}
    </div>
  );
}

/** The table as a sheet: for pointer, keyboard and clipboard; only rows in sight are elements. */
export function Sheet({ open, grid, rows, firstVerdict, marks, holding, onColumn, onOutput }: SheetProps) {
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
    `${'minmax(8rem, 1fr) '.repeat(table.outputs?.length ?? 0)}minmax(13rem, 2fr) minmax(13rem, 2fr) 8rem`;
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
        <SheetHead {...{ open, template, onColumn, onOutput }} />
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
