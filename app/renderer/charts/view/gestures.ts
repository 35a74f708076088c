import { pan, zoom, zoomToBox, type TimeRange, type TimeWindow } from '../model/time-window.ts';
import type { PlotArea } from '../worker/protocol.ts';
import { Pinch } from './pinch.ts';

export interface GestureTarget {
  readonly element: HTMLElement;
  readonly window: TimeWindow;
  area(): PlotArea | undefined;
  now(): number;
  /** What a plain drag does; with Shift it does the other. */
  dragMode(): 'pan' | 'box';
  /** Whether the wheel zooms without Ctrl while the chart is not focused. */
  wheelZooms(): boolean;
  /** Span and live mode to go back to. */
  home(): TimeRange;
  /** Shows the box being drawn, in fractions of the plot; null takes it away. */
  showBox(box: { from: number; to: number } | null): void;
  onClick(x: number, y: number): void;
}

const CLICK_PIXELS = 4;
const SMALLEST_BOX = 0.01;
const WHEEL_STEP = 0.0015;
const KEY_ZOOM = 0.7;

/** Pointer, fingers, wheel and keys of one chart, acting on its time window. Returns the way to stop listening. */
export function listenToGestures(target: GestureTarget): () => void {
  const { element, window: timeWindow } = target;
  const controller = new AbortController();
  const options = { signal: controller.signal };
  const fractionOf = (event: { clientX: number }): number => {
    const area = target.area();
    const left = element.getBoundingClientRect().left + (area?.left ?? 0);
    return (event.clientX - left) / Math.max(1, (area?.right ?? element.clientWidth) - (area?.left ?? 0));
  };
  const drag = new Drag(target, fractionOf);
  const pinch = new Pinch();
  const release = (event: PointerEvent): void => pinch.end(event.pointerId);
  element.addEventListener(
    'pointerdown',
    (event) => {
      if (event.pointerType === 'touch') pinch.begin(event.pointerId, fractionOf(event), timeWindow.range);
      if (pinch.isOn) drag.cancel();
      else drag.begin(event);
    },
    options,
  );
  element.addEventListener(
    'pointermove',
    (event) => {
      const fraction = fractionOf(event);
      timeWindow.setCursor(fraction >= 0 && fraction <= 1 ? fraction : null);
      const pinched = pinch.move(event.pointerId, fraction, target.now());
      if (pinched) timeWindow.setRange(pinched);
      drag.move(event);
    },
    options,
  );
  element.addEventListener('pointerup', (event) => drag.end(event), options);
  element.addEventListener('pointercancel', () => drag.cancel(), options);
  // One finger may scroll the page up and down; two are the chart's alone.
  const keep = (event: TouchEvent): void => {
    if (event.touches.length > 1 && event.cancelable) event.preventDefault();
  };
  for (const kind of ['touchstart', 'touchmove'] as const)
    element.addEventListener(kind, keep, { ...options, passive: false });
  for (const end of ['pointerup', 'pointercancel'] as const) element.addEventListener(end, release, options);
  element.addEventListener('pointerleave', () => timeWindow.setCursor(null), options);
  element.addEventListener('dblclick', () => timeWindow.setRange(target.home()), options);
  element.addEventListener('wheel', (event) => onWheel(event, target, fractionOf(event)), {
    ...options,
    passive: false,
  });
  element.addEventListener('keydown', (event) => onKey(event, target, drag), options);
  return () => controller.abort();
}

function onWheel(event: WheelEvent, target: GestureTarget, fraction: number): void {
  const focused = target.element.contains(document.activeElement);
  if (!target.wheelZooms() && !event.ctrlKey && !focused) return;
  event.preventDefault();
  const { window: timeWindow } = target;
  const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
  if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
    timeWindow.setRange(pan(timeWindow.range, sideways * WHEEL_STEP * 0.5, target.now()));
    return;
  }
  const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 30 : 1;
  const factor = Math.exp(Math.max(-240, Math.min(240, event.deltaY * lines)) * WHEEL_STEP);
  timeWindow.setRange(zoom(timeWindow.range, factor, Math.min(1, Math.max(0, fraction)), target.now()));
}

