import { queryClient, trpc } from '../../../lib/trpc/index.ts';

/** Everything this view shows of the sources is asked for anew. */
export const refetchSources = (): Promise<void> => queryClient.invalidateQueries(trpc.sources.pathFilter());
