import { useQuery } from '@tanstack/react-query';
import { trpc } from '../../../lib/trpc/index.ts';

const ASK_EVERY_MS = 1_000;

/** How far the backtest of a ruleset is that is under way, 0 to 1; undefined where none is. It goes on whatever is on screen. */
export function useRunningShare(rulesetId: string): number | undefined {
  const runs = useQuery({
    ...trpc.backtests.list.queryOptions({ rulesetId }),
    select: ({ items }) =>
      items.find(({ state }) => state === 'running' || state === 'waiting')?.progress.share,
    refetchInterval: ({ state }) =>
      state.data?.items.some((run) => run.state === 'running' || run.state === 'waiting')
        ? ASK_EVERY_MS
        : false,
  });
  return runs.data;
}
