import { useEffect, type KeyboardEvent, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import type { DecisionTable } from '../../../../../shared/contract/decision-table.ts';
import { readDelimited, writeDelimited, type Grid } from '../../../../../shared/decision-table/delimited.ts';
import { guarded, unguarded } from '../../../../../shared/util/formula-guard.ts';
import { useToasts } from '../../../ui/index.ts';
import {
  cleared,
  emptyRow,
  pasted,
  textAt,
  textsIn,
  widthOf,
  withCopies,
  withoutRows,
  withRows,
  withRowsMoved,
} from './edit.ts';
import { stepOf, type GridState } from './grid-state.ts';
import type { OpenTable } from './use-table.ts';

/** What can be done to the rows of the area, by buttons and keys. */
export interface RowActions {
  add(): void;
  copy(): void;
  remove(): void;
  move(by: -1 | 1): void;
}

/** `onFull`: there are as many rows as a table may have. */
export function rowActions(
  open: OpenTable,
  grid: GridState,
  firstVerdict: string,
  onFull: () => void,
): RowActions {
  const { table } = open;
  const put = (next: DecisionTable): boolean => {
    if (next === table) onFull();
    else open.put(next);
    return next !== table;
  };
  const { area, at } = grid;
  const last = table.rows.length - 1;
  const [from, to] = [area.top, Math.min(area.bottom, last)];
  const isRow = from <= last;
  const select = (top: number, bottom: number) => grid.select({ ...area, top, bottom });
  return {
    add() {
      // Behind the area; before what holds otherwise.
      const place = isRow ? to + 1 : table.rows.length;
      if (put(withRows(table, place, [emptyRow(table, firstVerdict)])))
        grid.go({ row: place, column: isRow ? at.column : 0 });
    },
    copy() {
      if (isRow && put(withCopies(table, from, to))) select(to + 1, to + 1 + to - from);
    },
    remove() {
      if (isRow) put(withoutRows(table, from, to));
      grid.go({ row: from, column: at.column });
    },
    move(by) {
      const next = isRow ? withRowsMoved(table, from, to, by) : table;
      if (next === table) return;
      put(next);
      select(from + by, to + by);
    },
  };
}

interface SheetParts {
  readonly open: OpenTable;
  readonly grid: GridState;
  readonly rows: RowActions;
  /** Of rows that are added. */
  readonly firstVerdict: string;
}

/** Keys of a sheet while no cell is being typed into. */
export function useSheetKeys({ open, grid, rows }: SheetParts): (event: KeyboardEvent) => void {
  const { table, put } = open;
  const [height, width] = [table.rows.length + 1, widthOf(table)];
  const edit = (text: string) => flushSync(() => grid.type(text));
  const byKey: Readonly<Record<string, () => void>> = {
    Enter: () => edit(textAt(table, grid.at.row, grid.at.column)),
    F2: () => edit(textAt(table, grid.at.row, grid.at.column)),
    Delete: () => put(cleared(table, grid.area)),
    Backspace: () => put(cleared(table, grid.area)),
    Insert: () => rows.add(),
    'Ctrl+z': () => open.undo(),
    'Ctrl+y': () => open.redo(),
    'Ctrl+Shift+z': () => open.redo(),
    'Ctrl+d': () => rows.copy(),
    'Ctrl+a': () => grid.select({ top: 0, left: 0, bottom: height - 1, right: width - 1 }),
    'Alt+ArrowUp': () => rows.move(-1),
    'Alt+ArrowDown': () => rows.move(1),
    'Ctrl+Delete': () => rows.remove(),
  };
  return (event) => {
    if (grid.typing !== null || event.target !== event.currentTarget) return;
    const { altKey, shiftKey, key } = event;
    const isCtrl = event.ctrlKey || event.metaKey;
    const name = key.length === 1 ? key.toLowerCase() : key;
    const named = `${isCtrl ? 'Ctrl+' : ''}${altKey ? 'Alt+' : ''}${shiftKey && isCtrl ? 'Shift+' : ''}${name}`;
    const act = byKey[named];
    if (act !== undefined) {
      event.preventDefault();
      // The page has shortcuts of its own for some of these.
      event.stopPropagation();
      act();
      return;
    }
    const to = altKey ? undefined : stepOf(event, grid.at, height, width);
    if (to !== undefined) {
      event.preventDefault();
      grid.go(to, shiftKey);
      return;
    }
    if (isCtrl || altKey) return;
    // The field has the keyboard before the sign comes, so that an input method begins in it.
    if (key.length === 1 || key === 'Process') {
      event.stopPropagation();
      edit('');
    }
  };
}

/** Spreadsheets run formulas that are pasted too. */
const clipboardOf = (texts: Grid): string =>
  writeDelimited(
    texts.map((row) => row.map(guarded)),
    '\t',
    '\n',
  );

const cellsOfClipboard = (text: string): Grid =>
  readDelimited(text, '\t').rows.map((row) => row.map(unguarded));

/**
 * The clipboard from and to a sheet that has the keyboard. A page tells of it at its body where no text is selected, so it is
 * listened for there.
 */
export function useSheetClipboard(
  { open, grid, firstVerdict }: SheetParts,
  sheet: RefObject<HTMLElement | null>,
): void {
  const show = useToasts((state) => state.show);
  const { table, put } = open;
  const paste = (text: string) => {
    const texts = cellsOfClipboard(text);
    if (texts.length === 0) return;
    const { table: next, refused, area } = pasted(table, grid.area, texts, firstVerdict);
    if (refused !== undefined) {
      const { row, text: typed, why } = refused;
      show({
        tone: 'failed',
        text: (say) => say('rule-table:notPasted'),
        detail: (say) =>
          say('rule-table:refusedIn', { row: row + 1, text: typed, why: say(`rule-table:refusal.${why}`) }),
      });
      return;
    }
    put(next);
    grid.select(area);
  };
  useEffect(() => {
    const act = (event: ClipboardEvent) => {
      if (grid.typing !== null || sheet.current === null || document.activeElement !== sheet.current) return;
      event.preventDefault();
      if (event.type === 'paste') paste(event.clipboardData?.getData('text/plain') ?? '');
      else event.clipboardData?.setData('text/plain', clipboardOf(textsIn(table, grid.area)));
      if (event.type === 'cut') put(cleared(table, grid.area));
    };
    const events = ['copy', 'cut', 'paste'] as const;
    for (const name of events) document.addEventListener(name, act);
    return () => {
      for (const name of events) document.removeEventListener(name, act);
    };
  });
}
