export interface PacingOptions {
  /** Recorded seconds per second; Infinity for as fast as it goes. */
  readonly speed: number;
  /** Whether the series is moved to now. */
  readonly restamp: boolean;
  /** Epoch milliseconds at the start. */
  readonly startedAt: number;
  /** Newest time of the series; needed to move it at full speed. */
  readonly lastAt: number;
}

export interface Pace {
  /** The time the row is published with. */
  readonly at: number;
  /** When to publish it; epoch milliseconds, -Infinity for at once. */
  readonly dueAt: number;
}

/**
 * When and with which time each row goes out. At a speed, rows keep the recorded distances divided by it; moved to
 * now they carry the time they go out. At full speed there are no distances to keep, so a series moved to now keeps
 * its own and ends now.
 */
export function createPacing({ speed, restamp, startedAt, lastAt }: PacingOptions): (at: number) => Pace {
  let firstAt: number | null = null;
  return (at) => {
    firstAt ??= at;
    if (speed === Infinity) return { at: restamp ? at + (startedAt - lastAt) : at, dueAt: -Infinity };
    const dueAt = startedAt + (at - firstAt) / speed;
    return { at: restamp ? Math.round(dueAt) : at, dueAt };
  };
}
