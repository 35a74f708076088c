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
 * Turns wall-clock times of an IANA zone into instants. A time that occurs twice (clocks put back) is taken as the
 * first; one that does not occur (clocks put forward) as if the clock had not been changed.
 * Throws `RangeError` for a zone that is not known.
 */
export function zoneClock(zone: string): (localAsUtc: number) => number {
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
    const candidates = [localAsUtc - before, localAsUtc - after].filter(
      (at) => at + offset(at) === localAsUtc,
    );
    return candidates.length > 0 ? Math.min(...candidates) : localAsUtc - before;
  };
}
