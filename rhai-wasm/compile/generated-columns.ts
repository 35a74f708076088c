/** Makes inputs for the scripts of `generated-scripts.ts`. */
import type { BatchColumn } from '../face/types.ts';
import type { Chance } from './chance.ts';

const EDGES = [
  0,
  -0,
  1,
  -1,
  75,
  0.1,
  0.3,
  1e300,
  -1e300,
  1e308,
  5e-324,
  1e-17,
  2.5,
  -2.5,
  0.5,
  3,
  10,
  2 ** 53,
  2 ** 63,
  -(2 ** 63),
  Number.EPSILON,
  -Number.EPSILON,
];
const view = new DataView(new ArrayBuffer(8));

/** A number, often on an edge or a few units in the last place beside it. */
function someNumber(chance: Chance): number {
  if (chance.is(0.4)) return Math.round(chance.next() * 2000 - 500) / 10;
  const edge = chance.of(EDGES);
  if (chance.is(0.5)) return edge;
  view.setFloat64(0, edge);
  view.setBigInt64(0, view.getBigInt64(0) + BigInt(chance.below(9) - 4));
  const near = view.getFloat64(0);
  return Number.isFinite(near) ? near : edge;
}

/** Columns for the inputs that generated scripts read: some rows lack values, some have none that can be judged. */
export function generatedColumns(chance: Chance, rows: number): Record<string, BatchColumn> {
  const numbers = (missing: number): Float64Array =>
    Float64Array.from({ length: rows }, () =>
      chance.is(missing) ? (chance.is(0.9) ? Number.NaN : Infinity) : someNumber(chance),
    );
  return {
    x: numbers(0.01),
    y: numbers(0.02),
    z: numbers(0.3),
    // Scripts only ask whether it is there.
    spare: numbers(0),
    mode: {
      texts: [
        'auto',
        'manual',
        'L2',
        'other',
        '수동',
        '😀',
        'ﾡ',
        'a text that is longer than thirty-one bytes',
      ],
      indexes: Int32Array.from({ length: rows }, () => (chance.is(0.02) ? 7 : chance.below(8) - 1)),
    },
    on: {
      booleans: Int8Array.from({ length: rows }, () => (chance.below(9) % 3 === 2 ? -1 : chance.below(2))),
    },
    parameters: {
      ...{ high: someNumber(chance), low: chance.of([0, 10, 66.5]), name: chance.of(['auto', 'L10']) },
      levels: [someNumber(chance), 75],
      // Now and then more than the interpreter lets a map hold.
      ...(chance.is(0.03)
        ? Object.fromEntries(Array.from({ length: 100 + chance.below(60) }, (_, i) => [`p${i}`, i]))
        : {}),
    },
  };
}

/** Inputs whose rows without a value are nothing. */
export const NULLABLE = ['z', 'mode', 'on'];
/** Further numbers that are compared. */
export const OUTPUTS = ['level'];
