import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { TagZones } from '../../../../shared/contract/zones.ts';
import { spanOf, visibleRange, type TimeRange } from '../../charts/model/time-window.ts';
import type { ChartBand } from '../../charts/types.ts';
import { serverNow } from '../../lib/clock/clock.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { trpc } from '../../lib/trpc/index.ts';
import type { DrawnPen } from './drawn-pens.ts';
import { limitBands } from './limit-bands.ts';

const NONE: readonly ChartBand[] = [];
/** Zones go with the machine's other values: its class, its load, whether it runs. */
const ASK_EVERY_MS = 30_000;
const SHORTEST_STEP_MS = 3_600_000;

const zonesOfResults = (results: readonly { data: TagZones | undefined }[]) =>
  results.map(({ data }) => data);

const pathsOf = (pens: readonly DrawnPen[]): string[] => [
  ...new Set(pens.filter(({ isDiscrete }) => !isDiscrete).map(({ path }) => path)),
];

/** From when on versions are asked for: in steps of the window's length, so that panning seldom asks anew. */
function sinceOf(range: TimeRange): string {
  const step = 2 ** Math.ceil(Math.log2(Math.max(SHORTEST_STEP_MS, spanOf(range))));
  return new Date(Math.floor(visibleRange(range, 1_000, serverNow()).from / step) * step).toISOString();
}

/** The bands of a chart that shows limits: at each time those of the version that was in force then. */
export function useLimitBands(
  pens: readonly DrawnPen[],
  isOn: boolean,
  range: TimeRange,
): readonly ChartBand[] {
  const language = useLanguage();
  const since = sinceOf(range);
  const zones = useQueries({
    queries: (isOn ? pathsOf(pens) : []).map((tag) =>
      trpc.judgment.zones.queryOptions(
        { tag, since },
        { staleTime: ASK_EVERY_MS, refetchInterval: ASK_EVERY_MS, placeholderData: keepPreviousData },
      ),
    ),
    combine: zonesOfResults,
  });
  return useMemo(() => {
    if (!isOn) return NONE;
    const byPath = new Map(pathsOf(pens).map((path, index) => [path, zones[index]]));
    return limitBands(pens, (path) => byPath.get(path), language);
  }, [pens, zones, language, isOn]);
}
