/** Sets of places in a row of atoms: pairs of first and last place, rising, with at least one place between two of them. */
export type Ranges = readonly (readonly [from: number, to: number])[];

/** Any pairs as ranges. */
export function rangesOf(pairs: Ranges): Ranges {
  const sorted = pairs.filter(([from, to]) => from <= to).sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

export function both(a: Ranges, b: Ranges): Ranges {
  const found: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const [[aFrom, aTo], [bFrom, bTo]] = [a[i] ?? [0, -1], b[j] ?? [0, -1]];
    const [from, to] = [Math.max(aFrom, bFrom), Math.min(aTo, bTo)];
    if (from <= to) found.push([from, to]);
    if (aTo < bTo) i += 1;
    else j += 1;
  }
  return found;
}

/** Whether two have a place in common. Asked of every two rows of a table, so it makes nothing. */
export function meet(a: Ranges, b: Ranges): boolean {
  let i = 0;
  let j = 0;
  while (true) {
    const x = a[i];
    const y = b[j];
    if (x === undefined || y === undefined) return false;
    if (x[0] <= y[1] && y[0] <= x[1]) return true;
    if (x[1] < y[1]) i += 1;
    else j += 1;
  }
}

/** What of the first is not in the second. */
export function without(a: Ranges, b: Ranges): Ranges {
  const left: [number, number][] = [];
  let j = 0;
  for (const [from, to] of a) {
    let at = from;
    while ((b[j]?.[1] ?? Infinity) < from) j += 1;
    for (let k = j; k < b.length; k += 1) {
      const [cutFrom, cutTo] = b[k] ?? [Infinity, Infinity];
      if (cutFrom > to) break;
      if (cutFrom > at) left.push([at, cutFrom - 1]);
      at = Math.max(at, cutTo + 1);
    }
    if (at <= to) left.push([at, to]);
  }
  return left;
}

export const isSameSet = (a: Ranges, b: Ranges): boolean =>
  a.length === b.length && a.every(([from, to], index) => from === b[index]?.[0] && to === b[index][1]);

export const isWithin = (inner: Ranges, outer: Ranges): boolean => without(inner, outer).length === 0;
