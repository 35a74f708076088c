import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo } from 'react';
import { trpc } from '../../lib/trpc/index.ts';
import { foundRows, treeRows, type MachineTags, type TagRow } from './tag-rows.ts';

const FOUND_AT_MOST = 100;
const TAGS_PER_MACHINE = 500;
const REFETCH_MS = 5_000;

interface TagRows {
  readonly rows: readonly TagRow[];
  readonly loading: boolean;
  readonly error: unknown;
  retry(): void;
}

/** Rows of the tag tree, or of what was found when there is a search text. */
export function useTagRows(searchText: string, toggled: ReadonlySet<string>): TagRows {
  const search = useDeferredValue(searchText.trim());
  const overview = useQuery(trpc.judgment.overview.queryOptions());
  const machines = useMemo(() => (overview.data?.equipment ?? []).map(({ path }) => path), [overview.data]);
  const openMachines = search === '' ? machines.filter((path) => toggled.has(path)) : [];
  const machineTags = useQueries({
    queries: openMachines.map((equipment) =>
      trpc.dataHub.tags.queryOptions({ equipment, limit: TAGS_PER_MACHINE }, { refetchInterval: REFETCH_MS }),
    ),
    combine: (results) =>
      new Map<string, MachineTags>(
        results.map((result, index) => [
          openMachines[index] ?? '',
          {
            tags: result.data?.items ?? [],
            state: result.isError
              ? 'failed'
              : !result.data
                ? 'loading'
                : result.data.nextCursor
                  ? 'more'
                  : 'ready',
          },
        ]),
      ),
  });
  const found = useQuery(
    trpc.dataHub.tags.queryOptions(
      { search, limit: FOUND_AT_MOST },
      { enabled: search !== '', placeholderData: keepPreviousData, refetchInterval: REFETCH_MS },
    ),
  );
  const rows =
    search === ''
      ? treeRows(machines, toggled, (machine) => machineTags.get(machine))
      : foundRows(found.data?.items ?? [], found.data?.nextCursor !== undefined);
  const query = search === '' ? overview : found;
  return { rows, loading: query.isPending, error: query.error, retry: () => void query.refetch() };
}
