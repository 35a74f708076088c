import type { WindowSample } from './window-block.ts';

/** Samples put in for a window are not more than this. */
const MOST_PUT_IN = 1_000;

/**
 * What is stored of a thinned tag with the samples that were not stored put in again, each with the value that stood for
 * it, at the shortest distance that stored ones have. So every stretch of time counts in a mean as it did when its samples
 * came; where these came evenly, lowest, highest, mean and standard deviation are within the deadband of theirs. Between
 * samples further apart than the longest interval nothing came.
 *
 * @param samples oldest first
 * @param maxMs the longest interval of the tag's policy
 */
export function heldOut(samples: readonly WindowSample[], maxMs: number): WindowSample[] {
  const distances = samples.slice(1).map(({ at }, index) => at - (samples[index]?.at ?? at));
  const shortest = distances.reduce((least, each) => (each > 0 && each < least ? each : least), Infinity);
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || shortest === Infinity) return [...samples];
  const every = Math.max(shortest, (last.at - first.at) / MOST_PUT_IN);
  return samples.flatMap((sample, index) => {
    const distance = distances[index] ?? 0;
    const count = distance > maxMs ? 0 : Math.ceil(distance / every) - 1;
    return [
      sample,
      ...Array.from({ length: Math.max(0, count) }, (_, step) => ({
        ...sample,
        at: sample.at + (step + 1) * every,
      })),
    ];
  });
}
