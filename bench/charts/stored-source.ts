import type { ChartDataSource } from '../../app/renderer/charts/feed/data-source.ts';
import { historyWindow } from '../../app/renderer/charts/feed/unpack-columns.ts';
import type { HistoryWindow } from '../../app/renderer/charts/worker/protocol.ts';
import type { Samples } from '../../shared/contract/data-hub.ts';
import type { SampleColumns } from '../../shared/contract/sample-columns.ts';

let bytes = 0;

/** Size of all answers so far. */
export const answeredBytes = (): number => bytes;

/** An answer with an object and a text of its time per sample, as REST gives it. */
function windowOfText({ items, gaps, thinned }: Samples): HistoryWindow {
  return {
    columns: {
      times: Float64Array.from(items, ({ at }) => Date.parse(at)),
      values: Float64Array.from(items, ({ value }) => (typeof value === 'number' ? value : NaN)),
      qualities: Uint16Array.from(items, ({ quality }) => quality),
      others: null,
    },
    gaps: gaps.map(({ from, to }) => ({ from: Date.parse(from), to: Date.parse(to) })),
    thinned,
    beginsAt: null,
    unreadable: [],
  };
}

/** History from the bench's server, which reads it as the station does; nothing new comes. */
export function storedSource(form: 'text' | 'columns' = 'columns'): ChartDataSource {
  return {
    async history({ path, from, to, points }, signal) {
      const query = new URLSearchParams({ path, from, to, points: String(points) });
      const name = form === 'text' ? 'window' : 'columns';
      const text = await (await fetch(`/${name}?${query.toString()}`, { signal })).text();
      bytes += text.length;
      if (form === 'text') return windowOfText(JSON.parse(text) as Samples);
      return historyWindow(JSON.parse(text) as SampleColumns);
    },
    watch(_tags, listener) {
      listener.onStarted();
      return () => undefined;
    },
    acknowledge: () => undefined,
    clockOffsetMs: () => 0,
    errorText: String,
  };
}
