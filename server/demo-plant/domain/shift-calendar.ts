export type ShiftName = 'day' | 'evening' | 'night';
export type Activity = 'producing' | 'break' | 'handover';

export interface ShiftMoment {
  readonly shift: ShiftName;
  /** Day on which the shift began, local; a night shift keeps its date after midnight. */
  readonly businessDate: string;
  readonly activity: Activity;
}

const MINUTE = 60_000;
const DAY_MINUTES = 1_440;
const SHIFT_MINUTES = 480;
const FIRST_SHIFT_START = 360;
const HANDOVER_MINUTES = 4;
const SHIFTS: readonly ShiftName[] = ['day', 'evening', 'night'];

/** Start and length in minutes from the start of a shift: ten minutes, a meal, ten minutes. */
const BREAKS: readonly (readonly [start: number, length: number])[] = [
  [120, 10],
  [240, 30],
  [390, 10],
];

/**
 * What a line does at a moment: three shifts of eight hours from 06:00, 14:00 and 22:00 local time.
 *
 * @param atMs epoch milliseconds
 * @param utcOffsetMinutes the plant's local time minus UTC
 * @param breakDelayMinutes how much later than the first line this line goes for its breaks
 */
export function shiftAt(atMs: number, utcOffsetMinutes: number, breakDelayMinutes = 0): ShiftMoment {
  const localMs = atMs + utcOffsetMinutes * MINUTE;
  const sinceFirstStart = localMs / MINUTE - FIRST_SHIFT_START;
  const businessDay = Math.floor(sinceFirstStart / DAY_MINUTES);
  const minuteOfDay = sinceFirstStart - businessDay * DAY_MINUTES;
  const index = Math.floor(minuteOfDay / SHIFT_MINUTES);
  const minuteOfShift = minuteOfDay - index * SHIFT_MINUTES;
  const businessDate = new Date(businessDay * DAY_MINUTES * MINUTE).toISOString().slice(0, 10);
  return {
    shift: SHIFTS[index] ?? 'day',
    businessDate,
    activity: activityAt(minuteOfShift, breakDelayMinutes),
  };
}

function activityAt(minuteOfShift: number, breakDelayMinutes: number): Activity {
  if (minuteOfShift < HANDOVER_MINUTES) {
    return 'handover';
  }
  const resting = BREAKS.some(([start, length]) => {
    const since = minuteOfShift - start - breakDelayMinutes;
    return since >= 0 && since < length;
  });
  return resting ? 'break' : 'producing';
}
