import { queryClient, trpc } from '../../../lib/trpc/index.ts';

/** Everything this view shows of the sources is asked for anew. */
export async function refetchSources(): Promise<void> {
  await Promise.all(
    [trpc.sources.pathFilter(), trpc.sqlSources.pathFilter()].map((filter) =>
      queryClient.invalidateQueries(filter),
    ),
  );
}
