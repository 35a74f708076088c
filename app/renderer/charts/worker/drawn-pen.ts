import type { AxisRange } from '../model/axis-range.ts';
import type { Polyline } from '../model/polyline.ts';
import type { Pen } from './pen.ts';
import type { PenStyle } from './protocol.ts';

/** A pen as one chart draws it. */
export interface DrawnPen {
  readonly style: PenStyle;
  readonly pen: Pen;
  readonly line: Polyline;
  /** Revision of the samples that was drawn last. */
  revision: number;
  /** Lowest and highest in the visible time. */
  low: number;
  high: number;
  /** Limits of a pen drawn by its own range. */
  ownRange?: AxisRange;
}
