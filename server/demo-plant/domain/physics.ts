/**
 * First-order lag: where a quantity stands `seconds` later on its way to `target`. Exact for a constant target, so
 * the result does not depend on the size of the steps.
 */
export function approach(current: number, target: number, seconds: number, timeConstant: number): number {
  return target + (current - target) * Math.exp(-seconds / timeConstant);
}

/** Smooth step from 0 to 1 around `centre`. */
export function logistic(value: number, centre: number, width: number): number {
  return 1 / (1 + Math.exp(-(value - centre) / width));
}

/** Electrical power of a three-phase motor in kW from its line current in A. */
export function motorPower(current: number, voltage = 400, powerFactor = 0.86): number {
  return (Math.sqrt(3) * voltage * current * powerFactor) / 1000;
}

/** Mechanical power in kW from torque in N·m and speed in 1/min. */
export function shaftPower(torque: number, speed: number): number {
  return (torque * speed * 2 * Math.PI) / 60 / 1000;
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
