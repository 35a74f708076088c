import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Judgment } from '../../../../shared/contract/judgment.ts';
import { usePreferences } from '../../lib/preferences/preferences.ts';
import { useShortcut } from '../../lib/shortcuts/use-shortcut.ts';
import { Button, ErrorNotice, LoadingNotice, Notice } from '../../ui/index.ts';
import { JudgmentLine, ListHeader } from './JudgmentLine.tsx';
import type { LiveList } from './live-list.ts';

const ROW_HEIGHT = { comfortable: 36, compact: 28 } as const;
const ROWS_AHEAD = 20;
const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 15,
  PageUp: -15,
  End: Number.MAX_SAFE_INTEGER,
  Home: Number.MIN_SAFE_INTEGER,
};

interface JudgmentListProps {
  readonly list: LiveList<Judgment>;
  readonly head: { isPending: boolean; isError: boolean; error: unknown; refetch: () => unknown };
  /** The end of the period is before its beginning: nothing was asked for. */
  readonly isTurned: boolean;
  readonly selected: string | undefined;
  readonly narrow: boolean;
  readonly olderError: unknown;
  readonly onSelect: (id: string | undefined) => void;
  readonly onMove: (step: number) => void;
  /** Whether the person has left the top of the list, to read. */
  readonly onAway: (away: boolean) => void;
  readonly onOlder: () => void;
  readonly onShowNew: () => void;
}

export function JudgmentList(props: JudgmentListProps) {
  const { list, head, isTurned, selected, narrow, olderError, onSelect, onMove, onAway, onOlder, onShowNew } =
    props;
  const { t } = useTranslation('judgments');
  const rowHeight = ROW_HEIGHT[usePreferences((state) => state.density)];
  const scroller = useRef<HTMLDivElement>(null);
  const { shown, nextCursor } = list;
  // The React compiler is not in use, so the virtualizer's mutable result is safe here.
  const rows = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => shown[index]?.id ?? index,
    overscan: 10,
  });
  useEffect(() => rows.measure(), [rows, rowHeight]);
  const items = rows.getVirtualItems();
  const lastIndex = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (nextCursor !== undefined && lastIndex >= shown.length - ROWS_AHEAD && !olderError) onOlder();
  }, [lastIndex, shown.length, nextCursor, onOlder, olderError]);
  const selectedIndex = shown.findIndex(({ id }) => id === selected);
  useEffect(() => {
    if (selectedIndex >= 0) rows.scrollToIndex(selectedIndex, { align: 'auto' });
  }, [rows, selected, selectedIndex]);
  const wasChosen = useRef(false);
  useEffect(() => {
    // The focus goes with the card it was in; the list is where one reads on.
    const isLost = document.activeElement?.contains(scroller.current) === true;
    if (wasChosen.current && selected === undefined && isLost) scroller.current?.focus();
    wasChosen.current = selected !== undefined;
  }, [selected]);

  const showNew = (): void => {
    onShowNew();
    scroller.current?.scrollTo({ top: 0 });
  };
  useShortcut('list-newest', showNew);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    onMove(step);
    event.preventDefault();
  };
  return (
    <section aria-label={t('list.label')} className="flex min-h-0 flex-col border border-line bg-panel">
      <div className="relative shrink-0">
        <ListHeader narrow={narrow} />
        {list.waiting.length > 0 && (
          <Button variant="primary" icon="up" className="absolute top-0 right-0" onClick={showNew}>
            {t(list.gap ? 'list.newMany' : 'list.new', { count: list.waiting.length })}
          </Button>
        )}
      </div>
      <div
        ref={scroller}
        // A list box without options is a fault to assistive technology.
        {...{ role: items.length > 0 ? 'listbox' : 'region' }}
        tabIndex={0}
        aria-label={t('list.label')}
        {...(selectedIndex >= 0 ? { 'aria-activedescendant': `judgment-${selected}` } : {})}
        onKeyDown={onKeyDown}
        onScroll={(event) => onAway(event.currentTarget.scrollTop > 4)}
        className="min-h-0 grow overflow-y-auto -outline-offset-2 [scrollbar-gutter:stable]"
      >
        {isTurned && <Notice title={t('list.turned')}>{t('list.turnedText')}</Notice>}
        {!list.loaded && !isTurned && head.isPending && <LoadingNotice />}
        {!list.loaded && head.isError && (
          <ErrorNotice error={head.error} onRetry={() => void head.refetch()} />
        )}
        {list.loaded && shown.length === 0 && <Notice title={t('list.empty')}>{t('list.emptyText')}</Notice>}
        <div
          className="relative"
          ref={(element) => element?.style.setProperty('height', `${rows.getTotalSize()}px`)}
        >
          {items.map((row) => {
            const judgment = shown[row.index];
            return (
              judgment && (
                <JudgmentLine
                  key={row.key}
                  judgment={judgment}
                  top={row.start}
                  narrow={narrow}
                  selected={judgment.id === selected}
                  onSelect={onSelect}
                />
              )
            );
          })}
        </div>
        {olderError !== null && shown.length > 0 && (
          <div className="p-3 text-center">
            <Button icon="refresh" onClick={onOlder}>
              {t('list.olderFailed')}
            </Button>
          </div>
        )}
      </div>
    </section>
  );
}
