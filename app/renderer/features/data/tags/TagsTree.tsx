import { useVirtualizer } from '@tanstack/react-virtual';
import { useImperativeHandle, useRef, useState, type KeyboardEvent, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tag } from '../../../../../shared/contract/data-hub.ts';
import { UNSORTED_SITE } from '../../../../../shared/contract/tags.ts';
import { formatNumber } from '../../../lib/format/format.ts';
import { useLanguage, usePreferences } from '../../../lib/preferences/preferences.ts';
import { classNames, Icon } from '../../../ui/index.ts';
import { LiveValue } from './LiveValue.tsx';
import { canDrop, LEVELS, type TreeNode, type TreeRow } from './tree-rows.ts';
import { useLiveTags } from './use-live-tags.ts';

const ROW_PIXELS = { comfortable: 36, compact: 28 } as const;
const INDENT = 16;
/** A tag has no chevron: its name stands where that of a branch of its level would. */
const BESIDE_CHEVRON = 22;

interface TagsTreeProps {
  readonly rows: readonly TreeRow[];
  readonly chosen: string | null;
  readonly onChoose: (node: TreeNode) => void;
  readonly onToggle: (prefix: string) => void;
  /** A branch or tag was let go on a branch. */
  readonly onDrop: (dragged: TreeNode, target: TreeNode) => void;
  readonly ref?: Ref<TreeHandle>;
}

export interface TreeHandle {
  /** Chooses the first tag that is shown, else the first branch, and gives it the focus. */
  enter(): void;
}

/** Which row an arrow key leads to, and whether it opens or closes the one it is on. */
function stepOf(key: string, rows: readonly TreeRow[], from: number): number | 'toggle' | undefined {
  const row = rows[from];
  if (row === undefined) return undefined;
  const isBranch = row.node.depth < LEVELS;
  if (key === 'ArrowDown') return Math.min(rows.length - 1, from + 1);
  if (key === 'ArrowUp') return Math.max(0, from - 1);
  if (key === 'Home') return 0;
  if (key === 'End') return rows.length - 1;
  if (key === 'ArrowRight' && isBranch) return row.open ? Math.min(rows.length - 1, from + 1) : 'toggle';
  if (key !== 'ArrowLeft') return undefined;
  if (isBranch && row.open) return 'toggle';
  const parent = rows.slice(0, from).findLastIndex(({ node }) => node.depth < row.node.depth);
  return parent < 0 ? from : parent;
}

/** Every tag in its place, for pointer and keyboard; only rows in sight are elements. */
export function TagsTree({ rows, chosen, onChoose, onToggle, onDrop, ref }: TagsTreeProps) {
  const { t } = useTranslation('tags');
  const scroll = useRef<HTMLDivElement>(null);
  const density = usePreferences((state) => state.density);
  const [dragged, setDragged] = useState<TreeNode | null>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_PIXELS[density],
    getItemKey: (index) => rows[index]?.node.prefix ?? index,
    overscan: 12,
  });
  const inSight = virtual.getVirtualItems().flatMap(({ index }) => tagIn(rows[index]) ?? []);
  const live = useLiveTags(inSight);
  const current = Math.max(
    0,
    rows.findIndex(({ node }) => node.prefix === chosen),
  );
  const focusRow = (index: number): void => {
    const row = rows[index];
    if (row === undefined) return;
    onChoose(row.node);
    virtual.scrollToIndex(index);
    requestAnimationFrame(() =>
      scroll.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus(),
    );
  };
  useImperativeHandle(ref, () => ({
    enter: () =>
      focusRow(
        Math.max(
          0,
          rows.findIndex((row) => tagIn(row) !== undefined),
        ),
      ),
  }));
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[current];
    if (row === undefined) return;
    const isOpener = (event.key === 'Enter' || event.key === ' ') && row.node.depth < LEVELS;
    const step = isOpener ? 'toggle' : stepOf(event.key, rows, current);
    if (step === undefined) return;
    event.preventDefault();
    if (step === 'toggle') onToggle(row.node.prefix);
    else focusRow(step);
  };
  return (
    <div ref={scroll} className="h-full overflow-auto">
      <div
        role="tree"
        aria-label={t('tree')}
        className="relative"
        style={{ height: virtual.getTotalSize() }}
        onKeyDown={onKeyDown}
      >
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const { node } = row;
          return (
            <Row
              key={item.key}
              row={row}
              tag={live.get(tagIn(row) ?? -1)}
              index={item.index}
              top={item.start}
              height={item.size}
              chosen={node.prefix === chosen}
              focusable={item.index === current}
              accepts={dragged !== null && canDrop(dragged, node)}
              onAct={() => {
                onChoose(node);
                if (node.depth < LEVELS) onToggle(node.prefix);
              }}
              onDrag={setDragged}
              onDrop={() => dragged !== null && onDrop(dragged, node)}
            />
          );
        })}
      </div>
    </div>
  );
}

