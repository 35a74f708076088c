import type { RulesetInput, RulesetManifest } from '../../shared/contract/rules.ts';
import { createRandom } from '../support/random.ts';
import type { CaseInputs } from './cases.ts';

const NUMBERS = /(?<![\w.])\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?/g;
const TEXTS = /"((?:\\.|[^"\\])*)"/g;
const USUAL = [0, 1, -1, 0.5, 2, 10, 60, 100, 1000];

/** No measured value of a plant is beyond this, in any unit; findings that need more are none. */
export const LARGEST = 1e9;

interface Pool {
  readonly numbers: readonly number[];
  readonly largest: number;
  readonly texts: readonly string[];
}

/**
 * Inputs of a ruleset without end, the same on every run: on the borders that script and parameters name, just beside them,
 * and anywhere between and beyond.
 */
export function* randomInputs(
  manifest: RulesetManifest,
  source: string,
  seed: number,
): Generator<CaseInputs> {
  const random = createRandom(seed);
  // The first ones of neighbouring seeds are alike.
  for (let skipped = 0; skipped < 5; skipped += 1) random();
  const pool = poolOf(manifest, source);
  for (;;) {
    const values: CaseInputs = {};
    let last: number | undefined;
    for (const input of manifest.inputs) {
      const value = valueOf(input, pool, random, last);
      if (typeof value === 'number') last = value;
      values[input.name] = value;
    }
    yield values;
  }
}

function poolOf(manifest: RulesetManifest, source: string): Pool {
  const code = source.replaceAll(/\/\/.*/g, '');
  const literals = [...code.matchAll(NUMBERS)].map(([text]) => Number(text.replaceAll('_', '')));
  const parameters = Object.values(manifest.parameters);
  const named = [...literals, ...parameters.filter((value) => typeof value === 'number')].filter(
    (value) => Number.isFinite(value) && Math.abs(value) <= LARGEST,
  );
  const beside = named.flatMap((value) => [value, value - 0.01, value + 0.01, value - 1, value + 1, -value]);
  const texts = [...code.matchAll(TEXTS)].map(([, text]) => text ?? '');
  return {
    numbers: [...USUAL, ...beside],
    largest: Math.max(10, ...named.filter((value) => value < 1e7)),
    texts: [...texts, ...parameters.filter((value) => typeof value === 'string'), '', 'X-9'],
  };
}

function valueOf(input: RulesetInput, pool: Pool, random: () => number, last: number | undefined) {
  if (input.optional && random() < 0.2) return null;
  if (input.type === 'boolean') return random() < 0.5;
  if (input.type === 'text') return pick(input.values ?? pool.texts, random) ?? '';
  const value = numberOf(pool, random, last);
  if (input.take === 'count' || input.take === 'changes') return Math.round(Math.abs(value));
  return input.take === 'stddev' ? Math.abs(value) : value;
}

function numberOf({ numbers, largest }: Pool, random: () => number, last: number | undefined): number {
  const kind = random();
  if (kind < 0.45) return pick(numbers, random) ?? 0;
  if (kind < 0.52 && last !== undefined) return last;
  if (kind < 0.7) return random() * largest * 1.5;
  if (kind < 0.85) return random() * 120 - 20;
  if (kind < 0.95) return Math.round(random() * 200);
  return (random() < 0.5 ? -1 : 1) * 10 ** (random() * 18 - 9);
}

function pick<T>(items: readonly T[], random: () => number): T | undefined {
  return items[Math.floor(random() * items.length)];
}
