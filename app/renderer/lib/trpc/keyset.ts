import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query';

interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string | undefined;
}

/**
 * A list fetched page by page. tRPC's own helper sends a `direction` beside the cursor, which our strict contracts
 * refuse.
 */
export function useKeysetPages<T>(options: {
  readonly queryKey: QueryKey;
  readonly fetch: (cursor: string | undefined) => Promise<Page<T>>;
  readonly refetchInterval: number;
}) {
  const query = useInfiniteQuery({
    queryKey: [...options.queryKey, 'pages'],
    queryFn: ({ pageParam }) => options.fetch(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: options.refetchInterval,
  });
  return { ...query, items: query.data?.pages.flatMap((page) => page.items) };
}
