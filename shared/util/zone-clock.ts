/** Difference of a zone's local time from UTC at an instant, in milliseconds. */
function offsetAt(format: Intl.DateTimeFormat, at: number): number {
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const local = Date.UTC(
    parts['year'] ?? 0,
    (parts['month'] ?? 1) - 1,
    parts['day'],
    parts['hour'],
    parts['minute'],
    parts['second'],
  );
  return local - Math.floor(at / 1_000) * 1_000;
}

/**
 * What a wall-clock time can mean, epoch milliseconds: `once` one instant; `twice` two, as clocks were put back; `never`
 * none, as they were put forward, `at` then being that of a clock nobody changed.
 */
export type LocalInstant =
  | { readonly kind: 'once'; readonly at: number }
  | { readonly kind: 'never'; readonly at: number }
  | { readonly kind: 'twice'; readonly at: number; readonly second: number };

/**
 * Turns wall-clock times of an IANA zone, given as if they were UTC, into instants. Throws `RangeError` for a zone that
 * is not known.
 */
export function localClock(zone: string): (localAsUtc: number) => LocalInstant {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const offsets = new Map<number, number>();
  // Zones change their offset on full quarters of an hour.
  const offset = (at: number) => {
    const quarter = Math.floor(at / 900_000);
    const known = offsets.get(quarter);
    if (known !== undefined) return known;
    const found = offsetAt(format, quarter * 900_000);
    if (offsets.size > 100_000) offsets.clear();
    offsets.set(quarter, found);
    return found;
  };
  return (localAsUtc) => {
    // The offsets a day earlier and later are those before and after a change nearby.
    const before = offset(localAsUtc - 86_400_000);
    const after = offset(localAsUtc + 86_400_000);
    const early = localAsUtc - Math.max(before, after);
    const late = localAsUtc - Math.min(before, after);
    const isEarly = early + offset(early) === localAsUtc;
    const isLate = late + offset(late) === localAsUtc;
    if (isEarly && isLate && early !== late) return { kind: 'twice', at: early, second: late };
    if (isEarly) return { kind: 'once', at: early };
    return isLate ? { kind: 'once', at: late } : { kind: 'never', at: localAsUtc - before };
  };
}

/**
 * The same where one instant is wanted: a time that occurs twice is taken as the first, one that does not occur as if
 * the clock had not been changed.
 */
export function zoneClock(zone: string): (localAsUtc: number) => number {
  const instant = localClock(zone);
  return (localAsUtc) => instant(localAsUtc).at;
}
