/** CSS pixels. Fixed, so that stacked charts share one time axis to the pixel. */
export const AXIS_WIDTH = 60;
export const RIGHT_MARGIN = 14;
export const MARKER_RAIL = 18;
/** Flags of notes, at the head of the plot. */
export const NOTE_HEIGHT = 16;
/** Time and, below it, the date. */
export const TIME_AXIS_HEIGHT = 38;
const LANE_HEIGHT = 26;
const LANE_GAP = 6;
const NUMBERS_AT_LEAST = 80;

/** How much of the plot's bottom goes to the lanes of text and boolean pens, and how high each is. */
export function laneLayout(
  plotHeight: number,
  lanes: number,
  numbers: boolean,
): { total: number; each: number } {
  if (lanes === 0) return { total: 0, each: 0 };
  const available = numbers ? Math.max(plotHeight / 3, plotHeight - NUMBERS_AT_LEAST) : plotHeight;
  const wanted = lanes * LANE_HEIGHT + (numbers ? LANE_GAP : 0);
  const total = Math.min(available, wanted);
  return { total, each: (total - (numbers ? LANE_GAP : 0)) / lanes };
}
