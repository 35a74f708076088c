export type Mode = 'ours' | 'page' | 'worker';

/** 50 pens that go on: what is drawn, and for how long it is watched. */
export interface LiveSetup {
  readonly mode: Mode;
  readonly pens: number;
  readonly hertz: number;
  readonly spanSeconds: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

/** One pen with a million samples at the station, epoch milliseconds. */
export interface MillionSetup {
  readonly mode: Mode;
  /** What ours gets its samples as; columns where nothing is said. */
  readonly form?: 'text' | 'columns';
  readonly from: number;
  readonly to: number;
}

/** Drawings of a chart: when each began, and how long its script took, milliseconds. */
export interface Draw {
  readonly at: number;
  readonly ms: number;
}

export interface LiveResult {
  /** Time between two frames of the page, milliseconds. */
  readonly frames: readonly number[];
  readonly draws: readonly Draw[];
  readonly points: number;
  /** Live batches the chart took. */
  readonly batches: number;
  /** The same while the window is zoomed twenty times a second. */
  readonly zoomFrames: readonly number[];
  readonly zoomDraws: readonly Draw[];
}

/** What a chart of a million samples is asked to do, one after the other. */
export interface MillionChart {
  /** Puts an empty chart on the screen, as it is before a pen is chosen. */
  prepare(): Promise<void>;
  /** From asking the station until the picture is painted, milliseconds; for a peer also with its samples at hand already. */
  open(): Promise<{ readonly asked: number; readonly atHand: number }>;
  /** Shows this window with the next frame. */
  show(from: number, to: number): void;
  /** Drawings since the last call. */
  draws(): Promise<readonly Draw[]>;
}

/** Collects the distances between frames from now on. */
export function measureFrames(): { stop(): number[] } {
  const frames: number[] = [];
  let last = performance.now();
  let running = true;
  const turn = (now: number): void => {
    frames.push(now - last);
    last = now;
    if (running) requestAnimationFrame(turn);
  };
  requestAnimationFrame((now) => {
    last = now;
    requestAnimationFrame(turn);
  });
  return {
    stop: () => {
      running = false;
      return frames;
    },
  };
}

const ZOOM_EVERY_MS = 50;
const ZOOM_MS = 4_000;

/** Zooms in and out again for four seconds, up to twenty times a second, as a wheel does; gives each turn's span. */
export async function zoomAround(spanMs: number, show: (spanMs: number) => void): Promise<void> {
  const began = performance.now();
  for (let past = 0; past < ZOOM_MS; past = performance.now() - began) {
    show(spanMs * (1 - 0.5 * Math.sin((Math.PI * past) / ZOOM_MS)));
    await pause(ZOOM_EVERY_MS);
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export const nextFrame = (): Promise<void> =>
  new Promise((resolve) => requestAnimationFrame(() => resolve()));
