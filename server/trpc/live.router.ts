import { z } from 'zod';
import {
  acknowledgeBatchSchema,
  watchSamplesSchema,
  type LiveEvent,
  type SampleBatch,
} from '../../shared/contract/events.ts';
import { procedure, router } from './init.ts';

/** The pushes of a window: one stream of events, and batches of samples for the tags it draws. */
export interface LiveSource {
  events(signal: AbortSignal): AsyncIterable<LiveEvent>;
  samples(tags: readonly string[], signal: AbortSignal): AsyncIterable<SampleBatch>;
  acknowledge(stream: string, batch: number): void;
}

export function createLiveRouter(live: LiveSource) {
  return router({
    events: procedure.subscription(({ signal }) => live.events(signal ?? new AbortController().signal)),
    samples: procedure
      .input(watchSamplesSchema)
      .subscription(({ input, signal }) => live.samples(input.tags, signal ?? new AbortController().signal)),
    acknowledge: procedure
      .input(acknowledgeBatchSchema)
      .output(z.null())
      .mutation(({ input }) => {
        live.acknowledge(input.stream, input.batch);
        return null;
      }),
  });
}
