import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../shared/contract/errors.ts';
import type { Publisher } from '../../platform/mqtt/index.ts';
import { createPacing } from './pacing.ts';
import { readSeries, type SeriesOptions } from './series.ts';

export interface ReplayOptions {
  readonly series: SeriesOptions;
  readonly tag: string;
  readonly speed: number;
  readonly restamp: boolean;
  readonly lastAt: number;
  readonly publisher: Publisher;
  /** Ends the replay early; what is under way is still delivered. */
  readonly signal: AbortSignal;
  readonly onUnreadable: (line: number, reason: string) => void;
  /** Every few seconds. */
  readonly onProgress: (progress: { rows: number; published: number }) => void;
}

export interface ReplaySummary {
  readonly rows: number;
  /** Acknowledged by the broker. */
  readonly published: number;
  readonly unreadableRows: number;
  readonly durationMs: number;
  readonly stopped: boolean;
}

const PROGRESS_EVERY_MS = 5_000;

/** Longer waits are made of several: a timer of more than 2^31 ms fires at once. */
const LONGEST_SLEEP_MS = 3_600_000;

async function until(dueAt: number, signal: AbortSignal): Promise<void> {
  for (let wait = dueAt - Date.now(); wait > 0 && !signal.aborted; wait = dueAt - Date.now())
    await sleep(Math.min(wait, LONGEST_SLEEP_MS), undefined, { signal }).catch(() => {});
}

/**
 * Newest time of the series, reading all of it; where it is not needed only the first row, as a check. Error
 * `VALIDATION_FAILED` for a file without rows.
 */
export async function lastTimeOf(series: SeriesOptions, needed: boolean): Promise<number> {
  let lastAt = -Infinity;
  let isEmpty = true;
  for await (const row of readSeries(series)) {
    isEmpty = false;
    if (row.kind === 'row') lastAt = Math.max(lastAt, row.at);
    if (!needed) break;
  }
  if (isEmpty)
    throw new AppError(
      'VALIDATION_FAILED',
      `${series.file} is empty or has only a header: rows with a time and a value are wanted below it`,
    );
  return lastAt;
}

/** Publishes a series as `{"v":…,"t":…}` to `aif/v1/{tag}` with QoS 1, many messages in flight. */
export async function replay(options: ReplayOptions): Promise<ReplaySummary> {
  const { publisher, signal } = options;
  const topic = `aif/v1/${options.tag}`;
  const startedAt = Date.now();
  const pace = createPacing({ ...options, startedAt });
  let rows = 0;
  let unreadableRows = 0;
  let reportedAt = startedAt;
  for await (const row of readSeries(options.series)) {
    if (signal.aborted) break;
    rows += 1;
    if (row.kind === 'unreadable') {
      unreadableRows += 1;
      options.onUnreadable(row.line, row.reason);
      continue;
    }
    const { at, dueAt } = pace(row.at);
    await until(dueAt, signal);
    if (signal.aborted) break;
    await publisher.publish(topic, JSON.stringify({ v: row.value, t: at }));
    if (Date.now() - reportedAt > PROGRESS_EVERY_MS) {
      reportedAt = Date.now();
      options.onProgress({ rows, published: publisher.acknowledged() });
    }
  }
  await publisher.drained();
  return {
    rows,
    published: publisher.acknowledged(),
    unreadableRows,
    durationMs: Date.now() - startedAt,
    stopped: signal.aborted,
  };
}
