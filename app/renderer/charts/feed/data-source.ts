import type { SampleBatch } from '../../../../shared/contract/events.ts';
import type { HistoryWindow } from '../worker/protocol.ts';

export interface WatchListener {
  /** The server sends these tags from now on; also after each reconnect. */
  onStarted(): void;
  onBatch(batch: SampleBatch): void;
  /** Nothing comes any more; the source tries again by itself and says `onStarted`. */
  onLost(): void;
}

/** Where charts have their samples from; the station in the app, a generator in the bench. */
export interface ChartDataSource {
  history(
    query: { path: string; from: string; to: string; points: number },
    signal: AbortSignal,
  ): Promise<HistoryWindow>;
  /** Sends live batches of these tags until the returned function is called. */
  watch(tags: readonly string[], listener: WatchListener): () => void;
  acknowledge(stream: string, batch: number): void;
  /** The server's clock minus this machine's, milliseconds. */
  clockOffsetMs(): number;
  /** What a failed history request tells the user. */
  errorText(error: unknown): string;
}
