/** `always` works everywhere; `single` keys are off while typing and can be switched off in Settings. */
export interface Shortcut {
  readonly id: string;
  /** As react-hotkeys-hook reads it; keys by place, so that a Korean input method does not matter. */
  readonly keys: string;
  /** As it stands on the keyboard. */
  readonly shown: string;
  readonly group: 'general' | 'go' | 'list' | 'card';
  readonly kind: 'always' | 'single';
}

export const SHORTCUTS = [
  { id: 'palette', keys: 'ctrl+k, meta+k', shown: 'Ctrl+K', group: 'general', kind: 'always' },
  { id: 'help', keys: 'f1', shown: 'F1', group: 'general', kind: 'always' },
  { id: 'shortcuts', keys: 'shift+slash', shown: '?', group: 'general', kind: 'single' },
  { id: 'demo', keys: 'g>p', shown: 'G P', group: 'general', kind: 'single' },
  { id: 'go-overview', keys: 'g>o', shown: 'G O', group: 'go', kind: 'single' },
  { id: 'go-judgments', keys: 'g>j', shown: 'G J', group: 'go', kind: 'single' },
  { id: 'go-trends', keys: 'g>t', shown: 'G T', group: 'go', kind: 'single' },
  { id: 'go-health', keys: 'g>h', shown: 'G H', group: 'go', kind: 'single' },
  { id: 'go-settings', keys: 'g>s', shown: 'G S', group: 'go', kind: 'single' },
  { id: 'list-next', keys: 'j', shown: 'J', group: 'list', kind: 'single' },
  { id: 'list-previous', keys: 'k', shown: 'K', group: 'list', kind: 'single' },
  { id: 'list-newest', keys: 'n', shown: 'N', group: 'list', kind: 'single' },
  { id: 'card-agree', keys: 'a', shown: 'A', group: 'card', kind: 'single' },
  { id: 'card-override', keys: 'o', shown: 'O', group: 'card', kind: 'single' },
] as const satisfies readonly Shortcut[];

export type ShortcutId = (typeof SHORTCUTS)[number]['id'];

export function shortcut(id: ShortcutId): Shortcut {
  const found = SHORTCUTS.find((entry) => entry.id === id);
  if (!found) throw new Error(`no shortcut ${id}`);
  return found;
}
