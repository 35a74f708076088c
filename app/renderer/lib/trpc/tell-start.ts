import { queryClient, trpcClient } from './client.ts';
import { useConnection } from './connection.ts';

/** Resolves once the browser has drawn what there is now. */
const drawn = (): Promise<void> =>
  new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));

/** Resolves once there is anything to show: what was last known, or a first answer of the server. */
function firstAnswer(): Promise<void> {
  const cache = queryClient.getQueryCache();
  const isThere = () => cache.getAll().some((query) => query.state.data !== undefined);
  return new Promise((resolve) => {
    if (isThere()) return resolve();
    const stop = cache.subscribe(() => {
      if (!isThere()) return;
      stop();
      resolve();
    });
  });
}

function connected(): Promise<void> {
  return new Promise((resolve) => {
    if (useConnection.getState().phase === 'live') return resolve();
    const stop = useConnection.subscribe(({ phase }) => {
      if (phase !== 'live') return;
      stop();
      resolve();
    });
  });
}

/** Tells the server how long this window took to its first useful frame, as Health shows it. */
export function tellStart(): void {
  const codeMs = performance.now();
  void (async () => {
    await firstAnswer();
    await drawn();
    const frameMs = performance.now();
    await connected();
    const openedAt = Math.round(performance.timeOrigin);
    await trpcClient.health.windowStarted.mutate({ openedAt, codeMs, frameMs });
  })().catch(() => {
    // A station of an earlier version does not ask for it.
  });
}
