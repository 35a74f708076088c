import { describe, expect, it } from 'vitest';
import { rulesetInputSchema } from '../../../../../shared/contract/rules.ts';
import type { WhatIfMap } from '../../../../../shared/contract/whatif.ts';
import { changesOf, outcomePairs } from './figures.ts';
import { areasOf } from './map-areas.ts';
import {
  axisOf,
  cellAt,
  cellByKey,
  cellsOf,
  COLUMNS,
  firstAxes,
  nearest,
  placed,
  ROWS,
  sharesOf,
  valuesAt,
} from './plane.ts';

const input = (name: string, low: number | null, high: number | null) => ({
  ...{ name, low, high, usual: low, last: high },
});
const limit = (of: string, value: number) => ({ id: of, value, isWhole: false, input: of });
const INPUTS = [input('count', 0, 60), input('heat', 40, 60), input('slope', -1, 1), input('still', 5, 5)];
const DECLARED = [
  { name: 'count', take: 'count', windowSeconds: 60 },
  { name: 'heat' },
  { name: 'slope' },
  { name: 'still' },
].map((each) => rulesetInputSchema.parse({ type: 'number', ...each }));

describe('the plane of a verdict map', () => {
  it('begins with inputs that limits are compared with, and goes over history and these limits', () => {
    expect(firstAxes(INPUTS, [limit('count', 60), limit('slope', 0)], DECLARED)).toEqual(['slope', 'heat']);
    expect(firstAxes(INPUTS.slice(1, 2), [], DECLARED)).toBeNull();
    expect(axisOf(INPUTS[1] as (typeof INPUTS)[number], [limit('heat', 80), limit('slope', 99)])).toEqual({
      ...{ input: 'heat', from: 38, to: 82 },
    });
    expect(axisOf(input('still', 5, 5), [])).toEqual({ input: 'still', from: 4, to: 6 });
  });

  it('a cursor goes by pointer and keys, never beyond the edge', () => {
    expect(cellAt(0, 0)).toEqual({ column: 0, row: ROWS - 1 });
    expect(cellAt(1, 1)).toEqual({ column: COLUMNS - 1, row: 0 });
    const moves = ['ArrowLeft', 'ArrowUp', 'PageDown', 'End', 'x'].map((key) =>
      cellByKey(key, { column: 0, row: 4 }),
    );
    expect(moves).toEqual([
      { column: 0, row: 4 },
      { column: 0, row: 5 },
      { column: 0, row: 0 },
      { column: COLUMNS - 1, row: 4 },
      undefined,
    ]);
  });

  it('rows of history lie where their values are; the nearest is found', () => {
    const axes = {
      x: { input: 'heat', from: 0, to: 100 },
      y: { input: 'slope', from: 0, to: 10 },
    };
    const point = (heat: number | null, slope: number) => ({
      ...{ at: '2026-01-01T00:00:00.000Z', equipment: 'a/b/c/d', values: [0, heat, slope, 5] },
    });
    const shown = placed([point(25, 7.5), point(90, 1), point(101, 1), point(null, 1)], INPUTS, axes);
    expect(shown.map(({ right, down }) => [right, down])).toEqual([
      [0.25, 0.25],
      [0.9, 0.9],
    ]);
    const cell = cellAt(0.3, 0.3);
    expect(nearest(shown, cell)?.point.values[1]).toBe(25);
    expect(valuesAt({ column: 0, row: ROWS - 1 }, axes.x, axes.y)).toEqual([
      (0.5 * 100) / COLUMNS,
      10 - (0.5 * 10) / ROWS,
    ]);
  });

  it('tells each verdict with its share, whichever rules gave it', () => {
    const map: WhatIfMap = {
      kinds: [
        { verdict: 'OK', severity: 'normal', fired: [] },
        { verdict: 'HOT', severity: 'high', fired: ['a'] },
        { verdict: 'HOT', severity: 'high', fired: ['b'] },
      ],
      cells: btoa(String.fromCharCode(0, 1, 2, 1)),
      tookMs: 1,
    };
    expect([...cellsOf(map)]).toEqual([0, 1, 2, 1]);
    expect(sharesOf(map).map(({ kind, share }) => [kind.verdict, share])).toEqual([
      ['HOT', 0.75],
      ['OK', 0.25],
    ]);
  });
});

describe('areas of a verdict map', () => {
  it('are marked where they have most room; what is too small is not', () => {
    // HOT to the right of a slanted border, in it a piece that is OK again, and one cell that is HOLD.
    const cells = Array.from({ length: COLUMNS * ROWS }, (_, place) => {
      const [column, row] = [place % COLUMNS, Math.floor(place / COLUMNS)];
      if (column === 3 && row === 3) return 2;
      if (column >= 130 && column < 145 && row >= 60 && row < 75) return 0;
      return column > 60 + row / 5 ? 1 : 0;
    });
    const kinds = [
      { verdict: 'OK', severity: 'normal' as const, fired: [] },
      { verdict: 'HOT', severity: 'high' as const, fired: ['hot'] },
      { verdict: 'HOLD', severity: 'high' as const, holdCause: 'RULE_ERROR' as const, fired: [] },
    ];
    const map: WhatIfMap = { kinds, cells: btoa(String.fromCharCode(...cells)), tookMs: 1 };
    const areas = areasOf(map);
    expect(areas.map(({ kind }) => kind.verdict)).toEqual(['OK', 'HOT', 'OK']);
    for (const { kind, at, room } of areas) {
      const all = [-room + 1, 0, room - 1].flatMap((right) =>
        [-room + 1, 0, room - 1].map(
          (up) => kinds[cells[(at.row + up) * COLUMNS + at.column + right] ?? 9]?.verdict,
        ),
      );
      expect(new Set(all)).toEqual(new Set([kind.verdict]));
    }
    expect(areas[2]).toMatchObject({ at: { column: 137, row: 67 }, room: 8 });
  });
});

describe('figures of what is tried', () => {
  const outcome = (verdict: string, rows: number, holdCause?: string) => ({
    ...{ verdict, severity: 'high' as const, rows },
    ...(holdCause === undefined ? {} : { holdCause }),
  });
  const base = [outcome('OK', 5), outcome('OLD', 2), outcome('HOLD', 1, 'INPUT_STALE')];
  const tried = [
    outcome('OK', 6),
    outcome('NEW', 0),
    outcome('HOLD', 0, 'RULE_ERROR'),
    outcome('HOLD', 2, 'INPUT_STALE'),
  ];

  it('have every verdict that is declared, and what occurs only in the base', () => {
    expect(
      outcomePairs({ base, tried }).map((pair) => [pair.outcome.verdict, pair.outcome.rows, pair.base]),
    ).toEqual([
      ['OK', 6, 5],
      ['NEW', 0, 0],
      ['HOLD', 2, 1],
      ['OLD', 0, 2],
    ]);
  });

  it('changes are rows with another verdict, the most first', () => {
    const matrix = [
      { a: 0, b: 0, rows: 5 },
      { a: 1, b: 0, rows: 1 },
      { a: 1, b: 3, rows: 4 },
    ];
    expect(
      changesOf({ base, tried, matrix }).map(({ from, to, rows }) => [from.verdict, to.verdict, rows]),
    ).toEqual([
      ['OLD', 'HOLD', 4],
      ['OLD', 'OK', 1],
    ]);
  });
});
