import { useHotkeys } from 'react-hotkeys-hook';
import { usePreferences } from '../../lib/preferences/preferences.ts';

interface PageKeys {
  search(): void;
  live(): void;
  box(): void;
  chart(): void;
  /** The n-th span of the toolbar, from 0. */
  span(index: number): void;
  undo(): void;
  redo(): void;
}

/** Keys of the page; single ones are off while typing and where the user switched them off. */
export function usePageKeys(keys: PageKeys): void {
  const singleKeys = usePreferences((state) => state.singleKeys);
  const single = { preventDefault: true, enabled: singleKeys };
  useHotkeys('slash', keys.search, single);
  useHotkeys('l', keys.live, single);
  useHotkeys('b', keys.box, single);
  useHotkeys('c', keys.chart, single);
  useHotkeys('1,2,3,4,5,6,7,8', (event) => keys.span(Number(event.key) - 1), single);
  useHotkeys('ctrl+z, meta+z', keys.undo, { preventDefault: true });
  useHotkeys('ctrl+y, ctrl+shift+z, meta+shift+z', keys.redo, { preventDefault: true });
}
