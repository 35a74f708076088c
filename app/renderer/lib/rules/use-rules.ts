import { useQueries, useQuery } from '@tanstack/react-query';
import type { RulesetManifest, RulesetVersion } from '../../../../shared/contract/rules.ts';
import { trpc } from '../trpc/index.ts';

/** The active rulesets, in short. */
export function useRulesets() {
  return useQuery(trpc.rules.list.queryOptions({ limit: 500 })).data?.items ?? [];
}

/** A version's content never changes; it is fetched once. */
export function useRulesetVersion(id: string, version: number): RulesetVersion | undefined {
  return useQuery(trpc.rules.version.queryOptions({ id, version }, { staleTime: Infinity })).data;
}

const manifestsOf = (results: readonly { data: RulesetVersion | undefined }[]): RulesetManifest[] =>
  results.flatMap(({ data }) => (data ? [data.manifest] : []));

/** Manifests of all active rulesets as far as they are there. */
export function useManifests(): readonly RulesetManifest[] {
  const rulesets = useRulesets();
  return useQueries({
    queries: rulesets.map(({ id, version }) =>
      trpc.rules.version.queryOptions({ id, version }, { staleTime: Infinity }),
    ),
    combine: manifestsOf,
  });
}
