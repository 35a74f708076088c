import { ChartEngine, type ChartHandle, type ChartListener } from '../../app/renderer/charts/chart-engine.ts';
import type { ChartDataSource } from '../../app/renderer/charts/feed/data-source.ts';
import { readChartTheme } from '../../app/renderer/charts/view/theme.ts';
import type { ChartConfig } from '../../app/renderer/charts/worker/protocol.ts';
import type { Surface } from './plain-chart.ts';
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
import { createSignalSource, penPaths } from './signal.ts';
import { storedSource } from './stored-source.ts';

const AUTO = { mode: 'auto' } as const;

interface Ours {
  readonly engine: ChartEngine;
  readonly chart: ChartHandle;
}

/** The chart layer as the app uses it: worker, feed, ring buffers. */
function ourChart(
  source: ChartDataSource,
  surface: Surface,
  paths: readonly string[],
  listener: ChartListener,
): Ours {
  const engine = new ChartEngine(source);
  engine.setTheme(readChartTheme());
  engine.measure(true);
  const { width, height } = surface;
  const canvas = (surface.canvas as HTMLCanvasElement).transferControlToOffscreen();
  const chart = engine.addChart(canvas, { width, height, ratio: devicePixelRatio }, listener);
  chart.configure(configOf(paths));
  return { engine, chart };
}

function configOf(paths: readonly string[]): ChartConfig {
  return {
    pens: paths.map((key, color) => ({
      key,
      axis: 'left',
      hidden: false,
      color,
      unit: '',
      name: key,
      leastSpan: null,
      shadow: false,
    })),
    axes: { left: AUTO, right: AUTO, left2: AUTO, right2: AUTO },
    reserve: [],
    markers: [],
    bands: [],
    notes: [],
    emphasis: null,
    live: true,
    words: { true: 'true', false: 'false', removed: 'removed', damaged: 'damaged' },
  };
}

export async function runOurs(setup: LiveSetup, surface: Surface): Promise<LiveResult> {
  const source = createSignalSource(setup.hertz);
  let draws: Draw[] = [];
  let points = 0;
  const { chart } = ourChart(source, surface, penPaths(setup.pens), {
    onDrawn: (drawn) => {
      points = drawn.points;
      draws.push({ at: drawn.at, ms: drawn.ms });
    },
  });
  chart.view({ mode: 'live', spanMs: setup.spanSeconds * 1_000 }, null);
  await pause(setup.warmUpMs);
  draws = [];
  const before = source.taken();
  const frames = measureFrames();
  await pause(setup.measureMs);
  const live = { frames: frames.stop(), draws, points, batches: source.taken() - before };
  draws = [];
  const zooming = measureFrames();
  await zoomAround(setup.spanSeconds * 1_000, (spanMs) => chart.view({ mode: 'live', spanMs }, null));
  return { ...live, zoomFrames: zooming.stop(), zoomDraws: draws };
}

export function ourMillion({ from, to, form }: MillionSetup, surface: Surface): MillionChart {
  let draws: Draw[] = [];
  let ours: Ours | undefined;
  let onPainted: () => void = () => undefined;
  return {
    prepare: () =>
      new Promise((resolve) => {
        ours = ourChart(storedSource(form), surface, [], {
          onDrawn: (drawn) => {
            draws.push({ at: drawn.at, ms: drawn.ms });
            if (drawn.points > 0) onPainted();
          },
          onPlot: () => resolve(),
        });
        ours.chart.view({ mode: 'fixed', from, to }, null);
      }),
    open: () =>
      new Promise((resolve) => {
        const began = performance.now();
        onPainted = () => {
          const asked = performance.now() - began;
          resolve({ asked, atHand: asked });
        };
        ours?.chart.configure(configOf(['bench/a/l/m1/t']));
      }),
    show: (start, end) => ours?.chart.view({ mode: 'fixed', from: start, to: end }, null),
    async draws() {
      const taken = draws;
      draws = [];
      return taken;
    },
  };
}
