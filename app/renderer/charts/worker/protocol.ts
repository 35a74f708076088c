import type { SampleBatch } from '../../../../shared/contract/events.ts';
import type { SignalValue } from '../../../../shared/contract/common.ts';
import type { Gap } from '../model/gaps.ts';
import type { TimeRange } from '../model/time-window.ts';
import type {
  AxisScale,
  AxisSide,
  ChartBand,
  ChartMarker,
  ChartNote,
  ChartState,
  CursorReading,
  PenAxis,
} from '../types.ts';

/** Colours and fonts of the theme, resolved by the page because a worker has no style sheets. */
export interface ChartTheme {
  readonly plot: string;
  readonly grid: string;
  readonly axis: string;
  readonly text: string;
  readonly textWeak: string;
  readonly font: string;
  readonly pens: readonly string[];
  readonly severity: Readonly<Record<ChartMarker['severity'], string>>;
  /** What is drawn on a marker's colour. */
  readonly onMarker: string;
}

export interface PenStyle {
  /** `penKey`: tag and shift. */
  readonly key: string;
  readonly axis: PenAxis;
  readonly hidden: boolean;
  readonly color: number;
  /** As it stands on the axis; empty where it is not known. */
  readonly unit: string;
  /** What an automatic axis shows at least; null by the size of the values. */
  readonly leastSpan: number | null;
  /** As it stands at its lane. */
  readonly name: string;
  /** Drawn paler, as what is compared with. */
  readonly shadow: boolean;
}

/** What is written in the picture. */
export interface ChartWords {
  readonly true: string;
  readonly false: string;
  /** Before this the samples are no longer kept. */
  readonly removed: string;
  /** What was stored here cannot be read. */
  readonly damaged: string;
}

export interface ChartConfig {
  readonly pens: readonly PenStyle[];
  readonly axes: Readonly<Record<AxisSide, AxisScale>>;
  /** Axes that keep their room without a pen. */
  readonly reserve: readonly AxisSide[];
  readonly markers: readonly ChartMarker[];
  readonly bands: readonly ChartBand[];
  readonly notes: readonly ChartNote[];
  readonly emphasis: string | null;
  /** Follow live values, also while an earlier window is shown, so that the way back to live is without a hole. */
  readonly live: boolean;
  readonly words: ChartWords;
}

export interface ChartSize {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
}

/** A stretch of history as columns; the buffers are transferred. Values are encoded by `kind` of the items. */
export interface HistoryColumns {
  readonly times: Float64Array;
  /** Numbers; NaN where `others` has the value or the source sent none. */
  readonly values: Float64Array;
  readonly qualities: Uint16Array;
  /** Text and boolean values by index; `null` for a pen of numbers only. */
  readonly others: readonly (SignalValue | null)[] | null;
}

/** What the station answers for a stretch of one tag. */
export interface HistoryWindow {
  readonly columns: HistoryColumns;
  /** The last sample before it, whose value still stands when it begins. */
  readonly before?: {
    readonly at: number;
    readonly value: SignalValue | null;
    readonly quality: number;
  } | null;
  readonly gaps: readonly Gap[];
  /** Not every sample: lowest, highest and one that is not good of each part. */
  readonly thinned: boolean;
  /** Where what is kept begins, should that be inside: older samples were removed. */
  readonly beginsAt: number | null;
  /** Parts whose stored samples are damaged. */
  readonly unreadable: readonly Gap[];
}

/** Page → worker. */
export type ToWorker =
  | { readonly type: 'theme'; readonly theme: ChartTheme }
  | { readonly type: 'clock'; readonly offsetMs: number }
  | { readonly type: 'statistics'; readonly on: boolean }
  | {
      readonly type: 'add';
      readonly chart: number;
      readonly canvas: OffscreenCanvas;
      readonly size: ChartSize;
    }
  | { readonly type: 'resize'; readonly chart: number; readonly size: ChartSize }
  | { readonly type: 'configure'; readonly chart: number; readonly config: ChartConfig }
  | {
      readonly type: 'view';
      readonly chart: number;
      readonly range: TimeRange;
      readonly cursor: number | null;
    }
  | { readonly type: 'remove'; readonly chart: number }
  /** The server now sends these tags; everything stored from here on arrives in batches of this watch. */
  | { readonly type: 'watchStarted'; readonly watch: number; readonly tags: readonly string[] }
  /** The stream broke: what was stored since is unknown until a watch runs again. */
  | { readonly type: 'watchLost' }
  | { readonly type: 'batch'; readonly watch: number; readonly batch: SampleBatch }
  | ({ readonly type: 'history'; readonly request: number } & HistoryWindow)
  | { readonly type: 'historyFailed'; readonly request: number; readonly message: string };

/** Where a chart draws its lines, in CSS pixels from the canvas's left and top. */
export interface PlotArea {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface HistoryRequest {
  readonly request: number;
  /** The tag; times are those of its samples. */
  readonly path: string;
  readonly from: number;
  readonly to: number;
  readonly points: number;
}

/** Worker → page. */
export type FromWorker =
  | { readonly type: 'watch'; readonly tags: readonly string[] }
  | { readonly type: 'fetch'; readonly history: HistoryRequest }
  | { readonly type: 'cancel'; readonly request: number }
  /** The batch is in the buffers: the server may send more. */
  | { readonly type: 'taken'; readonly stream: string; readonly batch: number }
  | { readonly type: 'reading'; readonly chart: number; readonly reading: CursorReading }
  | {
      readonly type: 'plot';
      readonly chart: number;
      readonly area: PlotArea;
      readonly from: number;
      readonly to: number;
    }
  | { readonly type: 'state'; readonly chart: number; readonly state: ChartState }
  | {
      readonly type: 'drawn';
      readonly chart: number;
      /** Time the drawing took, milliseconds; when it began, worker's performance clock. */
      readonly ms: number;
      readonly at: number;
      readonly points: number;
    };
