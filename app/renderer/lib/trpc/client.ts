import { QueryClient } from '@tanstack/react-query';
import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query';
import { errorCodeOf } from './errors.ts';
import { connectionOptions } from './transport.ts';
import type { AppRouter } from './types.ts';

/** A connection that went away answers after the reconnect; an answer of the server is final. */
function retry(failures: number, error: unknown): boolean {
  return errorCodeOf(error) === 'SERVER_AWAY' && failures < 20;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { networkMode: 'always', staleTime: 1_000, gcTime: 10 * 60_000, retry, retryDelay: 300 },
    mutations: { networkMode: 'always', retry: false },
  },
});

export const trpcClient = createTRPCClient<AppRouter>({
  links: [wsLink({ client: createWSClient(connectionOptions()) })],
});

/** Typed query and mutation options of every procedure. */
export const trpc = createTRPCOptionsProxy<AppRouter>({ client: trpcClient, queryClient });
