/**
 * Numbers as rules compare them: relative to the larger of the two, within the machine epsilon. A limit is therefore no point but a band of some
 * neighbouring numbers that all count as the limit; these three tell below, in and above it apart, with nothing between.
 */
const larger = (x: number, y: number): number => (x * y === 0 ? 1 : Math.max(Math.abs(x), Math.abs(y)));

/** `x < y` of a script. */
export const isBelow = (x: number, y: number): boolean => (y - x) / larger(x, y) > Number.EPSILON;
/** `x > y` of a script. */
export const isAbove = (x: number, y: number): boolean => (x - y) / larger(x, y) > Number.EPSILON;
/** `x == y` of a script. */
export const isSame = (x: number, y: number): boolean => Math.abs(x - y) / larger(x, y) <= Number.EPSILON;

/** Larger ones leave no room beside them. */
export const LARGEST = 1e300;

/** Whether any number is above the lower and below the higher limit, and none is in both bands. */
export function areApart(low: number, high: number): boolean {
  const middle = low / 2 + high / 2;
  return isAbove(middle, low) && isBelow(middle, high);
}

/** Whether a whole number lies between two limits, infinite ones included. */
export function holdsWhole(low: number, high: number): boolean {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return true;
  return [Math.floor(low), Math.floor(low) + 1, Math.floor(low) + 2].some(
    (whole) => isAbove(whole, low) && isBelow(whole, high),
  );
}

/** The roundest number between two limits that are apart; either may be infinite. */
export function numberBetween(low: number, high: number): number {
  const fits = (value: number) =>
    (low === -Infinity || isAbove(value, low)) && (high === Infinity || isBelow(value, high));
  if (low === -Infinity && high === Infinity) return 0;
  if (low === -Infinity) return -numberBetween(-high, Infinity);
  // Nothing, one, or the next power of ten.
  if (high === Infinity) return [0, 1, 10 ** (Math.floor(Math.log10(low)) + 1)].find(fits) ?? 2 * LARGEST;
  const middle = low / 2 + high / 2;
  for (let digits = Math.ceil(Math.log10(high - low)); digits > -320; digits -= 1) {
    const [round = middle, half = middle] = [1, 2].map((part) => {
      const step = 10 ** digits / part;
      return Number((Math.round(middle / step) * step).toPrecision(15));
    });
    if (fits(round)) return round;
    if (fits(half)) return half;
    if (digits < Math.log10(Math.abs(middle) + Number.MIN_VALUE) - 17) break;
  }
  return middle;
}
