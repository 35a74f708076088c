import { useQuery } from '@tanstack/react-query';
import type { MeaningRegion } from '../../../../../../shared/contract/rule-meaning.ts';
import type { WhatIfCounts, WhatIfRules, WhatIfSession } from '../../../../../../shared/contract/whatif.ts';
import { rowsKeyOf } from '../../../../../../shared/util/rows-key.ts';
import { trpc, trpcClient } from '../../../../lib/trpc/index.ts';
import { useDesk } from '../../use-desk.ts';
import { useRows } from '../../whatif/use-rows.ts';
import type { Side } from '../VersionsTab.tsx';
import type { ComparedSides } from './MeaningView.tsx';

export interface RegionCounts {
  /** Both sides are judged on the same rows, so each region can be counted; undefined until that is known. */
  readonly canCount: boolean | undefined;
  readonly session: WhatIfSession | undefined;
  readonly counts: WhatIfCounts | undefined;
  readonly error: unknown;
  readonly isCancelled: boolean;
  /** Of the rows up to now. */
  again(): void;
  cancel(): void;
}

/** Rules of a side as they are compared; undefined until they are known. */
function useRules(side: Side): WhatIfRules | undefined {
  const { id, draft, manifest } = useDesk();
  const { source } = draft.texts;
  const version = useQuery({
    ...trpc.rules.version.queryOptions({ id, version: side === 'draft' ? 1 : side }),
    enabled: side !== 'draft',
    staleTime: Infinity,
  });
  if (side === 'draft')
    return manifest === null || draft.state.kind !== 'saved' ? undefined : { manifest, source };
  return version.data && { manifest: version.data.manifest, source: version.data.source };
}

/**
 * How many rows of the last days lie in each region of a comparison: rows of history as what-if holds them, judged by both sides.
 * @param days null as long as nobody asks
 */
export function useRegionCounts(
  { before, after }: ComparedSides,
  regions: readonly MeaningRegion[],
  days: number | null,
): RegionCounts {
  const [base, tried] = [useRules(before), useRules(after)];
  // Of a ruleset that is only asked there are no rows.
  const canCount =
    base &&
    tried &&
    tried.manifest.trigger.kind !== 'request' &&
    rowsKeyOf(base.manifest) === rowsKeyOf(tried.manifest);
  const isAsked = canCount === true && days !== null;
  const rows = useRows(isAsked ? tried : null, { days: days ?? 1, machine: '' }, false);
  const isReady = isAsked && rows.session?.state === 'ready';
  const counted = useQuery({
    queryKey: ['rule-meaning', 'regions', rows.session?.id, base, tried, regions],
    queryFn: () =>
      trpcClient.whatIf.judge.query({
        ...{ id: rows.session?.id ?? '', window: crypto.randomUUID(), part: 'all' },
        ...{ base: base as WhatIfRules, tried: tried as WhatIfRules },
        regions: regions.map(({ from, to, limits, together }) => ({ from, to, limits, together })),
      }),
    enabled: isReady,
    ...{ staleTime: Infinity, gcTime: 0, retry: false },
  });
  return {
    canCount,
    session: isAsked ? rows.session : undefined,
    counts: isReady ? (counted.data ?? undefined) : undefined,
    error: isAsked ? (rows.error ?? counted.error) : null,
    ...{ isCancelled: rows.isCancelled, again: rows.reload, cancel: rows.cancel },
  };
}
