import type { ChartTheme } from '../../charts/worker/protocol.ts';

/** CSS pixels. */
const MARGIN = 16;
const TITLE_HEIGHT = 46;
const HEAD_HEIGHT = 24;
const ENTRY_HEIGHT = 20;
const ENTRY_WIDTH = 300;
const SWATCH = 24;

export interface PictureEntry {
  readonly color: string;
  readonly text: string;
  /** Drawn paler, as in the chart. */
  readonly pale: boolean;
}

export interface PictureChart {
  readonly name: string;
  readonly canvas: HTMLCanvasElement;
  readonly legend: readonly PictureEntry[];
}

export interface Picture {
  readonly title: string;
  /** What time is shown, and in which time zone. */
  readonly subtitle: string;
  readonly charts: readonly PictureChart[];
}

/** Charts as they are on the screen, one below the other, with title, time and legend. */
export function drawPicture({ title, subtitle, charts }: Picture, theme: ChartTheme): HTMLCanvasElement {
  const ratio = globalThis.devicePixelRatio || 1;
  const width = 2 * MARGIN + Math.max(400, ...charts.map(({ canvas }) => canvas.clientWidth));
  const columns = Math.max(1, Math.floor((width - 2 * MARGIN) / ENTRY_WIDTH));
  const heightOf = ({ canvas, legend }: PictureChart): number =>
    HEAD_HEIGHT + canvas.clientHeight + Math.ceil(legend.length / columns) * ENTRY_HEIGHT + MARGIN;
  const height = TITLE_HEIGHT + charts.reduce((sum, chart) => sum + heightOf(chart), MARGIN);
  const picture = document.createElement('canvas');
  picture.width = Math.round(width * ratio);
  picture.height = Math.round(height * ratio);
  const context = picture.getContext('2d');
  if (!context) throw new Error('no 2d context');
  context.scale(ratio, ratio);
  context.fillStyle = theme.plot;
  context.fillRect(0, 0, width, height);
  context.fillStyle = theme.text;
  context.textBaseline = 'middle';
  context.font = `600 16px ${theme.font}`;
  context.fillText(title, MARGIN, MARGIN + 2);
  context.font = `13px ${theme.font}`;
  context.fillText(subtitle, MARGIN, MARGIN + 24);
  let top = TITLE_HEIGHT;
  for (const chart of charts) {
    drawChart(context, chart, top, { theme, columns });
    top += heightOf(chart);
  }
  return picture;
}

function drawChart(
  context: CanvasRenderingContext2D,
  { name, canvas, legend }: PictureChart,
  top: number,
  { theme, columns }: { theme: ChartTheme; columns: number },
): void {
  context.fillStyle = theme.text;
  context.font = `600 13px ${theme.font}`;
  context.fillText(name, MARGIN, top + HEAD_HEIGHT / 2);
  context.drawImage(canvas, MARGIN, top + HEAD_HEIGHT, canvas.clientWidth, canvas.clientHeight);
  const below = top + HEAD_HEIGHT + canvas.clientHeight;
  context.font = `12px ${theme.font}`;
  legend.forEach(({ color, text, pale }, index) => {
    const x = MARGIN + (index % columns) * ENTRY_WIDTH;
    const y = below + (Math.floor(index / columns) + 0.5) * ENTRY_HEIGHT;
    context.globalAlpha = pale ? 0.5 : 1;
    context.fillStyle = color;
    context.fillRect(x, y - 1.5, SWATCH, 3);
    context.globalAlpha = 1;
    context.fillStyle = theme.text;
    context.fillText(text, x + SWATCH + 8, y, ENTRY_WIDTH - SWATCH - 16);
  });
}

export function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('the picture is too large'))),
      'image/png',
    ),
  );
}
