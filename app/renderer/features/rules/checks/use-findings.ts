import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { CheckAnswer, CheckedFinding } from '../../../../../shared/contract/ruleset-check.ts';
import { textOfFinding } from '../../../../../shared/contract/finding-texts.ts';
import { trpcClient } from '../../../lib/trpc/index.ts';
import type { ToldProblem } from '../problems/told-problems.ts';
import type { Desk } from '../use-desk.ts';

export interface FindingsRun {
  /** Of the newest text that was checked; null before the first. */
  readonly answer: CheckAnswer | null;
  /** `errors`: the files have not their form yet, so nothing is checked. */
  readonly state: 'running' | 'done' | 'errors' | 'failed';
  readonly error: unknown;
  again(): void;
}

const NONE: readonly CheckedFinding[] = [];

/** Checks the draft whenever it is saved. */
export function useFindings({ id, draft, manifest }: Pick<Desk, 'id' | 'draft' | 'manifest'>): FindingsRun {
  const { texts, revision, baseVersion } = draft;
  const isKnown = manifest !== null && texts.source.trim() !== '';
  const run = useQuery({
    queryKey: ['rule-findings', id, revision, baseVersion],
    queryFn: () => {
      if (manifest === null) throw new Error('no manifest');
      return trpcClient.rules.check.mutate({ manifest, source: texts.source });
    },
    enabled: isKnown && draft.state.kind === 'saved',
    staleTime: Infinity,
    gcTime: 60_000,
    retry: false,
    // What was found before stays until the next answer is there.
    placeholderData: keepPreviousData,
  });
  return {
    answer: isKnown ? (run.data ?? null) : null,
    state: !isKnown
      ? 'errors'
      : run.error
        ? 'failed'
        : run.data !== undefined && !run.isPlaceholderData
          ? 'done'
          : 'running',
    error: run.error,
    again: () => void run.refetch(),
  };
}

/** Findings nobody has accepted. */
export const openFindings = (answer: CheckAnswer | null): readonly CheckedFinding[] =>
  answer?.findings.filter(({ accepted }) => accepted === undefined) ?? NONE;

/** Findings as problems of the draft, but what is told there already at the same place. They do not keep it from being a version. */
export function findingProblems(
  answer: CheckAnswer | null,
  told: readonly ToldProblem[],
  language: 'ko' | 'en',
): ToldProblem[] {
  const places = new Set(told.map(({ file, line, column }) => `${file} ${line}:${column}`));
  return openFindings(answer).flatMap((finding): ToldProblem[] => {
    const { code, severity, line, column } = finding;
    if (severity === 'info' || places.has(`rules.rhai ${line}:${column}`)) return [];
    const text = `${code}: ${textOfFinding(finding, language)}`;
    const at = line === undefined ? {} : { line, column: column ?? 1 };
    const file = line === undefined ? 'ruleset.json' : 'rules.rhai';
    return [{ file, path: '', message: text, text, severity, ...at }];
  });
}
