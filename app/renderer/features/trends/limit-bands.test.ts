import { describe, expect, it } from 'vitest';
import type { VerdictZone } from '../../../../shared/contract/zones.ts';
import type { DrawnPen } from './drawn-pens.ts';
import { limitBands } from './limit-bands.ts';

const NO_BOUNDS = { low: null, high: null };
const pen = (path: string): DrawnPen => ({
  path,
  axis: 'left',
  unit: '',
  shiftMs: 0,
  isDiscrete: false,
  isKnown: true,
  limits: NO_BOUNDS,
});
const zone = (from: number | null, to: number | null, severity: VerdictZone['severity']): VerdictZone => ({
  from,
  to,
  includesFrom: true,
  includesTo: false,
  verdict: severity.toUpperCase(),
  severity,
});

describe('bands of zones', () => {
  it('are the zones that are not normal, each with the end at which things get worse', () => {
    const zones = [
      zone(null, -5, 'high'),
      zone(-5, 0, 'low'),
      zone(0, 10, 'normal'),
      zone(10, 20, 'medium'),
      zone(20, null, 'high'),
    ];
    const of = () => ({ items: [{ rulesetId: 'r', version: 1, from: null, to: null, zones }] });
    // Two machines of one class have their zones once.
    const bands = limitBands([pen('s/a/l/m1/t'), pen('s/a/l/m2/t')], of, 'en');
    expect(bands.map(({ from, to, limit, label }) => [from, to, limit, label])).toEqual([
      [-Infinity, -5, -5, 'HIGH < -5'],
      [-5, 0, 0, 'LOW < 0'],
      [10, 20, 10, 'MEDIUM ≥ 10'],
      [20, Infinity, 20, 'HIGH ≥ 20'],
    ]);
    expect(limitBands([pen('s/a/l/m1/t')], () => undefined, 'en')).toEqual([]);
  });

  it('stand where their version was in force, and name it', () => {
    const at = '2026-03-01T00:00:00.000Z';
    const zonesAt = (limit: number) => [zone(null, limit, 'normal'), zone(limit, null, 'high')];
    const of = () => ({
      items: [
        { rulesetId: 'r', version: 1, from: null, to: at, zones: zonesAt(3) },
        { rulesetId: 'r', version: 2, from: at, to: null, zones: zonesAt(7) },
      ],
    });
    expect(limitBands([pen('s/a/l/m1/t')], of, 'en').map(({ label, during }) => [label, during])).toEqual([
      ['HIGH ≥ 3 · v1', { from: -Infinity, to: Date.parse(at) }],
      ['HIGH ≥ 7 · v2', { from: Date.parse(at), to: Infinity }],
    ]);
  });

  it('say whose they are where machines differ', () => {
    const classes = new Map([
      ['s/a/l/m1/t', [zone(null, 3, 'normal'), zone(3, null, 'high')]],
      ['s/a/l/m2/t', [zone(null, 7, 'normal'), zone(7, null, 'high')]],
    ]);
    const of = (path: string) => ({
      items: [{ rulesetId: 'r', version: 1, from: null, to: null, zones: classes.get(path) ?? [] }],
    });
    const bands = limitBands([pen('s/a/l/m1/t'), pen('s/a/l/m2/t')], of, 'en');
    expect(bands.map(({ label }) => label)).toEqual(['HIGH ≥ 3 · m1', 'HIGH ≥ 7 · m2']);
  });
});
