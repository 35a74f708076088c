import type { Chart } from 'chart.js';
import { axisRange, type AxisRange } from '../model/axis-range.ts';
import { placeMarkers } from '../model/markers.ts';
import { laneLayout, MARKER_RAIL, TIME_AXIS_HEIGHT } from '../model/plot-layout.ts';
import { extremesOf, Polyline, reduceToPolyline } from '../model/polyline.ts';
import { spanOf, visibleRange, type TimeRange } from '../model/time-window.ts';
import type { AxisSide } from '../types.ts';
import { LinePainter } from './line-painter.ts';
import { paintMarkers } from './paint-markers.ts';
import { paintLane } from './paint-lanes.ts';
import type { Pen } from './pen.ts';
import type { ChartConfig, ChartSize, ChartTheme, PenStyle, PlotArea } from './protocol.ts';
import { createSceneChart, drawnLimits, drawSceneChart, SIDES, type AxesState } from './scene-chart.ts';

const PIXELS_PER_VALUE_TICK = 44;
/** How often the extremes of the whole window are looked for again; new extremes count at once. */
const EXTREMES_EVERY_MS = 1_000;

/** A pen as this chart draws it. */
export interface DrawnPen {
  readonly style: PenStyle;
  readonly pen: Pen;
  readonly line: Polyline;
  /** Revision of the samples that was drawn last. */
  revision: number;
  low: number;
  high: number;
  /** Limits of a pen drawn by its own range. */
  ownRange?: AxisRange;
}

