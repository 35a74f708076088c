import type { LineSpec } from './plant-model.ts';
import type { Random } from './random.ts';
import { shiftAt } from './shift-calendar.ts';
import type { ShiftName } from './shift-calendar.ts';

/** Mean seconds between short stops (a jammed part, an emptied magazine) of a running line. */
const SHORT_STOP_INTERVAL = 2_700;
/** Parts on their way from the machines to the inspection. */
const PARTS_IN_TRANSIT = 4;

export interface LineMoment {
  readonly running: boolean;
  readonly mode: 'auto' | 'manual';
  readonly shift: ShiftName;
  readonly partsDone: number;
  /** One entry for each part that reached the inspection; true is a defect. */
  readonly inspected: readonly boolean[];
}

export interface LineStep {
  readonly atMs: number;
  readonly seconds: number;
  /** Somebody tries out a fault on this line: it works through breaks and has no short stops. */
  readonly keepRunning: boolean;
  /** Share of defects among the parts made now. */
  readonly defectProbability: number;
}

export interface LineFlow {
  step(step: LineStep): LineMoment;
}

/** The rhythm of a line: shifts, breaks, handovers, short stops, and its parts on their way to inspection. */
export function createLineFlow(spec: LineSpec, utcOffsetMinutes: number, random: Random): LineFlow {
  let stoppedFor = 0;
  let untilPart = spec.partSeconds;
  const transit: boolean[] = [];

  function shortStop(seconds: number): boolean {
    stoppedFor = Math.max(0, stoppedFor - seconds);
    if (stoppedFor === 0 && random.uniform() < seconds / SHORT_STOP_INTERVAL) {
      stoppedFor = 20 + 40 * random.uniform();
    }
    return stoppedFor > 0;
  }

  function makeParts(
    seconds: number,
    defectProbability: number,
  ): { partsDone: number; inspected: boolean[] } {
    const inspected: boolean[] = [];
    let partsDone = 0;
    untilPart -= seconds;
    while (untilPart <= 0) {
      untilPart += spec.partSeconds;
      partsDone += 1;
      transit.push(random.uniform() < defectProbability);
      if (transit.length > PARTS_IN_TRANSIT) {
        inspected.push(transit.shift() === true);
      }
    }
    return { partsDone, inspected };
  }

  return {
    step({ atMs, seconds, keepRunning, defectProbability }) {
      const { shift, activity } = shiftAt(atMs, utcOffsetMinutes, spec.breakDelayMinutes);
      const stopped = shortStop(seconds);
      const running = keepRunning || (activity === 'producing' && !stopped);
      const mode = activity === 'handover' && !keepRunning ? 'manual' : 'auto';
      const parts = running ? makeParts(seconds, defectProbability) : { partsDone: 0, inspected: [] };
      return { running, mode, shift, ...parts };
    },
  };
}
