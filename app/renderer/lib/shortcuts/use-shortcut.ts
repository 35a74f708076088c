import { useHotkeys } from 'react-hotkeys-hook';
import { usePreferences } from '../preferences/preferences.ts';
import { shortcut, type ShortcutId } from './shortcuts.ts';

/** Runs `action` on the shortcut's keys while the calling component is on screen. */
export function useShortcut(id: ShortcutId, action: () => void, enabled = true): void {
  const { keys, kind } = shortcut(id);
  const singleKeys = usePreferences((state) => state.singleKeys);
  const always = kind === 'always';
  useHotkeys(keys, action, {
    preventDefault: true,
    enabled: enabled && (always || singleKeys),
    enableOnFormTags: always,
  });
}
