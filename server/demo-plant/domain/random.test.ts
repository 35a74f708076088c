import { expect, it } from 'vitest';
import { createRandom } from './random.ts';

function take(count: number, draw: () => number): number[] {
  return Array.from({ length: count }, draw);
}

it('gives the same numbers for the same seed and stream, others for another', () => {
  const numbers = (seed: number, stream: string) => take(50, createRandom(seed, stream).uniform);
  expect(numbers(7, 'press-1')).toEqual(numbers(7, 'press-1'));
  expect(numbers(7, 'press-1')).not.toEqual(numbers(8, 'press-1'));
  expect(numbers(7, 'press-1')).not.toEqual(numbers(7, 'press-2'));
});

it('gives these numbers on every machine', () => {
  expect(take(3, createRandom(1, 'a').uniform)).toMatchInlineSnapshot(`
    [
      0.023753849789500237,
      0.261905126972124,
      0.4154166008811444,
    ]
  `);
});

it('spreads evenly and makes noise of mean 0 and deviation 1 with bounded tails', () => {
  const random = createRandom(3, 'spread');
  const even = take(40_000, random.uniform);
  expect(even.reduce((sum, value) => sum + value, 0) / even.length).toBeCloseTo(0.5, 2);
  expect(Math.min(...even)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...even)).toBeLessThan(1);
  const noise = take(40_000, random.noise);
  const mean = noise.reduce((sum, value) => sum + value, 0) / noise.length;
  const variance = noise.reduce((sum, value) => sum + (value - mean) ** 2, 0) / noise.length;
  expect(mean).toBeCloseTo(0, 1);
  expect(Math.sqrt(variance)).toBeCloseTo(1, 1);
  expect(Math.max(...noise.map(Math.abs))).toBeLessThan(3.47);
});
