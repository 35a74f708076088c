import { useShortcut } from '../../lib/shortcuts/use-shortcut.ts';

interface PageKeys {
  search(): void;
  live(): void;
  box(): void;
  chart(): void;
  /** Writes an annotation at the cursor. */
  note(): void;
  exported(): void;
  /** The n-th span of the toolbar, from 0. */
  span(index: number): void;
  undo(): void;
  redo(): void;
}

/** Keys of the page. */
export function usePageKeys(keys: PageKeys): void {
  useShortcut('trends-search', keys.search);
  useShortcut('trends-live', keys.live);
  useShortcut('trends-box', keys.box);
  useShortcut('trends-chart', keys.chart);
  useShortcut('trends-note', keys.note);
  useShortcut('trends-export', keys.exported);
  useShortcut('trends-spans', ({ key }) => keys.span(Number(key) - 1));
  useShortcut('trends-undo', keys.undo);
  useShortcut('trends-redo', keys.redo);
}
