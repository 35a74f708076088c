import { Chart, Decimation, LinearScale, LineController, LineElement, PointElement } from 'chart.js';

Chart.register(LinearScale, LineController, LineElement, PointElement, Decimation);

export interface Point {
  x: number;
  y: number;
}

/** A canvas with its size in CSS pixels; in a worker there is no element to ask. */
export interface Surface {
  readonly canvas: HTMLCanvasElement | OffscreenCanvas;
  readonly width: number;
  readonly height: number;
}

const UNTURNED = { minRotation: 0, maxRotation: 0 };

/**
 * Chart.js as its own performance guide says: parsing off, normalized, no animation, no points, no segments (`spanGaps`), ticks that
 * are not turned, min-max decimation that sets in as early as it can, on a canvas of the page or in a worker.
 */
export function createPlainChart(surface: Surface, data: readonly Point[][]): Chart<'line', Point[]> {
  const { canvas, width, height } = surface;
  canvas.width = width;
  canvas.height = height;
  return new Chart<'line', Point[]>(canvas as HTMLCanvasElement, {
    type: 'line',
    data: {
      datasets: data.map((points, index) => ({
        data: points,
        borderColor: `hsl(${(index * 47) % 360} 40% 40%)`,
        borderWidth: 1.4,
        pointRadius: 0,
        spanGaps: true,
      })),
    },
    options: {
      responsive: false,
      animation: false,
      parsing: false,
      normalized: true,
      events: [],
      plugins: { decimation: { enabled: true, algorithm: 'min-max', threshold: width } },
      scales: { x: { type: 'linear', ticks: UNTURNED }, y: { type: 'linear', ticks: UNTURNED } },
    },
  });
}

/** Shows a window. The decimation plugin puts an accessor over `data`; setting it anew makes it reduce what is visible. */
export function showWindow(
  chart: Chart<'line', Point[]>,
  data: readonly Point[][],
  window: { readonly min: number; readonly max: number },
): void {
  Object.assign(chart.options.scales?.['x'] ?? {}, window);
  chart.data.datasets.forEach((dataset, index) => {
    dataset.data = data[index] ?? [];
  });
  chart.update('none');
}
