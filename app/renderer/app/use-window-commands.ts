import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { useKeySequences, useShortcut } from '../lib/shortcuts/use-shortcut.ts';
import { useDialogs, type DialogName } from './dialogs.ts';
import { PAGES } from './pages.ts';

const DIALOGS: readonly DialogName[] = ['palette', 'shortcuts', 'help', 'demo'];

/** Keys and menu entries that work on every page. */
export function useWindowCommands(): void {
  const navigate = useNavigate();
  const show = useDialogs((state) => state.show);
  const go = (path: string) => () => void navigate(path);
  useKeySequences();
  useShortcut('palette', () => show('palette'));
  useShortcut('help', () => show('help'));
  useShortcut('shortcuts', () => show('shortcuts'));
  useShortcut('demo', () => show('demo'));
  useShortcut('go-overview', go('/'));
  useShortcut('go-judgments', go('/judgments'));
  useShortcut('go-trends', go('/trends'));
  useShortcut('go-rules', go('/rules'));
  useShortcut('go-data', go('/data'));
  useShortcut('go-health', go('/health'));
  useShortcut('go-settings', go('/settings'));
  useEffect(
    () =>
      window.aif?.onMenuCommand((command) => {
        const dialog = DIALOGS.find((name) => name === command);
        const page = PAGES.find(({ path }) => path === command);
        if (dialog) show(dialog);
        else if (page) void navigate(page.path);
      }),
    [navigate, show],
  );
}