/** One chart on one canvas: which pens, which window, and how they look. Knows nothing of messages. */
export class Scene {
  config: ChartConfig | undefined;
  range: TimeRange = { mode: 'live', spanMs: 600_000 };
  cursor: number | null = null;
  /** Points reduced from samples for the last drawing. */
  points = 0;
  readonly #canvas: OffscreenCanvas;
  readonly #theme: () => ChartTheme;
  readonly #penOf: (path: string) => Pen | undefined;
  readonly #axes: AxesState = {
    from: 0,
    to: 1,
    ranges: { left: null, right: null },
    lanesShare: 0,
    right: false,
  };
  readonly #painter = new LinePainter();
  #drawn: DrawnPen[] = [];
  #chart: Chart | undefined;
  #size: ChartSize;
  #now = 0;
  #lastKey = '';
  #extremesKey = '';
  #extremesAt = 0;

  constructor(
    canvas: OffscreenCanvas,
    size: ChartSize,
    theme: () => ChartTheme,
    penOf: (path: string) => Pen | undefined,
  ) {
    this.#canvas = canvas;
    this.#size = size;
    this.#theme = theme;
    this.#penOf = penOf;
  }

  /** Width of the plot in device pixels: the number of time columns. */
  get columns(): number {
    const area = this.area;
    const width = area ? area.right - area.left : this.#size.width - 80;
    return Math.max(1, Math.floor(width * this.#size.ratio));
  }

  get area(): PlotArea | undefined {
    const area = this.#chart?.chartArea;
    return area ? { left: area.left, right: area.right, top: area.top, bottom: area.bottom } : undefined;
  }

  /** Visible time at `now`. */
  window(now: number): { from: number; to: number } {
    return visibleRange(this.range, this.columns, now);
  }

  resize(size: ChartSize): void {
    this.#size = size;
    this.#renew();
  }

  /** Colours changed: the axes are made anew with the next drawing. */
  repaint(): void {
    this.#renew();
  }

  /** What is shown changed. Automatic axes start afresh when their settings did. */
  configure(config: ChartConfig): void {
    if (JSON.stringify(config.axes) !== JSON.stringify(this.config?.axes)) {
      this.#axes.ranges = { left: null, right: null };
    }
    this.config = config;
    this.#lastKey = '';
    this.#extremesKey = '';
  }

  destroy(): void {
    this.#chart?.destroy();
  }

  /** Draws when anything visible changed since the last time; answers whether it did. */
  draw(now: number): boolean {
    const config = this.config;
    if (!config || this.#size.width < 120 || this.#size.height < 80) return false;
    this.#chart ??= this.#createChart();
    const { from, to } = this.window(now);
    const pens = this.#visiblePens(config);
    const key = `${from} ${to} ${pens.map(({ pen }) => pen.changes.revision).join(' ')}`;
    if (key === this.#lastKey) return false;
    this.#lastKey = key;
    this.#now = now;
    this.#drawn = pens;
    this.#findExtremes(from, to);
    this.#setAxes(config, from, to);
    drawSceneChart(this.#chart, this.#axes);
    for (const drawn of pens) drawn.revision = drawn.pen.changes.revision;
    return true;
  }

  #renew(): void {
    this.#lastKey = '';
    this.#painter.invalidate();
    this.#chart?.destroy();
    this.#chart = undefined;
  }

  #createChart(): Chart {
    const { width, height, ratio } = this.#size;
    this.#canvas.width = width * ratio;
    this.#canvas.height = height * ratio;
    const chart = createSceneChart(this.#canvas, this.#size, this.#theme(), this.#axes, () => this.#paint());
    chart.resize(width, height);
    return chart;
  }

  #visiblePens(config: ChartConfig): DrawnPen[] {
    return config.pens.flatMap((style) => {
      const pen = style.hidden ? undefined : this.#penOf(style.path);
      if (!pen) return [];
      const known = this.#drawn.find((drawn) => drawn.pen === pen);
      if (known?.style === style) return [known];
      const line = known?.line ?? new Polyline();
      return [{ style, pen, line, revision: known?.revision ?? -1, low: Infinity, high: -Infinity }];
    });
  }

  /** Lowest and highest of each pen in the window: all anew when it is another window, else what came since. */
  #findExtremes(from: number, to: number): void {
    const key = `${this.range.mode} ${spanOf(this.range)} ${this.range.mode === 'fixed' ? from : ''}`;
    const anew = key !== this.#extremesKey || this.#now - this.#extremesAt >= EXTREMES_EVERY_MS;
    this.#extremesKey = key;
    if (anew) this.#extremesAt = this.#now;
    for (const drawn of this.#drawn) {
      const since = anew ? from : Math.max(from, drawn.pen.changes.since(drawn.revision));
      if (since > to) continue;
      const { low, high } = extremesOf(drawn.pen.buffer, since, to);
      drawn.low = since === from ? low : Math.min(drawn.low, low);
      drawn.high = since === from ? high : Math.max(drawn.high, high);
    }
  }

  #setAxes(config: ChartConfig, from: number, to: number): void {
    const axes = this.#axes;
    axes.from = from;
    axes.to = to;
    const numbers = this.#drawn.filter(({ pen }) => !pen.discrete);
    const lanes = this.#drawn.length - numbers.length;
    axes.right = config.reserveRight || numbers.some(({ style }) => style.axis === 'right');
    const height = this.#size.height - MARKER_RAIL - TIME_AXIS_HEIGHT;
    axes.lanesShare = lanes === 0 ? 0 : laneLayout(height, lanes, numbers.length > 0).total / height;
    const parts = Math.max(2, Math.floor((height * (1 - axes.lanesShare)) / PIXELS_PER_VALUE_TICK));
    for (const side of SIDES) axes.ranges[side] = this.#rangeOf(side, numbers, config, parts);
  }

  #rangeOf(
    side: AxisSide,
    numbers: readonly DrawnPen[],
    config: ChartConfig,
    parts: number,
  ): AxisRange | null {
    const pens = numbers.filter(({ style }) => style.axis === side);
    if (pens.length === 0) return null;
    const low = Math.min(...pens.map((drawn) => drawn.low));
    const high = Math.max(...pens.map((drawn) => drawn.high));
    return axisRange(config.axes[side], low, high, this.#axes.ranges[side] ?? undefined, parts);
  }

  /** Called by Chart.js after grid and axes. */
  #paint(): void {
    const area = this.area;
    const context = this.#chart?.ctx as unknown as OffscreenCanvasRenderingContext2D | undefined;
    const config = this.config;
    if (!area || !context || !config) return;
    const theme = this.#theme();
    const { from, to, lanesShare, ranges } = this.#axes;
    const lanesTop = area.bottom - (area.bottom - area.top) * lanesShare;
    this.points = this.#painter.paint(context, {
      from,
      to,
      columns: this.columns,
      area: { ...area, bottom: lanesTop },
      ratio: this.#size.ratio,
      pens: this.#drawn.filter(({ pen }) => !pen.discrete),
      limits: { left: drawnLimits(ranges.left, 0), right: drawnLimits(ranges.right, 0) },
      emphasis: config.emphasis,
      colors: theme.pens,
    });
    this.#paintLanes(context, area, config.emphasis, theme);
    const geometry = { railY: area.top - MARKER_RAIL / 2, top: area.top, bottom: area.bottom };
    paintMarkers(context, placeMarkers(config.markers, this.#axes, area), theme, geometry);
  }

  #paintLanes(
    context: OffscreenCanvasRenderingContext2D,
    area: PlotArea,
    emphasis: string | null,
    theme: ChartTheme,
  ): void {
    const lanes = this.#drawn.filter(({ pen }) => pen.discrete);
    if (lanes.length === 0) return;
    const { from, to } = this.#axes;
    const { each } = laneLayout(area.bottom - area.top, lanes.length, lanes.length < this.#drawn.length);
    const stepMs = (to - from) / this.columns;
    lanes.forEach(({ style, pen, line }, index) => {
      reduceToPolyline(pen.buffer, pen.gaps.list, { from, to, stepMs }, line);
      const top = area.bottom - each * (lanes.length - index);
      const faded = emphasis !== null && emphasis !== style.path;
      paintLane(
        context,
        { pen, line, color: theme.pens[style.color % theme.pens.length] ?? theme.text, faded },
        theme,
        {
          from,
          to,
          until: this.#now,
          left: area.left,
          right: area.right,
          top,
          height: each,
        },
      );
    });
  }
}
