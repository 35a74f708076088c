import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTitle } from '../../lib/hooks/use-title.ts';
import { useShortcut } from '../../lib/shortcuts/use-shortcut.ts';
import { classNames } from '../../ui/index.ts';
import { FilterBar } from './FilterBar.tsx';
import { filterSearch, isTurned, type JudgmentFilters } from './filters.ts';
import { JudgmentCard } from './JudgmentCard.tsx';
import { JudgmentList } from './JudgmentList.tsx';
import { useShownJudgments } from './last-filters.ts';
import { neighbour } from './live-list.ts';
import { useLiveJudgments } from './use-live-judgments.ts';

interface BrowserProps {
  readonly filters: JudgmentFilters;
  /** The judgment whose card is open. */
  readonly id: string | undefined;
  readonly onSelect: (id: string | undefined) => void;
}

/** The list under one set of filters, and the card of the judgment that is looked at. */
function JudgmentBrowser({ filters, id, onSelect }: BrowserProps) {
  const [away, setAway] = useState(false);
  const { list, head, loadOlder, olderError, showNew } = useLiveJudgments(filters, away || id !== undefined);
  const move = (step: number): void => {
    const next = neighbour(list.shown, id, step);
    if (next) onSelect(next.id);
  };
  useShortcut('list-next', () => move(1));
  useShortcut('list-previous', () => move(-1));
  useShortcut('card-close', () => onSelect(undefined), id !== undefined);
  // Rows are drawn once and keep what they were given, so they are given a way to the newest `onSelect`.
  const newestSelect = useRef(onSelect);
  useEffect(() => {
    newestSelect.current = onSelect;
  });
  const stableSelect = useCallback((nextId: string | undefined) => newestSelect.current(nextId), []);
  return (
    <div
      className={classNames(
        'grid min-h-0 grow gap-2',
        id === undefined ? 'grid-cols-1' : 'grid-cols-[minmax(0,1fr)_minmax(0,1.1fr)]',
      )}
    >
      <JudgmentList
        list={list}
        head={head}
        isTurned={isTurned(filters)}
        selected={id}
        narrow={id !== undefined}
        olderError={olderError}
        onSelect={stableSelect}
        onMove={move}
        onAway={setAway}
        onOlder={loadOlder}
        onShowNew={showNew}
      />
      {id !== undefined && (
        <JudgmentCard
          id={id}
          known={list.shown.find((judgment) => judgment.id === id)}
          onClose={() => onSelect(undefined)}
          onMove={move}
        />
      )}
    </div>
  );
}

/** The live list of judgments with its filters; both stand in the address. */
export default function JudgmentsPage() {
  const { t } = useTranslation('judgments');
  useTitle(t('title'));
  const { filters, id, show } = useShownJudgments();
  return (
    <div className="flex h-full flex-col gap-2 p-2">
      <h1 className="sr-only">{t('title')}</h1>
      <FilterBar filters={filters} onChange={(next) => show(next, undefined)} />
      <JudgmentBrowser
        key={filterSearch(filters).toString()}
        filters={filters}
        id={id}
        onSelect={(next) => show(filters, next)}
      />
    </div>
  );
}