/** Id of a row's tag; undefined for a branch. */
function tagIn(row: TreeRow | undefined): number | undefined {
  return row?.node.depth === LEVELS ? row.node.ids[0] : undefined;
}

interface RowProps {
  readonly row: TreeRow;
  /** What its tag shows now. */
  readonly tag: Tag | undefined;
  readonly index: number;
  readonly top: number;
  readonly height: number;
  readonly chosen: boolean;
  readonly focusable: boolean;
  /** What is being dragged may be let go here. */
  readonly accepts: boolean;
  readonly onAct: () => void;
  readonly onDrag: (node: TreeNode | null) => void;
  readonly onDrop: () => void;
}

function Row(props: RowProps) {
  const { row, tag, index, top, height, chosen, focusable, accepts, onAct, onDrag, onDrop } = props;
  const { t } = useTranslation('tags');
  const language = useLanguage();
  const [isOver, setIsOver] = useState(false);
  const { node } = row;
  const isTag = node.depth === LEVELS;
  const isUnsorted = node.prefix === UNSORTED_SITE;
  return (
    <div
      role="treeitem"
      data-index={index}
      tabIndex={focusable ? 0 : -1}
      aria-level={node.depth}
      aria-selected={chosen}
      {...(isTag ? {} : { 'aria-expanded': row.open })}
      draggable={node.depth > 1}
      onDragStart={(event) => {
        event.dataTransfer.setData('text/plain', node.prefix);
        event.dataTransfer.effectAllowed = 'move';
        onDrag(node);
      }}
      onDragEnd={() => onDrag(null)}
      onDragOver={(event) => {
        if (accepts) event.preventDefault();
        if (accepts !== isOver) setIsOver(accepts);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setIsOver(false);
        if (accepts) onDrop();
        onDrag(null);
      }}
      onClick={onAct}
      title={node.prefix}
      className={classNames(
        'absolute inset-x-0 flex cursor-pointer items-center gap-1.5 pr-2 select-none -outline-offset-2 hover:bg-selected',
        node.depth <= 2 && 'bg-sunken text-ink-2',
        chosen && 'bg-selected font-semibold',
        isOver && 'outline-2 outline-action outline-dashed',
      )}
      style={{ top, height, paddingLeft: 8 + (node.depth - 1) * INDENT + (isTag ? BESIDE_CHEVRON : 0) }}
    >
      {!isTag && (
        <span className={classNames('shrink-0', row.open && 'rotate-90')}>
          <Icon name="chevron" size={16} />
        </span>
      )}
      <span className="min-w-0 grow truncate">
        {isUnsorted ? t('unsorted') : node.name}
        {isTag && row.names[language] !== null && (
          <span className="ml-2 font-normal text-ink-2">{row.names[language]}</span>
        )}
      </span>
      {tag !== undefined && <LiveValue tag={tag} />}
      {!isTag && (
        <span className="shrink-0 text-sm text-ink-3">{formatNumber(node.ids.length, language, 6)}</span>
      )}
    </div>
  );
}
