import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { serverNow } from '../../lib/clock/clock.ts';
import { onLiveEvent, trpcClient } from '../../lib/trpc/index.ts';
import { spanOf, steadyWindow, type TimeRange } from '../model/time-window.ts';
import { fromEvent, fromJudgment, turns, type MarkedJudgment } from './marked-judgment.ts';

const PAGE = 500;
const MOST_PAGES = 4;
const MOST_LIVE = 2_000;
/** Short of this the same verdict again is a confirmation. */
const SHORTEST_RUN_MS = 60_000;

export interface MarkedJudgments {
  readonly markers: readonly MarkedJudgment[];
  /** There are older ones in the window that were not fetched. */
  readonly cut: boolean;
  readonly error: unknown;
}

async function fetchJudgments(
  equipment: readonly string[],
  window: { from: number; to: number | null },
  signal: AbortSignal,
): Promise<{ judgments: MarkedJudgment[]; cut: boolean }> {
  const judgments: MarkedJudgment[] = [];
  let cut = false;
  for (const path of equipment) {
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await trpcClient.judgment.list.query(
        {
          equipment: path,
          minSeverity: 'low',
          limit: PAGE,
          from: new Date(window.from).toISOString(),
          ...(window.to === null ? {} : { to: new Date(window.to).toISOString() }),
          ...(cursor === undefined ? {} : { cursor }),
        },
        { signal },
      );
      judgments.push(...answer.items.map(fromJudgment));
      cursor = answer.nextCursor;
      if (cursor === undefined) break;
    }
    cut ||= cursor !== undefined;
  }
  return { judgments, cut };
}

/** Judgments that come while the page is open, straight from the live stream. */
function useLiveJudgments(): readonly MarkedJudgment[] {
  const [judgments, setJudgments] = useState<readonly MarkedJudgment[]>([]);
  useEffect(
    () =>
      onLiveEvent((event) => {
        if (event.type !== 'judgment.executed' || event.severity === 'normal') return;
        setJudgments((known) => [...known, fromEvent(event)].slice(-MOST_LIVE));
      }),
    [],
  );
  return judgments;
}

/**
 * Where judgments of these machines (`site/area/line/equipment`) turned abnormal, or from one abnormal verdict to another, in
 * the shown time. A judgment that only confirms the one before is not among them.
 */
export function useMarkedJudgments(machines: readonly string[], range: TimeRange): MarkedJudgments {
  const key = [...new Set(machines)].sort().join('\n');
  const equipment = useMemo(() => (key === '' ? [] : key.split('\n')), [key]);
  const window = steadyWindow(range, serverNow());
  const live = useLiveJudgments();
  const fetched = useQuery({
    queryKey: ['marked-judgments', equipment, window],
    queryFn: ({ signal }) => fetchJudgments(equipment, window, signal),
    enabled: equipment.length > 0,
    staleTime: 30_000,
    placeholderData: (previous) => previous,
  });
  const runMs = Math.max(SHORTEST_RUN_MS, spanOf(range) / 50);
  const markers = useMemo(() => {
    const all = [...(fetched.data?.judgments ?? []), ...live];
    return turns(
      all.filter((judgment) => equipment.includes(judgment.equipment)),
      runMs,
    );
  }, [fetched.data, live, equipment, runMs]);
  return { markers, cut: fetched.data?.cut ?? false, error: fetched.error };
}
