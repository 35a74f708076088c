import { ChartEngine } from '../../app/renderer/charts/chart-engine.ts';
import { readChartTheme } from '../../app/renderer/charts/view/theme.ts';
import { measureFrames, pause, zoomAround, type BenchResult, type BenchSetup } from './result.ts';
import { createSignalSource, penPaths } from './signal.ts';

/** The chart layer as the app uses it: worker, feed, ring buffers. */
export async function runOurs(setup: BenchSetup): Promise<BenchResult> {
  const element = document.querySelector('#chart') as HTMLElement;
  const canvas = document.createElement('canvas');
  element.append(canvas);
  const source = createSignalSource(setup.hertz);
  const engine = new ChartEngine(source);
  engine.setTheme(readChartTheme());
  engine.measure(true);
  const draws: number[] = [];
  const zoomDraws: number[] = [];
  let points = 0;
  let phase: 'warm-up' | 'live' | 'zoom' = 'warm-up';
  const size = { width: element.clientWidth, height: element.clientHeight, ratio: devicePixelRatio };
  const chart = engine.addChart(canvas.transferControlToOffscreen(), size, {
    onDrawn: (drawn) => {
      points = drawn.points;
      if (phase === 'live') draws.push(drawn.ms);
      if (phase === 'zoom') zoomDraws.push(drawn.ms);
    },
  });
  chart.configure({
    pens: penPaths(setup.pens).map((path, color) => ({ path, axis: 'left', hidden: false, color, unit: '' })),
    axes: { left: { mode: 'auto' }, right: { mode: 'auto' } },
    reserveRight: false,
    markers: [],
    emphasis: null,
    live: true,
    words: { true: 'true', false: 'false' },
  });
  chart.view({ mode: 'live', spanMs: setup.spanSeconds * 1_000 }, null);
  await pause(setup.warmUpMs);
  phase = 'live';
  const before = source.taken();
  const frames = measureFrames();
  await pause(setup.measureMs);
  const live = { frames: frames.stop(), draws, points, batches: source.taken() - before };
  phase = 'zoom';
  const zooming = measureFrames();
  await zoomAround(setup.spanSeconds * 1_000, (spanMs) => chart.view({ mode: 'live', spanMs }, null));
  return { ...live, zoomFrames: zooming.stop(), zoomDraws };
}
