import { useHotkeys } from 'react-hotkeys-hook';
import { usePreferences } from '../preferences/preferences.ts';
import { shortcut, type ShortcutId } from './shortcuts.ts';

/** Runs `action` on the shortcut's keys while the calling component is on screen. */
export function useShortcut(id: ShortcutId, action: (event: KeyboardEvent) => void, enabled = true): void {
  const { keys, kind } = shortcut(id);
  const singleKeys = usePreferences((state) => state.singleKeys);
  useHotkeys(keys, action, {
    preventDefault: true,
    enabled: enabled && (kind !== 'single' || singleKeys),
    enableOnFormTags: kind === 'always',
  });
}
