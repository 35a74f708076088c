import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Backtest } from '../../../../../../shared/contract/backtest.ts';
import type { MeaningRegion } from '../../../../../../shared/contract/rule-meaning.ts';
import { serverNow } from '../../../../lib/clock/clock.ts';
import { trpc, trpcClient } from '../../../../lib/trpc/index.ts';
import { useFailed } from '../../../../ui/index.ts';
import { periodOf, type PeriodName } from '../../backtest/period.ts';
import { useDesk } from '../../use-desk.ts';
import type { ComparedSides } from './MeaningView.tsx';
import { rowsBetween } from './rows-between.ts';
import { useRegionCounts, type RegionCounts } from './use-region-counts.ts';

const ASK_EVERY_MS = 500;
/** Periods of which what-if holds the rows. */
const DAYS: Readonly<Partial<Record<PeriodName, number>>> = { day: 1, week: 7, month: 30 };

/** Rows of history for one region: those in it, or those between its verdicts where no more is known. */
export type RegionRows =
  | { readonly kind: 'inside'; readonly rows: number; readonly atMost: number }
  | { readonly kind: 'between'; readonly rows: number };

/** How many rows of history get another verdict, region by region; by a backtest where both sides are judged on other rows. */
export interface History {
  /** Undefined where single regions are counted. */
  readonly backtest: Backtest | undefined;
  readonly inRegions: RegionCounts | undefined;
  readonly isStarting: boolean;
  /** Whether single regions can be counted at all; undefined until both sides' rules are known. */
  readonly canCount: boolean | undefined;
  count(period: PeriodName): void;
  /** Of each region in their order; undefined as long as they are not counted. */
  readonly rows: readonly (RegionRows | undefined)[];
}

/** A backtest of both sides. */
function useBacktest({ before, after }: ComparedSides) {
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
    onError: failed((say) => say('rule-meaning:notCounted')),
  });
  return { backtest: shownId === undefined ? undefined : asked.data, start };
}

export function useHistory(sides: ComparedSides, regions: readonly MeaningRegion[]): History {
  const { backtest, start } = useBacktest(sides);
  const [days, setDays] = useState<number | null>(null);
  const inRegions = useRegionCounts(sides, regions, days);
  const { canCount } = inRegions;
  const isInRegions = canCount === true && days !== null;
  const result = isInRegions ? undefined : backtest?.result;
  return {
    backtest: isInRegions ? undefined : backtest,
    inRegions: isInRegions ? inRegions : undefined,
    isStarting: start.isPending,
    canCount,
    count(period) {
      const wanted = canCount === true ? (DAYS[period] ?? null) : null;
      if (wanted !== null && wanted === days) inRegions.again();
      setDays(wanted);
      if (wanted === null) start.mutate(period);
    },
    rows: regions.map((region, index): RegionRows | undefined => {
      const counted = isInRegions ? inRegions.counts?.regions?.regions[index] : undefined;
      if (counted !== undefined) return { kind: 'inside', ...counted };
      return result && { kind: 'between', rows: rowsBetween(result, region) };
    }),
  };
}
