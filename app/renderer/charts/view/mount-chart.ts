import { formatDateTime } from '../../lib/format/format.ts';
import type { ChartViewProps } from '../chart-view-props.ts';
import type { ChartDataSource } from '../feed/data-source.ts';
import { spanOf, visibleRange, type TimeWindow } from '../model/time-window.ts';
import type { ChartState } from '../types.ts';
import type { ChartConfig, ChartSize, PlotArea } from '../worker/protocol.ts';
import { listenToGestures } from './gestures.ts';
import { hitAt } from './hit-test.ts';
import { createOverlay } from './overlay.ts';
import { acquireEngine } from './shared-engine.ts';

export interface MountedChart {
  configure(config: ChartConfig): void;
  remove(): void;
}

interface MountOptions {
  props(): ChartViewProps;
  onState(state: ChartState): void;
}

/** Shorter than this a window tells moments by their milliseconds. */
const FINE_SPAN_MS = 60_000;

function momentText(at: number, spanMs: number): string {
  const fraction = Math.floor(at) % 1_000;
  return spanMs < FINE_SPAN_MS
    ? `${formatDateTime(at)}.${String(fraction).padStart(3, '0')}`
    : formatDateTime(at);
}

function sizeOf(element: HTMLElement): ChartSize {
  return {
    width: Math.max(1, Math.floor(element.clientWidth)),
    height: Math.max(1, Math.floor(element.clientHeight)),
    ratio: globalThis.devicePixelRatio || 1,
  };
}

/**
 * Puts a chart into `element`: a canvas handed over to the worker, and above it what must follow the pointer at once (cursor line,
 * box). Outside React, because a canvas can be handed over only once and the pointer moves faster than anything should render.
 */
export function mountChart(
  element: HTMLElement,
  source: ChartDataSource,
  timeWindow: TimeWindow,
  options: MountOptions,
): MountedChart {
  const { engine, release } = acquireEngine(source);
  const canvas = document.createElement('canvas');
  canvas.className = 'absolute inset-0 size-full';
  const overlay = createOverlay();
  element.append(canvas, overlay.element);
  let area: PlotArea | undefined;
  let config: ChartConfig | undefined;
  const now = (): number => Date.now() + source.clockOffsetMs();

  const handle = engine.addChart(canvas.transferControlToOffscreen(), sizeOf(element), {
    onPlot: (next) => {
      area = next;
      overlay.place(next, timeWindow.cursor);
    },
    onReading: (reading) => {
      overlay.label(reading.cursor ? momentText(reading.at, spanOf(timeWindow.range)) : '');
      options.props().onCursor?.(reading);
    },
    onState: options.onState,
  });
  const show = (): void => {
    handle.view(timeWindow.range, timeWindow.cursor);
    if (area) overlay.place(area, timeWindow.cursor);
  };
  show();

  const pick = (x: number, y: number) =>
    area &&
    config &&
    hitAt(config, visibleRange(timeWindow.range, area.right - area.left, now()), area, { x, y });
  const stops = [
    timeWindow.subscribe(show),
    listenToGestures({
      element,
      window: timeWindow,
      area: () => area,
      now,
      dragMode: () => options.props().dragMode ?? 'pan',
      wheelZooms: () => options.props().wheelZooms ?? false,
      home: () =>
        options.props().home ?? { mode: 'live', spanMs: (options.props().spanSeconds ?? 600) * 1_000 },
      showBox: (box) => overlay.box(area, box),
      onClick: (x, y) => {
        const hit = pick(x, y);
        if (hit?.note !== undefined) options.props().onNote?.(hit.note);
        if (!hit?.marker) return;
        options.props().onMarker?.(hit.marker.marker.id);
        options.props().onMarkers?.(hit.marker.all.map(({ id }) => id));
      },
    }),
    followSize(element, () => handle.resize(sizeOf(element))),
  ];
  return {
    configure: (next) => {
      config = next;
      handle.configure(next);
    },
    remove: () => {
      for (const stop of stops) stop();
      handle.remove();
      canvas.remove();
      overlay.element.remove();
      release();
    },
  };
}

function followSize(element: HTMLElement, onChange: () => void): () => void {
  const observer = new ResizeObserver(onChange);
  observer.observe(element);
  globalThis.addEventListener('resize', onChange);
  return () => {
    observer.disconnect();
    globalThis.removeEventListener('resize', onChange);
  };
}
