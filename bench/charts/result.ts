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

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
