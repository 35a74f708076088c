import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { TagZones } from '../../../../shared/contract/zones.ts';
import type { ChartBand } from '../../charts/types.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { trpc } from '../../lib/trpc/index.ts';
import type { DrawnPen } from './drawn-pens.ts';
import { limitBands } from './limit-bands.ts';

const NONE: readonly ChartBand[] = [];
/** Zones go with the machine's other values: its class, its load, whether it runs. */
const ASK_EVERY_MS = 30_000;

const zonesOfResults = (results: readonly { data: TagZones | undefined }[]) =>
  results.map(({ data }) => data);

const pathsOf = (pens: readonly DrawnPen[]): string[] => [
  ...new Set(pens.filter(({ isDiscrete }) => !isDiscrete).map(({ path }) => path)),
];

/** The bands of a chart that shows limits. */
export function useLimitBands(pens: readonly DrawnPen[], isOn: boolean): readonly ChartBand[] {
  const language = useLanguage();
  const zones = useQueries({
    queries: (isOn ? pathsOf(pens) : []).map((tag) =>
      trpc.judgment.zones.queryOptions({ tag }, { staleTime: ASK_EVERY_MS, refetchInterval: ASK_EVERY_MS }),
    ),
    combine: zonesOfResults,
  });
  return useMemo(() => {
    if (!isOn) return NONE;
    const byPath = new Map(pathsOf(pens).map((path, index) => [path, zones[index]]));
    return limitBands(pens, (path) => byPath.get(path), language);
  }, [pens, zones, language, isOn]);
}
