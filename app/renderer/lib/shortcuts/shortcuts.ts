/**
 * `always` works everywhere, `outside-fields` neither while typing (a text field undoes for itself) nor behind an open dialog,
 * `single` the same and not where Settings switched it off.
 */
export interface Shortcut {
  readonly id: string;
  /** As react-hotkeys-hook reads it; keys by place, so that a Korean input method does not matter. */
  readonly keys: string;
  /** As it stands on the keyboard. */
  readonly shown: string;
  readonly group: 'general' | 'go' | 'list' | 'card' | 'trends' | 'rules';
  readonly kind: 'always' | 'outside-fields' | 'single';
}

export const SHORTCUTS = [
  { id: 'palette', keys: 'ctrl+k, meta+k', shown: 'Ctrl+K', group: 'general', kind: 'always' },
  { id: 'help', keys: 'f1', shown: 'F1', group: 'general', kind: 'always' },
  { id: 'shortcuts', keys: 'shift+slash', shown: '?', group: 'general', kind: 'single' },
  { id: 'demo', keys: 'g>p', shown: 'G P', group: 'general', kind: 'single' },
  { id: 'go-overview', keys: 'g>o', shown: 'G O', group: 'go', kind: 'single' },
  { id: 'go-judgments', keys: 'g>j', shown: 'G J', group: 'go', kind: 'single' },
  { id: 'go-trends', keys: 'g>t', shown: 'G T', group: 'go', kind: 'single' },
  { id: 'go-rules', keys: 'g>r', shown: 'G R', group: 'go', kind: 'single' },
  { id: 'go-data', keys: 'g>d', shown: 'G D', group: 'go', kind: 'single' },
  { id: 'go-health', keys: 'g>h', shown: 'G H', group: 'go', kind: 'single' },
  { id: 'go-settings', keys: 'g>s', shown: 'G S', group: 'go', kind: 'single' },
  { id: 'list-next', keys: 'j', shown: 'J', group: 'list', kind: 'single' },
  { id: 'list-previous', keys: 'k', shown: 'K', group: 'list', kind: 'single' },
  { id: 'list-newest', keys: 'n', shown: 'N', group: 'list', kind: 'single' },
  { id: 'card-agree', keys: 'a', shown: 'A', group: 'card', kind: 'single' },
  { id: 'card-override', keys: 'o', shown: 'O', group: 'card', kind: 'single' },
  { id: 'card-close', keys: 'esc', shown: 'Esc', group: 'card', kind: 'outside-fields' },
  { id: 'trends-search', keys: 'slash', shown: '/', group: 'trends', kind: 'single' },
  { id: 'trends-live', keys: 'l', shown: 'L', group: 'trends', kind: 'single' },
  { id: 'trends-box', keys: 'b', shown: 'B', group: 'trends', kind: 'single' },
  { id: 'trends-chart', keys: 'c', shown: 'C', group: 'trends', kind: 'single' },
  { id: 'trends-note', keys: 'm', shown: 'M', group: 'trends', kind: 'single' },
  { id: 'trends-export', keys: 'e', shown: 'E', group: 'trends', kind: 'single' },
  { id: 'trends-spans', keys: '1,2,3,4,5,6,7,8', shown: '1 … 8', group: 'trends', kind: 'single' },
  { id: 'trends-undo', keys: 'ctrl+z, meta+z', shown: 'Ctrl+Z', group: 'trends', kind: 'outside-fields' },
  {
    id: 'trends-redo',
    keys: 'ctrl+y, ctrl+shift+z, meta+shift+z',
    shown: 'Ctrl+Y',
    group: 'trends',
    kind: 'outside-fields',
  },
  { id: 'rules-filter', keys: 'slash', shown: '/', group: 'rules', kind: 'single' },
  { id: 'rules-new', keys: 'n', shown: 'N', group: 'rules', kind: 'single' },
  {
    id: 'rules-tabs',
    keys: 'alt+1,alt+2,alt+3,alt+4,alt+5,alt+6,alt+7,alt+8',
    shown: 'Alt+1 … 8',
    group: 'rules',
    kind: 'always',
  },
  { id: 'rules-save', keys: 'ctrl+s, meta+s', shown: 'Ctrl+S', group: 'rules', kind: 'always' },
  { id: 'rules-run', keys: 'ctrl+enter, meta+enter', shown: 'Ctrl+Enter', group: 'rules', kind: 'always' },
  { id: 'rules-problem', keys: 'f8', shown: 'F8', group: 'rules', kind: 'always' },
] as const satisfies readonly Shortcut[];

export type ShortcutId = (typeof SHORTCUTS)[number]['id'];

export function shortcut(id: ShortcutId): Shortcut {
  const found = SHORTCUTS.find((entry) => entry.id === id);
  if (!found) throw new Error(`no shortcut ${id}`);
  return found;
}

/** Keys a chart hears itself while it has the focus. */
export const CHART_KEYS = [
  { id: 'chart-pan', shown: '← →' },
  { id: 'chart-pan-far', shown: 'Shift+← Shift+→' },
  { id: 'chart-zoom', shown: '+ -' },
  { id: 'chart-cursor', shown: ', .' },
  { id: 'chart-home', shown: 'Home' },
  { id: 'chart-escape', shown: 'Esc' },
] as const;

/** Keys of the editor of scripts while it has the focus; it hears them itself. */
export const EDITOR_KEYS = [
  { id: 'editor-complete', shown: 'Ctrl+Space' },
  { id: 'editor-help', shown: 'Shift+F1' },
  { id: 'editor-problem', shown: 'F8 Shift+F8' },
  { id: 'editor-rename', shown: 'F2' },
  { id: 'editor-definition', shown: 'F12' },
  { id: 'editor-format', shown: 'Shift+Alt+F' },
  { id: 'editor-find', shown: 'Ctrl+F' },
  { id: 'editor-line', shown: 'Ctrl+Alt+G' },
  { id: 'editor-comment', shown: 'Ctrl+/' },
  { id: 'editor-fold', shown: 'Ctrl+Shift+[ Ctrl+Shift+]' },
  { id: 'editor-move', shown: 'Alt+↑ Alt+↓' },
  { id: 'editor-next-same', shown: 'Ctrl+D' },
  { id: 'editor-leave', shown: 'Esc Tab' },
] as const;
