import { reason, type Reason, type ReasonCode } from '../../../../shared/contract/reasons.ts';

/** A source's clock may be this far ahead of ours before its samples are marked. */
export const CLOCK_TOLERANCE_MS = 5 * 60_000;
const EARLIEST_MS = Date.UTC(2000, 0, 1);
const FURTHEST_AHEAD_MS = 366 * 86_400_000;
const ISO = /^(\d{4})-(\d{2})-(\d{2})[Tt ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?([Zz]|[+-]\d{2}(?::?\d{2})?)$/;

export type SourceTime =
  | { readonly ok: true; readonly at: number; readonly clockSuspect: boolean }
  | { readonly ok: false; readonly reason: Reason };

function refuse(code: ReasonCode, parameters: Reason['parameters']): SourceTime {
  return { ok: false, reason: reason(code, parameters) };
}

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function parseIso(text: string): number | Reason {
  const match = ISO.exec(text);
  if (match === null) {
    return /^\d{4}-\d{2}-\d{2}/.test(text)
      ? reason('timeNoZone', { text: JSON.stringify(text.slice(0, 40)) })
      : reason('timeNeither', { text: JSON.stringify(text.slice(0, 40)) });
  }
  // PostgreSQL writes +09, which Date does not know.
  const whole = match[6]?.length === 3 ? `${text}:00` : text;
  const at = Date.parse(whole.replace(' ', 'T').replace(',', '.').toUpperCase());
  const dayExists = Number(match[3]) <= daysInMonth(Number(match[1]), Number(match[2]));
  return Number.isNaN(at) || !dayExists ? reason('timeNotThere', { text: JSON.stringify(text) }) : at;
}

function describe(at: number): string {
  return Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : String(at);
}

/**
 * Reads `t` of a sample: ISO 8601 with a zone, or epoch milliseconds (fractions are cut off). Any time from the year
 * 2000 on is taken, however late. One more than 5 min ahead of our clock is taken too, up to a year, but marked
 * `clockSuspect`; one outside that comes from a clock that is not set, and would make different samples look alike.
 *
 * @param now epoch milliseconds of arrival
 */
export function readSourceTime(t: string | number, now: number): SourceTime {
  const parsed = typeof t === 'number' ? Math.floor(t) : parseIso(t);
  if (typeof parsed !== 'number') return { ok: false, reason: parsed };
  if (!Number.isFinite(parsed)) return refuse('timeNotFinite', { text: String(t) });
  if (parsed < EARLIEST_MS) {
    const isSeconds = parsed > 9e8 && parsed < 1e10;
    return refuse(isSeconds ? 'timeSeconds' : 'timeBefore2000', { time: describe(parsed) });
  }
  if (parsed > now + FURTHEST_AHEAD_MS) {
    return refuse(parsed > 1e14 ? 'timeMicroseconds' : 'timeAhead', { time: describe(parsed) });
  }
  return { ok: true, at: parsed, clockSuspect: parsed > now + CLOCK_TOLERANCE_MS };
}

/** Whether a sample's source time is so far ahead of its arrival that its clock cannot be right. */
export function isClockSuspect(sample: { readonly at: number; readonly receivedAt: number }): boolean {
  return sample.at > sample.receivedAt + CLOCK_TOLERANCE_MS;
}
