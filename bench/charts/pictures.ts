import { ChartEngine } from '../../app/renderer/charts/chart-engine.ts';
import { visibleRange, type TimeRange } from '../../app/renderer/charts/model/time-window.ts';
import { readChartTheme } from '../../app/renderer/charts/view/theme.ts';
import type { ChartConfig } from '../../app/renderer/charts/worker/protocol.ts';
import { pause } from './result.ts';
import { createSignalSource, penPaths } from './signal.ts';

const AUTO = { mode: 'auto' } as const;
const PENS = 6;
const SPAN_MS = 60_000;
const LIVE_MS = 4_000;

const config: ChartConfig = {
  pens: penPaths(PENS).map((key, color) => ({
    key,
    axis: 'left',
    hidden: false,
    color,
    unit: '',
    name: key,
    leastSpan: null,
    shadow: false,
  })),
  axes: { left: { mode: 'fixed', min: 20, max: 100 }, right: AUTO, left2: AUTO, right2: AUTO },
  reserve: [],
  markers: [],
  bands: [],
  notes: [],
  emphasis: null,
  live: true,
  words: { true: 'true', false: 'false', removed: 'removed', damaged: 'damaged' },
};

/**
 * Two pictures of the same window: `#shifted` went there by following live values and then panning, so most of it was painted
 * long before; `#fresh` is painted at once. They must be the same to the pixel.
 */
export async function preparePictures(): Promise<void> {
  const engine = new ChartEngine(createSignalSource(10));
  engine.setTheme(readChartTheme());
  const size = { width: 800, height: 300, ratio: devicePixelRatio };
  const add = (id: string) => {
    const canvas = document.createElement('canvas');
    canvas.id = id;
    canvas.className = 'picture';
    document.body.append(canvas);
    let columns = 0;
    const chart = engine.addChart(canvas.transferControlToOffscreen(), size, {
      onPlot: ({ left, right }) => {
        columns = Math.floor((right - left) * size.ratio);
      },
    });
    chart.configure(config);
    return { chart, columns: () => columns };
  };
  const shifted = add('shifted');
  shifted.chart.view({ mode: 'live', spanMs: SPAN_MS }, null);
  await pause(LIVE_MS);
  const step = SPAN_MS / shifted.columns();
  const live = visibleRange({ mode: 'live', spanMs: SPAN_MS }, shifted.columns(), Date.now());
  // Back by some columns and forth by fewer: both edges are patched, and what is still to come stays out of sight.
  const back = (columns: number): TimeRange => ({
    mode: 'fixed',
    from: live.from - columns * step,
    to: live.to - columns * step,
  });
  shifted.chart.view(back(150), null);
  await pause(500);
  shifted.chart.view(back(60), null);
  const fresh = add('fresh');
  fresh.chart.view(back(60), null);
  await pause(1_000);
}

async function pixelsOf(base64: string): Promise<Uint8ClampedArray> {
  const image = new Image();
  image.src = `data:image/png;base64,${base64}`;
  await image.decode();
  const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
  if (!context) throw new Error('no 2d context');
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, image.width, image.height).data;
}

/** The largest difference of a colour channel between two pictures (PNG, base64). */
export async function comparePictures([first = '', second = '']: readonly string[]): Promise<number> {
  const [a, b] = [await pixelsOf(first), await pixelsOf(second)];
  if (a.length !== b.length) return 255;
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? 0))), 0);
}
