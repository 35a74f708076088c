import { useEffect } from 'react';
import { useHotkeys } from 'react-hotkeys-hook';
import { create } from 'zustand';
import { usePreferences } from '../preferences/preferences.ts';
import { shortcut, type ShortcutId } from './shortcuts.ts';

/** How long a sequence (G J) waits for its next key, milliseconds. */
const SEQUENCE_MS = 1_000;

/** Whose keys work while a choice of a few has the focus, as it does after it was clicked. */
const HEARD_IN_CHOICES: ReadonlySet<string> = new Set(['go', 'trends']);

const useKeys = create<{ readonly now?: KeyboardEvent; readonly before?: KeyboardEvent }>(() => ({}));

/** Remembers the key before each, to tell the J of G J from one by itself; once per window. */
export function useKeySequences(): void {
  useEffect(() => {
    const hear = (event: KeyboardEvent) =>
      useKeys.setState(({ now }) => ({ now: event, ...(now && { before: now }) }));
    document.addEventListener('keydown', hear, { capture: true });
    return () => document.removeEventListener('keydown', hear, { capture: true });
  }, []);
}

/** Whether this key goes on with a sequence: it is then not a shortcut by itself. */
function isInSequence(event: KeyboardEvent): boolean {
  const { before } = useKeys.getState();
  return before?.code === 'KeyG' && event.timeStamp - before.timeStamp < SEQUENCE_MS;
}

const isBehindDialog = () => document.querySelector('[role="dialog"]') !== null;
/** What stands behind an open dialog is not acted on, and a key somebody has dealt with (Esc in a dialog) is not used twice. */
const isTaken = (event: KeyboardEvent) => event.defaultPrevented || isBehindDialog();

/** Runs `action` on the shortcut's keys while the calling component is on screen. */
export function useShortcut(id: ShortcutId, action: (event: KeyboardEvent) => void, enabled = true): void {
  const { keys, kind, group } = shortcut(id);
  const singleKeys = usePreferences((state) => state.singleKeys);
  const isSequence = keys.includes('>');
  const isIgnored = (event: KeyboardEvent) => isTaken(event) || (kind === 'single' && isInSequence(event));
  // For a sequence nothing is asked before: it hears both of its keys.
  const unlessDialog = (event: KeyboardEvent) => {
    if (!isBehindDialog()) action(event);
  };
  useHotkeys(keys, isSequence ? unlessDialog : action, {
    preventDefault: true,
    enabled: enabled && (kind !== 'single' || singleKeys),
    // Nothing is typed into a choice of a few; but it may be part of an answer that a single key must not give.
    enableOnFormTags: kind === 'always' || (HEARD_IN_CHOICES.has(group) ? ['radio'] : false),
    // The editor of a script is one.
    enableOnContentEditable: kind === 'always',
    sequenceTimeoutMs: SEQUENCE_MS,
    ...(kind === 'always' ? {} : { ignoreEventWhen: isIgnored }),
  });
}
