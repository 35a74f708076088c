import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import { WebSocket } from 'ws';
import type { AppRouter } from '../../server/trpc/router.ts';
import type { StationProcess } from './station-process.ts';

/** Calls as a window makes them, over the station's socket; `close` lets go of it. */
export function windowOf(station: StationProcess) {
  const client = createWSClient({
    url: `ws+unix:${station.ready.socket}:/trpc`,
    WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
  });
  const { backups, health, rules, settings, backtests, whatIf } = createTRPCClient<AppRouter>({
    links: [wsLink({ client })],
  });
  return { backups, health, rules, settings, backtests, whatIf, close: () => client.close() };
}
