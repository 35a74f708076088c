import { Chart, Decimation, LinearScale, LineController, LineElement, PointElement } from 'chart.js';
import { measureFrames, pause, zoomAround, type BenchResult, type BenchSetup } from './result.ts';
import { createSignalSource, penPaths } from './signal.ts';

Chart.register(LinearScale, LineController, LineElement, PointElement, Decimation);

interface Point {
  x: number;
  y: number;
}

/** Chart.js as its own performance guide says: parsing off, normalized, no animation, no points, min-max decimation. */
function createPlainChart(element: HTMLElement, data: Point[][]): Chart<'line', Point[]> {
  const canvas = document.createElement('canvas');
  canvas.width = element.clientWidth;
  canvas.height = element.clientHeight;
  element.append(canvas);
  return new Chart<'line', Point[]>(canvas, {
    type: 'line',
    data: {
      datasets: data.map((points, index) => ({
        data: points,
        borderColor: `hsl(${(index * 47) % 360} 40% 40%)`,
        borderWidth: 1.4,
        pointRadius: 0,
      })),
    },
    options: {
      responsive: false,
      animation: false,
      parsing: false,
      normalized: true,
      events: [],
      plugins: { decimation: { enabled: true, algorithm: 'min-max' } },
      scales: { x: { type: 'linear' }, y: { type: 'linear' } },
    },
  });
}

/** The same data drawn by Chart.js on the page's own thread. */
export async function runPlain(setup: BenchSetup): Promise<BenchResult> {
  const element = document.querySelector('#chart') as HTMLElement;
  const source = createSignalSource(setup.hertz);
  const spanMs = setup.spanSeconds * 1_000;
  let shownMs = spanMs;
  const data: Point[][] = [];
  const signal = new AbortController().signal;
  for (const path of penPaths(setup.pens)) {
    const query = {
      path,
      from: new Date(Date.now() - spanMs).toISOString(),
      to: new Date().toISOString(),
      points: 20_000,
    };
    const { items } = await source.history(query, signal);
    data.push(items.map(({ at, value }) => ({ x: Date.parse(at), y: Number(value) })));
  }
  const chart = createPlainChart(element, data);
  const draws: number[] = [];
  const zoomDraws: number[] = [];
  let phase: 'warm-up' | 'live' | 'zoom' = 'warm-up';
  let asked = false;
  const draw = (): void => {
    asked = false;
    const began = performance.now();
    const now = Date.now();
    const x = chart.options.scales?.['x'];
    Object.assign(x ?? {}, { min: now - shownMs, max: now });
    // The decimation plugin puts an accessor over `data`; setting it anew makes it reduce the grown series.
    chart.data.datasets.forEach((dataset, index) => {
      dataset.data = data[index] ?? [];
    });
    chart.update('none');
    if (phase === 'live') draws.push(performance.now() - began);
    if (phase === 'zoom') zoomDraws.push(performance.now() - began);
  };
  source.watch(penPaths(setup.pens), {
    onStarted: () => undefined,
    onLost: () => undefined,
    onBatch: (batch) => {
      batch.tag.forEach((pen, i) => data[pen]?.push({ x: batch.at[i] ?? 0, y: Number(batch.value[i]) }));
      for (const points of data) while ((points[0]?.x ?? Infinity) < Date.now() - spanMs) points.shift();
      source.acknowledge(batch.stream, batch.batch);
      if (!asked) requestAnimationFrame(draw);
      asked = true;
    },
  });
  await pause(setup.warmUpMs);
  phase = 'live';
  const before = source.taken();
  const frames = measureFrames();
  await pause(setup.measureMs);
  const points = chart.data.datasets.reduce((sum, dataset) => sum + dataset.data.length, 0);
  const live = { frames: frames.stop(), draws, points, batches: source.taken() - before };
  phase = 'zoom';
  const zooming = measureFrames();
  await zoomAround(spanMs, (next) => {
    shownMs = next;
    if (!asked) requestAnimationFrame(draw);
    asked = true;
  });
  return { ...live, zoomFrames: zooming.stop(), zoomDraws };
}
