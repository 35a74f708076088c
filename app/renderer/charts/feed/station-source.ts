import { serverNow } from '../../lib/clock/clock.ts';
import { errorCodeOf, trpcClient } from '../../lib/trpc/index.ts';
import type { ChartDataSource } from './data-source.ts';
import { historyWindow } from './unpack-columns.ts';

const AGAIN_MS = 500;

/** The station server over the window's tRPC connection. `errorText` gives the stable error code, worded by the screen. */
export const stationSource: ChartDataSource = {
  async history(query, signal) {
    const answer = await trpcClient.dataHub.sampleColumns.query(query, { signal });
    return historyWindow(answer);
  },

  watch(tags, listener) {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let current: { unsubscribe(): void } | undefined;
    const again = (): void => {
      if (stopped) return;
      listener.onLost();
      timer = setTimeout(start, AGAIN_MS);
    };
    const start = (): void => {
      current = trpcClient.live.samples.subscribe(
        { tags: [...tags] },
        {
          onStarted: listener.onStarted,
          onData: listener.onBatch,
          onConnectionStateChange: ({ state }) => {
            if (state === 'connecting' && !stopped) listener.onLost();
          },
          onError: again,
          onComplete: again,
        },
      );
    };
    start();
    return () => {
      stopped = true;
      clearTimeout(timer);
      current?.unsubscribe();
    };
  },

  acknowledge(stream, batch) {
    // A lost acknowledgement comes with a lost connection: the watch starts anew and its missing stretch is fetched.
    trpcClient.live.acknowledge.mutate({ stream, batch }).catch(() => undefined);
  },

  clockOffsetMs: () => serverNow() - Date.now(),
  errorText: errorCodeOf,
};
