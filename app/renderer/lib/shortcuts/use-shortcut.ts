import { useHotkeys } from 'react-hotkeys-hook';
import { usePreferences } from '../preferences/preferences.ts';
import { shortcut, type ShortcutId } from './shortcuts.ts';

/** What stands behind an open dialog is not acted on, and a key somebody has dealt with (Esc in a dialog) is not used twice. */
const isTaken = (event: KeyboardEvent): boolean =>
  event.defaultPrevented || document.querySelector('[role="dialog"]') !== null;

/** Runs `action` on the shortcut's keys while the calling component is on screen. */
export function useShortcut(id: ShortcutId, action: (event: KeyboardEvent) => void, enabled = true): void {
  const { keys, kind, group } = shortcut(id);
  const singleKeys = usePreferences((state) => state.singleKeys);
  useHotkeys(keys, action, {
    preventDefault: true,
    enabled: enabled && (kind !== 'single' || singleKeys),
    // Nothing is typed into a choice of a few; but it may be part of an answer that a single key must not give.
    enableOnFormTags: kind === 'always' || (group === 'go' ? ['radio'] : false),
    ...(kind === 'always' ? {} : { ignoreEventWhen: isTaken }),
  });
}
