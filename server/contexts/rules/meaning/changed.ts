import type { Condition } from './conditions.ts';

/** A condition that is not the same in both versions, by its place in each; undefined where a version has none there. */
export interface Changed {
  readonly before: number | undefined;
  readonly after: number | undefined;
  /** Both ask the same and do something else. */
  readonly asksSame: boolean;
}

const MOST_PAIRS = 4_000_000;

/** Conditions in which two versions differ: what they have in common in the same order is left out. */
export function changedOf(before: readonly Condition[], after: readonly Condition[]): Changed[] {
  const kept = placesInCommon(before.map(keyOf), after.map(keyOf));
  const changed: Changed[] = [];
  let [a, b] = [0, 0];
  for (const [nextA, nextB] of [...kept, [before.length, after.length] as const]) {
    while (a < nextA || b < nextB) {
      const pair = { before: a < nextA ? a++ : undefined, after: b < nextB ? b++ : undefined };
      const [one, other] = [before[pair.before ?? -1], after[pair.after ?? -1]];
      changed.push({ ...pair, asksSame: one !== undefined && one.asks === other?.asks });
    }
    [a, b] = [nextA + 1, nextB + 1];
  }
  return changed;
}

const keyOf = ({ asks, does }: Condition) => `${asks}\n${does}`;

/** Places of the longest sequence that both have; of very long ones, of what they begin with. */
export function placesInCommon(
  before: readonly string[],
  after: readonly string[],
): (readonly [number, number])[] {
  const first = before.findIndex((key, place) => key !== after[place]);
  if (first < 0) return before.map((_, place) => [place, place] as const);
  const same = before.slice(0, first).map((_, place) => [place, place] as const);
  const [one, other] = [before.slice(first), after.slice(first)];
  if (one.length * other.length > MOST_PAIRS) return same;
  const width = other.length + 1;
  const lengths = new Uint16Array((one.length + 1) * width);
  const at = (a: number, b: number) => lengths[a * width + b] as number;
  for (let a = one.length - 1; a >= 0; a -= 1)
    for (let b = other.length - 1; b >= 0; b -= 1)
      lengths[a * width + b] =
        one[a] === other[b] ? at(a + 1, b + 1) + 1 : Math.max(at(a + 1, b), at(a, b + 1));
  for (let [a, b] = [0, 0]; a < one.length && b < other.length;) {
    if (one[a] === other[b]) same.push([first + a++, first + b++]);
    else if (at(a + 1, b) >= at(a, b + 1)) a += 1;
    else b += 1;
  }
  return same;
}
