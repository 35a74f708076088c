import type { QueryClient, QueryFilters } from '@tanstack/react-query';

/**
 * Fetches anew what these filters name, without breaking off what is being fetched. Gives back the queries that were: their
 * answer may be older than the event that asked, so they are due once more.
 */
export function renew(client: QueryClient, filters: readonly QueryFilters[]): QueryFilters[] {
  const fetching = filters.flatMap((filter) =>
    client.getQueryCache().findAll({ ...filter, fetchStatus: 'fetching' }),
  );
  for (const filter of filters) void client.invalidateQueries(filter, { cancelRefetch: false });
  return [...new Set(fetching)].map(({ queryKey }) => ({ queryKey, exact: true }));
}
