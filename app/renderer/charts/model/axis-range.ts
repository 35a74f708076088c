import type { AxisScale } from '../types.ts';

/** A vertical axis as drawn: round limits and the step between ticks. */
export interface AxisRange {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** Below this share of the axis the values would be drawn too flat: the axis is drawn in. */
const SMALLEST_SHARE = 0.45;
/**
 * An automatic axis shows at least this share of the size of its values, so that the noise of a steady value is not blown up
 * to a mountain range: 7.02 ± 0.01 bar stays a line.
 */
const SMALLEST_OF_SIZE = 0.05;
/** Differences below this are none: powers of ten near the end of the number range cannot be divided into steps. */
const SMALLEST_SPAN = 1e-290;

/** The round step (1, 2 or 5 times a power of ten) that divides `span` into at most `parts`. */
export function roundStep(span: number, parts: number): number {
  const rough = span / Math.max(1, parts);
  const power = 10 ** Math.floor(Math.log10(rough));
  const share = rough / power;
  return power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
}

/**
 * Limits for values between `low` and `high` (Infinity and -Infinity when there are none), at least `leastSpan` apart, or without
 * it a share of the values' size. An automatic axis keeps its
 * `previous` limits while the values fit and fill enough of it, so that live curves do not jump with every new extreme.
 */
export function axisRange(
  scale: AxisScale,
  low: number,
  high: number,
  previous: AxisRange | undefined,
  parts: number,
  leastSpan: number | null = null,
): AxisRange {
  if (scale.mode === 'fixed' && scale.max > scale.min) {
    return { min: scale.min, max: scale.max, step: roundStep(scale.max - scale.min, parts) };
  }
  if (!(high >= low)) return previous ?? { min: 0, max: 1, step: roundStep(1, parts) };
  return automaticRange(...widened(low, high, leastSpan), previous, parts);
}

/** The values' range, or around its middle as much as is worth showing. Never across zero where the values are not. */
function widened(low: number, high: number, leastSpan: number | null): [number, number] {
  const least = leastSpan ?? Math.max(Math.abs(low), Math.abs(high)) * SMALLEST_OF_SIZE;
  if (high - low >= least || high === low) return [low, high];
  const middle = (low + high) / 2;
  return [middle - least / 2, middle + least / 2];
}

function automaticRange(
  low: number,
  high: number,
  previous: AxisRange | undefined,
  parts: number,
): AxisRange {
  if (previous && low >= previous.min && high <= previous.max) {
    if (high - low >= (previous.max - previous.min) * SMALLEST_SHARE) {
      if (roundStep(previous.max - previous.min, parts) === previous.step) return previous;
    }
  }
  // A constant is drawn in the middle of a band that is small against it.
  const flat = high - low <= Math.max(Math.abs(low), Math.abs(high)) * 1e-9 || high - low < SMALLEST_SPAN;
  const margin = flat ? Math.max(Math.abs(high) * 0.05, 0.5) : (high - low) * 0.04;
  const step = roundStep(high - low + 2 * margin, parts);
  // What is never negative keeps its zero line.
  const min = Math.max(low >= 0 ? 0 : -Infinity, Math.floor((low - margin) / step) * step);
  const max = Math.ceil((high + margin) / step) * step;
  return { min, max, step };
}

/** Round values within the axis. */
export function axisTicks({ min, max, step }: AxisRange): number[] {
  const ticks: number[] = [];
  for (let n = Math.ceil(min / step - 1e-9); n * step <= max + step * 1e-9; n += 1) ticks.push(n * step);
  return ticks;
}

/** Digits and sign for which an axis has room. */
const LONGEST = 7;

/** A tick with the digits its step needs; what is too long for the axis in exponent form: a sign cut off would be another number. */
export function tickLabel(value: number, step: number): string {
  const size = Math.abs(value);
  const digits = Math.max(0, Math.min(8, -Math.floor(Math.log10(step) + 1e-9)));
  const text = size.toFixed(digits);
  const sign = value < 0 && Number(text) !== 0 ? '−' : '';
  const length = sign.length + text.replace('.', '').length;
  if (size === 0 || (size < 1e6 && length <= LONGEST)) return `${sign}${text}`;
  const needed = Math.floor(Math.log10(size) + 1e-9) - Math.floor(Math.log10(step) + 1e-9);
  const short = size
    .toExponential(Math.max(0, Math.min(2, needed)))
    .replace('e+', 'e')
    .replace('-', '−');
  return `${value < 0 ? '−' : ''}${short}`;
}
