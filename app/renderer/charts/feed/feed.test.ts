import { describe, expect, it } from 'vitest';
import type { HistoryWindow, ToWorker } from '../worker/protocol.ts';
import type { ChartDataSource, WatchListener } from './data-source.ts';
import { Feed } from './feed.ts';

const EMPTY: HistoryWindow = {
  columns: {
    times: new Float64Array(),
    values: new Float64Array(),
    qualities: new Uint16Array(),
    others: null,
  },
  gaps: [],
  thinned: false,
  beginsAt: null,
  unreadable: [],
};
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

function setUp(history: ChartDataSource['history']) {
  const sent: ToWorker[] = [];
  const watches: { tags: readonly string[]; listener: WatchListener; stopped: boolean }[] = [];
  const acknowledged: number[] = [];
  const feed = new Feed(
    {
      history,
      watch(tags, listener) {
        const watch = { tags, listener, stopped: false };
        watches.push(watch);
        return () => {
          watch.stopped = true;
        };
      },
      acknowledge: (_stream, batch) => acknowledged.push(batch),
      clockOffsetMs: () => 0,
      errorText: (error) => (error as Error).message,
    },
    (message) => sent.push(message),
  );
  return { feed, sent, watches, acknowledged };
}

const request = (number: number) => ({ request: number, path: 'p', from: 0, to: 1_000, points: 500 });

describe('Feed', () => {
  it('acknowledges a batch only when the worker has taken it', () => {
    const { feed, sent, watches, acknowledged } = setUp(async () => EMPTY);
    feed.handle({ type: 'watch', tags: ['p'] });
    watches[0]?.listener.onStarted();
    watches[0]?.listener.onBatch({
      stream: 's',
      batch: 1,
      tag: [],
      at: [],
      value: [],
      quality: [],
      skipped: false,
    });
    expect(sent.map(({ type }) => type)).toEqual(['clock', 'watchStarted', 'batch']);
    expect(acknowledged).toEqual([]);
    feed.handle({ type: 'taken', stream: 's', batch: 1 });
    expect(acknowledged).toEqual([1]);
  });

  it('keeps the former watch until the new one has started', () => {
    const { feed, watches } = setUp(async () => EMPTY);
    feed.handle({ type: 'watch', tags: ['p'] });
    watches[0]?.listener.onStarted();
    feed.handle({ type: 'watch', tags: ['p', 'q'] });
    expect(watches[0]?.stopped).toBe(false);
    watches[1]?.listener.onStarted();
    expect(watches[0]?.stopped).toBe(true);
  });

  it('runs a few requests at a time and tells a failure by its text', async () => {
    let running = 0;
    let most = 0;
    const { feed, sent } = setUp(async () => {
      running += 1;
      most = Math.max(most, running);
      await settled();
      running -= 1;
      throw new Error('STORE_UNAVAILABLE');
    });
    for (let i = 1; i <= 10; i += 1) feed.handle({ type: 'fetch', history: request(i) });
    for (let i = 0; i < 20; i += 1) await settled();
    expect(most).toBe(4);
    expect(
      sent.filter((message) => message.type === 'historyFailed' && message.message === 'STORE_UNAVAILABLE'),
    ).toHaveLength(10);
  });

  it('says nothing more of a request that was called back', async () => {
    const { feed, sent } = setUp(
      (_query, signal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(new Error('aborted'))),
        ),
    );
    feed.handle({ type: 'fetch', history: request(1) });
    feed.handle({ type: 'cancel', request: 1 });
    await settled();
    expect(sent).toEqual([]);
  });
});
