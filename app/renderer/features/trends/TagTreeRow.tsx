import { useTranslation } from 'react-i18next';
import { formatValue } from '../../lib/format/format.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { classNames, Icon } from '../../ui/index.ts';
import { startTagDrag } from './tag-drag.ts';
import type { TagRow } from './tag-rows.ts';

interface TagTreeRowProps {
  readonly row: TagRow;
  readonly index: number;
  /** CSS pixels. */
  readonly top: number;
  readonly height: number;
  readonly focusable: boolean;
  /** The tag is a pen of the chosen chart. */
  readonly shown: boolean;
  readonly addable: boolean;
  readonly onAct: () => void;
}

const INDENT = 14;

export function TagTreeRow({ row, index, top, height, focusable, shown, addable, onAct }: TagTreeRowProps) {
  const { t } = useTranslation('trends');
  const folder = row.kind === 'line' || row.kind === 'machine';
  const tag = row.kind === 'tag';
  return (
    <div
      role="treeitem"
      data-index={index}
      tabIndex={focusable ? 0 : -1}
      aria-level={row.level}
      {...(folder ? { 'aria-expanded': row.open } : {})}
      {...(tag ? { 'aria-selected': shown, 'aria-disabled': !shown && !addable } : {})}
      draggable={tag}
      onDragStart={(event) => startTagDrag(event.dataTransfer, row.key)}
      onClick={onAct}
      className={classNames(
        'absolute inset-x-0 flex items-center gap-1.5 pr-2 select-none -outline-offset-2',
        row.kind === 'note' ? 'text-ink-3' : 'cursor-pointer hover:bg-selected',
        row.kind === 'line' && 'bg-sunken text-sm font-medium text-ink-2',
        shown && 'bg-selected',
      )}
      style={{ top, height, paddingLeft: 8 + (row.level - 1) * INDENT }}
    >
      {folder && (
        <span className={classNames('shrink-0', row.open && 'rotate-90')}>
          <Icon name="chevron" size={16} />
        </span>
      )}
      {row.kind === 'note' ? <span>{t(`picker.${row.note}`)}</span> : <RowName row={row} />}
      {tag && <TagEnd row={row} shown={shown} />}
    </div>
  );
}

function RowName({ row }: { row: Exclude<TagRow, { kind: 'note' }> }) {
  const language = useLanguage();
  const named = row.kind === 'tag' ? row.names[language] : null;
  return (
    <span className="min-w-0 grow truncate" title={row.key}>
      {row.name}
      {named !== null && <span className="ml-1.5 text-ink-2">{named}</span>}
      {row.kind === 'tag' && row.place !== '' && (
        <span className="ml-1.5 text-sm text-ink-3">{row.place}</span>
      )}
    </span>
  );
}

function TagEnd({ row, shown }: { row: Extract<TagRow, { kind: 'tag' }>; shown: boolean }) {
  const language = useLanguage();
  return (
    <>
      <span className="max-w-24 shrink-0 truncate text-sm text-ink-2">
        {formatValue(row.last?.value, language)}
      </span>
      <span className={classNames('shrink-0', !shown && 'invisible')}>
        <Icon name="check" size={16} />
      </span>
    </>
  );
}
