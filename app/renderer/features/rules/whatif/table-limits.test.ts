import { describe, expect, it } from 'vitest';
import { rulesetManifestSchema } from '../../../../../shared/contract/rules.ts';
import { isUntouched } from '../../../../../shared/decision-table/generate.ts';
import { cellLimits, withTableLimits } from './table-limits.ts';

const manifestWith = (...cells: readonly string[]) =>
  rulesetManifestSchema.parse({
    id: 'table',
    name: { ko: '표', en: 'Table' },
    inputs: [
      { name: 'heat', type: 'number' },
      { name: 'mode', type: 'text' },
    ],
    trigger: { kind: 'request' },
    verdicts: { OK: 'normal', HOT: 'high' },
    parameters: { limit2: 80 },
    table: {
      hitPolicy: 'first',
      columns: [
        { expression: 'heat', type: 'number' },
        { expression: 'mode', type: 'text' },
      ],
      rows: cells.map((cell) => ({ when: [cell, 'step 1'], verdict: 'HOT' })),
      otherwise: { verdict: 'OK' },
    },
  });

describe('limits of a decision table', () => {
  it('are the numbers of its number columns: ranges, lists, signs, no names and no words', () => {
    const cells = ['[1..5]', '> limit2', 'not(-3, 2.5e1)', '(.5..1.25)', '-', '>= -0.5'];
    const limits = cellLimits(manifestWith(...cells));
    expect(limits.map(({ cell, value }) => [cell?.row, value])).toEqual([
      [0, 1],
      [0, 5],
      [2, -3],
      [2, 25],
      [3, 0.5],
      [3, 1.25],
      [5, -0.5],
    ]);
    expect(limits[0]).toMatchObject({ input: 'heat', around: 'row-1: heat [1..5]' });
  });

  it('moved ones stand in their cells, and the script is made from the table', () => {
    const manifest = manifestWith('[1..5]', '> 7');
    const limits = cellLimits(manifest);
    const values = new Map([
      [limits[0]?.id ?? '', -1.5],
      [limits[1]?.id ?? '', 6],
    ]);
    const changed = withTableLimits({ manifest, source: '' }, limits, values);
    if ('fault' in changed) throw new Error(changed.fault.code);
    expect(changed.rules.manifest.table?.rows.map(({ when }) => when[0])).toEqual(['[-1.5..6]', '> 7']);
    expect(changed.rules.source).toContain('heat > 6.0');
    expect(isUntouched(changed.rules.source)).toBe(true);
  });

  it('a range that ends before it begins is a fault, told by its reason', () => {
    const manifest = manifestWith('[1..5]');
    const limits = cellLimits(manifest);
    const turned = withTableLimits({ manifest, source: '' }, limits, new Map([[limits[0]?.id ?? '', 9]]));
    expect(turned).toHaveProperty('fault.code');
  });
});