type KeyAction = (target: GestureTarget, shift: boolean) => void;

const panBy =
  (direction: number): KeyAction =>
  (target, shift) =>
    target.window.setRange(pan(target.window.range, direction * (shift ? 0.5 : 0.1), target.now()));
const zoomBy =
  (factor: number): KeyAction =>
  (target) => {
    const live = target.window.range.mode === 'live';
    target.window.setRange(
      zoom(target.window.range, factor, target.window.cursor ?? (live ? 1 : 0.5), target.now()),
    );
  };
const moveCursor =
  (direction: number): KeyAction =>
  (target) =>
    target.window.setCursor((target.window.cursor ?? 1) + direction * 0.005);

const KEYS: Readonly<Record<string, KeyAction>> = {
  ArrowLeft: panBy(-1),
  ArrowRight: panBy(1),
  '+': zoomBy(KEY_ZOOM),
  '=': zoomBy(KEY_ZOOM),
  '-': zoomBy(1 / KEY_ZOOM),
  _: zoomBy(1 / KEY_ZOOM),
  ',': moveCursor(-1),
  '<': moveCursor(-1),
  '.': moveCursor(1),
  '>': moveCursor(1),
  Home: (target) => target.window.setRange(target.home()),
  End: (target) => target.window.setRange(target.home()),
};

function onKey(event: KeyboardEvent, target: GestureTarget, drag: Drag): void {
  if (event.key === 'Escape') {
    drag.cancel();
    target.window.setCursor(null);
    return;
  }
  const action = KEYS[event.key];
  if (!action || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  action(target, event.shiftKey);
}

/** A press that becomes a pan or a box once it moves far enough, and a click otherwise. */
class Drag {
  readonly #target: GestureTarget;
  readonly #fractionOf: (event: PointerEvent) => number;
  #start:
    { x: number; y: number; fraction: number; range: TimeRange; box: boolean; moved: boolean } | undefined;

  constructor(target: GestureTarget, fractionOf: (event: PointerEvent) => number) {
    this.#target = target;
    this.#fractionOf = fractionOf;
  }

  begin(event: PointerEvent): void {
    if (event.button !== 0) return;
    const box = (this.#target.dragMode() === 'box') !== event.shiftKey;
    const fraction = this.#fractionOf(event);
    const range = this.#target.window.range;
    this.#start = { x: event.clientX, y: event.clientY, fraction, range, box, moved: false };
    this.#target.element.setPointerCapture(event.pointerId);
  }

  move(event: PointerEvent): void {
    const start = this.#start;
    if (!start) return;
    if (!start.moved && Math.abs(event.clientX - start.x) < CLICK_PIXELS) return;
    start.moved = true;
    const fraction = this.#fractionOf(event);
    if (start.box) this.#target.showBox({ from: start.fraction, to: fraction });
    else this.#target.window.setRange(pan(start.range, start.fraction - fraction, this.#target.now()));
  }

  end(event: PointerEvent): void {
    const start = this.#start;
    this.cancel();
    if (!start) return;
    if (!start.moved) {
      const bounds = this.#target.element.getBoundingClientRect();
      this.#target.onClick(event.clientX - bounds.left, event.clientY - bounds.top);
      return;
    }
    const fraction = this.#fractionOf(event);
    if (!start.box || Math.abs(fraction - start.fraction) < SMALLEST_BOX) return;
    const { window: timeWindow } = this.#target;
    timeWindow.setRange(zoomToBox(timeWindow.range, start.fraction, fraction, this.#target.now()));
  }

  cancel(): void {
    this.#start = undefined;
    this.#target.showBox(null);
  }
}
