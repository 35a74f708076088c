import { formatDateTime } from '../../lib/format/format.ts';
import type { ChartViewProps } from '../chart-view-props.ts';
import type { ChartDataSource } from '../feed/data-source.ts';
import { placeMarkers, type PlacedMarker } from '../model/markers.ts';
import { MARKER_RAIL } from '../model/plot-layout.ts';
import { visibleRange, type TimeWindow } from '../model/time-window.ts';
import type { ChartState } from '../types.ts';
import type { ChartConfig, ChartSize, PlotArea } from '../worker/protocol.ts';
import { listenToGestures } from './gestures.ts';
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

/** How far from a marker's middle a click still means it. */
const MARKER_REACH = 12;

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
      overlay.label(reading.cursor ? formatDateTime(reading.at) : '');
      options.props().onCursor?.(reading);
    },
    onState: options.onState,
  });
  const show = (): void => {
    handle.view(timeWindow.range, timeWindow.cursor);
    if (area) overlay.place(area, timeWindow.cursor);
  };
  show();

  const markersAt = (x: number, y: number): PlacedMarker | undefined => {
    if (!area || !config || y > area.top || y < area.top - MARKER_RAIL) return undefined;
    const range = visibleRange(timeWindow.range, area.right - area.left, now());
    const near = placeMarkers(config.markers, range, area)
      .map((placed) => ({ placed, distance: Math.abs(placed.x - x) }))
      .sort((a, b) => a.distance - b.distance)[0];
    return near && near.distance <= MARKER_REACH ? near.placed : undefined;
  };
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
        const placed = markersAt(x, y);
        if (!placed) return;
        options.props().onMarker?.(placed.marker.id);
        options.props().onMarkers?.(placed.all.map(({ id }) => id));
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
