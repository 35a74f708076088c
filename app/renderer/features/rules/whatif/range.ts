import type { WhatIfInput } from '../../../../../shared/contract/whatif.ts';
import type { Limit } from './limits.ts';

/** What a slider goes over. */
export interface SliderRange {
  readonly from: number;
  readonly to: number;
  /** Of an arrow key; ten of them of Page Up and Page Down. */
  readonly step: number;
}

/** How many steps a slider has, about. */
const STEPS = 200;
const MARGIN = 0.1;

/** 1, 2 or 5 times a power of ten, not above a number. */
export function roundStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size));
  const factor = [5, 2, 1].find((each) => each * power <= size * (1 + 1e-9)) ?? 1;
  return factor * power;
}

const atStep = (value: number, step: number, round: (of: number) => number) =>
  Number((round(value / step) * step).toPrecision(12));

/** The values that its input had, where it is compared with one, else those around it. Always with the limit itself in it. */
export function rangeOf(
  { value, isWhole }: Pick<Limit, 'value' | 'isWhole'>,
  input: Pick<WhatIfInput, 'low' | 'high'> | undefined,
): SliderRange {
  const { low = null, high = null } = input ?? {};
  const isKnown = low !== null && high !== null && high > low;
  const around = value === 0 ? [-1, 1] : [Math.min(0, 2 * value), Math.max(0, 2 * value)];
  const [first, last] = isKnown
    ? [Math.min(low, value), Math.max(high, value)]
    : (around as [number, number]);
  const margin = isKnown ? (last - first) * MARGIN : 0;
  const span = last - first + 2 * margin;
  const step = isWhole ? Math.max(1, roundStep(span / STEPS)) : roundStep(span / STEPS);
  return {
    from: atStep(first - margin, step, Math.floor),
    to: atStep(last + margin, step, Math.ceil),
    step,
  };
}

/** A place of a slider as a value: a whole number of steps, within the range. */
export function valueAt({ from, to, step }: SliderRange, place: number): number {
  return Math.min(to, Math.max(from, atStep(place, step, Math.round)));
}

/** What a key does to a value; undefined where it is none of a slider's. */
export function valueByKey(key: string, value: number, { from, to, step }: SliderRange): number | undefined {
  const by: Readonly<Record<string, number>> = {
    ArrowRight: 1,
    ArrowUp: 1,
    ArrowLeft: -1,
    ArrowDown: -1,
    PageUp: 10,
    PageDown: -10,
  };
  if (key === 'Home') return from;
  if (key === 'End') return to;
  const steps = by[key];
  return steps === undefined ? undefined : valueAt({ from, to, step }, value + steps * step);
}
