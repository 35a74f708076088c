import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { create } from 'zustand';
import type { Coverage, TestAnalysis } from '../../../../../../shared/contract/rule-tests.ts';
import { queryClient, trpc, trpcClient } from '../../../../lib/trpc/index.ts';
import { useDesk } from '../../use-desk.ts';

const ASK_EVERY_MS = 250;

interface LastCoverage {
  readonly last: { readonly id: string; readonly source: string; readonly coverage: Coverage } | null;
  set(last: NonNullable<LastCoverage['last']>): void;
}

/** What the tests covered when it was looked at last, for the editor's gutter. */
export const useLastCoverage = create<LastCoverage>((set) => ({
  last: null,
  set: (last) => set({ last }),
}));

export interface Analysis {
  readonly state: 'errors' | 'waiting' | 'failed' | TestAnalysis['state'];
  readonly error: unknown;
  readonly analysis: TestAnalysis | undefined;
  /** The mutation score is asked for. */
  readonly isMutating: boolean;
  mutate(): void;
  cancel(): void;
  again(): void;
}

/** What the draft's test cases show of its script, anew on every saved change while it is on screen; the mutation score when asked for. */
export function useAnalysis(): Analysis {
  const { id, draft } = useDesk();
  const { texts, revision, baseVersion } = draft;
  const stand = `${revision} ${baseVersion}`;
  const [mutated, setMutated] = useState<string | null>(null);
  const isMutating = mutated === stand;
  const hasErrors = draft.problems.some(({ severity }) => severity === 'error');
  const begun = useQuery({
    queryKey: ['rule-analysis', id, stand, isMutating],
    queryFn: () => trpcClient.rules.tests.start.mutate({ id, texts, mutate: isMutating }),
    enabled: !hasErrors && draft.state.kind === 'saved',
    ...{ staleTime: Infinity, gcTime: 0, retry: false },
  });
  const key = begun.data?.key;
  const asked = useQuery(
    trpc.rules.tests.analysis.queryOptions(
      { key: key ?? 0 },
      {
        enabled: key !== undefined,
        retry: false,
        gcTime: 0,
        // As long as it is asked about it goes on, also while the window is hidden.
        refetchIntervalInBackground: true,
        refetchInterval: ({ state }) => (state.data?.state === 'running' ? ASK_EVERY_MS : false),
      },
    ),
  );
  const analysis = key === undefined ? undefined : asked.data;
  const coverage = analysis?.coverage ?? null;
  const { source } = texts;
  useEffect(() => {
    if (coverage !== null) useLastCoverage.getState().set({ id, source, coverage });
    // The source is the one that was analysed.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [coverage]);
  const error = begun.error ?? asked.error;
  return {
    state: hasErrors ? 'errors' : error !== null ? 'failed' : (analysis?.state ?? 'waiting'),
    ...{ error, analysis, isMutating },
    mutate: () => setMutated(stand),
    cancel: () => {
      if (key === undefined) return;
      void trpcClient.rules.tests.cancel
        .mutate({ key })
        .finally(() => queryClient.invalidateQueries(trpc.rules.tests.analysis.queryFilter({ key })));
    },
    again: () => void begun.refetch(),
  };
}
