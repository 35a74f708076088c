import type { Language } from '../../../../shared/contract/common.ts';
import { MAX_SPAN_MS } from '../../charts/model/time-window.ts';
import { spanLabel } from '../../lib/format/format.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How much earlier a chart is most often compared with itself: a shift of 8 or 12 hours, a day, a week. */
export const USUAL_SHIFTS = [8 * HOUR, 12 * HOUR, DAY, 7 * DAY] as const;
export const MOST_SHIFTS = 3;

export const SHIFT_UNITS = { minute: 60_000, hour: HOUR, day: DAY } as const;
export type ShiftUnit = keyof typeof SHIFT_UNITS;

/** `−7 d`, `−8 h`. */
export function shiftLabel(shiftMs: number, language: Language): string {
  return `−${spanLabel(shiftMs, language)}`;
}

/** Milliseconds of a shift as typed; undefined where it is no number above zero, or more than two years. */
export function shiftOfDraft(text: string, unit: ShiftUnit): number | undefined {
  const plain = text.trim();
  const shiftMs = plain === '' ? NaN : Number(plain.replace(',', '.')) * SHIFT_UNITS[unit];
  return shiftMs >= 1_000 && shiftMs <= MAX_SPAN_MS ? Math.round(shiftMs) : undefined;
}
