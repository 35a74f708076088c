/** What the shell notes about its runs, to know at the next start how the last one went. */
export interface RunMarker {
  /** Whether the last run was ended; false while one runs, and after one that broke off. */
  readonly hasEnded: boolean;
  /** Starts in a row that were neither ended nor lasted a minute; the one that runs counts until then. */
  readonly brokenStarts: number;
  /** How often the process that draws has ended in the run that runs now, or ran last. */
  readonly graphicsCrashes: number;
}

export const NEVER_RUN: RunMarker = { hasEnded: true, brokenStarts: 0, graphicsCrashes: 0 };

/** A run that lasts this long has started well, whatever comes later. */
export const STARTED_WELL_AFTER_MS = 60_000;
/** After so many broken starts the next one opens the recovery window instead of the windows. */
const MOST_BROKEN_STARTS = 3;
/** After so many the server is not started either until somebody says so: it may be what breaks the start. */
const MOST_BROKEN_STARTS_WITH_SERVER = 5;
/** Chromium ends the whole app when the process that draws ends again and again. */
const MOST_GRAPHICS_CRASHES = 2;

export interface StartPlan {
  readonly opensRecovery: boolean;
  readonly startsServer: boolean;
  /** Draw without the graphics card: the last run broke off after that had crashed repeatedly. */
  readonly avoidsGraphicsCard: boolean;
}

/** How to start, from what was noted of the run before. */
export function planOf(last: RunMarker): StartPlan {
  return {
    opensRecovery: last.brokenStarts >= MOST_BROKEN_STARTS,
    startsServer: last.brokenStarts < MOST_BROKEN_STARTS_WITH_SERVER,
    avoidsGraphicsCard: !last.hasEnded && last.graphicsCrashes >= MOST_GRAPHICS_CRASHES,
  };
}

/** A start counts as broken until it has proved otherwise: what breaks it off leaves no time to note that. */
export const begun = ({ brokenStarts }: RunMarker): RunMarker => ({
  hasEnded: false,
  brokenStarts: brokenStarts + 1,
  graphicsCrashes: 0,
});
export const startedWell = (run: RunMarker): RunMarker => ({ ...run, brokenStarts: 0 });
export const graphicsCrashed = (run: RunMarker): RunMarker => ({
  ...run,
  graphicsCrashes: run.graphicsCrashes + 1,
});
export const ended = (run: RunMarker): RunMarker => ({ ...run, hasEnded: true, brokenStarts: 0 });

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** A stored marker; what is missing or broken is that of a first run. */
export function readRunMarker(value: unknown): RunMarker {
  if (typeof value !== 'object' || value === null) return NEVER_RUN;
  const { hasEnded, brokenStarts, graphicsCrashes } = value as Record<string, unknown>;
  return {
    hasEnded: hasEnded !== false,
    brokenStarts: isCount(brokenStarts) ? brokenStarts : 0,
    graphicsCrashes: isCount(graphicsCrashes) ? graphicsCrashes : 0,
  };
}
