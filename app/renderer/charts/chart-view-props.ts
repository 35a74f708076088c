import type { ChartDataSource } from './feed/data-source.ts';
import type { TimeRange, TimeWindow } from './model/time-window.ts';
import type {
  AxisScale,
  AxisSide,
  ChartBand,
  ChartMarker,
  ChartNote,
  ChartPen,
  ChartState,
  CursorReading,
} from './types.ts';

export interface ChartViewProps {
  /** What the chart is, for screen readers, e.g. "Press 1, last ten minutes". */
  readonly label: string;
  readonly pens: readonly ChartPen[];
  /** Visible time when the chart has no `timeWindow` of its own; default 600. */
  readonly spanSeconds?: number;
  /** Follow the live values (default). `false` shows the span up to the moment of mounting. */
  readonly live?: boolean;
  /** Shared by charts that move together (Trends); without it the chart has its own. */
  readonly timeWindow?: TimeWindow;
  /** CSS pixels; default 240. The width follows the parent. */
  readonly height?: number;
  readonly axes?: Partial<Record<AxisSide, AxisScale>>;
  /** Keep room for these axes, so that stacked charts line up. */
  readonly reserve?: readonly AxisSide[];
  readonly markers?: readonly ChartMarker[];
  readonly bands?: readonly ChartBand[];
  readonly notes?: readonly ChartNote[];
  /** A marker was clicked: its most severe judgment. */
  readonly onMarker?: (id: string) => void;
  /** The same with every judgment that is drawn as this one marker, latest last. */
  readonly onMarkers?: (ids: readonly string[]) => void;
  /** Readings under the cursor, and now when there is none; at most 5 a second while nothing moves. */
  readonly onCursor?: (reading: CursorReading) => void;
  readonly onState?: (state: ChartState) => void;
  /** A note was clicked. */
  readonly onNote?: (id: string) => void;
  /** `penKey` of the pen drawn strongest, the others step back; e.g. while its row is pointed at. */
  readonly emphasis?: string | null;
  /** What a plain drag does (Shift does the other); default `pan`. */
  readonly dragMode?: 'pan' | 'box';
  /** Whether the wheel zooms without Ctrl; default only while the chart has the focus, so that pages scroll. */
  readonly wheelZooms?: boolean;
  /** Where double click, Home and End lead back to; default live with `spanSeconds`. */
  readonly home?: TimeRange;
  readonly source?: ChartDataSource;
}
