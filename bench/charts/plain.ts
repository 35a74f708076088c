import {
  measureFrames,
  pause,
  zoomAround,
  type Draw,
  type LiveResult,
  type LiveSetup,
  type MillionChart,
  type MillionSetup,
} from './result.ts';
import { createPlainChart, showWindow, type Point, type Surface } from './plain-chart.ts';
import { createSignalSource, penPaths } from './signal.ts';

const FRAME_MS = 1_000 / 60;

/** The pens of the live bench drawn by Chart.js, in whatever thread this runs. */
export async function runPlain(setup: LiveSetup, surface: Surface): Promise<LiveResult> {
  const source = createSignalSource(setup.hertz);
  const spanMs = setup.spanSeconds * 1_000;
  let shownMs = spanMs;
  const data: Point[][] = [];
  const signal = new AbortController().signal;
  for (const path of penPaths(setup.pens)) {
    const from = new Date(Date.now() - spanMs).toISOString();
    const query = { path, from, to: new Date().toISOString(), points: 20_000 };
    const { times, values } = (await source.history(query, signal)).columns;
    data.push(Array.from(times, (x, i) => ({ x, y: values[i] as number })));
  }
  const chart = createPlainChart(surface, data);
  let draws: Draw[] = [];
  let asked = false;
  let over = false;
  const draw = (): void => {
    asked = false;
    const at = performance.now();
    const now = Date.now();
    showWindow(chart, data, { min: now - shownMs, max: now });
    draws.push({ at, ms: performance.now() - at });
    // A window that moves by a column and more within a frame changes with every frame.
    if (spanMs / surface.width <= FRAME_MS && !over) ask();
  };
  const ask = (): void => {
    if (!asked) requestAnimationFrame(draw);
    asked = true;
  };
  source.watch(penPaths(setup.pens), {
    onStarted: () => undefined,
    onLost: () => undefined,
    onBatch: (batch) => {
      batch.tag.forEach((pen, i) => data[pen]?.push({ x: batch.at[i] ?? 0, y: Number(batch.value[i]) }));
      for (const points of data) while ((points[0]?.x ?? Infinity) < Date.now() - spanMs) points.shift();
      source.acknowledge(batch.stream, batch.batch);
      ask();
    },
  });
  await pause(setup.warmUpMs);
  draws = [];
  const before = source.taken();
  const frames = measureFrames();
  await pause(setup.measureMs);
  const points = chart.data.datasets.reduce((sum, dataset) => sum + dataset.data.length, 0);
  const live = { frames: frames.stop(), draws, points, batches: source.taken() - before };
  draws = [];
  const zooming = measureFrames();
  await zoomAround(spanMs, (next) => {
    shownMs = next;
    ask();
  });
  over = true;
  return { ...live, zoomFrames: zooming.stop(), zoomDraws: draws };
}

/** A million samples in Chart.js: it needs all of them, as objects. They come as two packed columns, the shortest way there is. */
export function plainMillion({ from, to }: MillionSetup, surface: Surface): MillionChart {
  let data: Point[][] = [];
  let chart: ReturnType<typeof createPlainChart> | undefined;
  let draws: Draw[] = [];
  return {
    async prepare() {
      chart = createPlainChart(surface, [[]]);
    },
    async open() {
      const began = performance.now();
      const columns = new Float64Array(await (await fetch('/raw')).arrayBuffer());
      const count = columns.length / 2;
      const atHand = performance.now();
      const points: Point[] = [];
      for (let i = 0; i < count; i += 1)
        points.push({ x: columns[i] as number, y: columns[count + i] as number });
      data = [points];
      if (chart) showWindow(chart, data, { min: from, max: to });
      const end = performance.now();
      return { asked: end - began, atHand: end - atHand };
    },
    show(min, max) {
      requestAnimationFrame(() => {
        if (!chart) return;
        const at = performance.now();
        showWindow(chart, data, { min, max });
        draws.push({ at, ms: performance.now() - at });
      });
    },
    async draws() {
      const taken = draws;
      draws = [];
      return taken;
    },
  };
}
