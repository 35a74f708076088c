import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useTitle } from '../../lib/hooks/use-title.ts';
import { useShortcut } from '../../lib/shortcuts/use-shortcut.ts';
import { classNames } from '../../ui/index.ts';
import { FilterBar } from './FilterBar.tsx';
import { filterSearch, parseFilters, type JudgmentFilters } from './filters.ts';
import { JudgmentCard } from './JudgmentCard.tsx';
import { JudgmentList } from './JudgmentList.tsx';
import { neighbour } from './live-list.ts';
import { useLiveJudgments } from './use-live-judgments.ts';

/** The live list of judgments, and the card of the one that is looked at. */
export default function JudgmentsPage() {
  const { t } = useTranslation('judgments');
  useTitle(t('title'));
  const [search, setSearch] = useSearchParams();
  const [away, setAway] = useState(false);
  const filters = parseFilters(search);
  const id = search.get('id') ?? undefined;
  const { list, head, loadOlder, olderError, showNew } = useLiveJudgments(filters, away || id !== undefined);

  const address = useCallback(
    (next: JudgmentFilters, nextId: string | undefined) => {
      const params = filterSearch(next);
      if (nextId !== undefined) params.set('id', nextId);
      setSearch(params, { replace: true });
    },
    [setSearch],
  );
  const select = (nextId: string | undefined): void => address(filters, nextId);
  // Rows are drawn once and keep what they were given, so they are given a way to the newest `select`.
  const newestSelect = useRef(select);
  useEffect(() => {
    newestSelect.current = select;
  });
  const stableSelect = useCallback((nextId: string | undefined) => newestSelect.current(nextId), []);
  const move = (step: number): void => {
    const next = neighbour(list.shown, id, step);
    if (next) select(next.id);
  };
  useShortcut('list-next', () => move(1));
  useShortcut('list-previous', () => move(-1));

  return (
    <div className="flex h-full flex-col gap-2 p-2">
      <h1 className="sr-only">{t('title')}</h1>
      <FilterBar filters={filters} onChange={(next) => address(next, undefined)} />
      <div
        className={classNames(
          'grid min-h-0 grow gap-2',
          id === undefined ? 'grid-cols-1' : 'grid-cols-[minmax(0,1fr)_minmax(0,1.1fr)]',
        )}
      >
        <JudgmentList
          list={list}
          head={head}
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
            key={id}
            id={id}
            known={list.shown.find((judgment) => judgment.id === id)}
            onClose={() => select(undefined)}
            onMove={move}
          />
        )}
      </div>
    </div>
  );
}
