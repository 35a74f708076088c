import type { SampleBatch } from '../../shared/contract/events.ts';
import type { ChartDataSource, WatchListener } from '../../app/renderer/charts/feed/data-source.ts';
import type { HistoryWindow } from '../../app/renderer/charts/worker/protocol.ts';

/** Batches as the station sends them: at most 20 a second. */
const BATCH_MS = 50;
const STREAM = 'bench';

/** A repeatable signal: slow wave, fast wave, noise and now and then a spike, different for each pen. */
export function signalAt(pen: number, time: number): number {
  const slow = Math.sin(time / (40_000 + pen * 900) + pen);
  const fast = 0.2 * Math.sin(time / 700 + pen * 2);
  const hash = Math.sin(time * 0.0127 + pen * 78.233) * 43_758.5453;
  const noise = 0.15 * (hash - Math.floor(hash) - 0.5);
  const spike = Math.floor(hash * 1_000) % 997 === 0 ? 1.5 : 0;
  return 50 + pen * 2 + 10 * (slow + fast + noise + spike);
}

/** A station in the page: history from the formula, live batches by timer, the same back-pressure as the real one. */
export function createSignalSource(hertz: number): ChartDataSource & { taken(): number } {
  const step = 1_000 / hertz;
  let acknowledged = 0;
  return {
    taken: () => acknowledged,
    async history({ path, from, to }): Promise<HistoryWindow> {
      const pen = Number(path.split('-').at(-1));
      const first = Math.ceil(Date.parse(from) / step) * step;
      const end = Math.min(Date.parse(to), Date.now());
      const length = Math.max(0, Math.floor((end - first) / step) + 1);
      const times = Float64Array.from({ length }, (_, index) => first + index * step);
      const values = times.map((time) => signalAt(pen, time));
      const qualities = new Uint16Array(length).fill(192);
      const columns = { times, values, qualities, others: null };
      return { columns, gaps: [], thinned: false, beginsAt: null, unreadable: [] };
    },
    watch(tags, listener: WatchListener) {
      let sentUntil = Math.floor(Date.now() / step) * step;
      let batch = 0;
      listener.onStarted();
      const timer = setInterval(() => {
        if (batch - acknowledged >= 4) return;
        const columns: Pick<SampleBatch, 'tag' | 'at' | 'value' | 'quality'> = {
          tag: [],
          at: [],
          value: [],
          quality: [],
        };
        for (let time = sentUntil + step; time <= Date.now(); time += step) {
          for (let pen = 0; pen < tags.length; pen += 1) {
            columns.tag.push(pen);
            columns.at.push(time);
            columns.value.push(signalAt(pen, time));
            columns.quality.push(192);
          }
          sentUntil = time;
        }
        if (columns.at.length === 0) return;
        batch += 1;
        listener.onBatch({ stream: STREAM, batch, skipped: false, ...columns });
      }, BATCH_MS);
      return () => clearInterval(timer);
    },
    acknowledge: () => {
      acknowledged += 1;
    },
    clockOffsetMs: () => 0,
    errorText: String,
  };
}

export function penPaths(pens: number): string[] {
  return Array.from({ length: pens }, (_, index) => `bench/area/line/machine/pen-${index}`);
}
