import type { WebSocketClientOptions } from '@trpc/client';
import { createPortSource, portSocketClass } from '../../../../shared/bridge/port-socket.ts';
import { accessToken, watchAccessToken } from './access-token.ts';
import { useConnection } from './connection.ts';
import { PromptSocket } from './prompt-socket.ts';

/** A silent connection is asked after this long, and given up when no answer comes in time: together under 2 s. */
const KEEP_ALIVE = { enabled: true, intervalMs: 700, pongTimeoutMs: 1_200 };
const RETRY_FIRST_MS = 250;
const RETRY_MOST_MS = 1_000;

function watchConnection(): Pick<WebSocketClientOptions, 'onOpen' | 'onClose'> {
  let opened = false;
  return {
    onOpen: () => {
      opened = true;
    },
    onClose: () => {
      useConnection.getState().dispatch({ type: 'lost', at: Date.now(), opened });
      opened = false;
    },
  };
}

/**
 * Options of the tRPC connection: in the desktop app a MessagePort pumped to the server's local socket, in a browser
 * the server's own WebSocket with the token the page was opened with.
 */
export function connectionOptions(): WebSocketClientOptions {
  const common = {
    keepAlive: KEEP_ALIVE,
    retryDelayMs: (attempt: number) => Math.min(RETRY_FIRST_MS * 2 ** attempt, RETRY_MOST_MS),
    ...watchConnection(),
  };
  if (window.aif) {
    return {
      ...common,
      url: 'ws://station/trpc',
      WebSocket: portSocketClass(createPortSource(window.aif, window)),
    };
  }
  accessToken();
  watchAccessToken();
  const scheme = window.location.protocol === 'https:' ? 'wss' : 'ws';
  return {
    ...common,
    url: `${scheme}://${window.location.host}/trpc`,
    WebSocket: PromptSocket,
    connectionParams: (): Record<string, string> => {
      const token = accessToken();
      return token === null ? {} : { token };
    },
  };
}
