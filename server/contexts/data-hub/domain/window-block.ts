import { QUALITY, type SignalValue } from '../../../../shared/contract/common.ts';

/** A sample in a window. `at` is source time in epoch milliseconds. */
export interface WindowSample {
  readonly at: number;
  readonly value: SignalValue | null;
  readonly quality: number;
}

/**
 * Everything the takes need of a run of samples, in a form that two neighbouring runs can be merged. Only samples of
 * good quality count. Means and squared deviations are kept instead of sums of squares, so that nothing cancels out
 * (Chan, Golub, LeVeque 1979: updating formulae for sample variances and covariances).
 */
export interface Summary {
  /** Good samples of any type. */
  count: number;
  changes: number;
  first: SignalValue | null;
  last: SignalValue | null;
  /** Good samples that are numbers, and what follows from them; times in milliseconds from the origin. */
  numbers: number;
  minimum: number;
  maximum: number;
  meanValue: number;
  meanTime: number;
  /** Sums of products of deviations from the means. */
  squaredValue: number;
  squaredTime: number;
  product: number;
}

export function emptySummary(): Summary {
  return {
    count: 0,
    changes: 0,
    first: null,
    last: null,
    numbers: 0,
    minimum: Infinity,
    maximum: -Infinity,
    meanValue: 0,
    meanTime: 0,
    squaredValue: 0,
    squaredTime: 0,
    product: 0,
  };
}

export function isGood(sample: WindowSample): boolean {
  return sample.quality === QUALITY.good && sample.value !== null;
}

/**
 * Where a window that ends at `to` is cut in two: at a multiple of its length. What comes after the cut is added up forwards, what
 * comes before it backwards, and then both together. So the same samples give the same number to the last bit, whatever else is known of their tag and however
 * the window came to where it is; and neither part is ever added up twice.
 */
export function boundaryBefore(to: number, windowMs: number): number {
  return (Math.ceil(to / windowMs) - 1) * windowMs;
}

/** Adds the next sample in time to a summary. */
export function addSample(into: Summary, sample: WindowSample, origin: number): void {
  const { value } = sample;
  if (sample.quality !== QUALITY.good || value === null) return;
  if (into.count === 0) into.first = value;
  else if (into.last !== value) into.changes += 1;
  into.last = value;
  into.count += 1;
  if (typeof value !== 'number') return;
  if (value < into.minimum) into.minimum = value;
  if (value > into.maximum) into.maximum = value;
  addMoments(into, sample.at - origin, value);
}

/** Adds the sample before the first of a summary. */
export function addEarlierSample(into: Summary, sample: WindowSample, origin: number): void {
  const { value } = sample;
  if (sample.quality !== QUALITY.good || value === null) return;
  if (into.count === 0) into.last = value;
  else if (into.first !== value) into.changes += 1;
  into.first = value;
  into.count += 1;
  if (typeof value !== 'number') return;
  // Of equal ones, as +0 and −0, the first.
  if (value <= into.minimum) into.minimum = value;
  if (value >= into.maximum) into.maximum = value;
  addMoments(into, sample.at - origin, value);
}

function addMoments(into: Summary, time: number, value: number): void {
  into.numbers += 1;
  const byTime = time - into.meanTime;
  const byValue = value - into.meanValue;
  into.meanTime += byTime / into.numbers;
  into.meanValue += byValue / into.numbers;
  into.squaredTime += byTime * (time - into.meanTime);
  into.squaredValue += byValue * (value - into.meanValue);
  into.product += byTime * (value - into.meanValue);
}

/** Appends the summary of the samples that follow. */
export function addSummary(into: Summary, next: Readonly<Summary>): void {
  if (next.count === 0) return;
  if (into.count === 0) into.first = next.first;
  else if (into.last !== next.first) into.changes += 1;
  into.changes += next.changes;
  into.last = next.last;
  into.count += next.count;
  if (next.numbers === 0) return;
  const numbers = into.numbers + next.numbers;
  const share = next.numbers / numbers;
  const byTime = next.meanTime - into.meanTime;
  const byValue = next.meanValue - into.meanValue;
  const weight = into.numbers * share;
  into.squaredTime += next.squaredTime + byTime * byTime * weight;
  into.squaredValue += next.squaredValue + byValue * byValue * weight;
  into.product += next.product + byTime * byValue * weight;
  into.meanTime += byTime * share;
  into.meanValue += byValue * share;
  into.numbers = numbers;
  if (next.minimum < into.minimum) into.minimum = next.minimum;
  if (next.maximum > into.maximum) into.maximum = next.maximum;
}
