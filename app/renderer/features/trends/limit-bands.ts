import { SEVERITIES, type Language } from '../../../../shared/contract/common.ts';
import type { TagZones, VerdictZone } from '../../../../shared/contract/zones.ts';
import { AXIS_SIDES, type AxisSide, type ChartBand } from '../../charts/types.ts';
import { formatNumber } from '../../lib/format/format.ts';
import type { DrawnPen } from './drawn-pens.ts';
import { equipmentOf, tagName } from './view-state.ts';

type TimedZones = TagZones['items'][number];

/** Named at a limit. */
const MOST_MACHINES = 2;

const rank = (zone: VerdictZone | undefined): number => (zone ? SEVERITIES.indexOf(zone.severity) : -1);

/** A field for every zone that is not normal, while its version was in force; its limit is the end at which things get worse. */
function bandsOfZones(axis: AxisSide, of: TimedZones, language: Language): ChartBand[] {
  const { zones, version, from: since, to: until } = of;
  const isAlways = since === null && until === null;
  const during = {
    from: since === null ? -Infinity : Date.parse(since),
    to: until === null ? Infinity : Date.parse(until),
  };
  const ofVersion = isAlways ? '' : ` · v${version}`;
  return zones.flatMap((zone, index): ChartBand[] => {
    const { verdict, severity } = zone;
    if (severity === 'normal') return [];
    const [from, to] = [zone.from ?? -Infinity, zone.to ?? Infinity];
    const isFromBelow = zone.to === null || (zone.from !== null && rank(zones[index - 1]) < rank(zone));
    const limit = isFromBelow ? from : to;
    const sign = isFromBelow ? (zone.includesFrom ? '≥' : '>') : zone.includesTo ? '≤' : '<';
    const label = `${verdict} ${sign} ${formatNumber(limit, language)}${ofVersion}`;
    return [{ axis, from, to, limit, severity, label, ...(isAlways ? {} : { during }) }];
  });
}

/** Beyond the limits a person set for a tag; of pens with the same limits once. */
function tagBands(axis: AxisSide, pens: readonly DrawnPen[], language: Language): ChartBand[] {
  const bands = pens.flatMap(({ path, limits: { low, high } }): ChartBand[] => {
    const at = (sign: string, value: number): string =>
      `${tagName(path)} ${sign} ${formatNumber(value, language)}`;
    const common = { axis, severity: 'normal' } as const;
    return [
      ...(typeof high === 'number'
        ? [{ ...common, from: high, to: Infinity, limit: high, label: at('≥', high) }]
        : []),
      ...(typeof low === 'number'
        ? [{ ...common, from: -Infinity, to: low, limit: low, label: at('≤', low) }]
        : []),
    ];
  });
  return [...new Map(bands.map((band) => [`${band.from} ${band.to}`, band])).values()];
}

/** Each field once, however many machines have it; where not all have it, it says whose it is. */
function joined(ofMachines: ReadonlyMap<string, readonly ChartBand[]>): ChartBand[] {
  const machinesOf = new Map<string, { band: ChartBand; machines: Set<string> }>();
  for (const [machine, bands] of ofMachines)
    for (const band of bands) {
      const key = [band.label, band.from, band.to, band.during?.from, band.during?.to].join(' ');
      const known = machinesOf.get(key) ?? { band, machines: new Set() };
      machinesOf.set(key, known);
      known.machines.add(machine);
    }
  return [...machinesOf.values()].map(({ band, machines }) => {
    if (machines.size === ofMachines.size) return band;
    const more = machines.size > MOST_MACHINES ? ' …' : '';
    return { ...band, label: `${band.label} · ${[...machines].slice(0, MOST_MACHINES).join(', ')}${more}` };
  });
}

/**
 * Where the rules give which verdict, and the limits of the tags themselves, on the pens' axes. Pens drawn by a range of their
 * own have none.
 */
export function limitBands(
  pens: readonly DrawnPen[],
  zonesOf: (path: string) => TagZones | undefined,
  language: Language,
): ChartBand[] {
  const shown = pens.filter(({ hidden, shiftMs }) => !hidden && shiftMs === 0);
  return AXIS_SIDES.flatMap((axis) => {
    const own = shown.filter((pen) => pen.axis === axis);
    const ofMachines = new Map<string, ChartBand[]>();
    for (const { path } of own) {
      const items = zonesOf(path)?.items ?? [];
      const bands = items.flatMap((item) => bandsOfZones(axis, item, language));
      if (bands.length === 0) continue;
      const machine = tagName(equipmentOf(path));
      ofMachines.set(machine, [...(ofMachines.get(machine) ?? []), ...bands]);
    }
    return [...tagBands(axis, own, language), ...joined(ofMachines)];
  });
}
