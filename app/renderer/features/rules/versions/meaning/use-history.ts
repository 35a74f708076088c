import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Backtest } from '../../../../../../shared/contract/backtest.ts';
import type { MeaningRegion } from '../../../../../../shared/contract/rule-meaning.ts';
import { serverNow } from '../../../../lib/clock/clock.ts';
import { trpc, trpcClient } from '../../../../lib/trpc/index.ts';
import { periodOf, type PeriodName } from '../../backtest/period.ts';
import { useDesk } from '../../use-desk.ts';
import { useFailed } from '../../use-failed.ts';
import type { Side } from '../VersionsTab.tsx';
import { rowsBetween } from './rows-between.ts';

const ASK_EVERY_MS = 500;

/** A backtest of both sides: how many rows of history get another verdict. */
export interface History {
  readonly backtest: Backtest | undefined;
  readonly isStarting: boolean;
  count(period: PeriodName): void;
  /** Rows from one verdict to another; undefined as long as they are not counted. */
  rowsOf(region: Pick<MeaningRegion, 'from' | 'to'>): number | undefined;
}

export function useHistory(before: Side, after: Side): History {
  const { t } = useTranslation('rule-meaning');
  const { id } = useDesk();
  const failed = useFailed();
  const sides = `${before} ${after}`;
  const [started, setStarted] = useState<{ readonly sides: string; readonly id: string } | null>(null);
  const runs = useQuery(trpc.backtests.list.queryOptions({ rulesetId: id })).data?.items ?? [];
  // What was counted of two versions stays true; a draft may be another by now.
  const known =
    before === 'draft' || after === 'draft'
      ? undefined
      : runs.find(
          ({ request, state }) => state === 'done' && request.version === before && request.against === after,
        );
  const shownId = started?.sides === sides ? started.id : known?.id;
  const asked = useQuery({
    ...trpc.backtests.get.queryOptions({ id: shownId ?? '' }),
    enabled: shownId !== undefined,
    refetchInterval: ({ state }) =>
      state.data?.state === 'running' || state.data?.state === 'waiting' ? ASK_EVERY_MS : false,
  });
  const start = useMutation({
    mutationFn: (period: PeriodName) => {
      const span = periodOf({ name: period, from: Number.NaN, to: Number.NaN }, serverNow());
      if (span === null) throw new Error('no period');
      return trpcClient.backtests.start.mutate({ rulesetId: id, version: before, against: after, ...span });
    },
    onSuccess: (backtest) => setStarted({ sides, id: backtest.id }),
    onError: failed(t('notCounted')),
  });
  const backtest = shownId === undefined ? undefined : asked.data;
  return {
    backtest,
    isStarting: start.isPending,
    count: (period) => start.mutate(period),
    rowsOf: (region) => (backtest?.result ? rowsBetween(backtest.result, region) : undefined),
  };
}
