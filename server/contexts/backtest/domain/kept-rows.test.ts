import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rulesetInputSchema } from '../../../../shared/contract/rules.ts';
import type { ColumnValues } from './input-columns.ts';
import { KeptRows } from './kept-rows.ts';

const CHUNK_ROWS = 8;
const INPUTS = [
  { name: 'x', type: 'number' },
  { name: 'on', type: 'boolean' },
  { name: 'mode', type: 'text' },
].map((input) => rulesetInputSchema.parse(input));
const MODES = ['auto', 'manual'];

/** A batch whose rows are numbered from `first`; every machine has its texts in an order of its own. */
function batchOf(first: number, count: number, turned: boolean) {
  const texts = turned ? MODES.toReversed() : MODES;
  const numbered = Array.from({ length: count }, (_, row) => first + row);
  const values: ColumnValues[] = [
    { numbers: Float64Array.from(numbered, (number) => (number % 5 === 0 ? Number.NaN : number / 2)) },
    { booleans: Int8Array.from(numbered, (number) => (number % 3) - 1) },
    { texts, indexes: Int32Array.from(numbered, (number) => texts.indexOf(MODES[number % 3] ?? '')) },
  ];
  return { count, times: Float64Array.from(numbered), columns: values.map((each) => ({ values: each })) };
}

const rowOf = (number: number) => [
  number,
  number % 5 === 0 ? null : number / 2,
  number % 3 === 0 ? null : number % 3 === 2,
  MODES[number % 3] ?? null,
];

function rowsOf(kept: KeptRows, chunks = kept.chunks): unknown[][] {
  return chunks.flatMap((chunk) =>
    Array.from({ length: chunk.count }, (_, row) => [
      chunk.times[row],
      ...INPUTS.map((_input, index) => kept.valueOf(chunk, index, row)),
    ]),
  );
}

describe('rows kept in memory', () => {
  it('are every n-th of those that were wanted, with what they held, within the budget', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 30 }),
        fc.integer({ min: 2, max: 6 }),
        (sizes, chunks) => {
          // 8 + 1 + 4 of the inputs, 12 of time, machine, day and base.
          const kept = new KeptRows(INPUTS, chunks * CHUNK_ROWS * 25, CHUNK_ROWS);
          let first = 0;
          sizes.forEach((count, machine) => {
            const at = first;
            kept.add(
              batchOf(first, count, machine % 2 === 1),
              { machine, day: 0 },
              (row) => (at + row) % 7 !== 0,
            );
            first += count;
          });
          const wanted = Array.from({ length: first }, (_, number) => number).filter(
            (number) => number % 7 !== 0,
          );
          expect(kept.offered).toBe(wanted.length);
          expect(rowsOf(kept)).toEqual(
            wanted.filter((_, index) => index % kept.everyNth === 0).map((number) => rowOf(number)),
          );
          expect(kept.bytes).toBeLessThanOrEqual(chunks * CHUNK_ROWS * 25);
          // As many as there is room for: half of it at least is used once something had to go.
          if (kept.everyNth > 1) expect(kept.rows).toBeGreaterThanOrEqual((chunks * CHUNK_ROWS) / 2);
        },
      ),
    );
  });

  it('a sample has each row once at most, each of its parts spread over all of them', () => {
    const kept = new KeptRows(INPUTS, Infinity, CHUNK_ROWS);
    kept.add(batchOf(0, 100, false), { machine: 3, day: 2 }, () => true);
    const parts = kept.sample(20, 4);
    const numbers = parts.map(({ times, count }) => [...times.subarray(0, count)]);
    expect(numbers[0]).toEqual([0, 20, 40, 60, 80]);
    expect(new Set(numbers.flat()).size).toBe(20);
    expect(rowsOf(kept, parts)).toEqual(numbers.flat().map((number) => rowOf(number)));
    expect(parts.every(({ machines, days }) => machines[0] === 3 && days[0] === 2)).toBe(true);
    expect(
      kept
        .sample(1_000, 4)
        .flatMap(({ times, count }) => [...times.subarray(0, count)])
        .toSorted((a, b) => a - b),
    ).toEqual(Array.from({ length: 100 }, (_, number) => number));
  });
});
