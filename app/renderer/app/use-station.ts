import { useQuery } from '@tanstack/react-query';
import { trpc } from '../lib/trpc/index.ts';

/** Events renew both at once; the interval catches what changes without one (age of data, figures). */
const OVERVIEW_EVERY_MS = 2_000;
const HEALTH_EVERY_MS = 1_500;

export function useOverview() {
  return useQuery(trpc.judgment.overview.queryOptions(undefined, { refetchInterval: OVERVIEW_EVERY_MS }));
}

export function useHealth() {
  return useQuery(trpc.health.get.queryOptions(undefined, { refetchInterval: HEALTH_EVERY_MS }));
}

/** Whether the plant on screen is simulated. */
export function useDemoPlant(): boolean {
  return useOverview().data?.demoPlant ?? false;
}
