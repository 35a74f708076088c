import type { Severity, SignalValue } from '../../../shared/contract/common.ts';

/** Which vertical axis a pen of numbers is drawn against. Text and boolean pens are drawn in lanes below. */
export type AxisSide = 'left' | 'right';

/** `own`: drawn over the whole height by the pen's own lowest and highest, for pens that fit neither axis. */
export type PenAxis = AxisSide | 'own';

/** One line of a chart: a tag and how it is shown. */
export interface ChartPen {
  /** `site/area/line/equipment/tag` */
  readonly path: string;
  /** Without it tags of the same name share an axis: the first name left, the second right, others on their own. */
  readonly axis?: PenAxis;
  readonly hidden?: boolean;
  /** Index into the pen palette; without it the place in the list. */
  readonly color?: number;
  /** As it is to stand on the axis, e.g. `mm/s`. */
  readonly unit?: string;
}

/** Limits of a vertical axis; `auto` follows what is visible. */
export type AxisScale =
  { readonly mode: 'auto' } | { readonly mode: 'fixed'; readonly min: number; readonly max: number };

/** A judgment shown on the time axis. */
export interface ChartMarker {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly severity: Severity;
  /** A judgment that could not be made (`HOLD`). */
  readonly hold?: boolean;
  readonly label: string;
}

/** What a pen shows at one time: the last sample at or before it. */
export interface PenReading {
  readonly path: string;
  /** `undefined` where the pen has no sample at that time (before its first one or inside a gap), `null` where the source sent none. */
  readonly value: SignalValue | null | undefined;
  readonly quality: number | undefined;
  /** Source time of the sample, epoch milliseconds. */
  readonly at: number | undefined;
}

/** All pens of a chart at the time under the cursor, or now when `cursor` is false. */
export interface CursorReading {
  readonly at: number;
  readonly cursor: boolean;
  readonly pens: readonly PenReading[];
}

/** Whether a chart has what it shows. */
export interface ChartState {
  /** History requests under way. */
  readonly loading: number;
  /** Pens whose history could not be had, with the safe message. */
  readonly failed: readonly { readonly path: string; readonly message: string }[];
  /** Pens without any sample in the visible time. */
  readonly empty: readonly string[];
  readonly live: 'off' | 'connecting' | 'on' | 'lost';
}
