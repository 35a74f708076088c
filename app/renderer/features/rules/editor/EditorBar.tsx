import { redo, undo } from '@codemirror/commands';
import { openSearchPanel } from '@codemirror/search';
import type { Command, EditorView } from '@codemirror/view';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../../../ui/index.ts';
import { format } from './commands.ts';

/** What the bar tells of the editor. */
export interface EditorStatus {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly line: number;
  readonly column: number;
}

interface EditorBarProps {
  readonly view: EditorView | null;
  readonly status: EditorStatus;
  readonly readOnly: boolean;
}

/** Undo, find and format by hand, where the cursor is, and the keys of the rest. */
export function EditorBar({ view, status, readOnly }: EditorBarProps) {
  const { t } = useTranslation('rule-editor');
  const run = (command: Command) => () => {
    if (view === null) return;
    view.focus();
    command(view);
  };
  return (
    <div
      role="toolbar"
      aria-label={t('tools')}
      className="flex items-center gap-x-2 border-b border-line bg-panel px-2"
    >
      {readOnly ? (
        <span className="font-medium">{t('readOnly')}</span>
      ) : (
        <>
          <IconButton
            icon="undo"
            label={t('undo')}
            keys="Ctrl+Z"
            disabled={!status.canUndo}
            onClick={run(undo)}
          />
          <IconButton
            icon="redo"
            label={t('redo')}
            keys="Ctrl+Y"
            disabled={!status.canRedo}
            onClick={run(redo)}
          />
        </>
      )}
      <IconButton icon="search" label={t('find')} keys="Ctrl+F" onClick={run(openSearchPanel)} />
      {!readOnly && (
        <Button variant="quiet" onClick={run(format)} title="Shift+Alt+F">
          {t('format')}
        </Button>
      )}
      <span className="ml-auto min-w-0 truncate text-sm text-ink-3">{!readOnly && t('keys')}</span>
      <span className="min-w-36 shrink-0 text-right text-sm text-ink-2">
        {t('place', { line: status.line, column: status.column })}
      </span>
    </div>
  );
}
