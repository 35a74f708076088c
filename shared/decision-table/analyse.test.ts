import { describe, expect, it } from 'vitest';
import { chanceOf, gridOf, randomTable } from '../../tests/support/random-tables.ts';
import { rulesetManifestSchema, type RulesetManifest } from '../contract/rules.ts';
import { analyseTable } from './analyse.ts';
import { readCell } from './cells.ts';
import { cellHolds, evaluateTable, rowsInOrder } from './evaluate.ts';
import type { TableModel } from './model.ts';
import { tableOf } from './script.ts';
import type { ColumnValue } from './space.ts';
import { gapText, witnessText } from './told.ts';

const MANIFEST = {
  id: 'x',
  name: { ko: '표', en: 'table' },
  inputs: [
    { name: 'temperature', type: 'number' },
    { name: 'mode', type: 'text', values: ['auto', 'manual'] },
    { name: 'lot', type: 'text' },
    { name: 'slope', type: 'number', optional: true },
    { name: 'pieces', type: 'number', take: 'count', windowSeconds: 60, tag: '*/*/*/*/piece' },
    { name: 'running', type: 'boolean' },
    { name: 'due', type: 'number', unit: 'ms' },
  ],
  trigger: { kind: 'request' },
  verdicts: { OK: 'normal', WATCH: 'medium', HOT: 'high' },
};
const TYPES: Readonly<Record<string, string>> = {
  mode: 'text',
  lot: 'text',
  running: 'boolean',
  due: 'date-time',
};

/** `columns` and rows of cells, the verdict last. */
function modelOf(
  hitPolicy: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  more = {},
): TableModel {
  const manifest: RulesetManifest = rulesetManifestSchema.parse({
    ...MANIFEST,
    table: {
      hitPolicy,
      columns: columns.map((expression) => ({ expression, type: TYPES[expression] ?? 'number', ...more })),
      rows: rows.map((row) => ({ when: row.slice(0, -1), verdict: row.at(-1) })),
    },
  });
  const read = tableOf(manifest);
  if (read?.ok !== true) throw new Error(JSON.stringify(read));
  return read.model;
}

const gapsOf = (model: TableModel) => analyseTable(model).gaps.map(({ cells }) => gapText(model, cells));

describe('gaps of a table', () => {
  it('are told as cells that would close them', () => {
    const model = modelOf(
      'unique',
      ['temperature', 'mode'],
      [
        ['< 72', '-', 'OK'],
        ['[72..80)', '"auto"', 'WATCH'],
        ['> 80', '-', 'HOT'],
      ],
    );
    expect(gapsOf(model)).toEqual(['temperature 80', 'temperature [72..80], mode "manual"']);
  });

  it('there are none where the rows take every value', () => {
    const rows = [
      ['< 72', 'OK'],
      ['[72..80]', 'WATCH'],
      ['> 80', 'HOT'],
    ];
    expect(gapsOf(modelOf('unique', ['temperature'], rows))).toEqual([]);
  });

  it('take in what may be missing, and texts nobody has named', () => {
    expect(gapsOf(modelOf('first', ['slope'], [['>= 0', 'OK']]))).toEqual(['slope < 0, null']);
    expect(gapsOf(modelOf('first', ['slope'], [['null', 'OK']]))).toEqual(['slope not(null)']);
    expect(gapsOf(modelOf('first', ['lot'], [['"A", B', 'OK']]))).toEqual(['lot not("A", "B")']);
    expect(gapsOf(modelOf('first', ['running'], [['true', 'OK']]))).toEqual(['running false']);
    expect(gapsOf(modelOf('first', ['temperature'], []))).toEqual(['*']);
  });

  it('of counts are none between whole numbers', () => {
    const rows = [
      ['<= 4', 'OK'],
      ['>= 5', 'HOT'],
    ];
    expect(gapsOf(modelOf('unique', ['pieces'], rows))).toEqual([]);
    expect(gapsOf(modelOf('unique', ['temperature'], rows))).toEqual(['temperature (4..5)']);
    expect(
      gapsOf(
        modelOf(
          'unique',
          ['pieces'],
          [
            ['<= 4', 'OK'],
            ['> 6', 'HOT'],
          ],
        ),
      ),
    ).toEqual(['pieces (4..6]']);
  });

  it('are looked for only where values are allowed', () => {
    const model = modelOf('first', ['temperature'], [['< 20', 'OK']], { allowed: '[0..100]' });
    expect(gapsOf(model)).toEqual(['temperature [20..100]']);
  });

  it('of days end with the day', () => {
    const rows = [
      ['<= 2026-01-31', 'OK'],
      ['> 2026-02-01', 'HOT'],
    ];
    const model = modelOf('unique', ['due'], rows, { utcOffset: '+09:00' });
    expect(gapsOf(model)).toEqual(['due [2026-02-01..2026-02-02)']);
  });
});

