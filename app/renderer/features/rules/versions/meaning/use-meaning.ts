import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { MeaningDiff, MeaningSide } from '../../../../../../shared/contract/rule-meaning.ts';
import { queryClient, trpc, trpcClient } from '../../../../lib/trpc/index.ts';
import { useDesk } from '../../use-desk.ts';

const ASK_EVERY_MS = 250;
const USUAL_MS = 4_000;
const LONGER_MS = 30_000;

export interface MeaningRun {
  /** `errors`: the draft cannot judge yet; `saving`: it is not saved yet. */
  readonly state: 'errors' | 'saving' | 'waiting' | MeaningDiff['state'];
  readonly error: unknown;
  readonly diff: MeaningDiff | undefined;
  readonly isLong: boolean;
  cancel(): void;
  again(): void;
  /** Once more, with more time. */
  longer(): void;
}

/** Ends its work; one that is done stays as it is. */
const letGo = (key: number): void => void trpcClient.rules.meanings.cancel.mutate({ key }).catch(() => {});

/** What two sides say otherwise, worked out when it is looked at; of the draft, anew on every saved change. */
export function useMeaning(before: MeaningSide, after: MeaningSide, firstMs = USUAL_MS): MeaningRun {
  const { id, draft } = useDesk();
  const hasDraft = before === 'draft' || after === 'draft';
  const stand = hasDraft ? `${draft.revision} ${draft.baseVersion}` : '';
  const asked = `${before} ${after} ${stand}`;
  const [long, setLong] = useState<string | null>(null);
  const isLong = long === asked;
  const hasErrors = hasDraft && draft.problems.some(({ severity }) => severity === 'error');
  const isSaved = !hasDraft || draft.state.kind === 'saved';
  const budgetMs = isLong ? LONGER_MS : firstMs;
  const begun = useQuery({
    queryKey: ['rule-meaning', id, asked, budgetMs],
    queryFn: async ({ signal }) => {
      const run = await trpcClient.rules.meanings.start.mutate({ id, before, after, budgetMs });
      // Nobody looks any more.
      if (signal.aborted) letGo(run.key);
      return run;
    },
    enabled: !hasErrors && isSaved && before !== after,
    ...{ staleTime: Infinity, gcTime: 0, retry: false },
  });
  const key = begun.data?.key;
  useEffect(() => (key === undefined ? undefined : () => letGo(key)), [key]);
  const polled = useQuery(
    trpc.rules.meanings.get.queryOptions(
      { key: key ?? 0 },
      {
        ...{ enabled: key !== undefined, retry: false, gcTime: 0 },
        refetchIntervalInBackground: true,
        refetchInterval: ({ state }) => (state.data?.state === 'running' ? ASK_EVERY_MS : false),
      },
    ),
  );
  const diff = key === undefined ? undefined : polled.data;
  const error = begun.error ?? polled.error;
  return {
    state: hasErrors
      ? 'errors'
      : error !== null
        ? 'failed'
        : (diff?.state ?? (isSaved ? 'waiting' : 'saving')),
    ...{ error, diff, isLong },
    cancel: () => {
      if (key === undefined) return;
      void trpcClient.rules.meanings.cancel
        .mutate({ key })
        .finally(() => queryClient.invalidateQueries(trpc.rules.meanings.get.queryFilter({ key })));
    },
    again: () => void begun.refetch(),
    longer: () => setLong(asked),
  };
}
