import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { TestResult } from '../../../../../shared/contract/ruleset-desk.ts';
import { trpcClient } from '../../../lib/trpc/index.ts';
import { useDesk } from '../use-desk.ts';

export interface TestRun {
  /** By place in the list, of the newest run; empty while there are errors. */
  readonly results: ReadonlyMap<number, TestResult>;
  readonly state: 'running' | 'done' | 'errors' | 'failed';
  readonly error: unknown;
  again(): void;
}

/** Runs the draft's test cases on every saved change while they are on screen. */
export function useTestRun(): TestRun {
  const { id, draft } = useDesk();
  const { texts, revision, baseVersion } = draft;
  const hasErrors = draft.problems.some(({ severity }) => severity === 'error');
  const run = useQuery({
    queryKey: ['rule-tests', id, revision, baseVersion],
    queryFn: () => trpcClient.rules.desk.tryOut.mutate({ id, texts }),
    enabled: !hasErrors && draft.state.kind === 'saved',
    staleTime: Infinity,
    gcTime: 60_000,
    retry: false,
    // Results of before stay until the next ones are there.
    placeholderData: keepPreviousData,
  });
  const results = hasErrors ? [] : (run.data?.tests ?? []);
  return {
    results: new Map(results.map((result) => [result.index, result])),
    state: hasErrors
      ? 'errors'
      : run.error
        ? 'failed'
        : run.data && !run.isPlaceholderData
          ? 'done'
          : 'running',
    error: run.error,
    again: () => void run.refetch(),
  };
}
