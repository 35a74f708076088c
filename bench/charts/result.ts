export interface BenchSetup {
  readonly mode: 'ours' | 'plain';
  readonly pens: number;
  readonly hertz: number;
  readonly spanSeconds: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

export interface BenchResult {
  /** Time between two frames of the page, milliseconds. */
  readonly frames: readonly number[];
  /** Time each drawing of the chart took, wherever it was drawn. */
  readonly draws: readonly number[];
  readonly points: number;
  /** Live batches the chart took. */
  readonly batches: number;
  /** The same while the window is zoomed twenty times a second. */
  readonly zoomFrames: readonly number[];
  readonly zoomDraws: readonly number[];
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
