import { useInfiniteQuery } from '@tanstack/react-query';
import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Backtest, BacktestChange } from '../../../../../shared/contract/backtest.ts';
import { formatNumber, formatSpan, splitEquipment } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { trpc, trpcClient } from '../../../lib/trpc/index.ts';
import {
  Button,
  classNames,
  ErrorNotice,
  LoadingNotice,
  Notice,
  StateMark,
  Table,
  Td,
  Th,
  Time,
} from '../../../ui/index.ts';
import { ChangeTrend } from './ChangeTrend.tsx';
import type { Cell } from './Matrix.tsx';
import { markOf, outcomeText } from './words.ts';

const PAGE = 100;

interface ListProps {
  readonly backtest: Backtest;
  readonly cell: Cell | null;
  /** Of one machine on one day (UTC). */
  readonly of: { readonly equipment: string; readonly day: string } | null;
}

/** Up and down go from row to row. */
function moveFocus(event: KeyboardEvent<HTMLTableSectionElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('button')];
  const next = buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
  next.click();
}

function Verdict({ backtest, side, outcome }: { backtest: Backtest; side: 0 | 1; outcome: number }) {
  const { t } = useTranslation('rule-backtest');
  const said = backtest.result?.sides[side]?.outcomes[outcome];
  if (said === undefined) return null;
  return (
    <span className="inline-flex items-center gap-2">
      <StateMark kind={markOf(said)} severity={said.severity} />
      {outcomeText(said, t)}
    </span>
  );
}

/** Where the versions differ, oldest first, and the trend around the one that is chosen. */
export function ChangeList({ backtest, cell, of }: ListProps) {
  const { t } = useTranslation('rule-backtest');
  const language = useLanguage();
  const [chosen, setChosen] = useState<BacktestChange>();
  const { id, result, changesLeftOut } = backtest;
  const asked = { id, limit: PAGE, ...cell, ...of };
  const pages = useInfiniteQuery({
    queryKey: [...trpc.backtests.changes.queryKey(asked), 'pages'],
    queryFn: ({ pageParam }) =>
      trpcClient.backtests.changes.query(pageParam === undefined ? asked : { ...asked, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: Infinity,
  });
  if (pages.isPending) return <LoadingNotice />;
  if (pages.error) return <ErrorNotice error={pages.error} onRetry={() => void pages.refetch()} />;
  const items = pages.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <Notice title={t('noChanges')}>{t('noChangesText')}</Notice>;
  const isChosen = (change: BacktestChange) =>
    chosen?.from === change.from && chosen.equipment === change.equipment;
  return (
    <div
      className={classNames('grid h-full min-h-0', chosen && 'grid-cols-[minmax(30rem,1fr)_minmax(0,1fr)]')}
    >
      <div className="min-h-0 overflow-auto">
        <Table aria-label={t('changes')}>
          <thead>
            <tr>
              <Th>{t('column.from')}</Th>
              <Th>{t('column.machine')}</Th>
              <Th>{t('column.change')}</Th>
              <Th numeric>{t('column.duration')}</Th>
              <Th numeric>{t('column.rows')}</Th>
            </tr>
          </thead>
          <tbody onKeyDown={moveFocus}>
            {items.map((change) => (
              <tr
                key={`${change.from} ${change.equipment}`}
                className={classNames(isChosen(change) && 'bg-selected')}
              >
                <Td middle>
                  <button
                    type="button"
                    aria-pressed={isChosen(change)}
                    className="min-h-8 underline-offset-2 hover:underline"
                    onClick={() => setChosen(change)}
                  >
                    <Time at={change.from} full />
                  </button>
                </Td>
                <Td middle className="whitespace-nowrap">
                  {splitEquipment(change.equipment).equipment}
                </Td>
                <Td middle>
                  <span className="inline-flex flex-wrap items-center gap-x-2">
                    <Verdict backtest={backtest} side={0} outcome={change.a} />→
                    <Verdict backtest={backtest} side={1} outcome={change.b} />
                  </span>
                </Td>
                <Td numeric middle>
                  {formatSpan(Date.parse(change.to) - Date.parse(change.from), language)}
                </Td>
                <Td numeric middle>
                  {formatNumber(change.rows, language, 9)}
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
        {pages.hasNextPage && (
          <div className="p-2 text-center">
            <Button disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
              {t('more')}
            </Button>
          </div>
        )}
        {changesLeftOut > 0 && !pages.hasNextPage && (
          <p className="p-2 text-sm text-ink-2">{t('leftOut', { count: changesLeftOut })}</p>
        )}
      </div>
      {chosen !== undefined && result !== undefined && (
        <div className="min-h-0 overflow-auto border-l border-line">
          <ChangeTrend id={id} result={result} change={chosen} />
        </div>
      )}
    </div>
  );
}
