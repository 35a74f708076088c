import { axisRange, type AxisRange } from '../model/axis-range.ts';
import { laneLayout, MARKER_RAIL, TIME_AXIS_HEIGHT } from '../model/plot-layout.ts';
import { extremesOf } from '../model/polyline.ts';
import { spanOf, type TimeRange } from '../model/time-window.ts';
import { AXIS_SIDES, type AxisSide } from '../types.ts';
import type { DrawnPen } from './drawn-pen.ts';
import type { ChartConfig } from './protocol.ts';
import { allSides, type AxesState } from './scene-chart.ts';

const PIXELS_PER_VALUE_TICK = 44;
/** How often the extremes of the whole window are looked for again; new extremes count at once. */
const EXTREMES_EVERY_MS = 1_000;

/** What one drawing is of. Times in epoch milliseconds, `height` of the whole canvas in CSS pixels. */
export interface Frame {
  readonly range: TimeRange;
  readonly from: number;
  readonly to: number;
  readonly now: number;
  readonly height: number;
}

/** The axes of one chart: limits that follow the visible samples of its pens without jumping about. */
export class SceneAxes {
  readonly state: AxesState = {
    from: 0,
    to: 1,
    ranges: allSides(() => null),
    units: allSides(() => ''),
    lanesShare: 0,
    shown: allSides((side) => side === 'left'),
  };
  #extremesKey = '';
  #extremesAt = 0;

  /** The chart shows other pens. */
  forgetExtremes(): void {
    this.#extremesKey = '';
  }

  /** Automatic limits start afresh. */
  forgetLimits(): void {
    this.state.ranges = allSides(() => null);
  }

  /** Fits the axes to what the pens have in the frame. */
  fit(config: ChartConfig, drawn: readonly DrawnPen[], frame: Frame): void {
    this.#findExtremes(drawn, frame);
    const { state } = this;
    state.from = frame.from;
    state.to = frame.to;
    const numbers = drawn.filter(({ pen }) => !pen.discrete);
    const lanes = drawn.length - numbers.length;
    state.shown = allSides(
      (side) =>
        side === 'left' || config.reserve.includes(side) || numbers.some(({ style }) => style.axis === side),
    );
    const height = frame.height - MARKER_RAIL - TIME_AXIS_HEIGHT;
    state.lanesShare = lanes === 0 ? 0 : laneLayout(height, lanes, numbers.length > 0).total / height;
    const parts = Math.max(2, Math.floor((height * (1 - state.lanesShare)) / PIXELS_PER_VALUE_TICK));
    for (const side of AXIS_SIDES) {
      const pens = numbers.filter(({ style }) => style.axis === side);
      state.ranges[side] = this.#rangeOf(side, pens, config, parts);
      state.units[side] = commonUnit(pens);
    }
  }

  /** Lowest and highest of each pen in the window: all anew when it is another window, else what came since. */
  #findExtremes(pens: readonly DrawnPen[], { range, from, to, now }: Frame): void {
    const key = `${range.mode} ${spanOf(range)} ${range.mode === 'fixed' ? from : ''}`;
    const anew = key !== this.#extremesKey || now - this.#extremesAt >= EXTREMES_EVERY_MS;
    this.#extremesKey = key;
    if (anew) this.#extremesAt = now;
    for (const drawn of pens) {
      const since = anew ? from : Math.max(from, drawn.pen.changes.since(drawn.revision));
      if (since > to) continue;
      const { low, high } = extremesOf(drawn.pen.buffer, since, to);
      drawn.low = since === from ? low : Math.min(drawn.low, low);
      drawn.high = since === from ? high : Math.max(drawn.high, high);
    }
  }

  #rangeOf(side: AxisSide, pens: readonly DrawnPen[], config: ChartConfig, parts: number): AxisRange | null {
    if (pens.length === 0) return null;
    const low = Math.min(...pens.map((drawn) => drawn.low));
    const high = Math.max(...pens.map((drawn) => drawn.high));
    const spans = pens.flatMap(({ style }) => style.leastSpan ?? []);
    // A pen whose range is not known goes by the size of its values, whatever the others say.
    const leastSpan = spans.length === pens.length ? Math.max(...spans) : null;
    return axisRange(config.axes[side], low, high, this.state.ranges[side] ?? undefined, parts, leastSpan);
  }
}

/** The unit all pens of an axis share; nothing when they differ, because a wrong unit is worse than none. */
export function commonUnit(pens: readonly { readonly style: { readonly unit: string } }[]): string {
  const [first] = pens;
  return first && pens.every(({ style }) => style.unit === first.style.unit) ? first.style.unit : '';
}
