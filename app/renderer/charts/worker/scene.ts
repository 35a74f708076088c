import type { Chart } from 'chart.js';
import { placeMarkers, placeNotes } from '../model/markers.ts';
import { laneLayout, MARKER_RAIL } from '../model/plot-layout.ts';
import { Polyline, reduceToPolyline } from '../model/polyline.ts';
import { visibleRange, type TimeRange } from '../model/time-window.ts';
import type { DrawnPen } from './drawn-pen.ts';
import { LinePainter } from './line-painter.ts';
import { paintAbsentFields, paintAbsentTicks, paintAbsentWords } from './paint-absences.ts';
import { paintBands, paintLimitLabels } from './paint-bands.ts';
import { paintMarkers } from './paint-markers.ts';
import { paintNotes } from './paint-notes.ts';
import { paintLane } from './paint-lanes.ts';
import { paintUnits } from './paint-units.ts';
import type { Pen } from './pen.ts';
import type { ChartConfig, ChartSize, ChartTheme, PlotArea } from './protocol.ts';
import { SceneAxes } from './scene-axes.ts';
import { allSides, createSceneChart, drawnLimits, drawSceneChart } from './scene-chart.ts';

/** One chart on one canvas: which pens, which window, and how they look. Knows nothing of messages. */
export class Scene {
  config: ChartConfig | undefined;
  range: TimeRange = { mode: 'live', spanMs: 600_000 };
  cursor: number | null = null;
  /** Points reduced from samples for the last drawing. */
  points = 0;
  readonly #canvas: OffscreenCanvas;
  readonly #theme: () => ChartTheme;
  readonly #penOf: (key: string) => Pen | undefined;
  readonly #axes = new SceneAxes();
  readonly #painter = new LinePainter();
  #drawn: DrawnPen[] = [];
  #chart: Chart | undefined;
  #size: ChartSize;
  #now = 0;
  #lastKey = '';

  constructor(
    canvas: OffscreenCanvas,
    size: ChartSize,
    theme: () => ChartTheme,
    penOf: (key: string) => Pen | undefined,
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
      this.#axes.forgetLimits();
    }
    this.config = config;
    this.#lastKey = '';
    this.#axes.forgetExtremes();
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
    this.#axes.fit(config, pens, { range: this.range, from, to, now, height: this.#size.height });
    drawSceneChart(this.#chart, this.#axes.state);
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
    const chart = createSceneChart(this.#canvas, this.#size, this.#theme(), this.#axes.state, () =>
      this.#paint(),
    );
    chart.resize(width, height);
    return chart;
  }

  #visiblePens(config: ChartConfig): DrawnPen[] {
    return config.pens.flatMap((style) => {
      const pen = style.hidden ? undefined : this.#penOf(style.key);
      if (!pen) return [];
      const known = this.#drawn.find((drawn) => drawn.pen === pen);
      if (known?.style === style) return [known];
      const line = known?.line ?? new Polyline();
      return [{ style, pen, line, revision: known?.revision ?? -1, low: Infinity, high: -Infinity }];
    });
  }

  /** Called by Chart.js after grid and axes. */
  #paint(): void {
    const area = this.area;
    const context = this.#chart?.ctx as unknown as OffscreenCanvasRenderingContext2D | undefined;
    const config = this.config;
    if (!area || !context || !config) return;
    const theme = this.#theme();
    const { from, to, lanesShare, ranges, units } = this.#axes.state;
    const lanesTop = area.bottom - (area.bottom - area.top) * lanesShare;
    const limits = allSides((side) => drawnLimits(ranges[side], 0));
    const numbersArea = { ...area, bottom: lanesTop };
    const bandAxes = { limits, shown: ranges, from, to };
    const { columns } = this;
    const colors = theme.pens;
    const absences = { from, to, columns, colors, words: config.words, pens: this.#drawn };
    const numbers = this.#drawn.filter(({ pen }) => !pen.discrete);
    paintAbsentFields(context, absences, theme, area);
    paintBands(context, config.bands, bandAxes, theme, numbersArea);
    this.points = this.#painter.paint(context, {
      from,
      to,
      columns,
      area: numbersArea,
      ratio: this.#size.ratio,
      pens: numbers,
      limits,
      emphasis: config.emphasis,
      colors,
    });
    paintAbsentTicks(context, { ...absences, pens: numbers }, theme, numbersArea);
    this.#paintLanes(context, area, config, theme);
    paintLimitLabels(context, config.bands, bandAxes, theme, numbersArea);
    paintAbsentWords(context, absences, theme, numbersArea);
    paintUnits(context, units, theme, area);
    paintNotes(context, placeNotes(config.notes, this.#axes.state, area), theme, area);
    const geometry = {
      railY: area.top - MARKER_RAIL / 2,
      top: area.top,
      bottom: area.bottom,
      right: area.right,
    };
    paintMarkers(context, placeMarkers(config.markers, this.#axes.state, area), theme, geometry);
  }

  #paintLanes(
    context: OffscreenCanvasRenderingContext2D,
    area: PlotArea,
    { emphasis, words }: ChartConfig,
    theme: ChartTheme,
  ): void {
    const lanes = this.#drawn.filter(({ pen }) => pen.discrete);
    if (lanes.length === 0) return;
    const { from, to } = this.#axes.state;
    const { each } = laneLayout(area.bottom - area.top, lanes.length, lanes.length < this.#drawn.length);
    const stepMs = (to - from) / this.columns;
    lanes.forEach(({ style, pen, line }, index) => {
      reduceToPolyline(pen.buffer, pen.gaps.list, { from, to, stepMs }, line);
      const top = area.bottom - each * (lanes.length - index);
      const faded = style.shadow || (emphasis !== null && emphasis !== style.key);
      paintLane(
        context,
        {
          pen,
          name: style.name,
          line,
          color: theme.pens[style.color % theme.pens.length] ?? theme.text,
          faded,
          words,
        },
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
