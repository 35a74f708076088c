const view = new DataView(new ArrayBuffer(8));

/** Doubles as whole numbers in their order (IEEE 754, the sign turned over). */
function orderOf(value: number): bigint {
  view.setFloat64(0, value);
  const bits = view.getBigInt64(0);
  return bits < 0n ? -(bits & 0x7fff_ffff_ffff_ffffn) : bits;
}

function doubleOf(order: bigint): number {
  view.setBigInt64(0, order < 0n ? -order : order);
  const value = view.getFloat64(0);
  return order < 0n ? -value : value;
}

/** The double in the middle of two by the number of doubles between, so that halving ends after 64 steps. */
export const between = (a: number, b: number): number => doubleOf((orderOf(a) + orderOf(b)) / 2n);

/** Whether there is no double between two. */
export function nextTo(a: number, b: number): boolean {
  const distance = orderOf(a) - orderOf(b);
  return distance >= -1n && distance <= 1n;
}

/** The double so many doubles above (below, where less than 0) a finite one. */
export const beside = (value: number, steps: number): number => doubleOf(orderOf(value) + BigInt(steps));