describe('rows of a table', () => {
  it('that hold together are told with inputs for which they do', () => {
    const model = modelOf(
      'unique',
      ['temperature', 'mode'],
      [
        ['>= 70', '-', 'WATCH'],
        ['(60..75)', '"auto"', 'OK'],
        ['(75..80]', '"manual"', 'HOT'],
      ],
    );
    const { overlaps, overlapCount } = analyseTable(model);
    expect(overlapCount).toBe(2);
    expect(overlaps.map(({ rows, witness }) => [rows, witnessText(model, witness)])).toEqual([
      [[0, 1], 'temperature = 70, mode = "auto"'],
      [[0, 2], 'temperature = 78, mode = "manual"'],
    ]);
  });

  it('may hold together under "any" where they say the same', () => {
    const rows = [
      ['> 70', 'HOT'],
      ['> 80', 'HOT'],
      ['> 90', 'WATCH'],
    ];
    const { overlaps } = analyseTable(modelOf('any', ['temperature'], rows));
    expect(overlaps.map((overlap) => overlap.rows)).toEqual([
      [0, 2],
      [1, 2],
    ]);
  });

  it('that others take wholly never count', () => {
    const rows = [
      ['> 70', 'WATCH'],
      ['<= 70', 'OK'],
      ['> 90', 'HOT'],
    ];
    expect(analyseTable(modelOf('first', ['temperature'], rows)).masked).toEqual([2]);
    expect(analyseTable(modelOf('priority', ['temperature'], rows)).masked).toEqual([]);
  });
});

/** Every combination of values. */
function* combinations(
  grids: readonly (readonly ColumnValue[])[],
  before: ColumnValue[] = [],
): Generator<ColumnValue[]> {
  const grid = grids[before.length];
  if (grid === undefined) yield before;
  else for (const value of grid) yield* combinations(grids, [...before, value]);
}

it('finds what trying all values at all limits finds, in random tables', { timeout: 300_000 }, () => {
  let looked = 0;
  for (let seed = 1; looked < 400; seed += 1) {
    const { manifest, columns } = randomTable(chanceOf(seed), 3);
    const read = tableOf(manifest);
    if (read?.ok !== true) continue;
    looked += 1;
    const { model } = read;
    const told = `seed ${seed} ${JSON.stringify(manifest.table)}`;
    const found = analyseTable(model);
    expect([found.complete && found.gapsAreAll && found.maskedAreAll, told]).toEqual([true, told]);
    const gapCells = found.gaps.map(({ cells }) =>
      cells.map((text, column) => {
        const kind = model.columns[column]?.kind;
        const cell = kind && readCell(text, { ...kind, parameters: {} });
        if (cell?.ok !== true) throw new Error(`${told} ${text}`);
        return cell.cell;
      }),
    );
    const order = rowsInOrder(model).map(([, index]) => index);
    const together = new Set<string>();
    const counted = new Set<number>();
    let open = 0;
    for (const values of combinations(columns.map(gridOf))) {
      const { rows } = evaluateTable(model, values);
      const inGap = gapCells.some((cells) =>
        cells.every((cell, column) => cellHolds(cell, values[column] ?? null)),
      );
      if (rows.length === 0) open += 1;
      const isOpen = rows.length === 0 && manifest.table?.otherwise === undefined;
      // "not(…)" cannot name the missing value beside it: such a gap is told without it.
      if (isOpen !== inGap && !(isOpen && values.includes(null)))
        throw new Error(
          `${told}: ${JSON.stringify(values)} is ${isOpen ? 'open' : 'taken'}, ${JSON.stringify(found.gaps)}`,
        );
      const first = order.find((row) => rows.includes(row));
      if (first !== undefined) counted.add(first);
      for (const a of rows) for (const b of rows) if (a < b) together.add(`${a} ${b}`);
    }
    if (manifest.table?.otherwise === undefined)
      expect([found.gaps.length > 0, told]).toEqual([open > 0, told]);
    for (const { witness } of found.gaps)
      expect([evaluateTable(model, witness).rows, told]).toEqual([[], told]);
    if (model.table.hitPolicy === 'unique') {
      expect([found.overlaps.map(({ rows }) => rows.join(' ')).sort(), told]).toEqual([
        [...together].sort(),
        told,
      ]);
      for (const { rows, witness } of found.overlaps)
        expect([evaluateTable(model, witness).rows, told]).toEqual([expect.arrayContaining([...rows]), told]);
    }
    if (model.table.hitPolicy === 'first' || model.table.hitPolicy === 'priority')
      expect([found.masked, told]).toEqual([
        model.rows.map((_, row) => row).filter((row) => !counted.has(row)),
        told,
      ]);
  }
});
