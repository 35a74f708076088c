/** A repeatable source of chance: the same seed and stream name give the same numbers on every machine. */
export interface Random {
  /** Evenly spread in [0, 1). */
  uniform(): number;
  /** Bell-shaped noise, mean 0, standard deviation 1, never beyond ±3.47. */
  noise(): number;
}

/** FNV-1a over UTF-16 code units, 32 bits. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/**
 * One stream of chance. Each machine and sensor has its own, so that adding a machine leaves the others' series as
 * they were. The generator is mulberry32; the noise is the sum of four uniforms (Irwin–Hall), because it needs
 * only arithmetic that every processor does alike, where `Math.log` and `Math.cos` may differ in the last digit.
 */
export function createRandom(seed: number, stream: string): Random {
  let state = hashText(`${seed}:${stream}`);
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    uniform,
    noise: () => (uniform() + uniform() + uniform() + uniform() - 2) * Math.sqrt(3),
  };
}
