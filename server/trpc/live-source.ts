import type { LiveEvent, SampleBatch } from '../../shared/contract/events.ts';
import type { EventBus } from '../platform/event-bus.ts';
import type { LiveSource } from './live.router.ts';

const HEARTBEAT_MS = 2_000;
const MAX_WAITING_EVENTS = 1_000;

export interface SampleStream {
  watch(tags: readonly string[], signal: AbortSignal): AsyncIterable<SampleBatch>;
  acknowledge(stream: string, batch: number): void;
}

/**
 * The windows' pushes. A heartbeat every 2 s lets a window tell a frozen server from a quiet plant; a window that
 * cannot keep up is told to fetch everything anew instead of being sent what it missed.
 */
export function createLiveSource(
  bus: EventBus<LiveEvent>,
  samples: SampleStream,
): LiveSource & { stop(): void } {
  const timer = setInterval(() => {
    bus.emit({ type: 'heartbeat', at: new Date().toISOString() });
  }, HEARTBEAT_MS);
  return {
    events: (signal) => bus.stream(signal, MAX_WAITING_EVENTS, () => ({ type: 'refetch' })),
    samples: (tags, signal) => samples.watch(tags, signal),
    acknowledge: (stream, batch) => samples.acknowledge(stream, batch),
    stop: () => clearInterval(timer),
  };
}
