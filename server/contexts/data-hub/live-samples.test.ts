import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SampleBatch } from '../../../shared/contract/events.ts';
import { BatchSamples, FATE } from './domain/batch-samples.ts';
import { createLiveSamples } from './live-samples.ts';

const sample = (path: string, value: number) => ({ path, value });

function news(samples: readonly ReturnType<typeof sample>[]): BatchSamples {
  const batch = new BatchSamples();
  for (const { path, value } of samples)
    batch.add(batch.addTag({ id: 1, path }), value, 0, value, 192, value, FATE.news);
  return batch;
}

describe('live samples', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function start(tags: string[]) {
    const live = createLiveSamples();
    const abort = new AbortController();
    const got: SampleBatch[] = [];
    const ended = (async () => {
      for await (const batch of live.watch(tags, abort.signal, (path) => path)) got.push(batch);
    })();
    return { live, abort, got, ended };
  }

  it('sends only what is watched, by its place in the list', async () => {
    const { live, got } = start(['b', 'a']);
    live.offer(news([sample('a', 1), sample('c', 2), sample('b', 3)]));
    await vi.advanceTimersByTimeAsync(0);
    expect(got).toMatchObject([{ batch: 1, tag: [1, 0], at: [1, 3], value: [1, 3], skipped: false }]);
  });

  it('sends at most 20 batches a second and loses nothing between them', async () => {
    const { live, got } = start(['a']);
    for (let millisecond = 0; millisecond < 1_000; millisecond += 1) {
      live.offer(news([sample('a', millisecond)]));
      const last = got.at(-1);
      if (last !== undefined) live.acknowledge(last.stream, last.batch);
      await vi.advanceTimersByTimeAsync(1);
    }
    await vi.advanceTimersByTimeAsync(100);
    expect(got.length).toBeLessThanOrEqual(21);
    expect(got.flatMap(({ value }) => value)).toHaveLength(1_000);
  });

  it('stops at four unacknowledged batches and says that it skipped some', async () => {
    const { live, got } = start(['a']);
    for (let index = 0; index < 10; index += 1) {
      live.offer(news([sample('a', index)]));
      await vi.advanceTimersByTimeAsync(60);
    }
    expect(got).toHaveLength(4);
    live.acknowledge(got[3]?.stream ?? '', 4);
    live.offer(news([sample('a', 100)]));
    await vi.advanceTimersByTimeAsync(60);
    expect(got.slice(4)).toMatchObject([{ batch: 5, skipped: true }]);
    live.offer(news([sample('a', 101)]));
    await vi.advanceTimersByTimeAsync(60);
    expect(got[5]).toMatchObject({ batch: 6, value: [101], skipped: false });
  });

  it('ends with its signal', async () => {
    const { abort, ended } = start(['a']);
    abort.abort();
    await vi.advanceTimersByTimeAsync(0);
    await expect(ended).resolves.toBeUndefined();
  });
});
