import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState, type KeyboardEvent, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { usePreferences } from '../../lib/preferences/preferences.ts';
import { TagTreeRow } from './TagTreeRow.tsx';
import type { TagRow } from './tag-rows.ts';

export interface TagTreeProps {
  readonly rows: readonly TagRow[];
  readonly isShown: (path: string) => boolean;
  readonly canAdd: (path: string) => boolean;
  readonly onToggle: (key: string) => void;
  readonly onTag: (path: string) => void;
  readonly ref?: Ref<HTMLDivElement>;
}

const ROW_PIXELS = { comfortable: 36, compact: 28 } as const;

/** Where the arrow keys lead from row `from`; nothing for other keys. */
function nextRow(key: string, rows: readonly TagRow[], from: number): number | undefined {
  const level = rows[from]?.level ?? 1;
  switch (key) {
    case 'ArrowDown':
      return Math.min(rows.length - 1, from + 1);
    case 'ArrowUp':
      return Math.max(0, from - 1);
    case 'Home':
      return 0;
    case 'End':
      return rows.length - 1;
    case 'ArrowLeft': {
      const parent = rows.slice(0, from).findLastIndex((row) => row.level < level);
      return parent < 0 ? from : parent;
    }
    default:
      return undefined;
  }
}

/** Lines, machines and tags as a tree for pointer and keyboard; only rows in sight are elements. */
export function TagTree({ rows, isShown, canAdd, onToggle, onTag, ref }: TagTreeProps) {
  const { t } = useTranslation('trends');
  const scroll = useRef<HTMLDivElement>(null);
  const density = usePreferences((state) => state.density);
  const [chosen, setChosen] = useState<string>();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_PIXELS[density],
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 12,
  });
  const current = Math.max(
    0,
    rows.findIndex(({ key }) => key === chosen),
  );

  const focusRow = (index: number): void => {
    setChosen(rows[index]?.key);
    virtual.scrollToIndex(index);
    requestAnimationFrame(() =>
      scroll.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus(),
    );
  };
  const act = (row: TagRow): void => {
    setChosen(row.key);
    if (row.kind === 'tag') onTag(row.key);
    else if (row.kind !== 'note') onToggle(row.key);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[current];
    if (!row) return;
    const folder = row.kind === 'line' || row.kind === 'machine';
    const toggles =
      folder && ((event.key === 'ArrowRight' && !row.open) || (event.key === 'ArrowLeft' && row.open));
    const next = event.key === 'ArrowRight' && folder ? current + 1 : nextRow(event.key, rows, current);
    if (event.key === 'Enter' || event.key === ' ' || toggles) act(row);
    else if (next !== undefined) focusRow(Math.min(rows.length - 1, next));
    else return;
    event.preventDefault();
  };

  return (
    <div ref={scroll} className="h-full overflow-auto">
      <div
        ref={ref}
        role="tree"
        aria-label={t('picker.title')}
        className="relative"
        style={{ height: virtual.getTotalSize() }}
        onKeyDown={onKeyDown}
      >
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          return (
            <TagTreeRow
              key={item.key}
              row={row}
              index={item.index}
              top={item.start}
              height={item.size}
              focusable={item.index === current}
              shown={row.kind === 'tag' && isShown(row.key)}
              addable={row.kind === 'tag' && canAdd(row.key)}
              onAct={() => act(row)}
            />
          );
        })}
      </div>
    </div>
  );
}
