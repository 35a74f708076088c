import type { Severity, SignalValue } from '../../../shared/contract/common.ts';

/**
 * Vertical axes a pen of numbers can be drawn against, in the order in which they are given to further units; the second of a side
 * stands outside the first. Text and boolean pens are drawn in lanes below.
 */
export const AXIS_SIDES = ['left', 'right', 'left2', 'right2'] as const;
export type AxisSide = (typeof AXIS_SIDES)[number];

/** `own`: drawn over the whole height by the pen's own lowest and highest, for pens that fit no axis. */
export type PenAxis = AxisSide | 'own';

/** One line of a chart: a tag and how it is shown. */
export interface ChartPen {
  /** `site/area/line/equipment/tag` */
  readonly path: string;
  /** Without it pens of one unit, or of one name where a unit is not known, share an axis. */
  readonly axis?: PenAxis | undefined;
  /** Shows what the tag was this many milliseconds earlier, at the present time of the axis: the same machine last week. */
  readonly shiftMs?: number;
  readonly hidden?: boolean;
  /** Index into the pen palette; without it the place in the list. */
  readonly color?: number;
  /** As it is to stand on the axis, e.g. `mm/s`. */
  readonly unit?: string;
  /** An automatic axis shows at least as much, in the pen's unit; without it a share of the values' size. */
  readonly leastSpan?: number;
  /** Written at its lane instead of machine and tag. */
  readonly name?: string;
}

/** Limits that stand for something, drawn behind the pens of one axis. */
export interface ChartBand {
  readonly axis: AxisSide;
  /** One of both may be infinite: above a limit, below one. */
  readonly from: number;
  readonly to: number;
  /** Where it begins to count: one of both ends, drawn as a line. */
  readonly limit: number;
  readonly severity: Severity;
  /** Written at the limit, e.g. `OVERHEAT`. */
  readonly label: string;
  /** While it held, epoch milliseconds, infinite at an open end; always without it. */
  readonly during?: { readonly from: number; readonly to: number };
}

/** A note on the time axis: at one moment, or from one to another. Epoch milliseconds. */
export interface ChartNote {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly text: string;
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
  /** `penKey` of the pen. */
  readonly key: string;
  /** `undefined` where the pen has no sample at that time (before its first one or inside a gap), `null` where the source sent none. */
  readonly value: SignalValue | null | undefined;
  readonly quality: number | undefined;
  /** Source time of the sample, epoch milliseconds. */
  readonly at: number | undefined;
  /** Why there is none, where more is known: no longer kept, or stored and damaged. */
  readonly absence?: 'removed' | 'damaged' | undefined;
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
  readonly failed: readonly { readonly key: string; readonly message: string }[];
  /** Pens without any sample in the visible time. */
  readonly empty: readonly string[];
  /** Pens of whose visible history a part is damaged. */
  readonly damaged: readonly string[];
  readonly live: 'off' | 'connecting' | 'on' | 'lost';
}
