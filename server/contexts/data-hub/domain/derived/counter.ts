/** Counts at which counters of controllers start again: 8, 16 and 32 bits, signed ones, and those of decimal displays. */
const USUAL_MODULI = [
  ...[2 ** 8, 2 ** 15, 2 ** 16, 2 ** 31, 2 ** 32],
  ...Array.from({ length: 8 }, (_, digits) => 10 ** (digits + 3)),
].sort((a, b) => a - b);
/** A fall from the last tenth of a span to its first tenth is a rollover; any other is a counter set anew. */
const EDGE = 0.1;

/**
 * What a counter has counted between two samples. A fall is a rollover where the modulus is known and the way over it is
 * the shorter one, or where the values lie at the two ends of a usual span; else the counter was set anew, and what it
 * shows was counted since. So nothing is counted below 0.
 */
export function increaseOf(before: number, now: number, modulus: number | null): number {
  if (now >= before) return now - before;
  if (modulus !== null) {
    const over = now - before + modulus;
    return before < modulus && over >= 0 && over <= modulus / 2 ? over : Math.max(0, now);
  }
  const span = USUAL_MODULI.find((each) => before < each);
  const isRollover = span !== undefined && before >= span * (1 - EDGE) && now >= 0 && now < span * EDGE;
  return isRollover ? now - before + span : Math.max(0, now);
}
