import { useCallback, useSyncExternalStore } from 'react';
import type { CursorReading } from './types.ts';

/** The newest reading of each chart; outside the page's state, because it changes five times a second. */
export class Readings {
  readonly #byChart = new Map<number, CursorReading>();
  readonly #listeners = new Set<() => void>();

  get(chartId: number): CursorReading | undefined {
    return this.#byChart.get(chartId);
  }

  set(chartId: number, reading: CursorReading): void {
    this.#byChart.set(chartId, reading);
    for (const listener of this.#listeners) listener();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

export function useReading(readings: Readings, chartId: number): CursorReading | undefined {
  const snapshot = useCallback(() => readings.get(chartId), [readings, chartId]);
  return useSyncExternalStore(readings.subscribe, snapshot);
}
