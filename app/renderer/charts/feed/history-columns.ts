import type { Sample } from '../../../../shared/contract/data-hub.ts';
import type { HistoryColumns } from '../worker/protocol.ts';

/** Samples of the contract as columns that cross to the worker without copying. Out of order they are sorted by source time. */
export function historyColumns(items: readonly Sample[]): HistoryColumns {
  const times = Float64Array.from(items, (item) => Date.parse(item.at));
  const ordered = times.every((time, i) => i === 0 || time >= (times[i - 1] as number));
  if (!ordered) {
    const sorted = items.slice().sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
    return historyColumns(sorted);
  }
  const values = Float64Array.from(items, ({ value }) => (typeof value === 'number' ? value : NaN));
  const qualities = Uint16Array.from(items, ({ quality }) => quality);
  const onlyNumbers = items.every(({ value }) => typeof value === 'number' || value === null);
  return { times, values, qualities, others: onlyNumbers ? null : items.map(({ value }) => value) };
}
