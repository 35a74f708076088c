// Marks of Node's own timeline, so that whoever passes a point needs to know nobody else.

/** Points a start passes, in their order. */
export const START_PHASES = ['program', 'settings', 'code', 'core', 'broker', 'ready'] as const;
export type StartPhase = (typeof START_PHASES)[number];

const BEGIN = 'aif.start';
const nameOf = (phase: StartPhase): string => `${BEGIN}.${phase}`;

/** A station starts anew in this process; without it a start begins with the process. */
export function beginStart(): void {
  for (const phase of START_PHASES) performance.clearMarks(nameOf(phase));
  performance.clearMarks(BEGIN);
  performance.mark(BEGIN);
}

/** Notes that a start is so far. */
export function markStart(phase: StartPhase): void {
  performance.mark(nameOf(phase));
}

/** When each point was passed, milliseconds since the start began; those not reached are missing. */
export function startPhases(): Partial<Record<StartPhase, number>> {
  const begin = performance.getEntriesByName(BEGIN, 'mark').at(-1)?.startTime ?? 0;
  return Object.fromEntries(
    START_PHASES.flatMap((phase) => {
      const mark = performance.getEntriesByName(nameOf(phase), 'mark').at(-1);
      return mark === undefined ? [] : [[phase, Math.round(mark.startTime - begin)]];
    }),
  );
}
