import { randomUUID } from 'node:crypto';
import type { SampleBatch } from '../../../shared/contract/events.ts';
import type { CommittedSamples } from './domain/batch-samples.ts';

/** At most 20 batches a second. */
const INTERVAL_MS = 50;
const UNACKNOWLEDGED_LIMIT = 4;
/** A window that could not be told of more than this fetches it instead. */
const WAITING_SAMPLES_LIMIT = 20_000;

interface Waiting {
  tag: number[];
  at: number[];
  value: SampleBatch['value'];
  quality: number[];
}

function nothingWaiting(): Waiting {
  return { tag: [], at: [], value: [], quality: [] };
}

class Stream {
  readonly id = randomUUID();
  readonly #indexes: Map<string, number>;
  #waiting = nothingWaiting();
  #skipped = false;
  #sent = 0;
  #acknowledged = 0;
  #wake: (() => void) | null = null;

  constructor(tags: readonly string[]) {
    this.#indexes = new Map(tags.map((tag, index) => [tag, index]));
  }

  /** The tag watched under one path comes under another from now on. */
  rename(from: string, to: string): void {
    const index = this.#indexes.get(from);
    if (index === undefined) return;
    this.#indexes.delete(from);
    this.#indexes.set(to, index);
  }

  offer(samples: CommittedSamples): void {
    for (const sample of samples.of(({ path }) => this.#indexes.has(path))) {
      this.#waiting.tag.push(this.#indexes.get(sample.path) as number);
      this.#waiting.at.push(sample.at);
      this.#waiting.value.push(sample.value);
      this.#waiting.quality.push(sample.quality);
    }
    if (
      this.#waiting.tag.length > WAITING_SAMPLES_LIMIT ||
      (this.#isStopped() && this.#waiting.tag.length > 0)
    ) {
      this.#waiting = nothingWaiting();
      this.#skipped = true;
    }
    this.wake();
  }

  acknowledge(batch: number): void {
    if (batch > this.#sent) return;
    this.#acknowledged = Math.max(this.#acknowledged, batch);
    this.wake();
  }

  wake(): void {
    this.#wake?.();
  }

  #isStopped(): boolean {
    return this.#sent - this.#acknowledged >= UNACKNOWLEDGED_LIMIT;
  }

  /** The next batch; null while there is nothing to send or the window has not kept up. */
  take(): SampleBatch | null {
    if (this.#isStopped() || (this.#waiting.tag.length === 0 && !this.#skipped)) return null;
    this.#sent += 1;
    const batch = { stream: this.id, batch: this.#sent, ...this.#waiting, skipped: this.#skipped };
    this.#waiting = nothingWaiting();
    this.#skipped = false;
    return batch;
  }

  sleep(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = null;
        resolve();
      };
    });
  }
}

export interface LiveSamples {
  offer(samples: CommittedSamples): void;
  /**
   * Batches of the named tags' new samples until `signal` aborts. With four unacknowledged batches it stops, drops
   * what comes and sets `skipped` on the next batch. `currentPath`: where the tag of a path is now.
   */
  watch(
    tags: readonly string[],
    signal: AbortSignal,
    currentPath: (path: string) => string,
  ): AsyncIterable<SampleBatch>;
  /** A tag has got another path; whoever watches it goes on doing so. */
  renamed(from: string, to: string): void;
  acknowledge(stream: string, batch: number): void;
}

export function createLiveSamples(): LiveSamples {
  const streams = new Map<string, Stream>();

  async function* run(stream: Stream, signal: AbortSignal): AsyncGenerator<SampleBatch> {
    const wake = () => stream.wake();
    signal.addEventListener('abort', wake);
    try {
      while (!signal.aborted) {
        const batch = stream.take();
        if (batch === null) {
          await stream.sleep();
          continue;
        }
        yield batch;
        await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
      }
    } finally {
      signal.removeEventListener('abort', wake);
      streams.delete(stream.id);
    }
  }

  return {
    offer(samples) {
      if (samples.news === 0) return;
      for (const stream of streams.values()) stream.offer(samples);
    },
    watch(tags, signal, currentPath) {
      const stream = new Stream(tags.map(currentPath));
      // From now on, not from the first pull: nothing committed after the call may be missed.
      if (!signal.aborted) streams.set(stream.id, stream);
      return run(stream, signal);
    },
    renamed(from, to) {
      for (const stream of streams.values()) stream.rename(from, to);
    },
    acknowledge(stream, batch) {
      streams.get(stream)?.acknowledge(batch);
    },
  };
}
